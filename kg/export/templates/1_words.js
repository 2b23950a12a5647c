"use strict";
// What the page shows and how it says it: data, words, colours, small helpers. Text from articles is only ever set as text, never as HTML.
const Parley = { data: JSON.parse(document.getElementById("data").textContent) };

(() => {
  const data = Parley.data;
  Parley.nodes = new Map(data.nodes.map((node) => [node.id, node]));
  Parley.edges = new Map(data.edges.map((edge) => [edge.id, { ...edge, statements: [] }]));
  data.statements.forEach((statement, number) => {
    statement.number = number;
    if (statement.edge) Parley.edges.get(statement.edge).statements.push(statement);
  });
  Parley.groupOf = new Map();
  data.groups.forEach((group, number) => group.members.forEach((id) => Parley.groupOf.set(id, number)));

  Parley.byId = (id) => document.getElementById(id);
  Parley.framed = window.top !== window;

  // h("p", {class: "soft", onclick: …}, "text", element, …): the only way elements are made here; strings become text nodes.
  Parley.h = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (typeof value === "function") element.addEventListener(name.slice(2), value);
      else if (name.startsWith("aria-") && value !== null && value !== undefined) element.setAttribute(name, String(value));
      else if (value === true) element.setAttribute(name, "");
      else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
    }
    for (const child of children.flat(3)) if (child !== null && child !== undefined && child !== false) element.append(child);
    return element;
  };
  Parley.named = (text) => Parley.h("span", { class: "name", dir: "auto" }, text);

  // A link only to the web, with a host; anything else stays text.
  Parley.link = (address, text) => {
    let url = null;
    try { url = new URL(address); } catch { url = null; }
    if (!url || !["http:", "https:"].includes(url.protocol)) return Parley.named(text);
    return Parley.h("a", { href: url.href, target: "_blank", rel: "noopener noreferrer", dir: "auto", title: url.href }, text);
  };

  Parley.words = (name) => name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  Parley.name = (id) => (Parley.nodes.has(id) ? Parley.nodes.get(id).name : "?");
  Parley.status = (statement) => (statement.denied ? "denied" : statement.modality);
  Parley.statuses = { asserted: "said to be so", planned: "planned", possible: "possible", denied: "denied" };
  Parley.day = (statement) => statement.date || data.articles[statement.article].date;
  Parley.outlet = (statement) => data.articles[statement.article].outlet || "(no outlet)";
  Parley.many = (number, word, plural) => `${number.toLocaleString("en")} ${number === 1 ? word : plural || word + "s"}`;
  Parley.say = (text) => { Parley.byId("live").textContent = text; };

  Parley.kinds = { State: "dot", Organisation: "square", Person: "triangle", Group: "hexagon", Place: "triangleDown", Topic: "star", Actor: "dot" };
  Parley.kindNames = { State: "state", Organisation: "organisation", Person: "person", Group: "group", Place: "place", Topic: "topic", Actor: "actor" };
  Parley.quads = { 1: "talks and goodwill", 2: "help and deeds", 3: "hard words", 4: "force and sanctions" };
  Parley.roleNames = { Mediator: "mediator", Party: "party", Belongs: "belongs to a party", Helper: "host or guarantor", Topic: "topic", Other: "other" };
  const light = {
    back: "#ffffff", text: "#1b1f26", soft: "#545c69", halo: "#ffffff", outline: "#2b3038", static: "#9aa2ae", group: "#e4e8ee",
    roles: { Mediator: "#e69f00", Party: "#0072b2", Belongs: "#9ccbe8", Helper: "#009e73", Topic: "#cc79a7", Other: "#c3c8d0" },
    sides: ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#b3a100"],
    quads: { 1: "#3f88c5", 2: "#0b3c73", 3: "#d9731c", 4: "#a4161a" }, words: { 1: "#22649c", 2: "#0b3c73", 3: "#9c4a07", 4: "#a4161a" },
  };
  const dark = {
    back: "#14171c", text: "#e9ecf1", soft: "#aab3c0", halo: "#14171c", outline: "#e9ecf1", static: "#6d7684", group: "#2b323c",
    roles: { Mediator: "#f5b83d", Party: "#3d9be0", Belongs: "#1f4e75", Helper: "#1fb88c", Topic: "#d88fb9", Other: "#5c6470" },
    sides: ["#3d9be0", "#f0803c", "#1fb88c", "#d88fb9", "#7cc8f5", "#e0d04a"],
    quads: { 1: "#5fa8e6", 2: "#b5dcff", 3: "#f2a35e", 4: "#ff7b7b" }, words: { 1: "#7db9ee", 2: "#b5dcff", 3: "#f2a35e", 4: "#ff8f8f" },
  };
  Parley.colours = () => (document.documentElement.dataset.theme === "dark" ? dark : light);

  Parley.role = (node) => {
    if (node.kind === "Topic") return "Topic";
    for (const [role, held] of [["Mediator", ["Mediator", "Intermediary"]], ["Party", ["Party"]], ["Helper", ["Guarantor", "Host"]]])
      if (held.some((name) => node.roles.includes(name))) return role;
    return node.side === null ? "Other" : "Belongs";
  };
})();
