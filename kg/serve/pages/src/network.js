// Triples, or rows in which IRIs stand beside each other, as a picture of what is linked with what.

import { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY } from "d3-force";
import { select } from "d3-selection";
import { zoom } from "d3-zoom";
import { el, svg } from "../../../export/page/src/dom.js";
import { called, pageOf, typeOf } from "./schema.js";
import { english, t } from "./words.js";

const MOST_NODES = 220, MOST_LINKS = 600;
const LABELS = new Set(["http://www.w3.org/2004/02/skos/core#prefLabel", "http://www.w3.org/2000/01/rdf-schema#label", "http://purl.org/dc/terms/title"]);

/** Nodes by IRI with labels, and links between them. */
export function linked(result) {
  const nodes = new Map(), links = new Map();
  const node = term => nodes.get(term.value) || nodes.set(term.value, { id: term.value, label: null, degree: 0 }).get(term.value);
  const link = (a, b, name) => { const key = `${a.value}\u0000${b.value}`, found = links.get(key) || links.set(key, { source: node(a), target: node(b), names: new Set() }).get(key); found.names.add(name); };
  const isNode = term => term && term.type !== "literal" && term.type !== "typed-literal";
  if (result.triples) for (const [s, p, o] of result.triples) {
    if (isNode(o)) link(s, o, called(p.value, english()));
    else if (LABELS.has(p.value)) node(s).label = o.value;
  } else for (const row of result.rows) {
    const at = row.map((term, i) => (isNode(term) ? i : -1)).filter(i => i >= 0);
    for (let k = 1; k < at.length; k++) link(row[at[k - 1]], row[at[k]], result.variables[at[k]]);
  }
  for (const l of links.values()) if (l.source !== l.target) { l.source.degree += 1; l.target.degree += 1; }
  return { nodes: [...nodes.values()].filter(n => n.degree), links: [...links.values()].filter(l => l.source !== l.target) };
}

const wide = text => Array.from(text).reduce((s, c) => s + (c.codePointAt(0) > 0x2e7f ? 12.2 : 6.8), 0);

export function network(result) {
  const all = linked(result);
  if (!all.links.length) return el("p", { class: "note" }, t("nograph"));
  const kept = new Set([...all.nodes].sort((a, b) => b.degree - a.degree).slice(0, MOST_NODES)), nodes = all.nodes.filter(n => kept.has(n));
  const links = all.links.filter(l => kept.has(l.source) && kept.has(l.target)).slice(0, MOST_LINKS);
  const simulation = forceSimulation(nodes).force("link", forceLink(links).distance(70).strength(0.5)).force("charge", forceManyBody().strength(-260)).force("x", forceX().strength(0.06)).force("y", forceY().strength(0.09)).force("collide", forceCollide(30)).stop();
  for (let i = 0; i < 260; i++) simulation.tick();
  const xs = nodes.map(n => n.x), ys = nodes.map(n => n.y), pad = 70, x0 = Math.min(...xs) - pad, y0 = Math.min(...ys) - pad, w = Math.max(...xs) - x0 + pad, h = Math.max(...ys) - y0 + pad;
  const canvas = svg("g", {}), box = svg("svg", { class: "network", viewBox: `${x0} ${y0} ${w} ${h}`, role: "group", "aria-label": `${t("graph")}: ${nodes.length}, ${links.length}` }, svg("defs", {}, svg("marker", { id: "arrow", viewBox: "0 0 8 8", refX: 14, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto" }, svg("path", { d: "M0 0L8 4L0 8Z", class: "arrow" }))), canvas);
  const name = n => n.label || (n.id.startsWith("_:") ? n.id : called(n.id, english()));
  for (const l of links) {
    const names = [...l.names].join(english() ? ", " : "、");
    canvas.append(svg("line", { class: "grid link", x1: l.source.x, y1: l.source.y, x2: l.target.x, y2: l.target.y, "marker-end": "url(#arrow)" }, svg("title", {}, `${name(l.source)} → ${names} → ${name(l.target)}`)));
    if (links.length <= 60) canvas.append(svg("text", { class: "relation", x: (l.source.x + l.target.x) / 2, y: (l.source.y + l.target.y) / 2 - 3, "text-anchor": "middle" }, names));
  }
  const taken = nodes.map(n => [n.x - 6, n.y - 6, n.x + 6, n.y + 6, n]);
  for (const n of [...nodes].sort((a, b) => b.degree - a.degree)) {
    const address = pageOf(n.id), label = name(n), characters = Array.from(label), text = characters.length > 16 ? `${characters.slice(0, 15).join("")}…` : label, half = wide(text) / 2;
    // A name that would lie on another shows when its node is pointed at.
    const at = [22, -12].map(dy => [n.x - half, n.y + dy - 11, n.x + half, n.y + dy + 3, n, dy]).find(b => !taken.some(o => o[4] !== n && b[0] < o[2] && o[0] < b[2] && b[1] < o[3] && o[1] < b[3]));
    if (at) taken.push(at);
    const shape = [svg("circle", { cx: n.x, cy: n.y, r: 5 + Math.min(7, Math.sqrt(n.degree)), fill: typeOf(n.id)?.[3] || "var(--soft)" }, svg("title", {}, label)), svg("text", { x: n.x, y: n.y + (at?.[5] ?? 22), "text-anchor": "middle", class: at ? null : "under" }, text)];
    canvas.append(address ? svg("a", { href: address, "aria-label": label }, shape) : svg("g", { class: "node" }, shape));
  }
  select(box).call(zoom().scaleExtent([0.3, 8]).on("zoom", event => canvas.setAttribute("transform", event.transform)));
  return el("figure", {}, box, all.nodes.length > nodes.length || all.links.length > links.length ? el("figcaption", {}, `${t("cut")} ${nodes.length} / ${all.nodes.length}, ${links.length} / ${all.links.length}`) : null);
}
