// What the server told this page: prefixes, terms, types; how an IRI is written and which page it has.

export const held = JSON.parse(document.getElementById("held").textContent);
const spaces = Object.entries(held.prefixes).sort((a, b) => b[1].length - a[1].length);
const kinds = new Map(held.terms.map(([name, kind, zh, en]) => [name, { kind, zh, en }]));

/** An IRI with its prefix, readable; as it is when no prefix fits. */
export function short(iri) {
  const found = spaces.find(([, space]) => iri.startsWith(space));
  return found ? `${found[0]}:${decoded(iri.slice(found[1].length))}` : decoded(iri);
}
const decoded = text => { try { return decodeURIComponent(text); } catch { return text; } };

/** What an IRI is called in a cell or a picture: the name of a thing, the label of a term. */
export function called(iri, english) {
  if (iri.startsWith(held.base)) { const [, ...rest] = iri.slice(held.base.length).split("/"); return decoded(rest.join("/")) || short(iri); }
  const term = kinds.get(short(iri));
  return (term && (english ? term.en : term.zh)) || short(iri);
}

/** The type of a thing by its IRI: [name, label, label, colour]. */
export const typeOf = iri => (iri.startsWith(held.base) ? held.types[iri.slice(held.base.length).split("/")[0]] : undefined);

/** The page of an IRI; "" when it has none. */
export function pageOf(iri) {
  if (!iri.startsWith(held.base)) {
    if (/^https?:\/\//.test(iri) && !kinds.has(short(iri))) return iri;
    const term = kinds.get(short(iri));
    return term ? question(term.kind === "class" ? `SELECT ?thing ?name WHERE {\n  ?thing a ${short(iri)} ; skos:prefLabel ?name .\n} ORDER BY ?name LIMIT 200` : `SELECT ?subject ?object WHERE {\n  ?subject ${short(iri)} ?object .\n} LIMIT 200`) : "";
  }
  const [path, fragment] = iri.slice(held.base.length).split("#"), [kind, ...rest] = path.split("/"), name = rest.map(step => encodeURIComponent(decoded(step))).join("/");
  if (!name) return question(`DESCRIBE <${iri}>`);
  if (kind === "document") { const at = /^char=(\d+),(\d+)$/.exec(fragment || ""); return `/document/${name}${at ? `#c${at[1]}-${at[2]}` : ""}`; }
  if (kind === "indicator") return `/indicator/${name}`;
  return held.types[kind] ? `/entity/${kind}/${name}` : question(`DESCRIBE <${iri}>`);
}
const question = query => `/ask#run=1&q=${encodeURIComponent(query)}`;
export const isOutside = address => /^https?:/.test(address);
