// A fact with the sentences it was read from, the words marked.

import { el } from "./dom.js";
import { reading } from "./reading.js";
import { isServed, passagePage } from "./served.js";
import { compare, list, named, t, technique, united } from "./words.js";

/** A sentence with its marks, then document, date and offset. */
export function quotation({ text, marks }, by = []) {
  // Offsets count code points, as the builder does; JavaScript's strings count UTF-16 units.
  const characters = Array.from(text.exact), quote = el("blockquote");
  let at = 0;
  for (let i = 0; i < marks.length; i += 2) {
    quote.append(characters.slice(at, marks[i]).join(""), el("mark", {}, characters.slice(marks[i], marks[i + 1]).join("")));
    at = marks[i + 1];
  }
  quote.append(characters.slice(at).join(""));
  const place = `${text.doc.title} · ${text.doc.date || t("nodate")} · [${text.start}, ${text.end}]`;
  return el("figure", {}, quote, el("figcaption", {}, el("a", isServed ? { href: passagePage(text) } : reading(text.doc, text.start, text.end), place), by.length ? ` · ${t("technique")}: ${list(by.map(technique))}` : ""));
}

export const dot = n => el("i", { class: "dot", style: { background: n.type.colour } });
export const status = planned => el("span", { class: planned ? "tag planned" : "tag" }, t(planned ? "planned" : "actual"));

/** What a statement says beside its ends: status, role, period. */
const details = e => [status(e.planned), e.role ? el("small", {}, ` ${e.role}`) : null, e.period ? el("small", {}, ` ${e.period}`) : null];

const quotes = e => e.evidence.map(q => quotation(q, e.techniques));

/** A fact seen from one of its ends: folded until asked, or open. */
export function neighbour(e, self, go, open) {
  const other = e.s === self ? e.t : e.s, body = el("div", { class: "why", hidden: !open });
  if (open) body.append(...quotes(e));
  const toggle = el("button", { class: "caret", "aria-expanded": String(open), title: t("sentence"), "aria-label": `${t("sentence")}: ${other.label}`, onclick: () => {
    body.hidden = !body.hidden;
    toggle.setAttribute("aria-expanded", String(!body.hidden));
    if (!body.childElementCount) body.append(...quotes(e));
  } });
  return el("li", { class: "fact" }, el("div", { class: "row" }, toggle, dot(other), el("button", { class: "go", onclick: () => go(other) }, other.label), details(e)), body);
}

/** A fact with both ends, always with its sentences: a step of a path. */
export function step(e, go) {
  const end = n => el("button", { class: "go", onclick: () => go(n) }, n.label);
  return el("li", { class: "fact step" }, el("div", { class: "row" }, dot(e.s), end(e.s), el("span", { class: "relation" }, `${named(e.relation)} →`), dot(e.t), end(e.t), details(e)), el("div", { class: "why" }, quotes(e)));
}

export const quantity = m => `${compare[m.comparator] || ""}${united(m.value, m.unit)}`;
