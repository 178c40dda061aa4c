// Answers of the endpoint as terms: {type: "uri" | "literal" | "bnode", value, datatype, language}.

const XSD = "http://www.w3.org/2001/XMLSchema#";
const NUMERIC = new Set(["integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger", "gYear"].map(n => XSD + n));

/** Rows of an answer in JSON (SPARQL 1.1 Query Results). */
export function rowsOf(json) {
  const variables = json.head.vars || [];
  return { variables, rows: json.results.bindings.map(b => variables.map(v => (b[v] ? { type: b[v].type, value: b[v].value, datatype: b[v].datatype, language: b[v]["xml:lang"] } : null))) };
}

const TERM = /<([^>]*)>|(_:[^\s]+)|"((?:[^"\\]|\\.)*)"(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?/gy;
const ESCAPES = { t: "\t", n: "\n", r: "\r", b: "\b", f: "\f", '"': '"', "'": "'", "\\": "\\" };
const unescaped = text => text.replace(/\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/g, (_, a, b, c) => (c ? ESCAPES[c] ?? c : String.fromCodePoint(parseInt(a || b, 16))));

/** Triples of N-Triples. */
export function triplesOf(text) {
  const found = [];
  for (const line of text.split("\n")) {
    const terms = [];
    let at = 0;
    while (terms.length < 3) {
      while (line[at] === " " || line[at] === "\t") at += 1;
      TERM.lastIndex = at;
      const m = TERM.exec(line);
      if (!m) break;
      at = TERM.lastIndex;
      terms.push(m[1] !== undefined ? { type: "uri", value: unescaped(m[1]) } : m[2] ? { type: "bnode", value: m[2] } : { type: "literal", value: unescaped(m[3]), language: m[4], datatype: m[5] });
    }
    if (terms.length === 3) found.push(terms);
  }
  return found;
}

/** The number that a term is; NaN when it is none. */
export function numberOf(term) {
  if (!term || term.type === "uri" || term.type === "bnode" || !term.value.trim()) return NaN;
  return !term.datatype || NUMERIC.has(term.datatype) || term.datatype === `${XSD}string` ? Number(term.value) : NaN;
}
export const isYear = term => Boolean(term) && /^(1[89]|20|21)\d\d(\D.*)?$/.test(term.value);
