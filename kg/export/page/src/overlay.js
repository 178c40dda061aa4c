// A list of suggestions that lies over everything else: below its field, inside the window, scrolling within itself.

const LEAST = 160, MARGIN = 8;

/** Put a list below its field, or above it where there is more room; a window that is narrow gives it all its width. */
export function below(field, list) {
  const box = field.getBoundingClientRect(), seen = globalThis.visualViewport, bottom = seen ? seen.offsetTop + seen.height : innerHeight, wide = Math.min(Math.max(box.width, 420), innerWidth - 2 * MARGIN);
  const under = bottom - box.bottom - MARGIN, over = box.top - MARGIN, isUnder = under >= LEAST || under >= over;
  Object.assign(list.style, {
    width: `${wide}px`, left: `${Math.max(MARGIN, Math.min(box.left, innerWidth - wide - MARGIN))}px`, maxHeight: `${Math.max(80, Math.min(isUnder ? under : over, 620))}px`,
    top: isUnder ? `${box.bottom + 2}px` : "auto", bottom: isUnder ? "auto" : `${innerHeight - box.top + 2}px`,
  });
}
