"use strict";
// The same as a table: every statement that passes the filters, for those who read better than they look.
(() => {
  const { data, h, byId, named } = Parley;
  const PAGE = 200;
  const box = byId("table");

  const row = (statement) => {
    const article = data.articles[statement.article];
    return h("tr", {},
      h("td", {}, Parley.goto(statement.subject)), h("td", { class: statement.denied ? "denied" : null }, Parley.words(statement.predicate)),
      h("td", {}, statement.object ? Parley.goto(statement.object) : named(statement.text)),
      h("td", {}, (statement.denied ? "denied" : "") + (statement.denied && statement.modality === "asserted" ? "" : `${statement.denied ? ", " : ""}${Parley.statuses[statement.modality]}`)),
      h("td", {}, statement.speaker ? named(Parley.name(statement.speaker)) : "the article"),
      h("td", {}, Parley.day(statement) || ""), h("td", {}, named(Parley.outlet(statement)), ": ", Parley.articleLink(article)),
      h("td", {}, statement.evidence.map(Parley.sentence)));
  };

  Parley.fillTable = () => {
    if (box.hidden) return;
    const { passing, byEdge } = Parley.picture.scene;
    const only = Parley.around(Parley.state.only, byEdge);
    const rows = only ? passing.filter((s) => only.has(s.subject) && (!s.object || only.has(s.object))) : passing;
    const body = h("tbody", {});
    const rest = h("p", {});
    const more = (start) => {
      body.append(...rows.slice(start, start + PAGE).map(row));
      const left = rows.length - start - PAGE;
      rest.replaceChildren(...(left > 0 ? [h("button", { type: "button", onclick: () => more(start + PAGE) }, `Show ${Math.min(PAGE, left)} more of ${left}`)] : []));
    };
    more(0);
    const heads = ["Who", "does what", "to whom or about what", "How certain", "Said by", "Day", "Source", "Sentence"];
    box.replaceChildren(h("table", {}, h("caption", {}, `${Parley.many(rows.length, "statement")} in reading order`), h("thead", {}, h("tr", {}, heads.map((name) => h("th", { scope: "col" }, name)))), body), rest);
  };
})();
