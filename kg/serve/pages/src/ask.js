// The page to ask: a question or a query in, an answer out as table, chart or graph; all of it stands in the address.

import { $, el } from "../../../export/page/src/dom.js";
import { chart, columns } from "./chart.js";
import { makeEditor } from "./editor.js";
import { linked, network } from "./network.js";
import { held } from "./schema.js";
import { table } from "./table.js";
import { rowsOf, triplesOf } from "./terms.js";
import { english, spoken, t } from "./words.js";

const ROWS = [["CSV", "text/csv", "csv"], ["TSV", "text/tab-separated-values", "tsv"], ["JSON", "application/sparql-results+json", "json"], ["XML", "application/sparql-results+xml", "xml"]];
const TRIPLES = [["Turtle", "text/turtle", "ttl"], ["N-Triples", "application/n-triples", "nt"], ["JSON-LD", "application/ld+json", "jsonld"], ["RDF/XML", "application/rdf+xml", "rdf"]];
const editor = makeEditor($("editor"), () => run());
let chosen = null, running = null, answer = null, shown = "table";

// ---- questions and examples --------------------------------------------------------------------------------------

const named = q => (english() ? q[2] : q[1]);
const VALUE = /[\\"\n\r]/g, ESCAPES = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r" };
/** A question's query with what was filled in; what was not is left open. */
const filled = (q, given) => q[4].replace(/^(#.*\n)+/, "").replace(/\$(\w+)/g, (_, name) => { const value = given[name]; if (!value) return "UNDEF"; const text = `"${value.replace(VALUE, c => ESCAPES[c])}"`; return `${text}@zh ${text}`; });

// On a phone the questions stand above in a fold, which is open until one asks; in a wide window they stand beside.
const small = matchMedia("(max-width: 760px)"), fold = asked => { $("picks").open = !small.matches || !asked; };
small.addEventListener("change", () => fold(answer || running));

function picks() {
  $("questions").replaceChildren(...held.questions.map(q => el("button", { type: "button", "aria-pressed": String(chosen === q), onclick: () => { choose(q); run(); } }, named(q))));
  $("examples").replaceChildren(...held.examples.map(([zh, en, query]) => el("button", { type: "button", onclick: () => { choose(null); editor.write(query); run(); } }, english() ? en : zh)));
}

function choose(q, given = {}) {
  chosen = q;
  const form = $("form");
  form.hidden = !q;
  if (q) {
    form.replaceChildren(el("h2", {}, named(q)), el("div", { class: "fields" }, q[3].map(([name, zh, en]) => el("label", {}, el("span", {}, english() ? en : zh), el("input", { name, value: given[name] || "", placeholder: t("any"), autocomplete: "off" })))), q[3].length ? el("button", { type: "submit", class: "main" }, t("ask")) : null);
    editor.write(filled(q, given));
  }
  $("write").open = !q || !small.matches;
  picks();
}
const given = () => Object.fromEntries([...new FormData($("form"))].filter(([, value]) => value.trim()).map(([name, value]) => [name, value.trim()]));
$("form").addEventListener("input", () => { if (chosen) editor.write(filled(chosen, given())); });
$("form").addEventListener("submit", event => { event.preventDefault(); run(); });

// ---- asking ------------------------------------------------------------------------------------------------------

const post = (query, accept, signal) => fetch("/sparql", { method: "POST", headers: { "content-type": "application/sparql-query", accept }, body: query, signal });

async function run() {
  const query = editor.text();
  running?.abort();
  const mine = running = new AbortController(), begun = performance.now();
  remember();
  fold(true);
  editor.clear();
  tell("");
  $("stop").hidden = false;
  $("results").replaceChildren(el("p", { class: "note", role: "status" }, t("running")));
  try {
    const response = await post(query, "application/sparql-results+json,application/n-triples;q=0.9", mine.signal);
    const media = response.headers.get("content-type") || "", body = await response.text();
    if (mine !== running) return;
    if (!response.ok) { failed(media.includes("json") ? JSON.parse(body).detail || body : body.trim() || `${response.status}`); return; }
    answer = media.startsWith("application/n-triples") ? { triples: triplesOf(body) } : read(JSON.parse(body));
    answer.query = query;
    answer.asked = chosen !== null && query === filled(chosen, given());
    answer.seconds = (performance.now() - begun) / 1000;
    shown = best();
    show();
    if ($("results").getBoundingClientRect().top > innerHeight - 120) $("results").scrollIntoView({ block: "start", behavior: "smooth" });
  } catch (error) {
    if (mine === running) failed(error.name === "AbortError" ? t("stopped") : t("offline"));
  } finally {
    if (mine === running) { running = null; $("stop").hidden = true; }
  }
}
const read = json => ("boolean" in json ? { truth: json.boolean } : rowsOf(json));

function failed(message) {
  answer = null;
  $("results").replaceChildren();
  const at = /(?:error at |line )(\d+)(?::|, column )(\d+)/.exec(message);
  tell(message, at && [+at[1], +at[2]]);
  if (at) $("write").open = true;
  if (at) editor.mark(+at[1], +at[2], message);
}
function tell(message, at) {
  $("error").hidden = !message;
  $("error").replaceChildren(message, ...(at ? [" ", el("button", { type: "button", onclick: () => editor.go(...at) }, `${t("at")} ${at.join(":")}`)] : []));
}

// ---- answers -----------------------------------------------------------------------------------------------------

const asRows = a => (a.triples ? { variables: ["subject", "predicate", "object"], rows: a.triples } : a);
const WAYS = { table: a => table(asRows(a), a.asked), chart: a => chart(a), graph: a => network(a) };

function best() {
  if (answer.triples) return answer.triples.length ? "graph" : "table";
  if (!answer.rows) return "table";
  return shown === "chart" && columns(answer).y !== undefined ? "chart" : "table";
}
/** What the answer can be shown as. */
function ways() {
  if (answer.triples) return ["graph", "table"];
  return ["table", ...(columns(answer).y !== undefined ? ["chart"] : []), ...(linked(answer).links.length ? ["graph"] : [])];
}

function show() {
  if (answer.truth !== undefined) { $("results").replaceChildren(el("p", { class: "truth" }, t(answer.truth ? "yes" : "no"))); return; }
  const count = answer.triples ? answer.triples.length : answer.rows.length, can = ways(), took = `${answer.seconds.toFixed(2)} ${t("seconds")}`;
  const said = count ? `${count.toLocaleString("en")} ${t(answer.triples ? "triples" : "rows")} · ${took}` : `${t("none")} · ${took}`;
  const tabs = el("div", { class: "buttons", role: "group" }, can.map(way => el("button", { type: "button", "aria-pressed": String(way === shown), onclick: () => { shown = way; remember(); show(); $("results").querySelector("[aria-pressed=true]").focus(); } }, t(way))));
  const saves = el("div", { class: "buttons" }, el("span", { class: "note" }, t("save")), (answer.triples ? TRIPLES : ROWS).map(format => el("button", { type: "button", onclick: event => save(format, event.target) }, format[0])), shown === "table" ? null : el("button", { type: "button", onclick: savePicture }, "SVG"));
  $("results").replaceChildren(el("div", { class: "bar" }, el("p", { class: "note", role: "status" }, said), count ? tabs : null, count ? saves : null), count ? WAYS[shown](answer) : "");
}

function download(name, blob) {
  const a = el("a", { href: URL.createObjectURL(blob), download: name });
  a.click();
  setTimeout(() => URL.revokeObjectURL(a.href), 5000);
}
const fileName = ending => `${chosen ? chosen[0] : "answer"}.${ending}`;

async function save([, media, ending], button) {
  button.disabled = true;
  try {
    const response = await post(answer.query, media);
    if (!response.ok) { tell(await response.text()); return; }
    download(fileName(ending), await response.blob());
  } catch { tell(t("offline")); } finally { button.disabled = false; }
}
function savePicture() {
  const picture = $("results").querySelector("svg").cloneNode(true), style = getComputedStyle(document.documentElement);
  picture.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  const sheet = document.createElementNS("http://www.w3.org/2000/svg", "style");
  sheet.textContent = `text{font:12px sans-serif;fill:${style.getPropertyValue("--fg")}}.axis,.grid{stroke:${style.getPropertyValue("--line")}}.result{fill:${style.getPropertyValue("--accent")}}.arrow{fill:${style.getPropertyValue("--soft")}}`;
  picture.prepend(sheet);
  download(fileName("svg"), new Blob([picture.outerHTML.replaceAll("var(--accent)", style.getPropertyValue("--accent")).replaceAll("var(--soft)", style.getPropertyValue("--soft"))], { type: "image/svg+xml" }));
}

// ---- the address -------------------------------------------------------------------------------------------------

function remember() {
  const q = new URLSearchParams();
  if (chosen && editor.text() === filled(chosen, given())) { q.set("n", chosen[0]); for (const [name, value] of Object.entries(given())) q.set(`p.${name}`, value); } else q.set("q", editor.text());
  q.set("run", "1");
  if (shown !== "table") q.set("as", shown);
  const address = `#${q}`;
  if (location.hash !== address) history.replaceState(null, "", address);
}
/** What a link asks; only a link that says so is run at once. */
function follow() {
  const q = new URLSearchParams(location.hash.slice(1)), question = held.questions.find(x => x[0] === q.get("n"));
  shown = q.get("as") || "table";
  if (question) choose(question, Object.fromEntries([...q].filter(([key]) => key.startsWith("p.")).map(([key, value]) => [key.slice(2), value])));
  else { choose(null); editor.write(q.get("q") || held.examples[0][2]); }
  if (q.get("run") === "1") run();
}

$("run").addEventListener("click", run);
$("stop").addEventListener("click", () => { running?.abort(); });
$("copy").addEventListener("click", async () => {
  remember();
  try { await navigator.clipboard.writeText(location.href); $("said").textContent = t("copied"); } catch { $("said").textContent = location.href; }
});
addEventListener("hashchange", follow);
spoken(() => { const values = chosen ? given() : {}, text = editor.text(); choose(chosen, values); editor.write(text); if (answer) show(); });
follow();
// For tests and for whoever wants to script the page.
globalThis.kechuang = { text: editor.text, write: editor.write };
