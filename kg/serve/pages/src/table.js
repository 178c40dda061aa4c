// Rows as a table that sorts; every IRI is a link.

import { el } from "../../../export/page/src/dom.js";
import { called, isOutside, pageOf, short, typeOf } from "./schema.js";
import { numberOf } from "./terms.js";
import { column, english, said, t } from "./words.js";

const PAGE = 300; // rows drawn at a time

/** A term as a cell shows it; `spoken` is how a word of an answer is told. */
export function cell(term, spoken = word => word) {
  if (!term) return el("span", { class: "none", "aria-label": t("empty") }, "–");
  if (term.type === "uri") {
    const address = pageOf(term.value), type = typeOf(term.value), text = called(term.value, english());
    const kind = type ? el("i", { class: "dot", style: { background: type[3] } }) : null;
    return address ? el("a", { href: address, title: short(term.value), ...(isOutside(address) ? { rel: "noreferrer noopener", target: "_blank" } : {}) }, kind, text) : el("span", { title: term.value }, kind, text);
  }
  return el("span", { title: term.datatype ? short(term.datatype) : null, lang: term.language || null }, spoken(term.value));
}

/** Rows as a table; those of a named question (`asked`) have headings and words in the language of the page. */
export function table({ variables, rows }, asked = false) {
  const heading = name => (asked ? column(name, variables) : name), spoken = asked ? said : word => word;
  const numeric = variables.map((_, i) => rows.some(r => r[i]) && rows.every(r => !r[i] || Number.isFinite(numberOf(r[i]))));
  const collator = new Intl.Collator("zh", { numeric: true });
  let sorted = null, order = rows;
  const body = el("tbody", {}), head = el("tr", {});
  const value = (r, i) => (r[i] ? (r[i].type === "uri" ? called(r[i].value, english()) : r[i].value) : "");
  const draw = from => {
    body.append(...order.slice(from, from + PAGE).map(r => el("tr", {}, r.map((term, i) => el("td", { class: numeric[i] ? "number" : null }, cell(term, spoken))))));
    if (order.length > from + PAGE) { const more = el("tr", {}, el("td", { colspan: variables.length }, el("button", { type: "button", onclick: () => { more.remove(); draw(from + PAGE); } }, `${t("more")} ${order.length - from - PAGE}`))); body.append(more); }
  };
  const sort = i => {
    const up = sorted?.[0] === i ? -sorted[1] : 1;
    sorted = [i, up];
    order = [...rows].sort((a, b) => up * (numeric[i] ? (numberOf(a[i]) || 0) - (numberOf(b[i]) || 0) : collator.compare(value(a, i), value(b, i))));
    body.replaceChildren();
    draw(0);
    heads();
    head.children[i]?.querySelector("button")?.focus();
  };
  const heads = () => head.replaceChildren(...variables.map((v, i) => el("th", { scope: "col", class: numeric[i] ? "number" : null, "aria-sort": sorted?.[0] === i ? (sorted[1] > 0 ? "ascending" : "descending") : "none" }, el("button", { type: "button", onclick: () => sort(i), title: asked ? v : null }, heading(v), sorted?.[0] === i ? (sorted[1] > 0 ? " ↑" : " ↓") : ""))));
  heads();
  draw(0);
  return el("div", { class: "wide", tabindex: "0", role: "region", "aria-label": t("table") }, el("table", {}, el("thead", {}, head), body));
}
