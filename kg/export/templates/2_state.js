"use strict";
// What is shown now: filters, selection, opened groups; and the same as a link (#state). A link is data: what it names and the page lacks is ignored.
(() => {
  const { data, h } = Parley;
  const days = [...new Set(data.statements.map(Parley.day).filter(Boolean))].sort();
  const unique = (values) => [...new Set(values)];
  const topics = unique(data.statements.flatMap((statement) => statement.topics));
  Parley.days = days;
  Parley.facets = {
    predicate: { title: "What", all: unique(data.statements.map((s) => s.predicate)), of: (s) => [s.predicate], show: Parley.words },
    topic: { title: "Topic", all: [...topics.sort((a, b) => Parley.name(a).localeCompare(Parley.name(b), "en")), "-"], of: (s) => (s.topics.length ? s.topics : ["-"]), show: (id) => (id === "-" ? "no topic" : Parley.name(id)) },
    status: { title: "How certain", all: Object.keys(Parley.statuses), of: (s) => [Parley.status(s)], show: (name) => Parley.statuses[name] },
    outlet: { title: "Outlet", all: unique(data.statements.map(Parley.outlet)).sort(), of: (s) => [Parley.outlet(s)], show: (name) => name },
  };
  const fresh = () => ({
    off: Object.fromEntries(Object.keys(Parley.facets).map((name) => [name, new Set()])),
    from: 0, to: Math.max(0, days.length - 1), isolated: false, selected: null, only: null, open: new Set(), colour: "role",
  });
  Parley.state = fresh();
  Parley.resetState = () => { const { colour } = Parley.state; Parley.state = { ...fresh(), colour }; };

  const inDays = (statement) => {
    const day = Parley.day(statement);
    return !day || !days.length || (day >= days[Parley.state.from] && day <= days[Parley.state.to]);
  };
  // Which statements pass, and for each choice of a filter how many would pass if it alone were on.
  Parley.filtered = () => {
    const names = Object.keys(Parley.facets);
    const counts = Object.fromEntries(names.map((name) => [name, new Map()]));
    const passing = [];
    for (const statement of data.statements) {
      if (!inDays(statement)) continue;
      const values = names.map((name) => Parley.facets[name].of(statement));
      const failed = names.filter((name, i) => values[i].every((value) => Parley.state.off[name].has(value)));
      if (!failed.length) passing.push(statement);
      if (failed.length > 1) continue;
      names.forEach((name, i) => {
        if (!failed.length || failed[0] === name) for (const value of values[i]) counts[name].set(value, (counts[name].get(value) || 0) + 1);
      });
    }
    return { passing, counts };
  };

  const known = (selected) => selected && ((selected.kind === "node" && Parley.nodes.has(selected.id)) || (selected.kind === "edge" && Parley.edges.has(selected.id))
    || (selected.kind === "talks" && data.negotiations.some((talks) => talks.id === selected.id)));
  const clean = (selected) => (known(selected) ? { kind: selected.kind, id: selected.id } : null);

  Parley.toHash = () => {
    const { state } = Parley, found = {};
    for (const [name, facet] of Object.entries(Parley.facets)) {
      const off = facet.all.map((value, i) => (state.off[name].has(value) ? i : -1)).filter((i) => i >= 0);
      if (off.length) found[name] = off;
    }
    if (days.length && state.from > 0) found.from = days[state.from];
    if (days.length && state.to < days.length - 1) found.to = days[state.to];
    if (state.isolated) found.isolated = 1;
    if (state.selected) found.selected = state.selected;
    if (state.only) found.only = state.only;
    if (state.open.size) found.open = [...state.open];
    if (state.colour !== "role") found.colour = state.colour;
    if (Parley.view) { const view = Parley.view(); if (view) found.view = view; }
    return "#state=" + encodeURIComponent(JSON.stringify(found));
  };
  Parley.fromHash = (hash) => {
    if (!hash.startsWith("#state=")) return null;
    let given = null;
    try { given = JSON.parse(decodeURIComponent(hash.slice(7))); } catch { return null; }
    if (!given || typeof given !== "object") return null;
    const state = fresh();
    for (const [name, facet] of Object.entries(Parley.facets))
      if (Array.isArray(given[name])) for (const i of given[name]) if (Number.isInteger(i) && i >= 0 && i < facet.all.length) state.off[name].add(facet.all[i]);
    if (days.includes(given.from)) state.from = days.indexOf(given.from);
    if (days.includes(given.to)) state.to = Math.max(state.from, days.indexOf(given.to));
    state.isolated = Boolean(given.isolated);
    state.selected = clean(given.selected);
    state.only = clean(given.only);
    if (Array.isArray(given.open)) for (const i of given.open) if (Number.isInteger(i) && i >= 0 && i < data.groups.length) state.open.add(i);
    if (given.colour === "side") state.colour = "side";
    const view = Array.isArray(given.view) && given.view.length === 3 && given.view.every(Number.isFinite) && given.view[2] > 0 ? given.view : null;
    return { state, view };
  };
})();
