// What the reader has asked for, and the link that says it: everything that the view depends on stands in the address.

import { documents, edges, nodeOf, relations, types } from "./data.js";

export const FACETS = ["type", "relation", "status", "year", "document"];

export const state = {
  language: "zh", dark: false, chosen: Object.fromEntries(FACETS.map(f => [f, new Set()])), // an empty set means all
  moved: new Set(), // entities that stand where the reader put them
  selected: null, path: null, depth: 1, open: new Set(), sheet: null, sort: null, find: "", query: "", doc: null, at: null, when: "", look: null, // at: start and end in the document; look: [scale, longitude, latitude] of the map
  view: null, // view: [scale, x, y] at the middle, or null for "fits"
};

const allowed = {
  type: v => types.some(t => t.name === v), relation: v => relations.some(r => r.name === v), status: v => v === "actual" || v === "planned",
  year: v => edges.some(e => e.years.includes(v)), document: v => documents.some(d => d.id === v),
};
const SHEETS = new Set(["nodes", "facts", "numbers", "keys", "timeline", "map", "texts"]);

export function toLink() {
  const q = new URLSearchParams();
  if (state.selected) q.set("n", state.selected.iri);
  if (state.path) { q.set("from", state.path[0].iri); q.set("to", state.path[1].iri); }
  if (state.depth > 1) q.set("depth", state.depth);
  for (const facet of FACETS) if (state.chosen[facet].size) q.set(facet, [...state.chosen[facet]].sort().join("~"));
  if (state.open.size) q.set("open", [...state.open].sort((a, b) => a - b).join("~"));
  for (const n of state.moved) q.append("moved", `${n.x.toFixed(1)}~${n.y.toFixed(1)}~${n.iri}`);
  if (state.sheet) q.set("sheet", state.sheet);
  if (state.find && state.sheet) q.set("find", state.find);
  if (state.query) q.set("q", state.query);
  if (state.doc) q.set("doc", state.doc.id);
  if (state.doc && state.at) q.set("at", state.at.join("-"));
  if (state.when) q.set("when", state.when);
  if (state.look) q.set("map", state.look.map(v => +v.toFixed(4)).join("~"));
  if (state.sort) q.set("sort", state.sort.join("~"));
  if (state.language !== "zh") q.set("lang", state.language);
  if (state.dark) q.set("theme", "dark");
  if (state.view) q.set("view", state.view.map(v => +v.toFixed(5)).join("~"));
  return "#" + q;
}

/** Put an entity somewhere else; `null` puts it back where the builder had it. */
export function put(n, place) {
  n.home ||= [n.x, n.y];
  [n.x, n.y] = place || n.home;
  if (place) state.moved.add(n); else state.moved.delete(n);
}

function putAsLinked(places) {
  for (const n of [...state.moved]) put(n, null);
  for (const text of places) {
    const [x, y, ...iri] = text.split("~"), n = nodeOf(iri.join("~")), place = [x, y].map(Number);
    if (n && x && y && place.every(v => Math.abs(v) < 1e6)) put(n, place);
  }
}

/** Read the address; whatever it does not know is left out, so that any link opens. */
export function fromLink(dark, language) {
  const q = new URLSearchParams(location.hash.slice(1));
  const parts = key => (q.get(key) || "").split("~").filter(v => v !== "" || key === "year");
  state.selected = nodeOf(q.get("n")) || null;
  const ends = [nodeOf(q.get("from")), nodeOf(q.get("to"))];
  state.path = ends[0] && ends[1] ? ends : null;
  state.depth = Math.min(3, Math.max(1, parseInt(q.get("depth"), 10) || 1));
  for (const facet of FACETS) state.chosen[facet] = new Set(q.has(facet) ? parts(facet).filter(v => allowed[facet](v)) : []);
  state.open = new Set(parts("open").map(Number).filter(Number.isInteger));
  putAsLinked(q.getAll("moved"));
  state.sheet = SHEETS.has(q.get("sheet")) ? q.get("sheet") : null;
  state.find = q.get("find") || "";
  state.query = q.get("q") || "";
  state.doc = documents.find(d => d.id === q.get("doc")) || null;
  state.at = placeOf(q.get("at"));
  state.when = /^\d{4}(-\d\d)?$/.test(q.get("when") || "") ? q.get("when") : "";
  const look = parts("map").map(Number);
  state.look = look.length === 3 && look.every(Number.isFinite) && look[0] > 0 ? look : null;
  const [column, direction] = parts("sort");
  state.sort = column ? [column, direction === "-1" ? -1 : 1] : null;
  state.language = (q.get("lang") || language) === "en" ? "en" : "zh";
  state.dark = q.has("theme") ? q.get("theme") === "dark" : dark;
  const view = parts("view").map(Number);
  state.view = view.length === 3 && view.every(Number.isFinite) && view[0] > 0 ? view : null;
}

/** A place in a document as a link says it: start and end in code points. */
export function placeOf(text) {
  const found = /^(\d{1,9})-(\d{1,9})$/.exec(text || "");
  return found ? [Number(found[1]), Number(found[2])] : null;
}
