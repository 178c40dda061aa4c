"""Take the pictures in docs/ and the README's from the sample: python docs/pictures.py (needs playwright, pillow, chromium)."""

import io
import shutil
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "exports" / "sample" / "graph.html").as_uri()
# name → where to look, in light or dark
PICTURES = {
    "exports/sample/graph.png": "#",
    "docs/light.png": "#",
    "docs/dark.png": "#theme=dark",
    "docs/selected.png": "#theme=dark&n=event/合肥市科技创新大会@2025",
    "docs/path.png": "#from=university/宁波大学&to=district/宁波市余姚市",
    "docs/year-en.png": "#lang=en&year=2024",
    "docs/numbers.png": "#sheet=numbers",
    "docs/texts.png": "#sheet=texts&q=目标",
    "docs/timeline.png": "#sheet=timeline",
    "docs/map.png": "#sheet=map&n=district/宁波市",
}
# A picture of several steps on a phone, side by side, and one of a passage that is read.
PHONE = ("#", "#n=university/宁波大学", "#sheet=facts", "#sheet=texts&q=目标")


def main() -> None:
    """Take every picture at 1440 × 900, in 256 colours, which the eye cannot tell from the original."""
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        for name, link in PICTURES.items():
            page = browser.new_page(viewport={"width": 1440, "height": 900}, color_scheme="light")
            page.goto(PAGE + link)
            page.wait_for_timeout(700)
            if "n=" in link and "sheet=" not in link and page.locator("#panel figcaption").count() == 0:
                raise SystemExit(f"{name}: nothing is selected by {link}; its address in the sample has changed")
            save(shot(page), name)
            page.close()
        page = browser.new_page(viewport={"width": 1440, "height": 900}, color_scheme="light")
        page.goto(PAGE + "#n=university/宁波大学")
        page.click("#panel figcaption a")
        page.wait_for_timeout(400)
        save(shot(page), "docs/reader.png")
        several = Image.new("RGB", (len(PHONE) * 400 - 10, 844), "#b9c0c8")
        for i, link in enumerate(PHONE):
            page = browser.new_page(viewport={"width": 390, "height": 844}, color_scheme="light", has_touch=True)
            page.goto(PAGE + link)
            page.wait_for_timeout(700)
            several.paste(shot(page), (i * 400, 0))
            page.close()
        save(several, "docs/phone.png")
        browser.close()


def shot(page) -> Image.Image:
    """What a page shows."""
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def save(picture: Image.Image, name: str) -> None:
    """A picture in 256 colours."""
    picture.quantize(256, method=Image.Quantize.MAXCOVERAGE, kmeans=4, dither=Image.Dither.NONE).save(ROOT / name, optimize=True)


if __name__ == "__main__":
    main()
