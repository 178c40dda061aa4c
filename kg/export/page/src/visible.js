// Which entities and facts are shown: filters, the limit for large graphs with folded communities, neighbourhoods, paths.

import { byRank, communities, edges, nodes } from "./data.js";
import { FACETS, state } from "./state.js";

export const LIMIT = 800; // above this many entities the less important ones are folded into their communities
const FOREMOST = 320; // the entities drawn by themselves when communities are folded

const edgeValues = {
  type: null, relation: e => [e.relation.name], status: e => [e.planned ? "planned" : "actual"], year: e => e.years,
  document: e => e.evidence.map(q => q.text.doc.id),
};
const any = (set, values) => !set.size || values.some(v => set.has(v));

function edgePasses(e, except) {
  for (const facet of FACETS) if (facet !== except && edgeValues[facet] && !any(state.chosen[facet], edgeValues[facet](e))) return false;
  return except === "type" || !state.chosen.type.size || (state.chosen.type.has(e.s.type.name) && state.chosen.type.has(e.t.type.name));
}

function filtered(except) {
  const c = state.chosen, kept = edges.filter(e => edgePasses(e, except));
  const narrowed = ["relation", "status", "year"].some(f => f !== except && c[f].size);
  const touched = narrowed ? new Set(kept.flatMap(e => [e.s, e.t])) : null;
  const pool = nodes.filter(n => (except === "type" || !c.type.size || c.type.has(n.type.name))
    && (except === "document" || !c.document.size || n.docs.some(d => c.document.has(d.id))) && (!touched || touched.has(n)));
  const known = new Set(pool);
  return { nodes: pool, edges: kept.filter(e => known.has(e.s) && known.has(e.t)) };
}

/** Counts for each value of each facet, under the choices made in the other facets. */
export function counts() {
  const all = filtered(null), result = {};
  for (const facet of FACETS) {
    const found = state.chosen[facet].size ? filtered(facet) : all, tally = new Map();
    const add = v => tally.set(v, (tally.get(v) || 0) + 1);
    if (facet === "type") for (const n of found.nodes) add(n.type.name);
    else if (facet === "document") for (const n of found.nodes) for (const d of n.docs) add(d.id);
    else for (const e of found.edges) for (const v of new Set(edgeValues[facet](e))) add(v);
    result[facet] = tally;
  }
  return result;
}

/** What is drawn: entities, facts between them, folded communities with their links, and how many are not drawn. */
export function visible() {
  const found = filtered(null);
  const shown = { nodes: found.nodes, edges: found.edges, folded: [], bundles: [], hidden: nodes.length - found.nodes.length, matching: found, focus: null, path: null };
  if (found.nodes.length > LIMIT) fold(shown);
  if (state.path) {
    shown.path = route(state.path[0], state.path[1], found.edges);
    shown.focus = new Set(shown.path ? shown.path.nodes : state.path);
  } else if (state.selected) shown.focus = around(state.selected, state.depth, found.edges);
  return shown;
}

function fold(shown) {
  const pool = new Set(shown.nodes), keep = new Set();
  const wanted = state.path ? (route(state.path[0], state.path[1], shown.edges) || { nodes: state.path }).nodes : state.selected ? [...around(state.selected, state.depth, shown.edges)].slice(0, 250) : [];
  const add = (list, limit) => { for (const n of list) { if (keep.size >= limit) return; if (pool.has(n)) keep.add(n); } };
  add(wanted, LIMIT);
  add(byRank, Math.min(LIMIT, keep.size + FOREMOST));
  for (const c of [...state.open].sort((a, b) => a - b)) add(communities[c]?.members || [], LIMIT - 60);
  const groups = new Map();
  for (const n of shown.nodes) if (!keep.has(n)) (groups.get(n.community) || groups.set(n.community, []).get(n.community)).push(n);
  // The largest communities as nodes; the small rest is counted, not drawn.
  const folded = [...groups].sort((a, b) => b[1].length - a[1].length || a[0] - b[0]).slice(0, 120).map(([i, members]) => ({
    community: communities[i], count: members.length, x: members.reduce((s, n) => s + n.x, 0) / members.length,
    y: members.reduce((s, n) => s + n.y, 0) / members.length, radius: 9 + Math.min(22, Math.sqrt(members.length)), type: communities[i].members[0].type,
  }));
  const at = new Map(folded.map(f => [f.community.i, f])), ends = n => (keep.has(n) ? n : at.get(n.community)), bundles = new Map();
  for (const e of shown.edges) {
    const s = ends(e.s), t = ends(e.t);
    if (!s || !t || s === t || (keep.has(e.s) && keep.has(e.t))) continue;
    const key = `${s.community?.i ?? "n" + s.i}|${t.community?.i ?? "n" + t.i}|${s.i}|${t.i}`;
    (bundles.get(key) || bundles.set(key, { s, t, count: 0 }).get(key)).count += 1;
  }
  shown.hidden += shown.nodes.length - keep.size;
  shown.nodes = shown.nodes.filter(n => keep.has(n));
  shown.edges = shown.edges.filter(e => keep.has(e.s) && keep.has(e.t));
  shown.folded = folded;
  shown.bundles = [...bundles.values()].sort((a, b) => b.count - a.count).slice(0, 1500);
}

function neighbours(list) {
  const near = new Map();
  const add = (a, b, e) => (near.get(a) || near.set(a, []).get(a)).push([b, e]);
  for (const e of list) { add(e.s, e.t, e); add(e.t, e.s, e); }
  return near;
}

/** The entities within so many steps of one. */
function around(node, depth, list) {
  const near = neighbours(list), seen = new Set([node]);
  let rim = [node];
  for (let d = 0; d < depth; d++) {
    const next = [];
    for (const n of rim) for (const [m] of near.get(n) || []) if (!seen.has(m)) { seen.add(m); next.push(m); }
    rim = next;
  }
  return seen;
}

/** A shortest path by breadth, whatever the direction of the facts; among equals the one through less busy entities. */
export function route(from, to, list) {
  const near = neighbours(list), cost = new Map([[from, 0]]), before = new Map();
  for (const links of near.values()) links.sort((a, b) => a[0].links.length - b[0].links.length || a[0].i - b[0].i);
  let rim = [from];
  while (rim.length && !cost.has(to)) {
    const next = new Map();
    for (const n of rim) for (const [m, e] of near.get(n) || []) {
      if (cost.has(m)) continue;
      const c = cost.get(n) + Math.log2(1 + m.links.length);
      if (!next.has(m) || c < next.get(m)) { next.set(m, c); before.set(m, [n, e]); }
    }
    for (const [m, c] of next) cost.set(m, c);
    rim = [...next.keys()];
  }
  if (!cost.has(to)) return null;
  const path = { nodes: [to], edges: [] };
  for (let n = to; n !== from;) { const [m, e] = before.get(n); path.edges.unshift(e); path.nodes.unshift(m); n = m; }
  return path;
}
