// What is shown, as a file: PNG, SVG, CSV, Turtle.

import { base } from "./data.js";
import { outline, paint } from "./canvas.js";
import { FAMILY } from "./scene.js";

const KG = "https://w3id.org/kechuang/ontology#";

export function download(name, type, content) {
  const blob = content instanceof Blob ? content : new Blob([content], { type }), a = document.createElement("a");
  a.href = URL.createObjectURL(blob);
  a.download = name;
  a.click();
  setTimeout(() => URL.revokeObjectURL(a.href), 4000);
}

/** The scene on a canvas of twice its size. */
export function drawOn(canvas, scene) {
  canvas.width = scene.width * 2;
  canvas.height = scene.height * 2;
  paint(canvas.getContext("2d"), scene, { scale: 2 });
  return canvas;
}

export const toPng = scene => new Promise(done => drawOn(document.createElement("canvas"), scene).toBlob(done, "image/png"));

// XML 1.0 has no place for control characters or lone surrogates; everything else is kept.
const printable = text => String(text).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd");
const xml = text => printable(text)
  .replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");

export function toSvg(scene) {
  const f = v => (Array.isArray(v) ? v.map(f).join(" ") : v.toFixed(1)), { colours } = scene, out = [];
  const path = e => `M${f(e.from)}C${f(e.c1)} ${f(e.c2)} ${f(e.to)}`;
  out.push(`<svg xmlns="http://www.w3.org/2000/svg" width="${scene.width}" height="${scene.height}" viewBox="0 0 ${scene.width} ${scene.height}" font-family="${xml(FAMILY)}">`);
  out.push(`<rect width="100%" height="100%" fill="${colours.background}"/>`);
  for (const h of scene.hulls) out.push(`<path d="${outline(h)}" fill="${h.colour}" fill-opacity="${h.dim ? colours.hull * 0.55 : colours.hull}"/>`);
  for (const e of scene.edges) {
    out.push(`<path d="${path(e)}" fill="none" stroke="${e.colour}" stroke-opacity="${e.alpha}" stroke-width="${e.width.toFixed(1)}"${e.dashed ? ' stroke-dasharray="6 4"' : ""}/>`);
    if (e.arrow) out.push(`<polygon points="${e.arrow.map(f).join(" ")}" fill="${e.colour}"/>`);
  }
  for (const n of scene.nodes) out.push(`<circle cx="${f(n.x)}" cy="${f(n.y)}" r="${f(n.r)}" fill="${n.colour}" stroke="${n.ring}" stroke-width="${n.ringWidth}"><title>${xml(n.of.label || n.of.community.label)}</title></circle>`);
  for (const n of scene.nodes) if (n.count && n.r > 12) out.push(`<text x="${f(n.x)}" y="${f(n.y + 3.6)}" font-size="10" font-weight="600" text-anchor="middle" fill="#fff">${xml(n.count)}</text>`);
  const text = (line, x, y, px, anchor, bold, fill) => `<text x="${f(x)}" y="${f(y + px * 0.36)}" font-size="${px}" text-anchor="${anchor}"${bold ? ' font-weight="600"' : ""} fill="${fill}" stroke="${colours.halo}" stroke-width="3.2" stroke-linejoin="round" paint-order="stroke">${xml(line)}</text>`;
  for (const n of scene.names) out.push(text(n.text, n.x, n.y, n.px, "middle", false, colours.soft));
  for (const l of scene.labels) l.lines.forEach((line, i) => out.push(text(line, l.x, l.top + l.px * 1.22 * (i + 0.5), l.px, l.align, l.bold, l.colour)));
  out.push("</svg>\n");
  return out.join("\n");
}

const LOOKS = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-linejoin", "paint-order", "font-size", "font-weight"];
/** A picture that is an SVG of the page, as a file of its own: what the style sheet gives it stands in its attributes. */
export function fromPage(picture, background) {
  const { width, height } = picture.getBoundingClientRect(), copy = picture.cloneNode(true), own = [...picture.querySelectorAll("*")];
  [...copy.querySelectorAll("*")].forEach((e, i) => {
    const style = getComputedStyle(own[i]);
    for (const look of LOOKS) e.setAttribute(look, style.getPropertyValue(look));
    for (const name of ["class", "tabindex", "role", "aria-label", "data-place"]) e.removeAttribute(name);
  });
  for (const name of ["class", "role", "aria-label"]) copy.removeAttribute(name);
  for (const [name, value] of Object.entries({ width, height, "font-family": FAMILY })) copy.setAttribute(name, value);
  const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  for (const [name, value] of Object.entries({ width: "100%", height: "100%", fill: background })) ground.setAttribute(name, value);
  copy.prepend(ground);
  return printable(new XMLSerializer().serializeToString(copy));
}

