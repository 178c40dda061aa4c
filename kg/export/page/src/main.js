// The page: state in, picture, panels and tables out; the picture moves as a finished bitmap and is redrawn when it rests.

import { quadtree } from "d3-quadtree";
import { select } from "d3-selection";
import { zoom, zoomIdentity } from "d3-zoom";
import { paint } from "./canvas.js";
import { add, byRank, communities, documents, nodeOf, part } from "./data.js";
import { $, el } from "./dom.js";
import { draggable } from "./drag.js";
import { closeDrawers, lower, overlap, raise } from "./drawer.js";
import { dot } from "./evidence.js";
import { facets } from "./facets.js";
import { find, forget } from "./fulltext.js";
import { glow } from "./hover.js";
import { notice } from "./notice.js";
import { below } from "./overlay.js";
import { panel } from "./panel.js";
import { asPng, download, drawOn, factRows, factsShown, fromPage, toCsv, toPng, toSvg, toTurtle } from "./save.js";
import { COLOURS, scene } from "./scene.js";
import { alias, search } from "./search.js";
import { choose as keep, chosen, found as foundElsewhere, isServed, neighbourhood, searchPage } from "./served.js";
import { isTable, numbersWith, sheet, sheetRows, staysOpen } from "./sheet.js";
import { FACETS, fromLink, placeOf, put, state, toLink } from "./state.js";
import { counts, looked, visible } from "./visible.js";
import { counted, fill, isChinese, named, partial, setLanguage, t } from "./words.js";

const canvas = $("canvas"), stage = $("view"), context = canvas.getContext("2d", { alpha: false });
const DESK = 650000; // square pixels of a window that has room for all that is drawn of a large graph
const MARGIN = 0.2; // of the window, drawn around it so that a pan shows no empty rim
let width = 0, height = 0, margin = 0, shown = null, drawn = null, drawnAt = zoomIdentity, view = zoomIdentity, tree = null, rest = 0, steps = history.state || 0, settling = false;

// ---- picture -----------------------------------------------------------------------------------------------------

function resize() {
  const box = stage.getBoundingClientRect();
  width = Math.round(box.width);
  height = Math.round(box.height);
  margin = Math.round(Math.max(width, height) * MARGIN);
  const ratio = Math.min(2, devicePixelRatio || 1);
  canvas.width = (width + 2 * margin) * ratio;
  canvas.height = (height + 2 * margin) * ratio;
  Object.assign(canvas.style, { width: `${width + 2 * margin}px`, height: `${height + 2 * margin}px`, left: `${-margin}px`, top: `${-margin}px` });
}

function redraw() {
  clearTimeout(rest);
  rest = 0;
  if (!width) return;
  light.hide();
  const [x0, y0, x1, y1] = [...toGraph(0, 0), ...toGraph(width, height)];
  looked(shown, [x0, y0, x1, y1], Math.min(1, Math.max(0.35, (width * height) / DESK)));
  tally();
  drawn = scene(shown, view, width, height, margin, covered());
  paint(context, drawn, { scale: canvas.width / (width + 2 * margin), shift: margin });
  drawnAt = view;
  canvas.style.transform = "";
  tree = quadtree(drawn.nodes, n => n.x, n => n.y);
  stage.dataset.drawn = String(drawn.labels.filter(l => l.box[0] >= 0 && l.box[2] <= width && l.box[1] >= 0 && l.box[3] <= height).length);
}

const toGraph = (x, y) => [(x - view.x) / view.k, (y - view.y) / view.k];
const light = glow(stage);

/** What lies over the picture: no label is put there. */
function covered() {
  const stand = stage.getBoundingClientRect();
  return ["bar", "notice", "hidden"].map(id => $(id).getBoundingClientRect()).filter(box => box.width && box.height).map(box => [box.left - stand.left, box.top - stand.top, box.right - stand.left, box.bottom - stand.top]);
}

/** How many are drawn, and how many are not. */
function tally() {
  const facts = shown.folded.length ? shown.matching.edges.length : shown.edges.length;
  $("count").textContent = counted(shown.folded.length ? shown.nodes.length : shown.matching.nodes.length, facts, shown.hidden, shown.folded.length ? 0 : shown.company.size);
  $("hidden").textContent = shown.folded.length ? t("grouped") : "";
}

