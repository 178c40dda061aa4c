// Tables that the server wrote, sorted by a click on a head.

import { el } from "../../../export/page/src/dom.js";

export function sortable() {
  for (const table of document.querySelectorAll("table.sortable")) {
    const heads = [...table.tHead.rows[0].cells], body = table.tBodies[0], collator = new Intl.Collator("zh", { numeric: true });
    heads.forEach((head, i) => {
      const button = el("button", { type: "button" });
      button.append(...head.childNodes);
      head.append(button);
      head.setAttribute("aria-sort", "none");
      button.addEventListener("click", () => {
        const up = head.getAttribute("aria-sort") === "ascending" ? -1 : 1, value = row => row.cells[i].dataset.value ?? row.cells[i].textContent;
        const sorted = [...body.rows].sort((a, b) => { const x = value(a), y = value(b); return up * (a.cells[i].dataset.value === undefined ? collator.compare(x, y) : Number(x) - Number(y)); });
        heads.forEach(h => h.setAttribute("aria-sort", "none"));
        head.setAttribute("aria-sort", up > 0 ? "ascending" : "descending");
        body.append(...sorted);
      });
    });
  }
}
