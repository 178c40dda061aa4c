// The graph as the builder wrote it, with the arrays turned into records once, and what a served page adds to it later.

import { place } from "./place.js";
import { list, named, t } from "./words.js";

const D = JSON.parse(document.getElementById("data").textContent);

export const types = [], relations = [], documents = [], texts = [], nodes = [], edges = [], numbers = [];
// Numbers that can be laid beside each other; steps in the lives of entities; whole texts by document, as far as they are here.
export const series = [], lives = [], bodies = new Map();
// Relations that say where something stands, by name.
export const standing = new Set();
// How things were read, by name: what people call it, and a sentence that explains it, each in both languages.
export const techniques = new Map();
export const base = D.base;
// How many entities, facts and numbers are on this page, and how many there are: of a large graph it holds a part.
export const part = D.part || null;
// By importance; those that came later stand behind all others.
export const byRank = [];
// Communities by number, members by importance; the last one of a page holds what is linked to nothing.
export const communities = [];

const special = [], byKey = new Map(), byIri = new Map();
let later = false; // what the page holds from the beginning is as the builder wrote it
// Traditional characters that names are also searched by: "國国學学…" as a map to the simplified ones.
const simple = new Map();
/** A character in its simplified form, as far as names and texts have it. */
export const simplified = c => simple.get(c) || c;
export const fold = text => Array.from(text.toLowerCase(), c => simple.get(c) || c).join("");
/** An entity of this page by its IRI. */
export const nodeOf = iri => byIri.get(iri);

/** What a list holds under a key, and whether it was made and added because it held none. */
function kept(list, key, make) {
  const at = key.join("\u0000");
  if (later && byKey.has(at)) return [byKey.get(at), false];
  const made = make(list.length);
  byKey.set(at, made);
  list.push(made);
  return [made, true];
}

