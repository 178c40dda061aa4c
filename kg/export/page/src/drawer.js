// On a small screen: the filters in a drawer, the tools in a menu, and what is selected in a sheet that comes from below.

import { $ } from "./dom.js";

const SMALL = matchMedia("(max-width:680px)");
export const isSmall = () => SMALL.matches;

const LOW = 54; // pixels of the sheet that are always seen
const sizes = () => ({ low: LOW, half: Math.round(innerHeight * 0.46), full: innerHeight - $("top").offsetHeight - 6 });
let size = "low";

/** How many pixels of the picture the sheet covers, beside those that are always its own. */
export const overlap = () => (isSmall() ? sizes()[size] - LOW : 0);

function settle(name) {
  size = name;
  $("right").style.height = isSmall() ? `${sizes()[size]}px` : "";
  $("right").dataset.size = size;
  $("grip").setAttribute("aria-expanded", String(size !== "low"));
}

/** Let the sheet show what was selected, without making it smaller than it is. */
export function raise() { if (isSmall() && size === "low") settle("half"); }
export function lower() { if (isSmall() && size !== "low") settle("low"); }

/** Open or close what a button controls. */
function unfolds(button, id) {
  const set = open => { $(id).dataset.open = String(open); $(button).setAttribute("aria-expanded", String(open)); };
  $(button).addEventListener("click", () => set($(id).dataset.open !== "true"));
  document.addEventListener("pointerdown", event => { if ($(id).dataset.open === "true" && !event.target.closest(`#${id},#${button},.hits`)) set(false); });
  document.addEventListener("keydown", event => { if (event.key === "Escape") set(false); });
  return () => set(false);
}

const closeFilters = unfolds("to-filters", "left"), closeTools = unfolds("to-tools", "tools");
export const closeDrawers = () => { closeFilters(); closeTools(); };

// The sheet follows the finger and stays where it is nearest to; a tap makes it larger, and small again when it is full.
let from = null;
const grip = $("grip"), sheet = $("right");
grip.addEventListener("pointerdown", event => { from = { y: event.clientY, height: sheet.offsetHeight, moved: false }; grip.setPointerCapture(event.pointerId); });
grip.addEventListener("pointermove", event => {
  if (!from) return;
  const by = from.y - event.clientY;
  if (Math.abs(by) > 5) from.moved = true;
  if (from.moved) { sheet.dataset.dragged = "true"; sheet.style.height = `${Math.max(LOW, Math.min(sizes().full, from.height + by))}px`; }
});
function released() {
  if (!from) return;
  const { moved } = from, height = sheet.offsetHeight, all = Object.entries(sizes());
  from = null;
  delete sheet.dataset.dragged;
  if (moved) { settle(all.reduce((a, b) => (Math.abs(b[1] - height) < Math.abs(a[1] - height) ? b : a))[0]); ignore = true; setTimeout(() => { ignore = false; }, 60); }
}
let ignore = false; // the click that ends a drag
grip.addEventListener("pointerup", released);
grip.addEventListener("pointercancel", released);
grip.addEventListener("click", () => { if (!ignore) settle({ low: "half", half: "full", full: "low" }[size]); });
const fits = () => settle(size);
SMALL.addEventListener("change", fits);
addEventListener("resize", fits);
fits();
