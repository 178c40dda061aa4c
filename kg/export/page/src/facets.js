// The left-hand panel: the legend is the filter and shows counts.

import { documents, edges, relations, types } from "./data.js";
import { $, el } from "./dom.js";
import { state } from "./state.js";
import { named, t } from "./words.js";

/** Draw every facet.  Choosing a value shows that one only; further ones are added; nothing chosen means all. */
export function facets(counts, choose) {
  const facet = (id, name, values) => {
    const chosen = state.chosen[name], focused = document.activeElement?.dataset?.key;
    $(id).replaceChildren(...values.filter(v => counts[name].get(v.key) || chosen.has(v.key) || v.always).map(v => el("button", {
      class: chosen.has(v.key) || (!chosen.size && counts[name].get(v.key)) ? "chip" : "chip off", "aria-pressed": String(chosen.has(v.key)), title: v.text, "data-key": `${name}:${v.key}`, onclick: () => choose(name, v.key),
    }, v.colour ? el("i", { class: "dot", style: { background: v.colour } }) : null, el("span", {}, v.text), el("b", {}, String(counts[name].get(v.key) || 0)))));
    if (focused?.startsWith(`${name}:`)) [...$(id).children].find(c => c.dataset.key === focused)?.focus();
  };
  facet("types", "type", types.map(x => ({ key: x.name, text: named(x), colour: x.colour, always: true })));
  facet("relations", "relation", relations.map(x => ({ key: x.name, text: named(x), always: true })));
  facet("statuses", "status", ["actual", "planned"].map(x => ({ key: x, text: t(x), always: true })));
  facet("years", "year", [...new Set(edges.flatMap(e => e.years))].sort().map(y => ({ key: y, text: y || t("nodate"), always: true })));
  facet("documents", "document", documents.map(d => ({ key: d.id, text: d.title, always: true })));
}