/** Add a graph to that of the page; around `center` (an IRI) when there is one. */
export function add(graph, center = null) {
  for (const pair of graph.variants) simple.set(pair[0], pair[1]);
  for (const [name, zh, en, aboutZh, aboutEn] of graph.techniques || []) techniques.set(name, { name, zh, en, about: [aboutZh, aboutEn] });
  const own = {
    types: graph.types.map(([name, zh, en, colour, area]) => kept(types, ["type", name], i => ({ i, name, zh, en, colour, area }))[0]),
    special: graph.special.map(([name, zh, en]) => kept(special, ["special", name], () => ({ name, zh, en }))[0]),
    relations: graph.relations.map(([name, zh, en, post]) => kept(relations, ["relation", name], i => ({ i, name, zh, en, isPost: post === 1 }))[0]),
    documents: graph.documents.map(([id, title, source, date]) => kept(documents, ["document", id], i => ({ i, id, title, source, date, year: date.slice(0, 4) }))[0]),
  };
  const said = graph.texts.map(([doc, start, end, exact]) => kept(texts, ["text", own.documents[doc]?.id, start, end], () => ({ doc: own.documents[doc], start, end, exact }))[0]);
  const quotes = list => list.map(([text, ...marks]) => ({ text: said[text], marks }));
  const fresh = [];
  const things = graph.nodes.map(([label, type, x, y, rank, community, names, docs, reading, iri, narrower]) => {
    const known = byIri.get(iri);
    if (known) { known.docs = [...new Set([...known.docs, ...docs.map(d => own.documents[d])])]; return known; }
    const n = { i: nodes.length, label, type: own.types[type], special: own.special[narrower] || null, x, y, rank: later ? 0 : rank, community, names, docs: docs.map(d => own.documents[d]), reading, iri, links: [], radius: 4, later, home: null };
    byIri.set(iri, n);
    nodes.push(n);
    fresh.push(n);
    return n;
  });
  for (const [s, t, relation, planned, role, period, evidence, techniques, iri] of graph.edges) {
    const [e, isNew] = kept(edges, ["edge", iri], i => ({ i, s: things[s], t: things[t], relation: own.relations[relation], planned: planned === 1, role, period, evidence: quotes(evidence), techniques, iri }));
    if (!isNew) { if (evidence.length > e.evidence.length) e.evidence = quotes(evidence); continue; }
    e.s.links.push(e);
    if (e.t !== e.s) e.t.links.push(e);
    e.years = years(e);
  }
  for (const name of graph.standing || []) standing.add(name);
  for (const [n, latitude, longitude, isOwn] of graph.points || []) things[n].point = { latitude, longitude, isOwn: isOwn === 1 };
  const rows = (graph.series || []).map(([zh, en, known, place, measure, unit]) => kept(series, ["series", zh, things[place]?.iri, measure, unit], i => ({ i, zh, en, name: zh, known: known === 1, place: things[place] || null, measure, unit }))[0]);
  for (const [n, zh, en, planned, period, other, evidence] of graph.steps || []) kept(lives, ["step", things[n].iri, zh, period, planned, things[other]?.iri], i => ({ i, of: things[n], zh, en, name: zh, planned: planned === 1, period, other: things[other] || null, evidence: quotes(evidence) }));
  for (const [doc, text] of graph.bodies || []) bodies.set(own.documents[doc], text);
  for (const [indicator, value, unit, comparator, kind, status, period, scope, by, evidence, concept, doubt, at] of graph.numbers) {
    const [m, isNew] = kept(numbers, ["number", indicator, value, unit, comparator, kind, status, period, things[scope]?.iri, things[by]?.iri], i => ({ i, indicator, value, unit, comparator, kind, status, period, scope: things[scope] || null, by: things[by] || null, evidence: quotes(evidence), concept, doubt, series: rows[at] || null }));
    if (isNew) m.years = years(m);
    else if (evidence.length > m.evidence.length) m.evidence = quotes(evidence);
  }
  if (later) place(fresh, graph, byIri.get(center), nodes);
  for (const n of fresh) prepare(n);
  for (const n of things) n.radius = 4.2 + Math.min(11, 1.25 * Math.sqrt(n.links.length));
  order(fresh);
  return fresh;
}

/** What search looks at. */
function prepare(n) {
  n.folded = fold(n.label);
  n.foldedNames = n.names.map(fold);
  // One reading a name: "li zhi jun"; its initials are lzj.
  n.initials = n.reading.map(r => r.split(" ").map(s => s[0]).join(""));
  n.spelt = n.reading.map(r => r.replaceAll(" ", ""));
}

function order(fresh) {
  byRank.push(...fresh);
  byRank.sort((a, b) => b.rank - a.rank || a.i - b.i);
  byRank.forEach((n, i) => { n.place = i + 1; });
  for (const n of byRank) if (!communities[n.community]?.known?.has(n)) {
    const c = communities[n.community] ||= community(n.community);
    c.members.push(n);
    c.known.add(n);
  }
}

/** A community, called after what it is about: its foremost things, and what most of the others are. */
function community(i) {
  const [names, kinds] = D.communities?.[i] || [[], []];
  return {
    i, names, members: [], known: new Set(),
    get kinds() { return list(kinds.map(kind => named(types[kind]))); },
    get label() {
      if (!names.length) return this.members.some(n => n.links.length) ? list(this.members.slice(0, 2).map(n => n.label)) : t("unlinked");
      return [list(names), this.kinds].filter(Boolean).join(" · ");
    },
  };
}

/** The years of a statement: its own period, or the year of the documents that say it; "" when neither is known. */
function years({ period, evidence }) {
  if (!period) return [...new Set(evidence.map(q => q.text.doc.year))];
  const [first, last] = period.split("/").map(p => +p.slice(0, 4));
  return Array.from({ length: (last || first) - first + 1 }, (_, i) => String(first + i));
}

add(D);
later = true;