/** Move what is drawn; draw anew when it has rested. */
function moved() {
  light.hide();
  const k = view.k / drawnAt.k, x = view.x - drawnAt.x * k, y = view.y - drawnAt.y * k;
  // The canvas begins at -margin, its transform's origin is its own corner.
  canvas.style.transform = `translate(${x + margin - margin * k}px,${y + margin - margin * k}px) scale(${k})`;
  clearTimeout(rest);
  rest = setTimeout(() => { redraw(); remember(); }, 160);
}

const inStage = event => { const box = stage.getBoundingClientRect(); return toGraph(event.clientX - box.left, event.clientY - box.top); };
const isTaken = draggable(stage, {
  at: hit, toGraph: inStage,
  lift: n => { shown.lifted = n; redraw(); },
  move: n => light.show(n, shown, drawn),
  drop: n => {
    const place = state.moved.has(n) && [n.x, n.y];
    shown.lifted = null;
    if (place) { put(n, null); change(() => put(n, place)); } else redraw();
  },
});
const zooming = zoom().filter(event => (!event.ctrlKey || event.type === "wheel") && !event.button && !isTaken()).scaleExtent([0.04, 10]).on("zoom", event => { view = event.transform; if (!settling) moved(); }).clickDistance(4);
const surface = select(stage).call(zooming).on("dblclick.zoom", null);
// The synthetic zoom to a known place is quiet: the caller draws.
function look(to) { settling = true; surface.call(zooming.transform, to); settling = false; }

function fitting(list, most = 1.9) {
  if (!list.length || !width) return view;
  const xs = list.map(n => n.x), ys = list.map(n => n.y), x0 = Math.min(...xs), x1 = Math.max(...xs), y0 = Math.min(...ys), y1 = Math.max(...ys);
  const said = $("notice").classList.contains("empty") ? 0 : $("notice").offsetHeight || (overlap() ? 0 : $("hidden").offsetHeight);
  const side = Math.min(64, width * 0.09), top = most < 1.9 ? 56 : 34, low = 34 + said + overlap(), k = Math.max(0.05, Math.min(most, (width - 2 * side) / Math.max(60, x1 - x0), (height - top - low) / Math.max(60, y1 - y0)));
  return zoomIdentity.translate(width / 2 - (k * (x0 + x1)) / 2, (height + top - low) / 2 - (k * (y0 + y1)) / 2).scale(k);
}

/** Where the state says to look: the place in the link, or what was asked for, or all. */
function aim() {
  if (state.view) { const [k, x, y] = state.view; look(zoomIdentity.translate(width / 2 - k * x, height / 2 - k * y).scale(k)); }
  else if (state.path && shown.path) look(fitting([...shown.path.nodes, ...around(shown.path.nodes)]));
  else if (state.selected && shown.focus) look(fitting([...shown.focus], 1.6));
  else if (opened && state.open.has(opened.i)) look(fitting(opened.members.filter(n => shown.matching.nodes.includes(n)), 1.6));
  else look(fitting(whole()));
}
/** All there is to see; of a large graph what is linked, with the rings. */
const whole = () => (shown.folded.length ? [...shown.matching.nodes.filter(n => n.links.length), ...shown.folded] : shown.nodes);
let opened = null; // the community that was opened last
const around = list => { const x = list.reduce((s, n) => s + n.x, 0) / list.length, y = list.reduce((s, n) => s + n.y, 0) / list.length; return [{ x: x - 180, y: y - 140 }, { x: x + 180, y: y + 140 }]; };

function hit(event) {
  if (!drawn) return null;
  const box = stage.getBoundingClientRect(), k = view.k / drawnAt.k, x = (event.clientX - box.left - (view.x - drawnAt.x * k)) / k, y = (event.clientY - box.top - (view.y - drawnAt.y * k)) / k;
  const near = tree.find(x, y, 34);
  if (near && Math.hypot(near.x - x, near.y - y) <= near.r + 5) return near.of;
  return drawn.labels.find(l => x >= l.box[0] && x <= l.box[2] && y >= l.box[1] && y <= l.box[3])?.of || null;
}

