// The graph as the builder wrote it, with the arrays turned into records once.

const D = JSON.parse(document.getElementById("data").textContent);

export const types = D.types.map(([name, zh, en, colour, area], i) => ({ i, name, zh, en, colour, area }));
const special = D.special.map(([name, zh, en]) => ({ name, zh, en }));
export const relations = D.relations.map(([name, zh, en], i) => ({ i, name, zh, en }));
export const documents = D.documents.map(([id, title, source, date], i) => ({ i, id, title, source, date, year: date.slice(0, 4) }));
export const texts = D.texts.map(([doc, start, end, exact]) => ({ doc: documents[doc], start, end, exact }));
export const base = D.base;
// How many entities, facts and numbers are on this page, and how many there are: of a large graph it holds a part.
export const part = D.part || null;

const quotes = list => list.map(([text, ...marks]) => ({ text: texts[text], marks }));

export const nodes = D.nodes.map(([label, type, x, y, rank, community, names, docs, reading, iri, narrower], i) => ({
  i, label, type: types[type], special: special[narrower] || null, x, y, rank, community, names, docs: docs.map(d => documents[d]), reading, iri, links: [], radius: 4,
}));

export const edges = D.edges.map(([s, t, relation, planned, role, period, evidence, techniques, iri], i) => ({
  i, s: nodes[s], t: nodes[t], relation: relations[relation], planned: planned === 1, role, period, evidence: quotes(evidence), techniques, iri,
}));

export const numbers = D.numbers.map(([indicator, value, unit, comparator, kind, status, period, scope, by, evidence, series, doubtful], i) => ({
  i, indicator, value, unit, comparator, kind, status, period, scope: nodes[scope] || null, by: nodes[by] || null, evidence: quotes(evidence), series, doubtful: doubtful === 1,
}));

for (const e of edges) {
  e.s.links.push(e);
  if (e.t !== e.s) e.t.links.push(e);
  e.years = years(e);
}
for (const m of numbers) m.years = years(m);
for (const n of nodes) n.radius = 4.2 + Math.min(11, 1.25 * Math.sqrt(n.links.length));

export const byRank = [...nodes].sort((a, b) => b.rank - a.rank || a.i - b.i);
byRank.forEach((n, i) => { n.place = i + 1; });

// Communities by number, members by importance; a community is called after its two foremost members.
export const communities = [];
for (const n of byRank) (communities[n.community] ||= { i: n.community, members: [] }).members.push(n);
for (const c of communities) if (c) c.label = c.members.slice(0, 2).map(n => n.label).join("、");

/** The years of a statement: its own period, or the year of the documents that say it; "" when neither is known. */
function years({ period, evidence }) {
  if (!period) return [...new Set(evidence.map(q => q.text.doc.year))];
  const [first, last] = period.split("/").map(p => +p.slice(0, 4));
  return Array.from({ length: (last || first) - first + 1 }, (_, i) => String(first + i));
}

// Traditional characters that names are also searched by: "國国學学…" as a map to the simplified ones.
const simple = new Map();
for (const pair of D.variants) simple.set(pair[0], pair[1]);
export const fold = text => Array.from(text.toLowerCase(), c => simple.get(c) || c).join("");
