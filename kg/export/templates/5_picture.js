"use strict";
// The network itself: vis-network without physics, kept equal to the scene; fit, keys, hover, picture as PNG.
(() => {
  const { data, h, byId } = Parley;
  const holder = byId("network");
  const picture = { nodes: new Map(), edges: new Map(), labels: [], missing: [], scene: null, size: () => ({ w: holder.clientWidth, h: holder.clientHeight }) };
  Parley.picture = picture;
  const nodeSet = new vis.DataSet(), edgeSet = new vis.DataSet();
  let bucket = null, moved = false;

  Parley.view = () => (moved && picture.network ? [...Object.values(picture.network.getViewPosition()).map(Math.round), Number(picture.network.getScale().toFixed(4))] : null);
  const level = () => (picture.network ? Math.round(Math.log2(picture.network.getScale()) * 3) / 3 : null);

  const sync = (set, before, after) => {
    const gone = [...before.keys()].filter((id) => !after.has(id));
    const fresh = [], changed = [];
    for (const [id, item] of after) {
      if (!before.has(id)) fresh.push(item);
      else if (JSON.stringify(before.get(id)) !== JSON.stringify(item)) { const { x, y, ...rest } = item; changed.push(rest); }
    }
    if (gone.length) set.remove(gone);
    if (fresh.length) set.add(fresh);
    if (changed.length) set.update(changed);
  };

  // Make the picture equal to data and state.
  Parley.redraw = () => {
    const scene = Parley.scene();
    picture.scene = scene;
    const scale = picture.network ? 2 ** level() : firstScale(scene);
    const { nodes, edges } = Parley.items(scene, scale);
    const before = { nodes: picture.nodes, edges: picture.edges };
    picture.nodes = nodes; picture.edges = edges;
    sync(edgeSet, new Map([...before.edges].filter(([id]) => !edges.has(id))), new Map());
    sync(nodeSet, before.nodes, nodes);
    sync(edgeSet, new Map([...before.edges].filter(([id]) => edges.has(id))), edges);
    return scene;
  };
  const firstScale = (scene) => bounds([...scene.shown].map(spot)).scale;

  // Where a node lies and how far it reaches, its label included.
  const spot = (id) => {
    const group = Parley.groupOf.get(id);
    if (group !== undefined && !Parley.state.open.has(group)) { const g = data.groups[group]; return { x: g.x, y: g.y, r: g.r }; }
    const node = Parley.nodes.get(id);
    return { x: node.x, y: node.y, r: node.size };
  };
  const bounds = (spots) => {
    if (!spots.length) return { x: 0, y: 0, scale: 1 };
    const left = Math.min(...spots.map((s) => s.x - s.r)), right = Math.max(...spots.map((s) => s.x + s.r));
    const top = Math.min(...spots.map((s) => s.y - s.r)), bottom = Math.max(...spots.map((s) => s.y + s.r));
    const { w, h: high } = picture.size();
    const scale = Math.min(1.25, Math.max(80, w - 150) / Math.max(1, right - left), Math.max(80, high - 90) / Math.max(1, bottom - top));
    return { x: (left + right) / 2, y: (top + bottom) / 2 + 14 / scale, scale };
  };
  Parley.fit = (ids) => {
    const found = bounds((ids || [...picture.scene.shown]).map(spot));
    picture.network.moveTo({ position: { x: found.x, y: found.y }, scale: found.scale, animation: false });
    moved = Boolean(ids);
    restyle();
  };
  Parley.focus = (id) => {
    const { x, y } = spot(id);
    picture.network.moveTo({ position: { x, y }, scale: Math.max(picture.network.getScale(), 0.7), animation: false });
    moved = true; restyle();
  };
  Parley.setView = ([x, y, scale]) => { picture.network.moveTo({ position: { x, y }, scale: Math.min(8, Math.max(0.005, scale)), animation: false }); moved = true; restyle(); };
  Parley.zoom = (factor) => { picture.network.moveTo({ scale: Math.min(8, Math.max(0.005, picture.network.getScale() * factor)), animation: false }); moved = true; restyle(); };
  const restyle = () => { if (level() !== bucket) { bucket = level(); Parley.redraw(); } };

  Parley.startPicture = () => {
    Parley.redraw();
    const network = new vis.Network(holder, { nodes: nodeSet, edges: edgeSet }, {
      autoResize: false, physics: false, layout: { improvedLayout: false, randomSeed: 7 },
      interaction: { hover: true, hoverConnectedEdges: false, selectConnectedEdges: false, multiselect: false, keyboard: false, zoomSpeed: 0.6 },
      nodes: { shadow: false, chosen: false }, edges: { chosen: false, selfReference: { size: 18, angle: Math.PI / 4 } },
    });
    picture.network = network;
    holder.firstElementChild.tabIndex = -1; // one stop for the keyboard is enough: the holder, which has a name
    network.on("afterDrawing", (ctx) => { Parley.drawLabels(ctx, picture); });
    network.on("click", ({ nodes, edges, event }) => { if (event) hide(); Parley.pick(nodes[0], edges[0]); });
    network.on("zoom", () => { moved = true; restyle(); });
    network.on("dragEnd", ({ nodes }) => { moved = true; for (const id of nodes) keep(id); });
    network.on("hoverNode", ({ node, event }) => hint(nodeHint(node), event));
    network.on("hoverEdge", ({ edge, event }) => hint(edgeHint(edge), event));
    for (const name of ["blurNode", "blurEdge", "dragStart", "zoom"]) network.on(name, hide);
    Parley.fit();
    new ResizeObserver(resize).observe(holder);
  };
  // A new size of the window keeps the place and the scale that the reader chose; vis-network by itself would change the scale.
  const resize = () => {
    if (!holder.clientWidth) return;
    const { network } = picture, position = network.getViewPosition(), scale = network.getScale();
    network.setSize("100%", "100%");
    if (moved) network.moveTo({ position, scale, animation: false }); else Parley.fit();
    network.redraw();
  };
  const keep = (id) => {
    const { x, y } = picture.network.getPosition(id);
    const item = Parley.nodes.get(id) || data.groups[Number(id.slice(6))];
    item.x = x; item.y = y;
  };
  const nodeHint = (id) => {
    if (id.startsWith("group-")) { const group = data.groups[Number(id.slice(6))]; return `${group.label.replace(/\n/g, " ")} · click to open`; }
    const node = Parley.nodes.get(id);
    return [node.name, Parley.kindNames[node.kind], ...node.roles.map((role) => role.toLowerCase())].join(" · ");
  };
  const edgeHint = (id) => {
    const edge = Parley.edges.get(id), statements = picture.scene.edges.get(id);
    if (!edge || !statements) return "links between groups";
    const word = edge.symmetric ? "and" : "→";
    return `${Parley.name(edge.from)} ${word} ${Parley.name(edge.to)}: ${Parley.words(edge.predicate)}, ${Parley.many(statements.length, "statement")}`;
  };
  const hint = (text, event) => {
    const box = byId("hint"), frame = holder.getBoundingClientRect();
    box.textContent = text; box.hidden = false;
    const x = event.clientX - frame.left, y = event.clientY - frame.top;
    box.style.left = `${Math.min(x + 12, Math.max(0, frame.width - box.offsetWidth - 8))}px`;
    box.style.top = `${y + 16 + box.offsetHeight > frame.height ? y - box.offsetHeight - 8 : y + 16}px`;
  };
  const hide = () => { byId("hint").hidden = true; };

  const ranked = () => [...picture.nodes.keys()].sort((a, b) => (picture.scene.degrees.get(b) || 0) - (picture.scene.degrees.get(a) || 0) || (a < b ? -1 : 1));
  let step = -1;
  holder.addEventListener("keydown", (event) => {
    const moves = { ArrowLeft: [-60, 0], ArrowRight: [60, 0], ArrowUp: [0, -60], ArrowDown: [0, 60] };
    const key = event.key;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (moves[key]) {
      const { x, y } = picture.network.getViewPosition(), scale = picture.network.getScale();
      picture.network.moveTo({ position: { x: x + moves[key][0] / scale, y: y + moves[key][1] / scale }, animation: false }); moved = true;
    } else if (key === "+" || key === "=") Parley.zoom(1.25);
    else if (key === "-") Parley.zoom(0.8);
    else if (key === "0") Parley.fit();
    else if (key === "n" || key === "p") {
      const order = ranked();
      if (!order.length) return;
      step = (step + (key === "n" ? 1 : order.length - 1) + (step < 0 && key === "p" ? 1 : 0)) % order.length;
      const id = order[step];
      if (id.startsWith("group-")) { Parley.say(nodeHint(id)); holder.dataset.group = id; } else { delete holder.dataset.group; Parley.pick(id, null); Parley.say(nodeHint(id)); }
      if (!id.startsWith("group-")) Parley.focus(id);
    } else if (key === "Enter" && holder.dataset.group) Parley.pick(holder.dataset.group, null);
    else if (key === "Escape") Parley.pick(null, null);
    else return;
    event.preventDefault();
  });

  Parley.png = () => {
    const canvas = holder.querySelector("canvas"), colours = Parley.colours(), ratio = canvas.width / holder.clientWidth, foot = Math.round(30 * ratio);
    const sheet = h("canvas", { width: canvas.width, height: canvas.height + foot }), ctx = sheet.getContext("2d");
    ctx.fillStyle = colours.back; ctx.fillRect(0, 0, sheet.width, sheet.height);
    ctx.drawImage(canvas, 0, 0);
    ctx.fillStyle = colours.soft; ctx.font = `${13 * ratio}px system-ui, sans-serif`; ctx.textBaseline = "middle";
    ctx.fillText(`${document.title} · ${byId("summary").textContent}`, 12 * ratio, canvas.height + foot / 2, sheet.width - 24 * ratio);
    return sheet.toDataURL("image/png");
  };
})();
