"""Laboratories in a real JupyterLab: keys, drags, and a page that nobody has run."""

import base64
import io

import nbformat
import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from PIL import Image, ImageColor

from helpers.chapters.gradient_descent import STEP_SIZE
from helpers.chapters.relu import HINGES
from helpers.explorers import Laboratory, Stage, quick_png
from helpers.figures import ORANGE
from tests.browser.shared import LABORATORY, SET_UP, accessible, described
from tools.browser import ROOT

pytestmark = pytest.mark.slow


# The laboratory


class Bench:
    """One laboratory on a page."""

    def __init__(self, page):
        self.page = page
        self.root = page.locator(".derived-laboratory")
        self.root.get_by_role("slider", name="learning rate").wait_for()
        page.wait_for_timeout(300)

    def slider(self, name):
        return self.root.get_by_role("slider", name=name, exact=True)

    @property
    def sentence(self):
        return self.root.get_by_role("status").locator("p").inner_text()

    def wait_for_sentence(self, sentence):
        self.root.get_by_role("status").filter(has_text=sentence).wait_for()

    def layer(self):
        """The bytes of the moving picture."""
        text = self.root.locator("img").last.evaluate(
            """async image => {
              const content = await (await fetch(image.src)).arrayBuffer();
              return btoa(String.fromCharCode(...new Uint8Array(content)));
            }"""
        )
        return base64.b64decode(text)


def layer_of(**settings):
    settings = STEP_SIZE.settings(**settings)
    return quick_png(Stage(STEP_SIZE, settings).layer(STEP_SIZE.compute(**settings)))


@pytest.fixture
def bench(lab):
    page = lab.open(lab.write("laboratory.ipynb", SET_UP, LABORATORY))
    lab.run_all(page)
    yield Bench(page)
    assert page.problems == []


def test_laboratory_answers_to_keys(bench):
    bench.slider("learning rate").focus()
    bench.page.keyboard.press("ArrowRight")
    bench.wait_for_sentence(described(STEP_SIZE, learning_rate=0.049))
    assert bench.layer() == layer_of(learning_rate=0.049)
    bench.page.keyboard.press("Home")
    bench.wait_for_sentence(described(STEP_SIZE, learning_rate=0.004))
    bench.page.keyboard.press("End")
    bench.wait_for_sentence(described(STEP_SIZE, learning_rate=0.24))


def test_laboratory_redraws_what_stands_still_only_when_it_must(bench):
    still = bench.root.locator("img").first
    before = still.get_attribute("src")
    bench.slider("learning rate").focus()
    bench.page.keyboard.press("ArrowRight")
    bench.wait_for_sentence(described(STEP_SIZE, learning_rate=0.049))
    assert still.get_attribute("src") == before
    bench.slider("kappa").focus()
    bench.page.keyboard.press("Home")
    bench.wait_for_sentence(described(STEP_SIZE, learning_rate=0.049, kappa=1.0))
    assert still.get_attribute("src") != before


def test_laboratory_names_what_ipywidgets_leaves_nameless(bench):
    names = accessible(bench.page, "slider")
    assert {"learning rate", "kappa", "steps"} <= set(names)
    for name, text in [
        ("learning rate", "0.048"),
        ("kappa", "10"),
        ("steps", "40"),
    ]:
        assert bench.slider(name).get_attribute("aria-valuetext") == text
    assert STEP_SIZE.alt in accessible(bench.page, "image")


def test_laboratory_resets_and_gives_its_command(bench):
    assert not bench.root.locator("code").is_visible()
    bench.slider("steps").focus()
    bench.page.keyboard.press("ArrowRight")
    bench.wait_for_sentence(described(STEP_SIZE, steps=41))
    bench.page.get_by_role("button", name="Copy as papermill command").click()
    command = STEP_SIZE.command(STEP_SIZE.settings(steps=41))
    code = bench.root.locator("code")
    code.wait_for(state="visible")
    assert code.inner_text() == command
    bench.page.get_by_role("button", name="Reset").click()
    bench.wait_for_sentence(described(STEP_SIZE))
    assert bench.slider("steps").get_attribute("aria-valuenow") == "40.0"


TRAINING = """\
from helpers.chapters.text_classifier import TrainingLaboratory
from helpers.corpora import load

start = {"model": "linear", "units": 8, "max_length": 8}
start |= {"dropout": 0.0, "learning_rate": 0.01}
TrainingLaboratory(load("installed-docs", sample=300), start, "papermill", texts=60)"""


