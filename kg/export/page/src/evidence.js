// A fact with the sentences it was read from, the words marked.

import { techniques } from "./data.js";
import { el } from "./dom.js";
import { withoutTags } from "./markup.js";
import { reading } from "./reading.js";
import { isServed, passagePage } from "./served.js";
import { compare, isChinese, named, t, told, united } from "./words.js";

/** A sentence with its marks, then document, date and offset. */
export function quotation({ text, marks }, by = []) {
  // Offsets count code points, as the builder does; JavaScript's strings count UTF-16 units.
  const characters = Array.from(withoutTags(text.exact)), quote = el("blockquote");
  let at = 0;
  for (let i = 0; i < marks.length; i += 2) {
    quote.append(characters.slice(at, marks[i]).join(""), el("mark", {}, characters.slice(marks[i], marks[i + 1]).join("")));
    at = marks[i + 1];
  }
  quote.append(characters.slice(at).join(""));
  const place = `${text.doc.title} · ${text.doc.date || t("nodate")} · [${text.start}, ${text.end}]`;
  return el("figure", {}, quote, el("figcaption", {}, el("a", isServed ? { href: passagePage(text) } : reading(text.doc, text.start, text.end), place), by.length ? [` · ${t("technique")}: `, readBy(by)] : null));
}

/** What people call the ways in which a fact was read; each tells more when it is pointed at or pressed. */
function readBy(names) {
  const about = el("p", { class: "about", hidden: true });
  const terms = names.map(name => {
    const way = techniques.get(name);
    if (!way) return name;
    const sentence = told(way.about);
    const term = el("button", { class: "term", title: sentence, "aria-expanded": "false", onclick: () => {
      const open = about.hidden || about.textContent !== sentence;
      for (const other of term.parentElement.querySelectorAll(".term")) other.setAttribute("aria-expanded", String(open && other === term));
      about.textContent = sentence;
      about.hidden = !open;
    } }, named(way));
    return term;
  });
  return [...terms.flatMap((term, i) => (i ? [isChinese() ? "、" : ", ", term] : [term])), about];
}

export const dot = n => el("i", { class: "dot", style: { background: n.type.colour } });
export const status = planned => el("span", { class: planned ? "tag planned" : "tag" }, t(planned ? "planned" : "actual"));

/** What a statement says beside its ends: status, role, period. */
const details = e => [status(e.planned), e.role ? el("small", {}, ` ${e.role}`) : null, e.period ? el("small", {}, ` ${e.period}`) : null];

const quotes = e => e.evidence.map(q => quotation(q, e.techniques));

/** A fact seen from one of its ends: folded until asked, or open.  A post begins with the office. */
export function neighbour(e, self, go, open) {
  const other = e.s === self ? e.t : e.s, body = el("div", { class: "why", hidden: !open }), isPost = e.relation.isPost && e.role;
  if (open) body.append(...quotes(e));
  const toggle = el("button", { class: "caret", "aria-expanded": String(open), title: t("sentence"), "aria-label": `${t("sentence")}: ${other.label}`, onclick: () => {
    body.hidden = !body.hidden;
    toggle.setAttribute("aria-expanded", String(!body.hidden));
    if (!body.childElementCount) body.append(...quotes(e));
  } });
  const name = [dot(other), el("button", { class: "go", onclick: () => go(other) }, other.label)];
  const row = isPost ? [el("b", {}, e.role), ...name, status(e.planned), el("small", {}, e.period || spoken(e))] : [...name, details(e)];
  return el("li", { class: "fact" }, el("div", { class: "row" }, toggle, row), body);
}

/** The days of the documents that say so, the first and the last. */
function spoken(e) {
  const days = [...new Set(e.evidence.map(q => q.text.doc.date))].filter(Boolean).sort();
  return days.length > 1 ? `${days[0]} – ${days.at(-1)}` : days[0] || "";
}

/** A fact with both ends, always with its sentences: a step of a path. */
export function step(e, go) {
  const end = n => el("button", { class: "go", onclick: () => go(n) }, n.label);
  return el("li", { class: "fact step" }, el("div", { class: "row" }, dot(e.s), end(e.s), el("span", { class: "relation" }, `${named(e.relation)} →`), dot(e.t), end(e.t), details(e)), el("div", { class: "why" }, quotes(e)));
}

export const quantity = m => `${compare[m.comparator] || ""}${united(m.value, m.unit)}`;
