// What a page can do that a server gave: ask for what it does not hold, and lead to the other pages.

import { base, documents } from "./data.js";

/** Whether a server gave this page; a file asks nobody. */
export const isServed = document.documentElement.hasAttribute("data-served");

async function ask(address) {
  const response = await fetch(address, { headers: { accept: "application/json" } });
  if (!response.ok) throw new Error(`${response.status}`);
  return response.json();
}

/** An entity (its IRI without the base) with what is linked with it, as a graph for `add`. */
export const neighbourhood = (iri, limit) => ask(`/api/neighbourhood?${new URLSearchParams({ iri: base + iri, limit })}`);

/** Entities of the whole graph that a search finds: [{iri, label, type}]. */
export async function found(text) {
  const page = await ask(`/api/search?${new URLSearchParams({ q: text, kind: "entity", limit: 12 })}`);
  return page.items.filter(hit => hit.iri.startsWith(base)).map(hit => ({ iri: hit.iri.slice(base.length), label: hit.label, type: hit.type, zh: hit.type_zh, snippet: hit.snippet }));
}

const decoded = text => { try { return decodeURIComponent(text); } catch { return text; } };
const path = iri => iri.split("/").map(step => encodeURIComponent(decoded(step))).join("/");
export const entityPage = n => `/entity/${path(n.iri)}`;
export const passagePage = text => `/document/${path(text.doc.id)}#c${text.start}-${text.end}`;
export const documentPage = id => `/document/${path(id)}`;
export const searchPage = text => `/search?${new URLSearchParams({ q: text })}`;
/** What readers of a server's pages chose: the same colours and language on all of them. */
const kept = key => { try { return localStorage.getItem(`kechuang.${key}`); } catch { return null; } };
export const chosen = { dark: () => kept("theme"), language: () => kept("language") };
export function choose(dark, language) {
  try { localStorage.setItem("kechuang.theme", dark ? "dark" : "light"); localStorage.setItem("kechuang.language", language); } catch { /* a browser that keeps nothing */ }
}
