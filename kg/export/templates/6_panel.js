"use strict";
// The panel: an overview with the negotiations, or who a node is, and for every statement its sentence with the quote marked, its article and who says it.
(() => {
  const { data, h, byId, named } = Parley;
  const PAGE = 40;
  const panel = byId("panel");

  Parley.goto = (id) => h("button", { type: "button", class: "link", dir: "auto", onclick: () => { Parley.pick(id, null); Parley.focusIfHidden(id); } }, Parley.name(id));
  const list = (ids) => h("ul", { class: "names" }, ids.map((id) => h("li", {}, Parley.goto(id))));
  const tag = (text) => h("span", { class: "tag" }, text);

  Parley.sentence = (parts) => h("blockquote", { dir: "auto" }, parts[0], h("mark", {}, parts[1]), parts[2]);
  Parley.claim = (statement) => {
    const denied = statement.denied ? "denied" : null;
    return [named(Parley.name(statement.subject)), " ", h("span", { class: denied }, Parley.words(statement.predicate)), " ", named(statement.object ? Parley.name(statement.object) : statement.text)];
  };
  Parley.articleLink = (article) => (article.url ? Parley.link(article.url, article.title) : named(article.title));

  const card = (statement) => {
    const article = data.articles[statement.article];
    const rows = [
      ["Article", Parley.articleLink(article)],
      !article.url && article.address ? ["Address", article.address] : null,
      article.outlet ? ["Outlet", article.outlet] : null,
      article.date ? ["Published", article.date] : null,
      statement.date ? ["Happened", statement.date] : null,
      ["Said by", statement.speaker ? Parley.goto(statement.speaker) : "the article itself"],
      statement.topics.length ? ["Topics", list(statement.topics)] : null,
    ].filter(Boolean);
    return h("div", { class: "card" },
      h("div", {}, Parley.claim(statement), Parley.status(statement) === "asserted" ? null : tag(Parley.statuses[Parley.status(statement)]),
        statement.denied && statement.modality !== "asserted" ? tag(Parley.statuses[statement.modality]) : null),
      statement.evidence.map(Parley.sentence),
      h("dl", {}, rows.map(([name, value]) => [h("dt", {}, name), h("dd", { dir: "auto" }, value)])));
  };
  const cards = (statements) => {
    const box = h("div", {});
    const more = (start) => {
      box.append(...statements.slice(start, start + PAGE).map(card));
      if (start + PAGE < statements.length) {
        const button = h("button", { type: "button", onclick: () => { button.remove(); more(start + PAGE); } }, `Show ${Math.min(PAGE, statements.length - start - PAGE)} more`);
        box.append(button);
      }
    };
    more(0);
    return box;
  };

  const close = () => h("button", { type: "button", onclick: () => Parley.pick(null, null) }, "Close");
  const onlyThis = (selected) => {
    const on = Boolean(Parley.state.only && Parley.state.only.id === selected.id);
    return h("button", { type: "button", "aria-pressed": on, onclick: () => { Parley.state.only = on ? null : selected; Parley.update({ fit: true }); } }, on ? "Show the rest again" : "Show only this and its links");
  };

  const nodePanel = (node) => {
    const { scene } = Parley.picture;
    const own = data.statements.filter((s) => s.subject === node.id || s.object === node.id || (node.kind === "Topic" && s.topics.includes(node.id)));
    const passing = new Set(scene.passing);
    const shown = own.filter((statement) => passing.has(statement));
    const positions = [...new Set(own.filter((s) => s.text && !s.denied).map((s) => s.text))];
    const places = [...new Set(own.filter((s) => s.subject === node.id && ["affiliatedWith", "basedIn"].includes(s.predicate) && !s.denied && s.object).map((s) => s.object))];
    const others = node.names.filter((name) => name !== node.name);
    const group = Parley.groupOf.get(node.id);
    const byPredicate = new Map();
    for (const statement of shown) {
      if (!byPredicate.has(statement.predicate)) byPredicate.set(statement.predicate, []);
      byPredicate.get(statement.predicate).push(statement);
    }
    const said = scene.passing.filter((statement) => statement.speaker === node.id && statement.subject !== node.id && statement.object !== node.id);
    return [
      h("h2", { dir: "auto" }, node.name),
      h("p", { class: "soft" }, [Parley.kindNames[node.kind], ...node.roles.map((role) => role.toLowerCase())].join(", ")),
      positions.length ? h("p", {}, named(positions.slice(0, 6).join("; "))) : null,
      places.length ? h("div", {}, "Belongs to ", list(places.slice(0, 8))) : null,
      others.length ? h("p", { class: "soft" }, "Also named: ", named(others.slice(0, 12).join(", "))) : null,
      node.wikidata ? h("p", {}, Parley.link(`https://www.wikidata.org/wiki/${node.wikidata}`, `Wikidata ${node.wikidata}`)) : null,
      h("div", { class: "row" }, close(), onlyThis({ kind: "node", id: node.id }),
        group !== undefined && Parley.state.open.has(group) ? h("button", { type: "button", onclick: () => { Parley.state.open.delete(group); Parley.pick(null, null); } }, "Close its group") : null),
      shown.length < own.length ? h("p", { class: "soft" }, `${Parley.many(own.length - shown.length, "statement")} more hidden by the filters`) : null,
      [...byPredicate].sort((a, b) => isStatic(a[0]) - isStatic(b[0]) || b[1].length - a[1].length).map(([name, statements]) => [h("h3", {}, `${Parley.words(name)} (${statements.length})`), cards(statements)]),
      said.length ? [h("h3", {}, `says of others (${said.length})`), cards(said)] : null,
      own.length ? null : h("p", { class: "soft" }, "Nothing is stated of it."),
    ];
  };
  const isStatic = (name) => Number(["affiliatedWith", "hasPosition", "basedIn"].includes(name));

  const edgePanel = (edge) => {
    const shown = Parley.picture.scene.byEdge.get(edge.id) || [];
    return [
      h("h2", {}, named(Parley.name(edge.from)), ` – ${Parley.words(edge.predicate)} – `, named(Parley.name(edge.to))),
      h("p", { class: "soft" }, Parley.many(shown.length, "statement"), shown.length < edge.statements.length ? `, ${edge.statements.length - shown.length} more hidden by the filters` : ""),
      h("div", { class: "row" }, Parley.goto(edge.from), Parley.goto(edge.to), close()),
      cards(shown),
    ];
  };

  const talksCard = (talks) => {
    const parts = [
      talks.mediators.length ? ["Mediated by", talks.mediators] : null, talks.topics.length ? ["About", talks.topics] : null,
      talks.hosts.length ? ["Hosted by", talks.hosts] : null, talks.guarantors.length ? ["Guaranteed by", talks.guarantors] : null,
    ].filter(Boolean);
    const days = [talks.since, talks.until].filter(Boolean);
    const on = Parley.state.selected && Parley.state.selected.id === talks.id;
    return h("div", { class: "card talks" },
      h("div", {}, talks.parties.length ? list(talks.parties) : "Parties not named", talks.status ? tag(talks.status.replace(/-/g, " ")) : null),
      h("dl", {}, parts.map(([name, ids]) => [h("dt", {}, name), h("dd", {}, list(ids))]), days.length ? [h("dt", {}, "When"), h("dd", {}, [...new Set(days)].join(" to "))] : null),
      h("div", { class: "row" }, h("button", { type: "button", "aria-pressed": Boolean(on), onclick: () => Parley.choose(on ? null : { kind: "talks", id: talks.id }) }, on ? "Unmark" : "Mark in the picture")));
  };

  const overview = () => {
    const { scene } = Parley.picture, dates = data.articles.map((article) => article.date).filter(Boolean).sort();
    const span = dates.length ? `, ${dates[0] === dates[dates.length - 1] ? dates[0] : `${dates[0]} to ${dates[dates.length - 1]}`}` : "";
    const mediators = data.nodes.filter((node) => Parley.role(node) === "Mediator");
    const talks = [...data.negotiations].sort((a, b) => Parley.members(b).length - Parley.members(a).length);
    const box = h("div", {}, talks.slice(0, PAGE).map(talksCard));
    return [
      h("h2", {}, "Overview"),
      h("p", {}, `${Parley.many(data.articles.length, "article")}${span}. Click a node or a line to see the sentences behind it.`),
      mediators.length ? [h("h3", {}, Parley.many(mediators.length, "mediator")), list(mediators.slice(0, 20).map((node) => node.id)), mediators.length > 20 ? h("p", { class: "soft" }, `and ${mediators.length - 20} more`) : null] : null,
      h("h3", {}, Parley.many(talks.length, "negotiation")), box,
      talks.length > PAGE ? h("p", { class: "soft" }, `and ${talks.length - PAGE} more; the table lists all statements`) : null,
      scene.passing.length ? null : h("p", {}, "No statement passes the filters."),
    ];
  };

  Parley.fillPanel = () => {
    const { selected } = Parley.state;
    const parts = !selected || selected.kind === "talks" ? overview() : selected.kind === "node" ? nodePanel(Parley.nodes.get(selected.id)) : edgePanel(Parley.edges.get(selected.id));
    panel.replaceChildren(...parts.flat(3).filter(Boolean));
    if (!selected || selected.kind !== "talks") panel.scrollTop = 0;
  };
})();
