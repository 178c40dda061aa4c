"""Take every view of the explorer to be looked at, as sheets of four: python docs/looks.py OUT FOLDER…

A FOLDER is what kg build wrote (or a graph.html).  For each there is a sheet a view and a size, 1440 × 900 and 390 × 844:
light and dark, Chinese and English.  Needs playwright, pillow and chromium; nothing is asked of any network.  What was
seen and what was mended after it stands in docs/looked-at.md.
"""

import io
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, quote

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

SIZES = {"desk": (1440, 900), "phone": (390, 844)}
LOOKS = (("light", "zh"), ("dark", "zh"), ("light", "en"), ("dark", "en"))
_GAP, _BETWEEN = 8, "#c0392b"
_SETTLES = 350  # milliseconds after which nothing moves any more


def _nothing(page: Page) -> None:
    """The view is there as it opens."""


def _to_evidence(page: Page) -> None:
    """Scroll what is selected to its first sentence."""
    page.evaluate("document.querySelector('#panel figcaption')?.closest('figure').scrollIntoView({block: 'center'})")


def _read(page: Page) -> None:
    """Open the last document that is listed at its first sentence."""
    page.locator(".document").last.locator(".sentences a").first.click()


def _seek(page: Page) -> None:
    """Type the beginning of a name."""
    page.fill("#search", page.evaluate("kechuang.labels()[0].text").strip()[:2])


def _unfold(page: Page) -> None:
    """Open the first community of the list, where entities are folded."""
    page.evaluate("document.querySelector('#panel .groups button')?.click()")


def _to_end(page: Page) -> None:
    """Scroll the sheet to what stands last in it."""
    page.evaluate("document.querySelector('#sheet').scrollTo(0, 1e9)")


# View → the address behind #, with {one} and {other} for two important things, {year} for the latest year, and what is
# done when the page is there.
VIEWS: dict[str, tuple[str, Callable[[Page], None]]] = {
    "start": ("", _nothing), "community": ("", _unfold), "selected": ("n={one}", _nothing),
    "evidence": ("n={one}", _to_evidence), "around": ("n={other}&depth=2", _nothing),
    "filters": ("status=planned&year={year}", _nothing), "search": ("", _seek),
    "path": ("from={one}&to={other}", _nothing), "entities": ("sheet=nodes", _nothing), "facts": ("sheet=facts", _nothing),
    "charts": ("sheet=numbers", _nothing), "numbers": ("sheet=numbers", _to_end), "timeline": ("sheet=timeline", _nothing),
    "map": ("sheet=map", _nothing), "texts": ("sheet=texts&q=" + quote("创新"), _nothing), "reader": ("sheet=texts&q=" + quote("创新"), _read),
    "help": ("sheet=keys", _nothing)}


def main() -> None:
    """Take the sheets of each folder that is named."""
    out, *folders = map(Path, sys.argv[1:])
    out.mkdir(parents=True, exist_ok=True)
    wanted = [Path(str(f)) / "graph.html" if f.is_dir() else f for f in folders]
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        for page in wanted:
            for name, sheet in sheets(browser, page.resolve().as_uri()):
                sheet.save(out / f"{page.parent.name}-{name}.png")
        browser.close()


def sheets(browser: Browser, address: str) -> Iterator[tuple[str, Image.Image]]:
    """The sheets of a page, each with its name."""
    values = things(browser, address)
    for size, (width, height) in SIZES.items():
        for view, (link, act) in VIEWS.items():
            shots = [_shot(browser, f"{address}#lang={language}&theme={theme}&{link.format(**values)}", act, size)
                     for theme, language in LOOKS]
            columns = 2 if size == "desk" else 4
            sheet = Image.new("RGB", (columns * (width + _GAP) - _GAP, 4 // columns * (height + _GAP) - _GAP), _BETWEEN)
            for i, shot in enumerate(shots):
                sheet.paste(shot, (i % columns * (width + _GAP), i // columns * (height + _GAP)))
            yield f"{view}-{size}", sheet


def things(browser: Browser, address: str) -> dict[str, str]:
    """Two important things of a page, and the latest year of which there are facts, as links name them."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(address)
    page.wait_for_timeout(_SETTLES)
    found = []
    for _ in range(4):
        page.keyboard.press("n")
        page.wait_for_timeout(50)
        found.append(parse_qs(page.evaluate("location.hash.slice(1)"))["n"][0])
    page.goto(address + "#again")
    years = page.locator("#years button").evaluate_all("all => all.map(b => b.textContent.slice(0, 4))")
    page.close()
    return {"one": quote(found[0]), "other": quote(found[-1]), "year": max((y for y in years if y.isdigit()), default="")}


def _shot(browser: Browser, address: str, act: Callable[[Page], None], size: str) -> Image.Image:
    """A view as it shows itself in a window of a size."""
    width, height = SIZES[size]
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme="light", has_touch=size == "phone")
    page.goto(address)
    page.wait_for_timeout(_SETTLES)
    act(page)
    page.wait_for_timeout(_SETTLES if act is not _nothing else 0)
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    page.close()
    return shot


if __name__ == "__main__":
    main()