/** The same as a PNG of twice its size. */
export async function asPng(svg, [width, height]) {
  const image = new Image(), canvas = document.createElement("canvas"), address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  image.src = address;
  await image.decode();
  [canvas.width, canvas.height] = [width * 2, height * 2];
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(address);
  return new Promise(done => canvas.toBlob(done, "image/png"));
}

// A cell that a spreadsheet would run as a formula gets an apostrophe in front; numbers stay numbers.
const FORMULA = /^\s*[=+\-@\t\r＝＋－＠]/, NUMBER = /^-?\d+(\.\d+)?$/;
const cell = value => { const text = String(value ?? ""); return `"${(FORMULA.test(text) && !NUMBER.test(text) ? "'" + text : text).replace(/"/g, '""')}"`; };

/** Rows as CSV with a byte order mark, which Excel needs to read Chinese. */
export const toCsv = rows => "\ufeff" + rows.map(row => row.map(cell).join(",")).join("\r\n") + "\r\n";

/** The facts that are lit when something is selected, otherwise all that are shown. */
export function factsShown(shown) {
  if (shown.path) return shown.path.edges;
  const { focus } = shown, list = shown.folded.length ? shown.matching.edges : shown.edges;
  return focus ? list.filter(e => focus.has(e.s) && focus.has(e.t)) : list;
}

export function factRows(list) {
  const rows = [["subject", "subject_type", "relation", "object", "object_type", "status", "role", "period", "sentence", "document", "date", "start", "end", "technique"]];
  for (const e of list) for (const q of e.evidence) {
    rows.push([e.s.label, e.s.type.name, e.relation.name, e.t.label, e.t.type.name, e.planned ? "planned" : "actual", e.role, e.period, q.text.exact, q.text.doc.title, q.text.doc.date, q.text.start, q.text.end, e.techniques.join(" ")]);
  }
  return rows;
}

const literal = text => `"${String(text).replace(/[\\"\n\r\t\b\f]/g, c => ({ "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f" })[c])
  .replace(/[\u0000-\u001f\u007f]/g, c => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0").toUpperCase()}`)}"`;
const iri = tail => `<${base}${tail}>`;

/** The shown facts by the project's RDF contract: entities, plain triples, statements with their passages, documents. */
export function toTurtle(shown) {
  const facts = factsShown(shown), entities = new Set(facts.flatMap(e => [e.s, e.t])), used = new Map(), out = [];
  if (!shown.focus) for (const n of shown.folded.length ? shown.matching.nodes : shown.nodes) entities.add(n);
  for (const n of shown.focus || []) entities.add(n);
  const passages = q => { const id = `document/${q.text.doc.id}#char=${q.text.start},${q.text.end}`; used.set(id, q.text); return iri(id); };
  out.push(`@prefix kg: <${KG}> .`, "@prefix oa: <http://www.w3.org/ns/oa#> .", "@prefix prov: <http://www.w3.org/ns/prov#> .", "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .",
    "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .", "@prefix dcterms: <http://purl.org/dc/terms/> .", "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .", "");
  for (const n of [...entities].sort((a, b) => a.i - b.i)) {
    out.push(`${iri(n.iri)} a kg:${n.type.name}${n.special ? ` , kg:${n.special.name}` : ""} ;`, `    skos:prefLabel ${literal(n.label)}@zh ;`, ...n.names.map(a => `    skos:altLabel ${literal(a)}@zh ;`),
      `    kg:mentionedIn ${n.docs.map(d => iri(`document/${d.id}`)).join(" , ")} .`);
  }
  for (const e of facts) {
    out.push(`${iri(e.s.iri)} kg:${e.relation.name} ${iri(e.t.iri)} .`, `${iri(`statement/${e.iri}`)} a kg:Statement , rdf:Statement ;`,
      `    rdf:subject ${iri(e.s.iri)} ; rdf:predicate kg:${e.relation.name} ; rdf:object ${iri(e.t.iri)} ;`,
      `    kg:status kg:${e.planned ? "planned" : "actual"} ;${e.role ? ` kg:role ${literal(e.role)}@zh ;` : ""}${e.period ? ` kg:period ${literal(e.period)} ;` : ""}`,
      `    prov:wasDerivedFrom ${e.evidence.map(passages).join(" , ")} .`);
  }
  for (const [id, text] of used) out.push(`${iri(id)} a kg:Passage ; oa:hasSource ${iri(`document/${text.doc.id}`)} ; oa:start ${text.start} ; oa:end ${text.end} ; oa:exact ${literal(text.exact)} .`);
  const kinds = { 4: "gYear", 7: "gYearMonth", 10: "date" };
  for (const d of new Set([...[...used.values()].map(x => x.doc), ...[...entities].flatMap(n => n.docs)])) {
    out.push(`${iri(`document/${d.id}`)} a kg:Document ; dcterms:title ${literal(d.title)}@zh${kinds[d.date.length] ? ` ; dcterms:issued "${d.date}"^^xsd:${kinds[d.date.length]}` : ""} .`);
  }
  return out.join("\n") + "\n";
}