// ---- state to page -----------------------------------------------------------------------------------------------

function setText() {
  setLanguage(state.language);
  document.documentElement.lang = isChinese() ? "zh" : "en";
  document.documentElement.classList.toggle("dark", state.dark);
  document.title = t("title");
  for (const e of document.querySelectorAll("[data-t]")) e.textContent = t(e.dataset.t);
  for (const e of document.querySelectorAll("[data-placeholder]")) { e.placeholder = t(e.dataset.placeholder); e.setAttribute("aria-label", t(e.dataset.placeholder)); }
  for (const e of document.querySelectorAll("[data-label]")) e.setAttribute("aria-label", t(e.dataset.label));
  $("theme").textContent = t(state.dark ? "light" : "dark");
  $("language").textContent = isChinese() ? "EN" : "中文";
  for (const name of SHEETS) $(`to-${name}`).setAttribute("aria-pressed", String((state.sheet || "graph") === name));
  $(`to-${state.sheet || "graph"}`).scrollIntoView({ block: "nearest", inline: "nearest" });
  $("to-filters").textContent = t("filters");
  $("back").disabled = steps === 0;
}

function render({ aimed = false } = {}) {
  setText();
  shown = visible();
  facets(counts(), choose);
  $("part").textContent = part ? partial(part, isServed) : "";
  $("part").hidden = !part;
  notice(shown, { choose, unfilter, fold: toggleCommunity, putBack });
  $("unfold").hidden = state.open.size === 0;
  if (state.path) { $("from").value = state.path[0].label; $("to").value = state.path[1].label; }
  panel(shown, { go, reach, end: setEnd, widen, most: MOST, unfilter, open: toggleCommunity });
  sheet(shown, { go, remember, sort: (column, direction) => change(() => { state.sort = [column, direction]; }), when: time => change(() => { state.when = time; }) });
  grip();
  if (aimed) aim();
  redraw();
}

/** What the grip of the sheet on a small screen says: the heading of what it holds. */
function grip() { $("grip").replaceChildren(el("span", {}, $("panel").querySelector("h2")?.textContent || t("right"))); }

const seen = () => [view.k, (width / 2 - view.x) / view.k, (height / 2 - view.y) / view.k];

/** A deliberate step: it can be gone back on, and the link says it. */
function change(act, options) {
  state.view = seen();
  act();
  steps += 1;
  history.pushState(steps, "", toLink());
  render(options);
}

/** A change of the view alone: the link follows, the back button does not stop here. */
function remember() {
  state.view = seen();
  history.replaceState(steps, "", toLink());
}

/** Select an entity and go there: its neighbourhood fills the window. */
function go(n) {
  change(() => {
    state.selected = n;
    state.path = null;
    if (n && state.sheet && !staysOpen()) state.sheet = null;
    // Whoever asks for an entity that the filters leave out wants the entity.
    if (n && !isShown(n)) for (const facet of FACETS) state.chosen[facet].clear();
    if (n) state.view = null;
    if (n) raise(); else lower();
  }, { aimed: Boolean(n) });
  $("panel").parentElement.scrollTop = 0;
  if (!n) return;
  remember();
  $("said").textContent = `${n.label}, ${named(n.type)}, ${t("degree")} ${n.links.length}`;
  if (isServed && part && !n.asked) widen(n);
}
const isShown = n => { const { matching } = visible(); return matching.company.has(n) || matching.nodes.includes(n); };

function choose(facet, key) {
  refit(() => { const set = state.chosen[facet]; if (set.has(key)) set.delete(key); else set.add(key); });
}

/** A step after which the picture is another one, and is seen as a whole. */
function refit(act) {
  change(() => { act(); state.view = null; }, { aimed: true });
  remember();
}
const unfilter = () => refit(() => { for (const facet of FACETS) state.chosen[facet].clear(); });
const putBack = () => change(() => { for (const n of [...state.moved]) put(n, null); });

function toggleCommunity(i) {
  refit(() => {
    opened = state.open.has(i) ? null : communities[i];
    if (opened) { state.open.add(i); Object.assign(state, { selected: null, path: null, sheet: null }); } else state.open.delete(i);
  });
}

