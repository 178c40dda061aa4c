// Which entities and facts are shown: filters, the limit for large graphs with folded communities, neighbourhoods, paths.

import { byRank, communities, edges, nodes } from "./data.js";
import { FACETS, state } from "./state.js";

export const LIMIT = 800; // above this many entities the less important ones are folded into their communities
const MOST = 1400; // entities that are drawn at most, of communities that are opened
const FOREMOST = 130; // the entities of all that are always drawn by themselves when communities are folded
const IN_WINDOW = 150; // the foremost of the window that are drawn beside: the closer one looks, the more is seen
const FEW = 2; // so many of a community are shown and not folded
const CROWD = 260; // links between communities above which they are bundled, a bundle a pair of communities
const BUNDLES = 3; // the strongest of each community

const edgeValues = {
  type: null, relation: e => [e.relation.name], status: e => [e.planned ? "planned" : "actual"], year: e => e.years,
  document: e => e.evidence.map(q => q.text.doc.id),
};
const any = (set, values) => !set.size || values.some(v => set.has(v));

/** A fact passes whose own values are chosen and one of whose ends is of a chosen type: a platform and where it lies. */
function edgePasses(e, except) {
  for (const facet of FACETS) if (facet !== except && edgeValues[facet] && !any(state.chosen[facet], edgeValues[facet](e))) return false;
  return except === "type" || any(state.chosen.type, [e.s.type.name, e.t.type.name]);
}

