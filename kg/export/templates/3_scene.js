"use strict";
// From data and state to the items of the picture: which nodes, groups and edges there are now, and how each looks.
(() => {
  const { data } = Parley;

  Parley.mainQuad = (statements) => {
    const counts = new Map();
    for (const { quad } of statements) if (quad) counts.set(quad, (counts.get(quad) || 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0]).map(([quad]) => quad)[0] || null;
  };
  Parley.members = (talks) => [...talks.parties, ...talks.mediators, ...talks.guarantors, ...talks.hosts, ...talks.topics];

  // The nodes that a selection is about: itself and its neighbours, the ends of an edge, the members of talks.
  Parley.around = (selected, byEdge) => {
    if (!selected) return null;
    if (selected.kind === "talks") return new Set(Parley.members(data.negotiations.find((talks) => talks.id === selected.id)));
    if (selected.kind === "edge") { const edge = Parley.edges.get(selected.id); return new Set([edge.from, edge.to]); }
    const found = new Set([selected.id]);
    for (const id of byEdge.keys()) {
      const edge = Parley.edges.get(id);
      if (edge.from === selected.id) found.add(edge.to);
      if (edge.to === selected.id) found.add(edge.from);
    }
    return found;
  };

  Parley.scene = () => {
    const { state } = Parley;
    const { passing, counts } = Parley.filtered();
    const byEdge = new Map();
    for (const statement of passing) {
      if (!statement.edge) continue;
      if (!byEdge.has(statement.edge)) byEdge.set(statement.edge, []);
      byEdge.get(statement.edge).push(statement);
    }
    const linked = new Set();
    for (const id of byEdge.keys()) { const edge = Parley.edges.get(id); if (!edge.static) { linked.add(edge.from); linked.add(edge.to); } }
    const only = Parley.around(state.only, byEdge);
    const shown = new Set(data.nodes.map((node) => node.id).filter((id) => (state.isolated || linked.has(id) || (only && state.only.id === id)) && (!only || only.has(id))));
    const edges = new Map([...byEdge].filter(([id]) => { const edge = Parley.edges.get(id); return shown.has(edge.from) && shown.has(edge.to); }));
    return { passing, counts, byEdge, linked, shown, edges, degrees: degreesOf(edges) };
  };

  const degreesOf = (edges) => {
    const degrees = new Map();
    for (const id of edges.keys()) for (const end of [Parley.edges.get(id).from, Parley.edges.get(id).to]) degrees.set(end, (degrees.get(end) || 0) + 1);
    return degrees;
  };

  const closed = (id) => { const group = Parley.groupOf.get(id); return group !== undefined && !Parley.state.open.has(group) ? `group-${group}` : null; };
  Parley.stand = (id) => closed(id) || id;

  Parley.items = (scene, scale) => {
    const colours = Parley.colours();
    const near = Parley.around(Parley.state.selected, scene.edges);
    const nodes = new Map(), edges = new Map(), bundles = new Map();
    for (const id of scene.shown) {
      const group = closed(id);
      if (!group) nodes.set(id, nodeItem(Parley.nodes.get(id), colours, near && !near.has(id), scale));
      else if (!nodes.has(group)) nodes.set(group, groupItem(group, colours, scale));
    }
    for (const [id, statements] of scene.edges) {
      const edge = Parley.edges.get(id), from = Parley.stand(edge.from), to = Parley.stand(edge.to);
      if (from === edge.from && to === edge.to) {
        const { selected } = Parley.state;
        const far = selected && (selected.kind === "node" ? edge.from !== selected.id && edge.to !== selected.id : selected.kind === "edge" ? id !== selected.id : !(near.has(edge.from) && near.has(edge.to)));
        edges.set(id, edgeItem(edge, statements, colours, far, scale));
      } else if (from !== to && !edge.static) {
        const key = from < to ? `${from} ${to}` : `${to} ${from}`;
        if (!bundles.has(key)) bundles.set(key, { from, to, statements: [] });
        bundles.get(key).statements.push(...statements);
      }
    }
    const most = Math.max(1, ...[...bundles.values()].map((bundle) => bundle.statements.length));
    for (const [key, bundle] of bundles) edges.set(key, bundleItem(key, bundle, colours, scale, most));
    return { nodes, edges };
  };

  Parley.fill = (node) => {
    const colours = Parley.colours(), role = Parley.role(node);
    if (Parley.state.colour === "role" || role === "Topic" || role === "Mediator") return colours.roles[role];
    return node.side === null || node.side >= colours.sides.length ? colours.roles.Other : colours.sides[node.side];
  };

  const nodeItem = (node, colours, far, scale) => {
    const background = Parley.fill(node), chosen = Parley.state.selected && Parley.state.selected.id === node.id;
    const colour = { background, border: chosen ? colours.text : colours.outline };
    return {
      id: node.id, x: node.x, y: node.y, shape: Parley.kinds[node.kind] || "dot", size: Math.max(node.size, Math.min(5.5 / scale, 2.2 * node.size)),
      color: { ...colour, highlight: colour, hover: colour }, borderWidth: chosen ? 3.5 : 1.2, borderWidthSelected: chosen ? 3.5 : 1.2, opacity: far ? 0.2 : 1,
    };
  };
  const groupItem = (id, colours, scale) => {
    const group = data.groups[Number(id.slice(6))];
    const colour = { background: colours.group, border: colours.outline };
    return { id, x: group.x, y: group.y, shape: "dot", size: group.r, color: { ...colour, highlight: colour, hover: colour }, borderWidth: 1.5, borderWidthSelected: 1.5, opacity: 1 };
  };

  // Solid if anything is said to be so, dashed if at best planned or possible, dotted and struck if only denied.
  Parley.line = (statements) => {
    const positive = statements.filter((statement) => !statement.denied);
    if (!positive.length) return "denied";
    return positive.some((statement) => statement.modality === "asserted") ? "asserted" : "planned";
  };

  const edgeItem = (edge, statements, colours, far, scale) => {
    const quad = edge.static ? null : Parley.mainQuad(statements), line = Parley.line(statements);
    const color = quad ? colours.quads[quad] : colours.static;
    const base = edge.static ? 1 : (quad === 2 || quad === 4 ? 2.6 : 1.8) + Math.min(2, Math.log2(statements.length) * 0.6);
    const chosen = Parley.state.selected && Parley.state.selected.id === edge.id;
    const width = Math.max(base, 1 / scale) + (chosen ? 2 / scale : 0);
    const ways = new Set(statements.map((statement) => statement.subject));
    const scaleFactor = Math.min(1.6, Math.max(0.55, 0.4 / scale));
    const arrow = (on) => ({ enabled: on, scaleFactor: edge.static ? 0.4 : scaleFactor });
    return {
      id: edge.id, from: edge.from, to: edge.to, width, hoverWidth: 0, selectionWidth: 0,
      color: { color, highlight: color, hover: color, opacity: far ? 0.12 : edge.static ? 0.6 : 0.95 },
      dashes: line === "denied" ? [2, 5] : line === "planned" ? [9, 7] : false,
      arrows: { to: arrow(!edge.symmetric && ways.has(edge.from)), from: arrow(!edge.symmetric && ways.has(edge.to) && edge.from !== edge.to) },
      smooth: edge.bend ? { enabled: true, type: edge.bend > 0 ? "curvedCW" : "curvedCCW", roundness: Math.abs(edge.bend) } : false,
    };
  };
  const bundleItem = (id, bundle, colours, scale, most) => {
    const quad = Parley.mainQuad(bundle.statements), color = quad ? colours.quads[quad] : colours.static;
    const width = (0.8 + Math.min(4, Math.log2(bundle.statements.length) * 0.5)) / scale;
    return { id, from: bundle.from, to: bundle.to, width, hoverWidth: 0, selectionWidth: 0, color: { color, highlight: color, hover: color, opacity: (bundle.from.startsWith("group-") && bundle.to.startsWith("group-") ? 0.12 : 0.05) + 0.5 * (bundle.statements.length / most) }, dashes: false, arrows: { to: { enabled: false }, from: { enabled: false } }, smooth: false };
  };
})();
