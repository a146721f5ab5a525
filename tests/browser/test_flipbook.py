"""Flip-books in a real JupyterLab, in an exported page, and for a keyboard alone."""

import pytest
from nbconvert import HTMLExporter

from helpers.chapters.gradient_descent import STEP_SIZE
from helpers.explorers import flipbook_bundle
from tests.browser.shared import FLIP, SET_UP, accessible, described

pytestmark = pytest.mark.slow


class FlipBook:
    """One flip-book on a page, and what it says and shows."""

    def __init__(self, page, index=0):
        self.page = page
        self.root = page.locator(".derived-flipbook").nth(index)
        self.slider = self.root.locator("input")
        self.root.locator("canvas").wait_for()

    @property
    def value(self):
        return float(self.slider.input_value())

    @property
    def sentence(self):
        return self.root.get_by_role("status").inner_text()

    @property
    def pixels(self):
        return self.root.locator("canvas").evaluate("canvas => canvas.toDataURL()")

    def page_as_stored(self):
        """The current page drawn afresh from what the notebook stores."""
        return self.root.evaluate(
            """async root => {
              const stored = root.querySelector("script[type='application/json']");
              const book = JSON.parse(stored.textContent);
              const canvas = document.createElement("canvas");
              Object.assign(canvas, { width: book.width, height: book.height });
              for (const src of [book.background, book.layers[root.dataset.page]]) {
                const image = Object.assign(new Image(), { src });
                await image.decode();
                canvas.getContext("2d").drawImage(image, 0, 0);
              }
              return canvas.toDataURL();
            }"""
        )

    def assert_plays(self):
        """The arrow keys turn a page: the sentence and the picture change together."""
        before, pixels = self.sentence, self.pixels
        self.slider.focus()
        self.page.keyboard.press("ArrowRight")
        assert self.value == pytest.approx(0.052)
        assert self.sentence == described(STEP_SIZE, learning_rate=0.052) != before
        assert self.pixels == self.page_as_stored() != pixels


# The flip-book


def test_flipbook_live(lab):
    page = lab.open(lab.write("live.ipynb", SET_UP, FLIP))
    lab.run_all(page)
    FlipBook(page).assert_plays()
    assert page.problems == []


def test_flipbook_in_an_exported_page_with_the_network_off(lab, tmp_path):
    outputs = [[flipbook_bundle(STEP_SIZE, "learning_rate")]]
    name = lab.write("export.ipynb", FLIP, outputs=outputs)
    exporter = HTMLExporter(mathjax_url="", require_js_url="data:text/javascript,")
    body, _ = exporter.from_filename(str(lab.folder / name))
    (tmp_path / "export.html").write_text(body, encoding="utf-8")
    page = lab.page(offline=True)
    page.goto((tmp_path / "export.html").as_uri())
    FlipBook(page).assert_plays()
    assert page.problems == []


def test_flipbook_in_a_trusted_notebook_that_nobody_has_run(lab):
    outputs = [[flipbook_bundle(STEP_SIZE, "learning_rate")]]
    name = lab.write("trusted.ipynb", FLIP, outputs=outputs)
    lab.trust(name)
    page = lab.open(name)
    FlipBook(page).assert_plays()
    assert page.problems == []


def test_flipbook_in_an_untrusted_notebook_is_a_picture_with_words(lab):
    outputs = [[flipbook_bundle(STEP_SIZE, "learning_rate")]]
    # A signature covers what a notebook holds: another source, another notebook.
    source = "# never signed\n" + FLIP
    page = lab.open(lab.write("untrusted.ipynb", source, outputs=outputs))
    sentence = described(STEP_SIZE)
    picture = page.locator(".jp-OutputArea img")
    picture.wait_for()
    assert picture.get_attribute("alt") == f"{STEP_SIZE.alt} {sentence}"
    assert (
        picture.evaluate("image => image.decode().then(() => image.naturalWidth)")
        == 800
    )
    assert page.locator(".jp-OutputArea p").inner_text() == sentence
    assert page.locator(".jp-OutputArea input, .jp-OutputArea canvas").count() == 0
    assert page.problems == []


def test_flipbook_by_keyboard_alone(lab):
    page = lab.open(lab.write("keyboard.ipynb", SET_UP, FLIP))
    lab.run_all(page)
    book = FlipBook(page)
    page.evaluate("jupyterapp.commands.execute('notebook:enter-command-mode')")
    for _ in range(100):
        page.keyboard.press("Tab")
        if book.slider.evaluate("slider => slider === document.activeElement"):
            break
    for key, value in [
        ("ArrowRight", 0.052),
        ("ArrowUp", 0.056),
        ("ArrowDown", 0.052),
        ("ArrowLeft", 0.048),
        ("Home", 0.004),
        ("End", 0.24),
    ]:
        page.keyboard.press(key)
        assert book.value == pytest.approx(value)
        assert book.sentence == described(STEP_SIZE, learning_rate=book.value)
    active = page.evaluate("jupyterapp.shell.currentWidget.content.activeCellIndex")
    page.keyboard.press("ArrowDown")
    assert active == page.evaluate(
        "jupyterapp.shell.currentWidget.content.activeCellIndex"
    )


def test_flipbook_in_the_accessibility_tree(lab):
    even = 'flipbook(STEP_SIZE, "learning_rate")'
    uneven = 'flipbook(HINGES, "hinges", values=(1, 2, 4, 8, 16, 32), hinges=4)'
    page = lab.open(lab.write("names.ipynb", SET_UP, even, uneven))
    lab.run_all(page)
    FlipBook(page), FlipBook(page, 1)
    assert accessible(page, "slider")["learning rate"] == pytest.approx(0.048)
    assert (
        page.get_by_role("slider", name="hinges").get_attribute("aria-valuetext") == "4"
    )
    pictures = accessible(page, "image")
    assert f"{STEP_SIZE.alt} {described(STEP_SIZE)}" in pictures
    assert page.get_by_role("status").filter(has_text="hinges").count() == 1


def test_two_flipbooks_and_two_views_of_one_do_not_disturb_each_other(lab):
    page = lab.open(lab.write("two.ipynb", SET_UP, FLIP, FLIP))
    lab.run_all(page)
    first, second = FlipBook(page), FlipBook(page, 1)
    still = second.sentence, second.value, second.pixels
    first.assert_plays()
    assert (second.sentence, second.value, second.pixels) == still
    page.evaluate(
        """() => {
          const notebook = jupyterapp.shell.currentWidget.content;
          notebook.activeCellIndex = 1;
          return jupyterapp.commands.execute("notebook:create-output-view");
        }"""
    )
    page.locator(".derived-flipbook canvas").nth(2).wait_for()
    view = FlipBook(page, 2)
    moved = first.sentence, second.sentence
    view.slider.focus()
    page.keyboard.press("End")
    assert view.sentence == described(STEP_SIZE, learning_rate=0.24)
    assert (first.sentence, second.sentence) == moved
    assert page.problems == []


def test_flipbook_after_fifty_quick_turns(lab):
    page = lab.open(lab.write("quick.ipynb", SET_UP, FLIP))
    lab.run_all(page)
    book = FlipBook(page)
    book.slider.focus()
    for turn in range(50):
        for _ in range(1 + turn % 4):
            page.keyboard.press("ArrowRight" if turn % 2 else "ArrowLeft", delay=0)
    assert book.sentence == described(STEP_SIZE, learning_rate=book.value)
    assert book.pixels == book.page_as_stored()
    assert page.problems == []
