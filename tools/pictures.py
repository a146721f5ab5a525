"""The README's pictures of pages, from the exported chapters: `make pictures`."""

from tools.browser import start_chromium
from tools.workbook import BUILD, ROOT

PICTURES = {  # the first and the last cell of chapter 4 that each one shows
    "page-check": ("limp-intro", "weights-proof"),
    "page-slider": ("correct", "averages"),
}


def main():
    with start_chromium() as browser:
        page = browser.new_page(viewport={"width": 880, "height": 800})
        page.goto(f"file://{BUILD / 'html' / '04_adam.html'}")
        page.evaluate("document.fonts.ready")
        for name, cells in PICTURES.items():
            first, last = (
                page.locator(f'[id="cell-id={cell}"]').bounding_box() for cell in cells
            )
            area = first | {"height": last["y"] + last["height"] - first["y"]}
            path = ROOT / "assets" / f"{name}.png"
            page.screenshot(path=path, clip=area, full_page=True)
            print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