// ---- what the server knows beside ----------------------------------------------------------------------------------

const FEW = 40, MOST = 300; // entities that are loaded with one, at first and when more are asked for

/** Load what is linked with an entity of this page. */
async function widen(n) {
  const limit = n.asked ? MOST : FEW;
  $("said").textContent = t("loading");
  try {
    const fresh = add(await neighbourhood(n.iri, limit), n.iri);
    forget();
    n.asked = limit;
    // What came belongs to the neighbourhood that fills the window.
    if (n === state.selected) { state.view = null; render({ aimed: true }); remember(); } else render({});
    $("said").textContent = `${n.label}: +${fresh.length}`;
  } catch { $("said").textContent = t("offline"); }
}

/** Load an entity that is not on this page, with what is linked with it, and select it. */
async function fetched(iri) {
  $("said").textContent = t("loading");
  try {
    add(await neighbourhood(iri, FEW), iri);
    const n = nodeOf(iri);
    if (n) { n.asked = FEW; go(n); }
    $("said").textContent = n ? n.label : t("noresult");
  } catch { $("said").textContent = t("offline"); }
}

/** What a link asks for that this page does not hold. */
function fetchLinked() {
  const iri = new URLSearchParams(location.hash.slice(1)).get("n");
  if (isServed && iri && !nodeOf(iri)) fetched(iri);
}

// ---- path --------------------------------------------------------------------------------------------------------

const ends = { from: null, to: null };
const resolved = name => { const value = $(name).value.trim(); return ends[name]?.label === value ? ends[name] : search(value, 1)[0] || null; };

function setEnd(name, n) {
  ends[name] = n;
  $(name).value = n.label;
  const other = name === "from" ? "to" : "from";
  if ($(other).value.trim()) findPath(); else $(other).focus();
}

/** What is wrong with a field, beside it; nothing when nothing is. */
function tell(name, problem) {
  $(`${name}-said`).textContent = problem;
  $(`${name}-said`).hidden = !problem;
  if (problem) $(name).setAttribute("aria-invalid", "true"); else $(name).removeAttribute("aria-invalid");
}

/** Look for a path between what the fields name; one that names nothing is told so. */
function findPath() {
  const found = { from: resolved("from"), to: resolved("to") }, { from, to } = found;
  for (const name of ["from", "to"]) tell(name, found[name] ? "" : $(name).value.trim() ? fill("unknown", $(name).value.trim()) : t("needed"));
  if (from && from === to) tell("to", t("sameends"));
  if (!from || !to || from === to) { if (!from || !to) $(from ? "to" : "from").focus(); return; }
  closeDrawers();
  change(() => { state.selected = null; state.path = [from, to]; state.sheet = null; state.view = null; }, { aimed: true });
  raise();
  $("said").textContent = shown.path ? `${from.label} → ${to.label}: ${shown.path.edges.length} ${t("steps")}` : t("none");
}

// ---- search boxes ------------------------------------------------------------------------------------------------

