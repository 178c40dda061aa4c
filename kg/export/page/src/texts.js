// The texts: sentences with the words that were asked for, and a document in which a sentence stands, with what was read there.

import { bodies, documents, edges, lives, numbers, part, texts } from "./data.js";
import { el } from "./dom.js";
import { dot, quantity, step } from "./evidence.js";
import { find, folded, isWhole, marksIn, read, wordsOf } from "./fulltext.js";
import { reading } from "./reading.js";
import { isServed, searchPage } from "./served.js";
import { state } from "./state.js";
import { fill, named, stepName, t } from "./words.js";

const FIRST = 12; // sentences of a document shown before "more"
const DOCUMENTS = 40;

/** A text with some of its parts marked (places in UTF-16 units). */
function marked(text, marks) {
  const out = [];
  let at = 0;
  for (const [from, to] of marks) { out.push(text.slice(at, from), el("mark", {}, text.slice(from, to))); at = to; }
  out.push(text.slice(at));
  return out;
}

/** Where a document is from, a file by its name alone. */
const origin = source => { const name = source.replace(/^file:\/\/\//, ""); try { return decodeURIComponent(name); } catch { return name; } };

const isChosen = doc => (!state.chosen.document.size || state.chosen.document.has(doc.id)) && (!state.chosen.year.size || state.chosen.year.has(doc.year));

/** What the page holds of texts, and where there is more. */
function extent() {
  const whole = documents.filter(isWhole).length, said = [];
  if (part && isServed) said.push(t("textpart"), " ", el("a", { href: searchPage(state.query) }, `${t("searchall")} →`));
  else if (whole === documents.length) said.push(fill("textall", whole));
  else said.push(fill(whole ? "textsome" : "textnone", whole, documents.length));
  return el("p", { class: "note" }, said);
}

/** The view: a box to ask in, and sentences, or a document. */
export function textsView(box, actions) {
  if (state.doc) { delete box.dataset.asking; reader(box, actions); return; }
  if (box.dataset.asking !== "true") {
    let timer = 0;
    const input = el("input", { id: "words", type: "search", autocomplete: "off", spellcheck: "false", placeholder: t("words"), "aria-label": t("words"), value: state.query, oninput: () => {
      clearTimeout(timer);
      timer = setTimeout(() => { if (!input.isConnected) return; state.query = input.value.trim(); actions.remember(); results(box.querySelector(".results")); }, 120);
    } });
    box.replaceChildren(el("h2", {}, t("texts")), el("div", { class: "box ask" }, input), extent(), el("div", { class: "results", role: "status" }));
    box.dataset.asking = "true";
  }
  const input = box.querySelector("#words");
  if (document.activeElement !== input) input.value = state.query;
  input.placeholder = t("words");
  box.querySelector("h2").textContent = t("texts");
  box.querySelector(".note").replaceWith(extent());
  results(box.querySelector(".results"));
}

/** All that the words find, as rows of text. */
export function textRows() {
  return [[t("documents"), t("period"), "start", "end", t("sentence")], ...find(state.query, isChosen).flatMap(({ doc, sentences }) => sentences.map(s => [doc.title, doc.date, s.start, s.end, s.text]))];
}

function results(box) {
  if (!state.query) {
    // Nothing is asked yet: what there is to read.
    const all = documents.filter(isChosen);
    box.replaceChildren(el("ul", { class: "library" }, all.map(doc => el("li", {}, el("a", reading(doc, 0, 0), doc.title), el("small", {}, ` ${doc.date || t("nodate")}${isWhole(doc) ? "" : ` · ${t("onlycited")}`}`)))));
    return;
  }
  const hits = find(state.query, isChosen), total = hits.reduce((s, h) => s + h.sentences.length, 0);
  box.replaceChildren(el("p", { class: "kind" }, total ? fill("found", total, hits.length) : t("noresult")), ...hits.slice(0, DOCUMENTS).map(ofDocument));
  if (hits.length > DOCUMENTS) box.append(el("p", { class: "note" }, `${t("more")} ${hits.length - DOCUMENTS}`));
}

function ofDocument({ doc, sentences }) {
  const rows = el("ol", { class: "sentences" });
  const draw = (from, count) => {
    rows.append(...sentences.slice(from, from + count).map(s => el("li", {}, el("a", reading(doc, s.start, s.end), marked(s.text, s.marks)))));
    const left = sentences.length - from - count;
    if (left > 0) { const more = el("li", {}, el("button", { onclick: () => { more.remove(); draw(from + count, 100); } }, `${t("more")} ${left}`)); rows.append(more); }
  };
  draw(0, FIRST);
  return el("section", { class: "document" }, el("h3", {}, el("span", {}, el("a", reading(doc, 0, 0), doc.title), el("small", {}, ` ${doc.date || t("nodate")}`)), el("small", {}, String(sentences.length))), rows);
}

// ---- a document ----------------------------------------------------------------------------------------------------

/** What was read from each sentence of a document: facts, numbers, steps. */
function readings(doc) {
  const found = new Map(texts.filter(x => x.doc === doc).map(x => [x, { facts: [], numbers: [], steps: [] }]));
  const gather = (list, kind) => { for (const each of list) for (const q of each.evidence) found.get(q.text)?.[kind].push(each); };
  gather(edges, "facts");
  gather(numbers, "numbers");
  gather(lives, "steps");
  return found;
}

/** Sentences of a document from which something was read, by where they begin, none over another. */
function cited(doc) {
  let last = 0;
  return [...readings(doc)].sort((a, b) => a[0].start - b[0].start || b[0].end - a[0].end).filter(([x]) => x.start >= last && (last = x.end, true));
}

function reader(box, { go }) {
  const doc = state.doc, [start, end] = state.at || [0, 0], words = wordsOf(state.query), said = cited(doc);
  const head = [el("p", { class: "buttons" }, el("a", { class: "button", href: "#", "data-doc": "" }, state.query ? fill("hits", state.query) : t("alltexts"))), el("h2", {}, doc.title),
    el("p", { class: "kind" }, `${doc.date || t("nodate")} · ${origin(doc.source)}`), isWhole(doc) ? el("p", { class: "note" }, t("underlined")) : el("p", { class: "note" }, t("fragment"))];
  const body = el("article", { class: "reader" });
  for (const piece of read(doc)) body.append(...paragraphs(piece, said, [start, end], words, doc, go));
  box.replaceChildren(...head, body);
  const here = body.querySelector(".here");
  if (here && box.dataset.at !== `${doc.id}|${start}`) here.scrollIntoView({ block: "center" });
  else if (!here) box.scrollTop = 0;
  box.dataset.at = `${doc.id}|${start}`;
}

/** A piece of a document as paragraphs; under the one with the marked place stands what was read there. */
function paragraphs(piece, said, place, words, doc, go) {
  const characters = Array.from(piece.text), out = [];
  let at = 0;
  for (const line of piece.text.split(/\r\n|[\n\r]/)) {
    const length = Array.from(line).length, from = piece.start + at, to = from + length;
    at += length + (characters[at + length] === "\r" && characters[at + length + 1] === "\n" ? 2 : 1);
    if (!line.trim()) continue;
    const own = said.filter(([x]) => x.start < to && x.end > from), cuts = new Set([from, to]);
    for (const edge of [...own.flatMap(([x]) => [x.start, x.end]), ...place]) if (edge > from && edge < to) cuts.add(edge);
    const edges = [...cuts].sort((a, b) => a - b), row = el("p", {});
    for (let i = 0; i + 1 < edges.length; i++) row.append(run(Array.from(line).slice(edges[i] - from, edges[i + 1] - from).join(""), edges[i], edges[i + 1], { own, place, words, doc }));
    out.push(row);
    const here = own.filter(([x]) => x.start < place[1] && x.end > place[0]);
    if (here.length && row.querySelector(".here")) out.push(...here.map(([, what]) => found(what, go)));
  }
  return out;
}

function run(text, start, end, { own, place, words, doc }) {
  const cited = own.find(([x]) => x.start <= start && x.end >= end), here = start < place[1] && end > place[0], shown = marked(text, marksIn(folded(text), words));
  if (cited) return el("a", { ...reading(doc, cited[0].start, cited[0].end), class: here ? "said here" : "said" }, shown);
  return el("span", { class: here ? "here" : null }, shown);
}

/** What was read from a sentence, each a way back to it. */
function found({ facts, numbers: own, steps }, go) {
  const rows = [
    ...facts.map(e => { const row = step(e, go); row.querySelector(".why")?.remove(); return row; }),
    ...own.map(m => el("li", { class: "fact" }, el("div", { class: "row" }, m.scope ? [dot(m.scope), el("button", { class: "go", onclick: () => go(m.scope) }, m.scope.label)] : null, el("span", { class: "relation" }, m.indicator), el("b", {}, quantity(m)), el("small", {}, ` ${m.period || ""}`)))),
    ...steps.map(s => el("li", { class: "fact" }, el("div", { class: "row" }, dot(s.of), el("button", { class: "go", onclick: () => go(s.of) }, s.of.label), el("span", { class: "relation" }, stepName(s)), el("small", {}, s.period)))),
  ];
  return el("div", { class: "read" }, el("h3", {}, t("readhere")), rows.length ? el("ul", {}, rows) : el("p", { class: "note" }, t("nothingread")));
}
