// What every page does: its colours and its language as the reader chose them.

import { $ } from "../../../export/page/src/dom.js";
import { correctable } from "./correct.js";
import { marked } from "./document.js";
import { sortable } from "./sort.js";

const root = document.documentElement;
const kept = key => { try { return localStorage.getItem(`kechuang.${key}`); } catch { return null; } };
const keep = (key, value) => { try { localStorage.setItem(`kechuang.${key}`, value); } catch { /* a browser that keeps nothing */ } };

function dark(on) {
  root.classList.toggle("dark", on);
  $("theme")?.setAttribute("aria-pressed", String(on));
}
function speak(language) {
  root.lang = language;
  for (const e of document.querySelectorAll("[data-into]")) for (const name of e.dataset.into.split(" ")) e.setAttribute(name, language === "en" ? e.dataset.en : e.dataset.zh);
  dispatchEvent(new Event("kechuang-language"));
}

// Before anything is drawn, so that nothing flashes.
dark((kept("theme") || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark");
root.lang = kept("language") === "en" ? "en" : "zh";

document.addEventListener("DOMContentLoaded", () => {
  dark(root.classList.contains("dark"));
  speak(root.lang);
  $("theme").addEventListener("click", () => { const on = !root.classList.contains("dark"); dark(on); keep("theme", on ? "dark" : "light"); });
  $("language").addEventListener("click", () => { const language = root.lang === "en" ? "zh" : "en"; speak(language); keep("language", language); });
  marked();
  sortable();
  correctable();
  document.addEventListener("keydown", event => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input,textarea,select,[contenteditable]") || event.composedPath()[0].isContentEditable) return;
    event.preventDefault();
    document.querySelector("header input[name=q]").focus();
  });
});
