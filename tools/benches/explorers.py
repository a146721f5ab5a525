"""How fast explorers answer in a real browser: `make bench-explorers`.

The same content three times in one notebook: as a flip-book, as a laboratory, and as
`ipywidgets.interact` around an inline figure. Measured are the time from a key press
to the frame that shows the new picture, and what a drag of three seconds shows.
"""

import contextlib
import statistics
import tempfile
import time
from pathlib import Path

from tools.browser import Lab, start_chromium, start_lab

PRESSES = 24
CELLS = (
    "from helpers.chapters.gradient_descent import STEP_SIZE as explorer\n"
    "from helpers.explorers import flipbook, laboratory",
    'flipbook(explorer, "learning_rate")',
    "laboratory(explorer)",
    "import ipywidgets\n"
    "import matplotlib.pyplot as plt\n"
    "%matplotlib inline\n"
    "def draw(learning_rate):\n"
    "    settings = explorer.settings(learning_rate=learning_rate)\n"
    "    still = {name: settings[name] for name in explorer.redraws}\n"
    "    state = explorer.compute(**settings)\n"
    "    fig = plt.figure(figsize=explorer.size)\n"
    "    explorer.paint(explorer.scene(fig, **still), state)\n"
    "    plt.show()\n"
    "    print(explorer.describe(state))\n"
    "    print(explorer.command(settings))\n"
    "ipywidgets.interact(draw, learning_rate=ipywidgets.FloatSlider(\n"
    "    value=0.048, min=0.004, max=0.24, step=0.001, readout_format='.4g'));",
)
# name: its cell, the picture that changes, the slider, where its value is read
KINDS = {
    "flip-book": (1, "canvas", "input[type=range]", "strong"),
    "laboratory": (2, "img:last-of-type", "[role=slider]", ".widget-readout"),
    "interact": (3, ".jp-OutputArea img", "[role=slider]", ".widget-readout"),
}

# Watches one cell at every frame: what its picture shows, and what its slider says.
WATCH = """([cell, picture, slider, readout]) => {
  const panel = window.jupyterapp.shell.currentWidget;
  const root = panel.content.widgets[cell].node.querySelector(".jp-Cell-outputArea");
  const watch = window.watch = { frames: [], pressed: 0, left: new Map(), lag: 0 };
  const last = () => [...root.querySelectorAll(picture)].at(-1);
  const value = () => parseFloat(root.querySelector(readout).textContent);
  const told = () => {
    const command = root.textContent.match(/-p learning_rate ([-.e\\d]+)/);
    return command ? parseFloat(command[1]) : value();
  };
  const handle = root.querySelector(slider);
  handle.dataset.lmSuppressShortcuts = "true";
  const note = (event) => { watch.pressed = event.timeStamp; };
  root.addEventListener("keydown", note, true);
  let seen = null, before = value();
  const frame = () => {
    if (window.watch !== watch) return;
    const shown = last();
    const ready = shown
      && (shown.tagName === "CANVAS" || (shown.complete && shown.naturalWidth));
    const sign = shown && (shown.tagName === "CANVAS"
      ? shown.closest("[data-page]").dataset.page : shown.src.slice(-4000));
    const now = performance.now();
    if (value() !== before) { watch.left.set(before, now); before = value(); }
    const behind = told();
    if (behind !== before && watch.left.has(behind))
      watch.lag = Math.max(watch.lag, now - watch.left.get(behind));
    if (ready && sign !== seen) {
      seen = sign;
      const channel = new MessageChannel(); // answers when this frame has been painted
      channel.port1.onmessage = () => watch.frames.push(performance.now());
      channel.port2.postMessage(null);
    }
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  handle.scrollIntoView({ block: "center" });
  handle.focus();
  const box = handle.getBoundingClientRect();
  const track = (handle.closest(".noUi-target") || handle).getBoundingClientRect();
  return { y: box.y + box.height / 2, x: box.x + box.width / 2,
    left: track.left, right: track.right, native: handle.tagName === "INPUT" };
}"""


def measure(page, kind):
    """Median milliseconds from key to frame; updates a second and lag of a drag."""
    page.evaluate(WATCH, KINDS[kind])
    page.wait_for_timeout(500)
    delays = []
    for press in range(PRESSES + 2):
        before = page.evaluate("() => watch.frames.length")
        page.keyboard.press("ArrowRight" if press % 2 else "ArrowLeft")
        page.wait_for_function(
            "count => watch.frames.length > count", arg=before, timeout=10_000
        )
        delays.append(page.evaluate("() => watch.frames.at(-1) - watch.pressed"))
        page.wait_for_timeout(120)
    return statistics.median(delays[2:]), *drag(page, kind)


def drag(page, kind, seconds=3.0):
    """Drag for some seconds; return updates a second and the longest lag in ms."""
    at = page.evaluate(WATCH, KINDS[kind])
    page.wait_for_timeout(300)
    start = page.evaluate("() => watch.frames.length")
    reach = (at["right"] - at["left"]) * 0.9
    if at["native"]:  # a click on the track takes the thumb there
        at["x"] = at["left"] + reach / 2
    page.mouse.move(at["x"], at["y"])
    page.mouse.down()
    began = time.monotonic()
    while (elapsed := time.monotonic() - began) < seconds:
        there = abs((elapsed / seconds * 2) % 2 - 1)  # right to left to right
        page.mouse.move(at["left"] + 5 + reach * there, at["y"])
        page.wait_for_timeout(8)
    frames, lag = page.evaluate("() => [watch.frames.length, watch.lag]")
    page.mouse.up()
    page.wait_for_timeout(500)
    return (frames - start) / seconds, lag


@contextlib.contextmanager
def running():
    """A page of JupyterLab in which all the cells have run."""
    with (
        tempfile.TemporaryDirectory() as folder,
        start_chromium() as browser,
    ):
        served = Path(folder) / "served"
        served.mkdir()
        private = Path(folder) / "private"
        with start_lab(served, private) as (address, token):
            lab = Lab(browser, served, address, token, private)
            page = lab.open(lab.write("bench.ipynb", *CELLS))
            lab.run_all(page)
            page.wait_for_timeout(2000)
            yield page
            lab.close()


def main():
    with running() as page:
        results = {kind: measure(page, kind) for kind in KINDS}
    slowest = results["interact"][0]
    print(f"{'':12}{'key to frame':>14}{'ratio':>8}{'drag':>16}{'behind':>10}")
    for kind, (delay, rate, lag) in results.items():
        print(
            f"{kind:12}{delay:11.0f} ms{slowest / delay:8.1f}"
            f"{rate:8.0f} frames/s{lag:7.0f} ms"
        )


if __name__ == "__main__":
    main()