/** A box that suggests entities as one types; `take` gets the chosen one. */
function suggest(input, take) {
  const listBox = $(input.getAttribute("aria-controls"));
  const isFirst = input.id === "search";
  let found = [], at = 0, timer = 0, asked = 0, counting = 0;
  const option = n => (n.figures ? [el("span", { class: "kind" }, `${t("innumbers")} “${n.query}”`), el("small", {}, ` ${n.said}`)] : n.sentences ? [el("span", { class: "kind" }, `${t("intexts")} “${n.query}”`), el("small", {}, ` ${n.said}`)] : n.elsewhere ? [n.label, el("small", {}, ` ${n.zh || n.type} · ${t("elsewhere")}`)] : [dot(n), n.label, el("small", {}, ` ${named(n.type)}${alias(n, input.value)}`)]);
  /** What the whole graph has beside: behind what is here. */
  const look = async () => {
    const mine = asked += 1, text = input.value.trim();
    if (!text) return;
    try {
      const hits = (await foundElsewhere(text)).filter(hit => !nodeOf(hit.iri)).map(hit => ({ ...hit, elsewhere: true }));
      if (mine === asked && text === input.value.trim() && document.activeElement === input) { found = [...found.filter(n => !n.elsewhere), ...hits]; draw(); }
    } catch { /* what is here is found anyway */ }
  };
  const draw = () => {
    input.setAttribute("aria-expanded", String(found.length > 0));
    if (found.length) input.setAttribute("aria-activedescendant", `${listBox.id}-${at}`); else input.removeAttribute("aria-activedescendant");
    listBox.replaceChildren(...found.map((n, i) => el("li", { id: `${listBox.id}-${i}`, role: "option", "aria-selected": String(i === at), onpointerdown: event => { event.preventDefault(); pick(n); } }, option(n))));
    if (isServed && isFirst && input.value.trim()) listBox.append(el("li", { class: "all", role: "presentation", onpointerdown: event => { event.preventDefault(); location.href = searchPage(input.value.trim()); } }, el("a", { href: searchPage(input.value.trim()), tabindex: "-1" }, `${t("searchall")} →`)));
    else if (!found.length && input.value.trim() && document.activeElement === input) listBox.replaceChildren(el("li", { class: "empty" }, t("noresult")));
    if (listBox.childElementCount) below(input, listBox);
    listBox.children[at]?.scrollIntoView({ block: "nearest" });
  };
  /** Behind the entities: how many numbers and sentences of the texts have the words, once one has stopped to type. */
  const inTexts = () => {
    const query = input.value.trim();
    if (!query || !isFirst) return;
    const hits = find(query), total = hits.reduce((s, h) => s + h.sentences.length, 0), figures = numbersWith(query).length;
    if (!(total || figures) || document.activeElement !== input) return;
    const beside = [...(figures ? [{ figures: true, query, said: fill("figures", figures) }] : []), ...(total ? [{ sentences: true, query, said: fill("found", total, hits.length) }] : [])];
    found = [...found.filter(n => !n.sentences && !n.figures && !n.elsewhere), ...beside, ...found.filter(n => n.elsewhere)];
    draw();
  };
  const close = () => { clearTimeout(timer); clearTimeout(counting); asked += 1; found = []; at = 0; listBox.replaceChildren(); input.setAttribute("aria-expanded", "false"); };
  const pick = n => { close(); take(n); };
  input.addEventListener("input", () => {
    found = search(input.value);
    at = 0;
    if (!isFirst) tell(input.id, "");
    draw();
    clearTimeout(timer);
    clearTimeout(counting);
    counting = setTimeout(inTexts, 90);
    if (isServed && part && isFirst) timer = setTimeout(look, 140);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", event => {
    if (event.key === "ArrowDown" && found.length) at = (at + 1) % found.length;
    else if (event.key === "ArrowUp" && found.length) at = (at + found.length - 1) % found.length;
    else if (event.key === "Enter") { if (found[at]) pick(found[at]); else if (!isFirst) findPath(); else if (isServed && input.value.trim()) location.href = searchPage(input.value.trim()); return; } else return;
    event.preventDefault();
    draw();
  });
}
suggest($("search"), n => { $("search").value = ""; if (n.figures) { change(() => { state.sheet = "numbers"; state.find = n.query; state.sort = null; }); return; } if (n.sentences) { ask(n.query); return; } if (n.elsewhere) fetched(n.iri); else go(n); stage.focus({ preventScroll: true }); });
for (const name of ["from", "to"]) suggest($(name), n => { ends[name] = n; $(name).value = n.label; if (name === "from") $("to").focus(); else findPath(); });

