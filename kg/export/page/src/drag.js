// Entities that a reader takes and puts elsewhere: with the mouse any, with a finger the selected one, so that the others pan.

import { put, state } from "./state.js";

const APART = 4; // pixels from which a press is a drag

/**
 * Let entities be dragged on a stage.  `at(event)` is the entity under the pointer, `toGraph(event)` its place there;
 * `lift(n)`, `move(n)` and `drop(n, from)` draw.  Gives a test whether a press takes an entity, so that it does not pan.
 */
export function draggable(stage, { at, toGraph, lift, move, drop }) {
  let held = null;
  const done = event => {
    if (!held) return;
    const { n, from, isMoved } = held;
    held = null;
    if (!isMoved) return;
    if (event.type === "pointercancel") put(n, from);
    drop(n, from);
  };
  stage.addEventListener("pointerdown", event => {
    const n = event.button ? null : at(event);
    const takes = n && !n.count && (event.pointerType !== "touch" || n === state.selected) && event.isPrimary;
    held = takes ? { n, from: [n.x, n.y], press: [event.clientX, event.clientY], grip: toGraph(event), isMoved: false } : null;
  }, true);
  stage.addEventListener("pointermove", event => {
    if (!held || !event.isPrimary) return;
    if (!held.isMoved && Math.hypot(event.clientX - held.press[0], event.clientY - held.press[1]) <= APART) return;
    if (!held.isMoved) { held.isMoved = true; stage.setPointerCapture(event.pointerId); lift(held.n); }
    const [x, y] = toGraph(event);
    put(held.n, [held.from[0] + x - held.grip[0], held.from[1] + y - held.grip[1]]);
    move(held.n);
  }, true);
  stage.addEventListener("pointerup", done, true);
  stage.addEventListener("pointercancel", done, true);
  return () => Boolean(held);
}
