// A box in which an entity is chosen by any of its names: the server says which there are.

import { el } from "../../../export/page/src/dom.js";
import { english, t } from "./words.js";

let count = 0;

/** The box as elements; `value()` is the IRI that was chosen, "" when none was. */
export function entityBox(label) {
  const id = `choose-${count += 1}`, list = el("ul", { id, class: "hits", role: "listbox", "aria-label": label });
  const input = el("input", { autocomplete: "off", spellcheck: "false", role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id, "aria-label": label });
  let found = [], at = 0, timer = 0, chosen = "", asked = 0;
  const close = () => { found = []; list.replaceChildren(); input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };
  const take = hit => { chosen = hit.iri; input.value = hit.label; close(); };
  const draw = () => {
    list.replaceChildren(...found.map((hit, i) => el("li", { id: `${id}-${i}`, role: "option", "aria-selected": String(i === at), onpointerdown: event => { event.preventDefault(); take(hit); } }, hit.label, el("small", {}, ` ${english() ? hit.type : hit.type_zh}`))));
    if (!found.length && input.value.trim()) list.append(el("li", { class: "empty" }, t("none")));
    input.setAttribute("aria-expanded", String(found.length > 0));
    if (found.length) input.setAttribute("aria-activedescendant", `${id}-${at}`);
  };
  const look = async () => {
    const mine = asked += 1, text = input.value.trim();
    if (!text) { close(); return; }
    try {
      const response = await fetch(`/api/search?${new URLSearchParams({ q: text, kind: "entity", limit: 8 })}`, { headers: { accept: "application/json" } });
      if (!response.ok || mine !== asked) return;
      found = (await response.json()).items;
      at = 0;
      draw();
    } catch { close(); }
  };
  input.addEventListener("input", () => { chosen = ""; clearTimeout(timer); timer = setTimeout(look, 140); });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", event => {
    if (!found.length) return;
    if (event.key === "ArrowDown") at = (at + 1) % found.length;
    else if (event.key === "ArrowUp") at = (at + found.length - 1) % found.length;
    else if (event.key === "Enter") { event.preventDefault(); take(found[at]); return; } else if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); close(); return; } else return;
    event.preventDefault();
    draw();
  });
  return { box: el("div", { class: "box" }, input, list), value: () => chosen, input };
}