/** Show the sentences of the texts that have some words. */
function ask(query) {
  change(() => { state.sheet = "texts"; state.query = query; state.doc = state.at = null; });
  lower();
}
/** Show a place of a document, or, without one, what was found in all. */
function read(id, place) {
  change(() => { state.sheet = "texts"; state.doc = documents.find(d => d.id === id) || null; state.at = placeOf(place); });
  lower();
}
document.addEventListener("click", event => {
  const link = event.target.closest?.("[data-doc]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  read(link.dataset.doc, link.dataset.at);
});

// ---- events ------------------------------------------------------------------------------------------------------

let pressed = null;
stage.addEventListener("pointerdown", event => { pressed = [event.clientX, event.clientY]; }, true);
stage.addEventListener("click", event => {
  if (pressed && Math.hypot(event.clientX - pressed[0], event.clientY - pressed[1]) > 4) return;
  const target = hit(event);
  stage.focus({ preventScroll: true });
  if (target?.community?.members) toggleCommunity(target.community.i); else if (target || state.selected || state.path) go(target);
});
stage.addEventListener("pointermove", event => {
  if (event.buttons) return;
  const target = hit(event);
  stage.style.cursor = target ? "pointer" : "";
  if (target && view === drawnAt && event.pointerType === "mouse") { if (light.of !== target) light.show(target, shown, drawn); } else light.hide();
  stage.title = target ? target.label || `${target.community.label} +${target.count}` : "";
});

stage.addEventListener("pointerleave", () => light.hide());

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
/** The nearest entity in a direction from the selected one (or from the middle). */
function toward([dx, dy]) {
  const from = state.selected || { x: (width / 2 - view.x) / view.k, y: (height / 2 - view.y) / view.k };
  let best = null, least = Infinity;
  for (const n of shown.nodes) {
    const x = n.x - from.x, y = n.y - from.y, along = x * dx + y * dy, across = Math.abs(x * dy - y * dx), cost = along + 2.2 * across;
    if (n !== from && along > 2 && cost < least) { best = n; least = cost; }
  }
  return best;
}
function byImportance(step) {
  const order = byRank.filter(n => shown.nodes.includes(n)), at = order.indexOf(state.selected);
  return order[at < 0 ? 0 : (at + step + order.length) % order.length];
}
const zoomBy = factor => { surface.call(zooming.scaleBy, factor); };
const fit = () => { state.view = null; aim(); redraw(); history.replaceState(steps, "", toLink()); };
const SHEETS = ["graph", "nodes", "facts", "numbers", "timeline", "map", "texts", "keys"];
function toggleSheet(name) {
  change(() => { state.sheet = name === "graph" || state.sheet === name ? null : name; state.sort = null; state.find = ""; if (name === "texts") state.doc = state.at = null; });
  lower();
  closeDrawers();
}

const KEYS = {
  "/": () => $("search").focus(), "?": () => toggleSheet("keys"), g: () => toggleSheet("graph"), t: () => toggleSheet("nodes"), f: () => toggleSheet("facts"), x: () => toggleSheet("numbers"), l: () => toggleSheet("timeline"), m: () => toggleSheet("map"), s: () => { toggleSheet("texts"); $("words")?.focus(); }, d: () => $("theme").click(), n: () => go(byImportance(1)), p: () => go(byImportance(-1)),
  "+": () => zoomBy(1.3), "=": () => zoomBy(1.3), "-": () => zoomBy(1 / 1.3), 0: fit, 1: () => reach(1), 2: () => reach(2), 3: () => reach(3),
};
const reach = d => { if (state.selected) refit(() => { state.depth = d; }); };
document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target instanceof HTMLInputElement;
  if (event.key === "Escape") {
    if (typing) { event.target.value = ""; event.target.blur(); stage.focus(); }
    else if (state.sheet) change(() => { state.sheet = null; });
    else if (state.selected || state.path) go(null);
    return;
  }
  if (typing) return;
  if (event.target === stage && ARROWS[event.key]) {
    const [dx, dy] = ARROWS[event.key];
    event.preventDefault();
    if (event.shiftKey) surface.call(zooming.translateBy, (-dx * 70) / view.k, (-dy * 70) / view.k);
    else { const n = toward([dx, dy]); if (n) go(n); }
  } else if (event.target === stage && event.key === "Enter" && !state.selected) { const n = toward([0, 1]) || byImportance(1); if (n) go(n); }
  else if (KEYS[event.key]) { event.preventDefault(); KEYS[event.key](); }
});

