"use strict";
// Labels, drawn over the picture in the size of the screen: as many as fit without overlap, the most important first; rings of mediators; strokes through what is denied.
(() => {
  const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
  const font = (size, weight) => `${weight} ${size}px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif`;

  class Boxes {
    constructor() { this.cells = new Map(); }
    *keys(box) {
      for (let x = Math.floor(box.x / 96); x <= Math.floor((box.x + box.w) / 96); x++)
        for (let y = Math.floor(box.y / 96); y <= Math.floor((box.y + box.h) / 96); y++) yield `${x},${y}`;
    }
    add(box) { for (const key of this.keys(box)) { if (!this.cells.has(key)) this.cells.set(key, []); this.cells.get(key).push(box); } }
    free(box, own, boldly) {
      for (const key of this.keys(box))
        for (const other of this.cells.get(key) || [])
          if (other.own !== own && !(boldly && other.minor) && box.x < other.x + other.w && other.x < box.x + box.w && box.y < other.y + other.h && other.y < box.y + box.h) return false;
      return true;
    }
  }

  // The middle control point of a curve, as vis-network has it.
  const via = (a, b, bend) => {
    const reach = (0.5 * Math.abs(bend) + 0.5) * Math.hypot(b.x - a.x, a.y - b.y);
    const angle = Math.atan2(a.y - b.y, b.x - a.x) + (0.5 * bend + 0.5) * Math.PI;
    return { x: a.x + reach * Math.sin(angle), y: a.y + reach * Math.cos(angle) };
  };
  const onCurve = (a, b, bend, t) => {
    const c = via(a, b, bend), u = 1 - t;
    return { x: u * u * a.x + 2 * u * t * c.x + t * t * b.x, y: u * u * a.y + 2 * u * t * c.y + t * t * b.y };
  };

  const weighty = (id) => { const node = Parley.nodes.get(id); return !node || ["Mediator", "Party"].includes(Parley.role(node)); };
  const rank = (id, scene) => {
    const node = Parley.nodes.get(id);
    const role = node ? { Mediator: 60, Party: 40, Helper: 30, Topic: 4, Belongs: 2, Other: 0 }[Parley.role(node)] : 100;
    return role + (scene.degrees.get(id) || 0);
  };

  Parley.drawLabels = (ctx, picture) => {
    const { network, scene, nodes, edges } = picture;
    const scale = network.getScale(), middle = network.getViewPosition(), frame = picture.size();
    const colours = Parley.colours(), boxes = new Boxes(), labels = [], missing = [];
    const places = network.getPositions();
    const inside = (x, y) => Math.abs(x - middle.x) * scale < frame.w / 2 + 60 && Math.abs(y - middle.y) * scale < frame.h / 2 + 60;
    const near = Parley.around(Parley.state.selected, scene.edges);
    const left = middle.x * scale - frame.w / 2 + 3, right = middle.x * scale + frame.w / 2 - 3;
    const tuck = (x, w) => (x + w > left && x < right ? clamp(x, left, Math.max(left, right - w)) : x);
    const within = (box) => box.x - middle.x * scale > -frame.w / 2 && box.x + box.w - middle.x * scale < frame.w / 2 && box.y - middle.y * scale > -frame.h / 2 && box.y + box.h - middle.y * scale < frame.h / 2;
    const visible = [...nodes.values()].filter((item) => places[item.id] && inside(places[item.id].x, places[item.id].y));
    for (const item of visible) {
      const { x, y } = places[item.id], r = item.size * scale * 0.95;
      boxes.add({ x: x * scale - r, y: y * scale - r, w: 2 * r, h: 2 * r, own: item.id, minor: !weighty(item.id) });
      mark(ctx, item, x, y, scale, colours);
    }
    const order = visible.map((item) => [item, (near && near.has(item.id) ? 1000 : 0) + rank(item.id, scene)]).sort((a, b) => b[1] - a[1]);
    const size = clamp(14 * scale, 11.5, 16);
    ctx.textAlign = "center"; ctx.textBaseline = "middle"; ctx.lineJoin = "round";
    for (const [item] of order) {
      const group = item.id.startsWith("group-") ? Parley.data.groups[Number(item.id.slice(6))] : null;
      const far = near && !near.has(item.id) && !group;
      const node = Parley.nodes.get(item.id);
      const label = { id: item.id, lines: (group || node).label.split("\n"), size, weight: node && Parley.role(node) === "Mediator" ? 700 : 500, colour: colours.text, alpha: far ? 0.35 : 1 };
      const box = nodeBox(ctx, label, places[item.id], item.size, scale, boxes, Boolean(group), within, tuck, visible.length <= 60);
      if (box) { boxes.add(box); labels.push(box); drawText(ctx, label, box, scale, colours); } else missing.push(item.id);
    }
    const crowded = edges.size > 90;
    const few = scale > (crowded ? 0.75 : 0.5) || edges.size <= 40;
    for (const item of [...edges.values()].sort((a, b) => b.width - a.width)) {
      const edge = Parley.edges.get(item.id), chosen = Parley.state.selected && (Parley.state.selected.id === item.id || (near && edge && (edge.from === Parley.state.selected.id || edge.to === Parley.state.selected.id)));
      const a = places[item.from], b = places[item.to];
      if (!edge || edge.static || !a || !b) continue;
      const statements = scene.edges.get(item.id), denied = Parley.line(statements) === "denied";
      if (denied) strike(ctx, a, b, edge.bend, scale, colours, item.color.opacity);
      if ((!few && !chosen) || (near && !chosen && item.color.opacity < 0.2)) continue;
      const text = Parley.words(edge.predicate) + (statements.length > 1 ? ` ×${statements.length}` : "");
      const label = { id: item.id, lines: [text], size: clamp(11.5 * scale, 10, 13), weight: 400, colour: colours.words[Parley.mainQuad(statements)] || colours.soft, alpha: 1, struck: denied };
      const box = edgeBox(ctx, label, a, b, edge.bend, scale, boxes, middle, frame);
      if (box) { boxes.add(box); labels.push(box); drawText(ctx, label, box, scale, colours); }
    }
    picture.labels = labels; picture.missing = missing;
  };

  const measure = (ctx, label) => {
    ctx.font = font(label.size, label.weight);
    return { w: Math.max(...label.lines.map((line) => ctx.measureText(line).width)) + 6, h: label.lines.length * label.size * 1.15 + 2 };
  };
  const nodeBox = (ctx, label, place, radius, scale, boxes, inner, within, tuck, few) => {
    const { w, h } = measure(ctx, label), x = place.x * scale, y = place.y * scale, r = radius * scale + 3;
    const spots = [[tuck(x - w / 2, w), y + r], [tuck(x - w / 2, w), y - r - h], [x + r, y - h / 2], [x - r - w, y - h / 2], [x + r * 0.7, y + r * 0.6], [x - r * 0.7 - w, y + r * 0.6], [x + r * 0.7, y - r * 0.6 - h], [x - r * 0.7 - w, y - r * 0.6 - h]];
    for (const far of few ? [10, 20] : []) spots.push([tuck(x - w / 2, w), y + r + far], [tuck(x - w / 2, w), y - r - h - far], [x + r + far, y - h / 2], [x - r - w - far, y - h / 2]);
    if (inner) spots.unshift([x - w / 2, y - h / 2]);
    const all = spots.map(([left, top]) => ({ x: left, y: top, w, h, own: label.id, kind: "node" }));
    const free = all.filter((box) => boxes.free(box, label.id));
    const bold = () => (weighty(label.id) || few ? all.filter((box) => boxes.free(box, label.id, true)) : []);
    return free.find(within) || bold().find(within) || null;
  };
  const edgeBox = (ctx, label, a, b, bend, scale, boxes, middle, frame) => {
    const { w, h } = measure(ctx, label);
    if (a.x === b.x && a.y === b.y) return null;
    if (Math.hypot(a.x - b.x, a.y - b.y) * scale < w * 0.8) return null;
    for (const [t, off] of [[0.5, 0], [0.42, 0], [0.58, 0], [0.34, 0], [0.66, 0], [0.27, 0], [0.73, 0], [0.5, 9], [0.5, -9], [0.38, 9], [0.62, -9], [0.38, -9], [0.62, 9]]) {
      const spot = onCurve(a, b, bend, t);
      spot.y += off / scale;
      if (Math.abs(spot.x - middle.x) * scale > frame.w / 2 || Math.abs(spot.y - middle.y) * scale > frame.h / 2) continue;
      const box = { x: spot.x * scale - w / 2, y: spot.y * scale - h / 2, w, h, own: label.id, kind: "edge" };
      if (boxes.free(box, null)) return box;
    }
    return null;
  };
  const drawText = (ctx, label, box, scale, colours) => {
    ctx.save();
    ctx.scale(1 / scale, 1 / scale);
    ctx.globalAlpha = label.alpha;
    ctx.font = font(label.size, label.weight);
    ctx.strokeStyle = colours.halo; ctx.lineWidth = 4;
    const step = label.size * 1.15, x = box.x + box.w / 2;
    label.lines.forEach((line, i) => ctx.strokeText(line, x, box.y + 1 + step * (i + 0.5)));
    ctx.fillStyle = label.colour;
    label.lines.forEach((line, i) => ctx.fillText(line, x, box.y + 1 + step * (i + 0.5)));
    if (label.struck) { ctx.strokeStyle = label.colour; ctx.lineWidth = 1.4; ctx.beginPath(); ctx.moveTo(box.x + 2, box.y + box.h / 2); ctx.lineTo(box.x + box.w - 2, box.y + box.h / 2); ctx.stroke(); }
    ctx.restore();
  };
  const mark = (ctx, item, x, y, scale, colours) => {
    const node = Parley.nodes.get(item.id);
    if (!node || Parley.role(node) !== "Mediator") return;
    ctx.save();
    ctx.globalAlpha = item.opacity; ctx.strokeStyle = colours.roles.Mediator; ctx.lineWidth = 2.6 / Math.min(1, scale);
    ctx.beginPath(); ctx.arc(x, y, item.size + 5 / Math.min(1, scale), 0, 2 * Math.PI); ctx.stroke();
    if (item.size * scale > 8) {
      ctx.fillStyle = "#1b1f26"; ctx.font = font(item.size * 0.95, 700); ctx.textAlign = "center"; ctx.textBaseline = "middle";
      ctx.fillText("M", x, y + item.size * (node.kind === "Person" ? 0.2 : 0.05));
    }
    ctx.restore();
  };
  const strike = (ctx, a, b, bend, scale, colours, opacity) => {
    if (a.x === b.x && a.y === b.y) return;
    ctx.save();
    ctx.globalAlpha = opacity; ctx.strokeStyle = colours.text; ctx.lineWidth = clamp(2.6 * scale, 1.1, 2.2) / scale;
    for (const t of [0.2, 0.8]) {
      const p = onCurve(a, b, bend, t), q = onCurve(a, b, bend, t + 0.02), angle = Math.atan2(q.y - p.y, q.x - p.x), r = clamp(7 * scale, 2.6, 5.5) / scale;
      for (const turn of [Math.PI / 4, -Math.PI / 4]) {
        const dx = r * Math.cos(angle + turn), dy = r * Math.sin(angle + turn);
        ctx.beginPath(); ctx.moveTo(p.x - dx, p.y - dy); ctx.lineTo(p.x + dx, p.y + dy); ctx.stroke();
      }
    }
    ctx.restore();
  };
})();