def test_training_laboratory_trains_and_shows_its_command(lab):
    page = lab.open(lab.write("training.ipynb", TRAINING))
    lab.run_all(page)
    root = page.locator(".derived-laboratory")
    code = root.locator("code")
    code.wait_for(state="visible")
    assert code.inner_text().startswith("papermill -p model linear -p dropout 0.0")
    root.get_by_role("button", name="Train", exact=True).press("Enter")
    root.get_by_text("Best validation accuracy of linear:").wait_for(timeout=60_000)
    assert page.problems == []


def drag(page, handle, seconds):
    """Drag a slider's handle there and back until the time is over."""
    track = handle.evaluate(
        """handle => {
          const box = handle.closest(".noUi-target").getBoundingClientRect();
          return [box.left, box.right, box.y + box.height / 2];
        }"""
    )
    left, right, y = track
    page.mouse.move(
        *handle.evaluate(
            """handle => {
          const box = handle.getBoundingClientRect();
          return [box.x + box.width / 2, box.y + box.height / 2];
        }"""
        )
    )
    page.mouse.down()
    for step in range(int(seconds / 0.012)):
        share = abs(step / 60 % 2 - 1)
        page.mouse.move(left + share * (right - left), y)
        page.wait_for_timeout(10)
    page.mouse.up()


def orange(picture):
    """How many pixels of the upper right, where the loss is drawn, are its orange."""
    colors = picture.convert("RGB").crop((530, 20, 800, 170)).getcolors(1 << 16)
    return {color: count for count, color in colors}.get(ImageColor.getrgb(ORANGE), 0)


def test_laboratory_never_shows_a_frame_without_its_layer(bench):
    stage = Stage(STEP_SIZE, STEP_SIZE.settings())
    assert orange(stage.background) == 0
    session = bench.page.context.new_cdp_session(bench.page)
    frames = []

    def keep(frame):
        frames.append(base64.b64decode(frame["data"]))
        session.send("Page.screencastFrameAck", {"sessionId": frame["sessionId"]})

    box = bench.root.locator("img").first.bounding_box()
    left, top = round(box["x"]), round(box["y"])
    session.on("Page.screencastFrame", keep)
    session.send("Page.startScreencast", {"format": "png"})
    drag(bench.page, bench.slider("learning rate"), 2)
    session.send("Page.stopScreencast")
    assert len(set(frames)) >= 20
    for frame in frames:
        picture = Image.open(io.BytesIO(frame))
        assert orange(picture.crop((left, top, left + 800, top + 440))) > 0


def test_laboratory_after_fifty_quick_turns(bench):
    slider = bench.slider("learning rate")
    slider.focus()
    for turn in range(50):
        for _ in range(1 + turn % 4):
            bench.page.keyboard.press(
                "ArrowRight" if turn % 2 else "ArrowLeft", delay=0
            )
    value = float(slider.get_attribute("aria-valuetext"))
    bench.wait_for_sentence(described(STEP_SIZE, learning_rate=value))
    assert bench.layer() == layer_of(learning_rate=value)


def test_laboratory_not_run_is_a_picture_with_words(lab):
    still = Laboratory(HINGES).stand_in()
    page = lab.open(lab.write("stored.ipynb", "laboratory(HINGES)", outputs=[[still]]))
    picture = page.locator(".jp-OutputArea img")
    picture.wait_for()
    assert picture.get_attribute("alt") == f"{HINGES.alt} {described(HINGES)}"
    assert described(HINGES) in page.locator(".jp-OutputArea").inner_text()


def test_a_live_laboratory_is_not_shown_twice(bench):
    still = bench.page.locator(".derived-still")
    assert still.count() == 1 and still.is_hidden()


def test_a_laboratory_that_has_run_is_a_picture_in_nbconverts_page(lab, tmp_path):
    name = lab.write("run.ipynb", SET_UP, LABORATORY)
    notebook = nbformat.read(lab.folder / name, as_version=4)
    NotebookClient(notebook, resources={"metadata": {"path": str(ROOT)}}).execute()
    views = [kind for o in notebook.cells[1].outputs for kind in o.data]
    assert "application/vnd.jupyter.widget-view+json" in views
    exporter = HTMLExporter(mathjax_url="", require_js_url="data:text/javascript,")
    body, _ = exporter.from_notebook_node(notebook)
    (tmp_path / "run.html").write_text(body, encoding="utf-8")
    page = lab.page(offline=True)
    page.goto((tmp_path / "run.html").as_uri())
    picture = page.locator(".derived-still img")
    assert picture.is_visible()
    assert picture.get_attribute("alt") == f"{STEP_SIZE.alt} {described(STEP_SIZE)}"


def test_write_keeps_outputs(lab):
    # The other tests lean on it: what is stored is what the page is given.
    name = lab.write("stored.ipynb", "1", outputs=[[{"text/plain": "one"}]])
    (cell,) = nbformat.read(lab.folder / name, as_version=4).cells
    assert cell.outputs[0].data == {"text/plain": "one"}