const click = (id, act) => $(id).addEventListener("click", act);
click("find", findPath);
click("swap", () => { const a = $("from").value; $("from").value = $("to").value; $("to").value = a; [ends.from, ends.to] = [ends.to, ends.from]; findPath(); });
click("clear", () => { $("from").value = $("to").value = ""; change(() => { for (const f of FACETS) state.chosen[f].clear(); Object.assign(state, { selected: null, path: null, depth: 1, sheet: null, sort: null, view: null, query: "", doc: null, at: null, when: "", look: null }); for (const name of ["from", "to"]) tell(name, ""); state.open.clear(); for (const n of [...state.moved]) put(n, null); }, { aimed: true }); });
click("back", () => history.back());
click("fit", fit);
click("unfold", () => refit(() => { state.open.clear(); opened = null; }));
click("theme", () => { change(() => { state.dark = !state.dark; }); if (isServed) keep(state.dark, state.language); });
click("language", () => { change(() => { state.language = isChinese() ? "en" : "zh"; }); if (isServed) keep(state.dark, state.language); });
for (const name of SHEETS) click(`to-${name}`, () => toggleSheet(name));
// The map when it is open, otherwise the graph.
const mapShown = () => (state.sheet === "map" ? document.querySelector("#sheet .places") : null);
const mapFile = () => fromPage(mapShown(), COLOURS[state.dark ? "dark" : "light"].background);
click("png", async () => download("kechuang.png", "image/png", await (mapShown() ? asPng(mapFile(), [mapShown().clientWidth, mapShown().clientHeight]) : toPng(picture()))));
click("svg", () => download("kechuang.svg", "image/svg+xml", mapShown() ? mapFile() : toSvg(picture())));
click("csv", () => download("kechuang.csv", "text/csv;charset=utf-8", toCsv(isTable() ? sheetRows(shown) : factRows(factsShown(shown)))));
click("turtle", () => download("kechuang.ttl", "text/turtle;charset=utf-8", toTurtle(shown)));
click("print", () => print());
click("link", async () => {
  history.replaceState(steps, "", toLink());
  try { await navigator.clipboard.writeText(location.href); } catch { const box = el("textarea", { value: location.href }); document.body.append(box); box.select(); document.execCommand("copy"); box.remove(); }
  $("link").textContent = t("copied");
  setTimeout(() => { $("link").textContent = t("link"); }, 1500);
});
const picture = () => scene(shown, view, width, height);

/** Show what the address says. */
function relink() {
  fromLink(state.dark, state.language);
  if (state.selected || state.path) raise(); else lower();
  render({ aimed: true });
}
addEventListener("popstate", event => { steps = event.state || 0; relink(); fetchLinked(); });
addEventListener("hashchange", () => { if (location.hash !== toLink()) { relink(); } });
new ResizeObserver(([entry]) => {
  const { width: w, height: h } = entry.contentRect;
  if (Math.round(w) !== width || Math.round(h) !== height) { resize(); aim(); redraw(); }
}).observe(stage);
// Paper is white and of another shape: a picture of its own, in light colours, stands in for the window's.
addEventListener("beforeprint", () => {
  const { dark } = state;
  state.dark = false;
  document.documentElement.classList.remove("dark");
  drawOn($("paper"), picture());
  state.dark = dark;
});
addEventListener("afterprint", () => document.documentElement.classList.toggle("dark", state.dark));

const dark = isServed && chosen.dark();
fromLink(dark ? dark === "dark" : matchMedia("(prefers-color-scheme: dark)").matches, isServed && chosen.language());
const linked = location.hash;
if (state.selected || state.path) raise();
if (isServed) $("ways").hidden = false;
resize();
render({ aimed: true });
document.fonts?.ready.then(() => redraw());
if (linked) fetchLinked();
// What the picture holds, for tests and for whoever wants to script the page.
globalThis.kechuang = { labels: () => drawn.labels.map(l => ({ text: l.text, px: l.px, box: l.box, dim: l.dim })), nodes: () => drawn.nodes.map(n => ({ label: n.of.label || n.of.community.label, x: n.x, y: n.y, r: n.r, folded: n.folded, company: shown.company.has(n.of) })), lines: () => ({ drawn: drawn.edges.length, hot: drawn.edges.filter(e => e.hot).length, bundles: shown.flows?.length || 0 }), size: () => [width, height] };
