"use strict";
// Filters, search, legend, buttons.
(() => {
  const { data, h, byId, named } = Parley;

  const counters = new Map();
  const facet = (name) => {
    const { title, all, show } = Parley.facets[name];
    const boxes = [];
    const set = (on) => { Parley.state.off[name] = new Set(on ? [] : all); boxes.forEach((box) => { box.checked = on; }); Parley.update({}); };
    const rows = all.map((value, i) => {
      const count = h("span", { class: "count" });
      const box = h("input", { type: "checkbox", checked: true, "data-facet": name, "data-value": i, onchange: () => { Parley.state.off[name][box.checked ? "delete" : "add"](value); Parley.update({}); } });
      boxes.push(box);
      counters.set(`${name} ${i}`, { name, value, count, box });
      return h("label", {}, box, named(show(value)), count);
    });
    const buttons = h("div", { class: "both" }, h("button", { type: "button", class: "link", "aria-label": `${title}: all`, onclick: () => set(true) }, "all"), h("button", { type: "button", class: "link", "aria-label": `${title}: none`, onclick: () => set(false) }, "none"));
    return h("details", { open: name !== "outlet" || all.length <= 8 }, h("summary", {}, title), h("fieldset", {}, h("legend", { class: "unseen" }, title), buttons, rows));
  };

  const dates = () => {
    if (Parley.days.length < 2) return null;
    const last = Parley.days.length - 1;
    const slider = (end, label) => {
      const input = h("input", { type: "range", id: `day-${end}`, min: 0, max: last, step: 1, value: end === "from" ? 0 : last, "aria-label": label });
      input.addEventListener("input", () => {
        const value = Number(input.value);
        if (end === "from") Parley.state.from = Math.min(value, Parley.state.to); else Parley.state.to = Math.max(value, Parley.state.from);
        Parley.update({});
      });
      return input;
    };
    return h("fieldset", {}, h("legend", {}, "When"), h("p", { id: "days", class: "soft" }), slider("from", "First day"), slider("to", "Last day"));
  };

  Parley.startFilters = () => {
    const lone = h("input", { type: "checkbox", id: "lone", checked: true, onchange: () => { Parley.state.isolated = !lone.checked; Parley.update({ fit: true }); } });
    const colour = h("select", { id: "colour", onchange: () => { Parley.state.colour = colour.value; Parley.update({}); } }, h("option", { value: "role" }, "role"), h("option", { value: "side" }, "side"));
    const parts = [
      h("fieldset", {}, h("legend", {}, "Shown"), h("label", {}, lone, h("span", { class: "name" }, "Hide isolated: who takes part in nothing"), h("span", { class: "count", id: "lone-count" })),
        h("label", {}, h("span", {}, "Colour by "), colour)),
      dates(), ...Object.keys(Parley.facets).map(facet),
    ];
    byId("filters").append(...parts.filter(Boolean));
  };
  Parley.fillFilters = (scene) => {
    for (const { name, value, count, box } of counters.values()) {
      count.textContent = String(scene.counts[name].get(value) || 0);
      box.checked = !Parley.state.off[name].has(value);
    }
    byId("lone").checked = !Parley.state.isolated;
    byId("lone-count").textContent = String(data.nodes.length - scene.linked.size);
    byId("colour").value = Parley.state.colour;
    if (Parley.days.length > 1) {
      byId("day-from").value = Parley.state.from; byId("day-to").value = Parley.state.to;
      byId("day-from").setAttribute("aria-valuetext", Parley.days[Parley.state.from]);
      byId("day-to").setAttribute("aria-valuetext", Parley.days[Parley.state.to]);
      byId("days").textContent = `${Parley.days[Parley.state.from]} to ${Parley.days[Parley.state.to]}`;
    }
  };

  Parley.startSearch = () => {
    const input = byId("search"), results = byId("results");
    const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
    const index = data.nodes.map((node) => [node, fold([node.name, ...node.names].join("\n"))]);
    const shut = () => { results.hidden = true; };
    const find = () => {
      const words = fold(input.value.trim());
      if (!words) { shut(); return; }
      const found = index.filter(([, text]) => text.includes(words)).map(([node]) => node)
        .sort((a, b) => fold(b.name).startsWith(words) - fold(a.name).startsWith(words) || Parley.picture.scene.linked.has(b.id) - Parley.picture.scene.linked.has(a.id) || b.size - a.size);
      results.replaceChildren(...found.slice(0, 12).map((node) => h("li", {}, h("button", { type: "button", dir: "auto", onclick: () => { shut(); Parley.pick(node.id, null); Parley.focusIfHidden(node.id); } }, node.name, h("span", { class: "soft" }, ` ${Parley.kindNames[node.kind]}`)))));
      if (!found.length) results.append(h("li", { class: "soft" }, "nobody of that name"));
      results.hidden = false;
      Parley.say(Parley.many(found.length, "result"));
    };
    input.addEventListener("input", find);
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") { const first = results.querySelector("button"); if (!results.hidden && first) first.click(); }
      if (event.key === "ArrowDown" && !results.hidden) { const first = results.querySelector("button"); if (first) { first.focus(); event.preventDefault(); } }
      if (event.key === "Escape") shut();
    });
    results.addEventListener("keydown", (event) => {
      const all = [...results.querySelectorAll("button")], at = all.indexOf(document.activeElement);
      if (event.key === "ArrowDown" && at < all.length - 1) { all[at + 1].focus(); event.preventDefault(); }
      if (event.key === "ArrowUp") { (all[at - 1] || input).focus(); event.preventDefault(); }
      if (event.key === "Escape") { shut(); input.focus(); }
    });
    document.addEventListener("click", (event) => { if (!results.contains(event.target) && event.target !== input) shut(); });
  };

  const svg = (...shapes) => {
    const make = (tag, attributes) => { const e = document.createElementNS("http://www.w3.org/2000/svg", tag); for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, v); return e; };
    const box = make("svg", { width: shapes[0], height: 16, viewBox: `0 0 ${shapes[0]} 16`, "aria-hidden": "true" });
    box.append(...shapes.slice(1).map(([tag, attributes]) => make(tag, attributes)));
    return box;
  };
  const outlines = {
    State: ["circle", { cx: 8, cy: 8, r: 6 }], Organisation: ["rect", { x: 2.5, y: 2.5, width: 11, height: 11 }], Person: ["polygon", { points: "8,1.5 15,14 1,14" }],
    Group: ["polygon", { points: "4.5,2 11.5,2 15,8 11.5,14 4.5,14 1,8" }], Place: ["polygon", { points: "8,14.5 15,2 1,2" }],
    Topic: ["polygon", { points: "8,1 10,6 15.3,6 11,9.3 12.6,14.6 8,11.4 3.4,14.6 5,9.3 0.7,6 6,6" }], Actor: ["circle", { cx: 8, cy: 8, r: 6 }],
  };
  const key = (name, rows) => h("ul", { class: "key" }, h("li", { class: "name" }, name), rows.map(([picture, text]) => h("li", {}, picture, text)));

  Parley.fillLegend = (scene) => {
    const colours = Parley.colours();
    const shownNodes = [...scene.shown].map((id) => Parley.nodes.get(id));
    const kinds = Object.keys(outlines).filter((kind) => kind !== "Actor" && shownNodes.some((node) => node.kind === kind));
    const shape = (kind, fill) => [outlines[kind][0], { ...outlines[kind][1], fill, stroke: colours.outline, "stroke-width": 1.2 }];
    const rows = [key("Shape", kinds.map((kind) => [svg(16, shape(kind, "none")), Parley.kindNames[kind]]))];
    const ring = ["circle", { cx: 8, cy: 8, r: 7, fill: "none", stroke: colours.roles.Mediator, "stroke-width": 1.6 }];
    const swatch = (fill, mediator) => svg(16, ["circle", { cx: 8, cy: 8, r: mediator ? 4.4 : 5.6, fill, stroke: colours.outline, "stroke-width": 1 }], ...(mediator ? [ring] : []));
    const roles = Object.keys(Parley.roleNames).filter((role) => shownNodes.some((node) => Parley.role(node) === role));
    if (Parley.state.colour === "role") rows.push(key("Colour", roles.map((role) => [swatch(colours.roles[role], role === "Mediator"), role === "Mediator" ? "mediator (M)" : Parley.roleNames[role]])));
    else {
      const heads = data.sides.slice(0, colours.sides.length).map((id, side) => [colours.sides[side], Parley.nodes.get(id)]);
      rows.push(key("Side", [...heads.map(([colour, node]) => [swatch(colour, false), named(node.name)]), [swatch(colours.roles.Mediator, true), "mediator (M)"], [swatch(colours.roles.Other, false), "others"]]));
    }
    if (data.groups.length > Parley.state.open.size) rows[0].append(h("li", {}, swatch(colours.group, false), "many together, click to open"));
    const line = (colour, width, dashes) => svg(26, ["line", { x1: 1, y1: 8, x2: 25, y2: 8, stroke: colour, "stroke-width": width, ...(dashes ? { "stroke-dasharray": dashes } : {}) }]);
    rows.push(key("Line", Object.entries(Parley.quads).map(([quad, text]) => [line(colours.quads[quad], quad % 2 ? 2 : 3.2), text])));
    const cross = [["path", { d: "M10 4l6 8M16 4l-6 8", stroke: colours.text, "stroke-width": 1.8, fill: "none" }]];
    rows.push(key("Style", [[line(colours.soft, 2), "said to be so"], [line(colours.soft, 2, "5 4"), "planned or possible"],
      [svg(26, ["line", { x1: 1, y1: 8, x2: 25, y2: 8, stroke: colours.soft, "stroke-width": 2, "stroke-dasharray": "2 3" }], ...cross), h("span", { class: "denied" }, "denied")], [line(colours.static, 1), "belongs to"]]));
    byId("legend").replaceChildren(...rows);
  };
})();