/** What passes the filters: entities that do themselves, their facts, and as company the other ends of these. */
function filtered(except) {
  const c = state.chosen, passing = edges.filter(e => edgePasses(e, except));
  const narrowed = ["relation", "status", "year"].some(f => f !== except && c[f].size);
  const touched = narrowed ? new Set(passing.flatMap(e => [e.s, e.t])) : null;
  const own = nodes.filter(n => (except === "type" || !c.type.size || c.type.has(n.type.name))
    && (except === "document" || !c.document.size || n.docs.some(d => c.document.has(d.id))) && (!touched || touched.has(n)));
  const known = new Set(own), kept = passing.filter(e => known.has(e.s) || known.has(e.t));
  const company = new Set(kept.flatMap(e => [e.s, e.t]).filter(n => !known.has(n)));
  return { nodes: own, company, edges: kept };
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

/**
 * What is drawn: entities, facts between them, folded communities with their links, and how many are not drawn.
 * `nodes` are those that match and their company; `focus` those that the reader asked for, null when it is all.
 */
export function visible() {
  const matching = filtered(null), shown = { matching, focus: null, path: null, ...whole(matching) };
  if (state.path) {
    shown.path = route(state.path[0], state.path[1], matching.edges);
    shown.focus = new Set(shown.path ? shown.path.nodes : state.path);
  } else if (state.selected && known(shown, state.selected)) shown.focus = around(state.selected, state.depth, matching.edges);
  if (shown.nodes.length > LIMIT) fold(shown, null);
  else calm(shown, null, 1);
  return shown;
}

const known = ({ matching }, n) => matching.company.has(n) || matching.nodes.includes(n);
const whole = ({ nodes: own, company, edges: facts }) => ({ nodes: company.size ? [...own, ...company] : own, edges: facts, company, folded: [], bundles: [], flows: null, filtered: nodes.length - own.length - company.size, hidden: nodes.length - own.length - company.size });

/**
 * Of a large graph choose anew what is drawn, for the part of it that the window shows ([x0, y0, x1, y1]) and for the
 * room that it has: 1 on a desk, less on a phone.
 */
export function looked(shown, box, room) {
  if (!shown.folded.length) return;
  Object.assign(shown, whole(shown.matching));
  fold(shown, box, room);
}

function fold(shown, box, room = 1) {
  const pool = new Set(shown.nodes), keep = new Set();
  const add = (list, limit) => { for (const n of list) { if (keep.size >= limit) return; if (pool.has(n)) keep.add(n); } };
  if (shown.focus) add([...shown.focus].sort((a, b) => (b === state.selected) - (a === state.selected) || a.place - b.place).slice(0, 300), LIMIT);
  add(byRank, keep.size + FOREMOST * room);
  if (box) add(byRank.filter(n => !keep.has(n) && n.x >= box[0] && n.x <= box[2] && n.y >= box[1] && n.y <= box[3]), keep.size + IN_WINDOW * room);
  for (const c of [...state.open].sort((a, b) => a - b)) add(communities[c]?.members || [], MOST);
  const groups = new Map();
  for (const n of shown.nodes) if (!keep.has(n)) (groups.get(n.community) || groups.set(n.community, []).get(n.community)).push(n);
  // A ring around one or two would hide less than it covers.
  for (const [i, members] of [...groups]) if (members.length <= FEW / room) { if (members.length <= FEW) add(members, (LIMIT - 120) * room); groups.delete(i); }
  // The largest communities as rings; the small rest is counted, not drawn.
  shown.folded = [...groups].sort((a, b) => b[1].length - a[1].length || a[0] - b[0]).slice(0, 110).map(([i, members]) => ({
    community: communities[i], count: members.length, ...middle(members), radius: 9 + Math.min(22, Math.sqrt(members.length)), type: members[0].type, isLinked: members.some(n => n.links.length), hub: communities[i].members.find(n => keep.has(n)) || null,
  }));
  const at = new Map(shown.folded.map(f => [f.community.i, f])), ends = n => (keep.has(n) ? n : at.get(n.community)), bundles = new Map();
  for (const e of shown.edges) {
    const s = ends(e.s), t = ends(e.t);
    // Between communities the links are bundled as a whole (calm).
    if (!s || !t || s === t || e.s.community !== e.t.community || (keep.has(e.s) && keep.has(e.t))) continue;
    const key = `${s.community?.i ?? "n" + s.i}|${t.community?.i ?? "n" + t.i}|${s.i}|${t.i}`;
    (bundles.get(key) || bundles.set(key, { s, t, count: 0 }).get(key)).count += 1;
  }
  shown.hidden += shown.nodes.length - keep.size;
  shown.nodes = shown.nodes.filter(n => keep.has(n));
  shown.edges = shown.edges.filter(e => keep.has(e.s) && keep.has(e.t));
  shown.bundles = [...bundles.values()].sort((a, b) => b.count - a.count).slice(0, 400);
  calm(shown, box, room, at);
}

// What is linked to nothing stands far below the rest, in rows: its ring stands on the first of them.
function middle(members) {
  const x = members.reduce((s, n) => s + n.x, 0) / members.length, y = members.reduce((s, n) => s + n.y, 0) / members.length;
  return { x, y: members.some(n => n.links.length) ? y : Math.min(...members.map(n => n.y)) };
}

/**
 * Where more links go between communities than an eye can follow, a bundle a pair of communities stands for them, the
 * strongest ones of each community; single links are shown when they are asked for.
 */
function calm(shown, box, room, at = new Map()) {
  const inside = n => !box || (n.x >= box[0] && n.x <= box[2] && n.y >= box[1] && n.y <= box[3]);
  const apart = e => e.s.community !== e.t.community;
  if (!(shown.folded.length && !box) && shown.matching.edges.filter(e => apart(e) && inside(e.s) && inside(e.t)).length <= CROWD * room) return;
  const first = new Map(), pairs = new Map();
  for (const n of [...shown.nodes].sort((a, b) => a.place - b.place)) if (!first.has(n.community)) first.set(n.community, n);
  for (const e of shown.matching.edges) if (apart(e)) {
    const [a, b] = [e.s.community, e.t.community].sort((x, y) => x - y), key = a * 100003 + b;
    (pairs.get(key) || pairs.set(key, { a, b, count: 0 }).get(key)).count += 1;
  }
  const used = new Map(), end = c => first.get(c) || at.get(c), flows = [];
  for (const { a, b, count } of [...pairs.values()].sort((x, y) => y.count - x.count || x.a - y.a || x.b - y.b)) {
    const [na, nb] = [used.get(a) || 0, used.get(b) || 0];
    if (count < 2 || (na >= BUNDLES && nb >= BUNDLES) || !end(a) || !end(b)) continue;
    used.set(a, na + 1);
    used.set(b, nb + 1);
    flows.push({ s: end(a), t: end(b), count });
  }
  shown.flows = flows;
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
