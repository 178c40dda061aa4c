// A line in the picture that says what the reader's choices did to it, and undoes them: filters, open communities, moved entities.

import { communities, documents, relations, types } from "./data.js";
import { $, el } from "./dom.js";
import { FACETS, state } from "./state.js";
import { left, movedBy, named, t } from "./words.js";

const found = (list, key, value) => list.find(x => x[key] === value);
const titles = {
  type: v => named(found(types, "name", v)), relation: v => named(found(relations, "name", v)), status: v => t(v), year: v => v || t("nodate"), document: v => found(documents, "id", v)?.title || v,
};

/** Draw the line; where nothing passes the filters it stands in the middle. */
export function notice(shown, { choose, unfilter, fold, putBack }) {
  const chosen = FACETS.flatMap(facet => [...state.chosen[facet]].map(value => [facet, value])), isEmpty = !shown.nodes.length && chosen.length > 0;
  const chip = (text, act) => el("button", { class: "chip", title: `${t("take")}: ${text}`, onclick: act }, el("span", {}, text), el("b", { "aria-hidden": "true" }, "×"));
  const lines = [
    chosen.length ? [el("span", {}, isEmpty ? t("unmatched") : left(shown.filtered)), ...chosen.map(([facet, value]) => chip(titles[facet](value), () => choose(facet, value))), el("button", { id: "unfilter", onclick: unfilter }, t("unfilter"))] : null,
    state.open.size ? [el("span", {}, t("opened")), ...[...state.open].filter(i => communities[i]).map(i => chip(communities[i].label, () => fold(i)))] : null,
    state.moved.size ? [el("span", {}, movedBy(state.moved.size)), el("button", { id: "putback", onclick: putBack }, t("putback"))] : null,
  ];
  const box = $("notice");
  box.classList.toggle("empty", isEmpty);
  box.replaceChildren(...lines.filter(Boolean).map(line => el("div", {}, line)));
}
