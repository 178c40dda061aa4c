// The page of a document: what was read at a place, kinds switched on and off, links that point at characters.

import { $, el } from "../../../export/page/src/dom.js";
import { english, spoken, t } from "./words.js";

const MORE = 60; // facts listed at a time

/** Make the page live; nothing when it is not a document's. */
export function marked() {
  const text = $("text"), held = $("held") && JSON.parse($("held").textContent);
  if (!text || !held?.marks) return;
  const things = held.things.map(([what, label, type, href, iri]) => ({ what, label, type, href, iri, root: held.types[type]?.[2] || type }));
  const marks = held.marks.map(([start, end, thing, way], i) => ({ i, start, end, way, ...things[thing] }));
  const pieces = [...text.querySelectorAll(".m")].map(e => ({ e, marks: e.dataset.m.split(" ").map(i => marks[+i]) })), pieceOf = new Map(pieces.map(p => [p.e, p]));
  const off = new Set(), isOn = m => !off.has(m.what === "name" ? m.root : m.what);
  let pinned = null;

  // ---- kinds ----

  /** The narrowest visible name gives a piece its colour. */
  const paint = () => {
    for (const { e, marks } of pieces) {
      const seen = marks.filter(isOn), names = seen.filter(m => m.what === "name").sort((a, b) => a.end - a.start - (b.end - b.start) || a.i - b.i), has = what => seen.some(m => m.what === what);
      e.className = ["m", names.length && `n t-${names[0].root}`, names.length > 1 && "nn", has("fact") && "f", has("number") && "v", has("step") && "s", has("unread") && "x", e === pinned && "on"].filter(Boolean).join(" ");
    }
  };
  for (const button of $("legend").querySelectorAll("button")) button.addEventListener("click", () => {
    const kind = button.dataset.kind, on = off.has(kind);
    if (on) off.delete(kind); else off.add(kind);
    button.setAttribute("aria-pressed", String(on));
    button.classList.toggle("off", !on);
    paint();
    list();
  });

  // ---- what was read at a place ----

  const kindOf = m => (m.what === "unread" ? held.reasons[m.type][english() ? 1 : 0] : m.what === "name" ? held.types[m.type]?.[english() ? 1 : 0] || m.type : t(m.what));
  // What people call a way of reading; pointed at, it explains itself.
  const term = way => el("span", { class: "term", title: way[english() ? 3 : 2] || null }, way[english() ? 1 : 0]);
  const by = m => (held.techniques[m.way].length ? el("small", {}, ` · ${t("read")}`, held.techniques[m.way].flatMap((way, i) => [i ? (english() ? ", " : "、") : "", term(way)])) : null);
  const line = m => m.what === "unread" ? el("li", {}, kindOf(m)) : el("li", {}, m.what === "name" ? el("i", { class: `dot t-${m.root}` }) : el("i", { class: `line ${{ fact: "f", number: "v", step: "s" }[m.what]}` }), m.href ? el("a", { href: m.href }, m.label) : m.label, el("small", {}, ` · ${kindOf(m)}`), by(m),
    m.what === "fact" ? el("button", { type: "button", class: "quiet correct", "data-statement": m.iri, "data-label": m.label }, t("correct")) : null);
  const distinct = list => { const seen = new Set(); return list.filter(m => { const key = `${m.iri || m.type}|${m.way}`; return !seen.has(key) && seen.add(key); }); };
  const told = list => {
    const seen = distinct(list.filter(isOn)), of = what => seen.filter(m => m.what === what);
    const parts = ["name", "fact", "number", "step", "unread"].flatMap(what => (of(what).length ? [el("h3", {}, t(`${what}s`)), el("ul", {}, of(what).map(line))] : []));
    $("what").replaceChildren(el("button", { type: "button", class: "close", "aria-label": t("close"), onclick: () => { pin(null); text.focus(); } }, "×"), ...(parts.length ? parts : [el("p", { class: "note" }, t("hidden"))]));
    $("what").classList.add("open");
  };
  const pin = e => {
    pinned?.classList.remove("on");
    pinned = e;
    e?.classList.add("on");
    if (e) told(pieceOf.get(e).marks); else { $("what").classList.remove("open"); CSS.highlights?.delete("target"); }
  };
  let timer = 0;
  text.addEventListener("pointerover", event => {
    const piece = event.pointerType === "mouse" && !pinned && pieceOf.get(event.target);
    clearTimeout(timer);
    if (piece) timer = setTimeout(() => told(piece.marks), 60);
  });
  text.addEventListener("click", event => {
    if (!getSelection().isCollapsed) return;
    const piece = pieceOf.get(event.target);
    pin(piece && event.target !== pinned ? event.target : null);
    if (piece && pinned) pinned.focus({ preventScroll: true });
  });
  text.addEventListener("focusin", event => {
    const piece = pieceOf.get(event.target);
    if (!piece || event.target === pinned) return;
    pin(event.target);
    $("said").textContent = distinct(piece.marks.filter(isOn)).map(m => (m.label ? `${m.label} (${kindOf(m)})` : kindOf(m))).join("; ");
  });
  text.addEventListener("keydown", event => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      const shown = pieces.filter(p => p.marks.some(isOn)), at = shown.findIndex(p => p.e === document.activeElement);
      const first = () => shown.findIndex(p => p.e.getBoundingClientRect().top > 80);
      const next = shown[at < 0 ? Math.max(0, first()) : (at + step + shown.length) % shown.length];
      next?.e.focus();
      next?.e.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter") {
      const names = pieceOf.get(document.activeElement)?.marks.filter(m => m.href && isOn(m)).sort((a, b) => a.end - a.start - (b.end - b.start));
      if (names?.length) location.href = names[0].href;
    } else if (event.key === "Escape") { pin(null); text.focus({ preventScroll: true }); }
  });

  // ---- all that is told ----

  const all = distinct(marks.filter(m => m.what !== "name" && m.what !== "unread"));
  const list = (count = MORE) => {
    const seen = all.filter(isOn);
    $("told").replaceChildren(el("ul", {}, seen.slice(0, count).map(m => el("li", {}, el("i", { class: `line ${{ fact: "f", number: "v", step: "s" }[m.what]}` }), el("a", { href: `#c${m.start}-${m.end}` }, m.label)))),
      ...(seen.length > count ? [el("button", { type: "button", onclick: () => list(count + 4 * MORE) }, `${t("more")} ${seen.length - count}`)] : []));
  };

  // ---- places ----

  const lines = [...text.children], starts = lines.map(e => +e.dataset.s);
  /** The text node and the place in it of a character of the source, counted in code points. */
  const find = offset => {
    let low = 0, high = lines.length - 1;
    while (low < high) { const middle = (low + high + 1) >> 1; if (starts[middle] <= offset) low = middle; else high = middle - 1; }
    let rest = offset - starts[low], last = null;
    const walker = document.createTreeWalker(lines[low], NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const characters = Array.from(node.data);
      if (rest <= characters.length) return [node, characters.slice(0, rest).join("").length];
      rest -= characters.length;
      last = node;
    }
    return last ? [last, last.data.length] : [lines[low], 0];
  };
  const follow = () => {
    const at = /^#c(\d{1,9})-(\d{1,9})$/.exec(location.hash);
    CSS.highlights?.delete("target");
    if (!at || +at[2] <= +at[1]) return;
    const [start, end] = [+at[1], +at[2]], range = document.createRange();
    range.setStart(...find(start));
    range.setEnd(...find(end));
    if (CSS.highlights && globalThis.Highlight) CSS.highlights.set("target", new Highlight(range)); else getSelection().addRange(range);
    const box = range.getBoundingClientRect();
    scrollBy({ top: box.top - Math.max(90, innerHeight * 0.3), behavior: "instant" });
    pinned?.classList.remove("on");
    pinned = null;
    const inside = marks.filter(m => m.start >= start && m.end <= end);
    if (inside.length) { told(inside); pinned = { classList: { remove() {}, add() {} } }; }
    text.dataset.target = range.toString();
  };
  addEventListener("hashchange", follow);
  addEventListener("kechuang-language", () => { list(); if (pinned && pieceOf.has(pinned)) told(pieceOf.get(pinned).marks); });
  paint();
  list();
  follow();
}
