// The right-hand panel, which answers why: the foremost entities, or one with its facts, or the steps of a path.

import { about } from "./about.js";
import { byRank, communities } from "./data.js";
import { $, el } from "./dom.js";
import { dot, step } from "./evidence.js";
import { state } from "./state.js";
import { further, list, t } from "./words.js";

const FOREMOST = 15, GROUPS = 12; // entities and communities listed at first
let before = null; // what the panel was of

export function panel(shown, actions) {
  const box = $("panel"), now = state.selected || state.path?.join() || null;
  if (now !== before) $("right").scrollTop = 0;
  before = now;
  box.replaceChildren(...(state.path ? pathOf(shown, actions) : state.selected ? about(state.selected, shown, actions) : foremost(shown, actions)));
}

function foremost(shown, { go, open }) {
  const on = new Set(shown.matching.nodes), top = byRank.filter(n => on.has(n)).slice(0, FOREMOST);
  const ranks = top.map((n, i) => el("li", {}, el("span", { class: "number" }, `${i + 1}.`), dot(n), el("button", { class: "go", onclick: () => go(n) }, n.label),
    el("span", { class: "meter" }, el("span", { style: { width: `${(100 * n.rank) / top[0].rank}%`, background: n.type.colour } }))));
  return [el("h2", {}, t("rank")), top.length ? el("ol", { class: "ranking" }, ranks) : el("p", {}, t("nothing")), el("p", { class: "note" }, t("select")), ...(shown.folded.length ? groups(on, open) : [])].filter(Boolean);
}

/** The communities of a large graph by size: what each is about, and how many it has. */
function groups(on, open) {
  const sizes = communities.map(c => [c, c ? c.members.filter(n => on.has(n)) : []]).filter(([c, members]) => c && members.length > 2 && members.some(n => n.links.length)).sort((a, b) => b[1].length - a[1].length || a[0].i - b[0].i);
  const rows = sizes.map(([c, members]) => el("li", { class: "row" }, dot(members[0]), el("button", { class: "go", "aria-pressed": String(state.open.has(c.i)), onclick: () => open(c.i) }, c.label), el("small", {}, ` ${members.length}`), el("small", { class: "members" }, list(members.filter(n => !c.names.includes(n.label)).slice(0, 3).map(n => n.label)))));
  const box = el("ul", { class: "groups" }, rows.slice(0, GROUPS));
  if (rows.length > GROUPS) { const b = el("li", {}, el("button", { class: "more", onclick: () => b.replaceWith(...rows.slice(GROUPS)) }, further(rows.length - GROUPS, rows.length - GROUPS))); box.append(b); }
  return [el("h3", {}, `${t("communities")} (${rows.length})`), el("p", { class: "note" }, t("grouped")), box];
}

function pathOf(shown, actions) {
  const [from, to] = state.path, head = [el("h2", {}, `${from.label} → ${to.label}`)];
  if (!shown.path) return [...head, el("p", { role: "alert" }, t("none"))];
  return [...head, el("p", { class: "note" }, `${shown.path.edges.length} ${t("steps")}`), el("ol", { class: "facts" }, shown.path.edges.map(e => step(e, actions.go)))];
}
