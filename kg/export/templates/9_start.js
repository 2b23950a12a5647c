"use strict";
// Putting it together: one update after every change, buttons, theme, links.
(() => {
  const { data, h, byId } = Parley;

  Parley.update = ({ fit = false } = {}) => {
    const scene = Parley.redraw();
    Parley.fillPanel(); Parley.fillTable(); Parley.fillFilters(scene); Parley.fillLegend(scene);
    const drawn = [...scene.shown].filter((id) => Parley.stand(id) === id).length;
    const closed = data.groups.length - Parley.state.open.size;
    const inside = scene.shown.size - drawn;
    byId("summary").textContent = `${scene.passing.length.toLocaleString("en")} of ${Parley.many(data.statements.length, "statement")}, ${scene.shown.size.toLocaleString("en")} of ${Parley.many(data.nodes.length, "actor and topic", "actors and topics")}`;
    byId("notice").hidden = !data.groups.length;
    if (data.groups.length) {
      byId("notice").firstElementChild.textContent = `Too much to show at once: ${inside.toLocaleString("en")} actors and topics are gathered in ${Parley.many(closed, "group")} that belong together. Click a group to open it.`;
      byId("close-groups").hidden = !Parley.state.open.size;
    }
    byId("network").dataset.nodes = String(Parley.picture.nodes.size);
    byId("network").dataset.edges = String(Parley.picture.edges.size);
    if (fit) Parley.fit();
  };

  Parley.choose = (selected) => { Parley.state.selected = selected; Parley.update({}); };
  Parley.pick = (node, edge) => {
    if (node && node.startsWith("group-")) {
      const number = Number(node.slice(6));
      Parley.state.open.add(number); Parley.state.selected = null;
      Parley.update({});
      const members = data.groups[number].members.filter((id) => Parley.picture.scene.shown.has(id));
      Parley.fit(members);
      Parley.say(`Opened a group of ${members.length}`);
    } else if (node) Parley.choose({ kind: "node", id: node });
    else if (edge && Parley.edges.has(edge)) Parley.choose({ kind: "edge", id: edge });
    else Parley.choose(null);
  };
  // What a search or a link names is brought into sight: its group opened, isolated nodes shown, the picture moved.
  Parley.focusIfHidden = (id) => {
    const { state } = Parley, group = Parley.groupOf.get(id);
    if (group !== undefined) state.open.add(group);
    if (!Parley.picture.scene.shown.has(id)) { state.only = null; if (!Parley.picture.scene.linked.has(id)) state.isolated = true; }
    Parley.update({});
    const { x, y } = Parley.nodes.get(id), { network } = Parley.picture, frame = Parley.picture.size(), view = network.getViewPosition(), scale = network.getScale();
    if (scale < 0.5 || Math.abs(x - view.x) * scale > frame.w / 2 - 30 || Math.abs(y - view.y) * scale > frame.h / 2 - 30) Parley.focus(id);
  };

  const setTheme = (dark) => {
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    byId("theme").setAttribute("aria-pressed", String(dark));
  };
  const showTable = (on) => {
    byId("table").hidden = !on; byId("stage").hidden = on;
    byId("show-table").setAttribute("aria-pressed", String(on));
    Parley.fillTable();
  };
  const dialog = (...parts) => {
    const shut = h("button", { type: "button", onclick: () => box.close() }, "Close");
    const box = h("dialog", { onclose: () => box.remove() }, ...parts, h("p", {}, shut));
    document.body.append(box);
    box.showModal();
  };

  const buttons = {
    "show-filters": () => { const box = byId("filters"); box.hidden = !box.hidden; byId("show-filters").setAttribute("aria-expanded", String(!box.hidden)); },
    "show-table": () => showTable(byId("table").hidden),
    reset: () => { Parley.resetState(); byId("search").value = ""; byId("results").hidden = true; if (window.location.hash) window.history.replaceState(null, "", "#"); showTable(false); Parley.update({ fit: true }); },
    theme: () => { setTheme(document.documentElement.dataset.theme !== "dark"); Parley.update({}); },
    save: () => {
      const image = Parley.png();
      if (Parley.framed) dialog(h("p", {}, "Right-click the picture to save it."), h("img", { class: "shot", src: image, alt: "The picture as it is now" }));
      else h("a", { href: image, download: "graph.png" }).click();
    },
    share: () => {
      const address = window.location.href.split("#")[0] + Parley.toHash();
      if (!Parley.framed) window.history.replaceState(null, "", Parley.toHash());
      const field = h("input", { type: "text", readonly: true, value: address, size: 40, "aria-label": "Link to this view" });
      const done = () => Parley.say("Link copied");
      if (Parley.framed) { dialog(h("p", {}, "Links work when the picture is opened from its own file.")); return; }
      dialog(h("p", {}, "The address of this view; whoever has the file sees the same with it:"), field);
      field.select();
      if (navigator.clipboard) navigator.clipboard.writeText(address).then(done, () => undefined);
    },
    "zoom-in": () => Parley.zoom(1.3), "zoom-out": () => Parley.zoom(1 / 1.3), fit: () => Parley.fit(),
    "close-groups": () => { Parley.state.open.clear(); Parley.state.selected = null; Parley.update({ fit: true }); },
  };
  for (const [id, action] of Object.entries(buttons)) byId(id).addEventListener("click", action);

  const follow = (hash) => {
    const found = Parley.fromHash(hash);
    if (!found) return false;
    Parley.state = found.state;
    Parley.update({ fit: true });
    if (found.view) Parley.setView(found.view);
    return true;
  };
  const preferred = window.matchMedia("(prefers-color-scheme: dark)");
  setTheme(preferred.matches);
  preferred.addEventListener("change", (event) => { setTheme(event.matches); Parley.update({}); });
  window.addEventListener("hashchange", () => follow(window.location.hash));
  Parley.startFilters(); Parley.startSearch(); Parley.startPicture();
  if (!follow(window.location.hash)) Parley.update({});
  // Milliseconds from the call of the page until all of it was drawn and answers.
  window.requestAnimationFrame(() => window.setTimeout(() => { document.documentElement.dataset.ready = String(Math.round(performance.now())); }));
})();
