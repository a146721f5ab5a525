"""The book of exported pages, as it opens from a folder with the network off."""

import re
from itertools import product
from urllib.parse import unquote

import pytest
from axe_playwright_python.sync_playwright import Axe

from tools import workbook
from tools.book import export
from tools.browser import ROOT, Lab

pytestmark = pytest.mark.slow
NAMES = [path.stem for path in workbook.chapters()]
PAGES = ["index", *NAMES, "marking_key"]
PAPERS = {"A4": (210, 297), "Letter": (216, 279)}


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """Every page, made by this code."""
    folder = tmp_path_factory.mktemp("book")
    export.write(folder)
    return folder


@pytest.fixture
def read(chromium, book):
    """Open a page of the book in a fresh profile, offline."""
    lab = Lab(chromium, ROOT, "", "", ROOT)

    def opened(name, anchor="", width=1280, before="", **options):
        page = lab.page(offline=True, **options)
        page.add_init_script(before)
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"file://{book}/{name}.html{anchor}")
        return page

    yield opened
    for context in lab.contexts:
        context.close()


# How much of a page is wider than its window, and what of it.
WIDER = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll('main *')]
  .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
  .map(e => e.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_every_window_by_day_and_by_night(read, name):
    for width, scheme in product((380, 1280, 2560), ("light", "dark")):
        page = read(name, width=width, color_scheme=scheme)
        assert page.evaluate(WIDER) == []
        assert page.problems == []
        workbook.BUILD.mkdir(exist_ok=True)
        picture = workbook.BUILD / f"page-{name}-{width}-{scheme}.png"
        page.screenshot(path=picture)
        page.context.close()


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious(read, name):
    for scheme in ("light", "dark"):
        page = read(name, color_scheme=scheme)
        found = Axe().run(page).response["violations"]
        serious = [
            (rule["id"], node["html"][:120], node.get("failureSummary", "")[:200])
            for rule in found
            if rule["impact"] in ("serious", "critical")
            for node in rule["nodes"][:3]
        ]
        assert serious == []
        page.context.close()


# The characters of every line of prose that is full.
LINES = """() => [...document.querySelectorAll('.text > p')].flatMap(paragraph => {
  if (paragraph.querySelector('.katex, code')) return [];
  const range = document.createRange(), lines = {};
  const nodes = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
  while (nodes.nextNode())
    for (let at = 0; at < nodes.currentNode.length; at++) {
      range.setStart(nodes.currentNode, at);
      range.setEnd(nodes.currentNode, at + 1);
      const box = range.getClientRects()[0];
      const line = Math.round(box?.top / 9);
      if (box) lines[line] = (lines[line] ?? 0) + 1;
    }
  return Object.values(lines).slice(0, -1);
})"""


def test_a_line_has_65_to_75_characters(read):
    for width in (1280, 2560):
        lines = sorted(read("03_gradient_descent", width=width).evaluate(LINES))
        assert len(lines) > 50
        assert 65 <= lines[len(lines) // 2] <= 75


# Every height that the page has had, and when, asked once a frame: when it would be
# laid out anyway. To ask more often would have it laid out more often.
WATCH = """(() => {
  const heights = window.heights = [];
  const note = () => {
    heights.push([performance.now(), document.documentElement?.scrollHeight ?? 0]);
    requestAnimationFrame(note);
  };
  note();
})()"""
FINAL = """() => {
  const last = heights.at(-1)[1];
  const other = heights.findLastIndex(([, height]) => Math.abs(height - last) > 2);
  return [heights[other + 1][0], document.documentElement.scrollHeight];
}"""


@pytest.mark.parametrize("name", NAMES)
def test_formulas_are_final_within_a_second(read, name):
    page = read(name, before=WATCH)
    page.wait_for_timeout(2600)
    final, height = page.evaluate(FINAL)
    print(f"{name}: {final:.0f} ms")
    assert final < 1000
    # Pictures are read when they are near, and move nothing.
    page.mouse.wheel(0, height)
    page.wait_for_timeout(300)
    now = page.evaluate("document.documentElement.scrollHeight")
    assert abs(now - height) <= 2


def test_contents_say_where_one_is(read):
    page = read("04_adam", "#equation-4.9")
    here = page.locator(".contents [aria-current=location]")
    assert here.inner_text() == "8. How long can a step get?"
    for title in ("13. When Adam fails", "Further reading"):
        page.locator(".contents a", has_text=title).click()
        page.wait_for_timeout(100)
        assert here.inner_text() == title
        box, frame = here.bounding_box(), page.locator(".contents").bounding_box()
        assert frame["y"] <= box["y"] < frame["y"] + frame["height"] - box["height"]
    assert page.locator(".contents [aria-current=page]").inner_text() == "4 Adam"
    page.locator("h1").click()
    page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile("05_"))


def test_on_a_phone_bar_and_contents_stay(read):
    page = read("06_text_classifier", width=380)
    page.mouse.wheel(0, 20_000)
    page.wait_for_timeout(100)
    page.locator(".contents summary").click()
    page.locator(".contents a", has_text="Read the errors").click()
    page.wait_for_timeout(100)
    heading = page.get_by_role("heading", name="Read the errors")
    assert 0 < heading.bounding_box()["y"] < 250
    search = page.get_by_role("searchbox")
    search.fill("gradient")
    hit = page.locator("#found a").first
    hit.wait_for()
    box = hit.bounding_box()
    place = box["x"] + 60, box["y"] + box["height"] / 2
    # Nothing of the page lies above what was found.
    top = "([x, y]) => document.elementFromPoint(x, y).closest('#found') !== null"
    assert page.evaluate(top, place)


def test_an_equation_is_shown_where_it_is_referred_to(read):
    page = read("07_attention_and_bert")
    quote = page.get_by_role("tooltip")
    far = page.locator(".equation-link[href$='equation-3.13']").first
    near = page.locator(".equation-link[href$='equation-7.3']").first
    for link, number in ((far, "(3.13)"), (near, "(7.3)")):
        link.scroll_into_view_if_needed()
        link.hover()
        assert number in quote.inner_text()
        box = quote.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 1280
        # The pointer can go there, and copy from it.
        page.mouse.move(box["x"] + 9, box["y"] + 9, steps=8)
        page.wait_for_timeout(400)
        assert quote.is_visible()
        page.mouse.move(0, 0)
        quote.wait_for(state="hidden")
        link.focus()
        assert number in quote.inner_text()
        page.keyboard.press("Escape")
        assert quote.is_hidden()
    near.click()
    assert page.url.endswith("#equation-7.3")


OPEN = "for (const fold of document.querySelectorAll('details')) fold.open = true"
CUT = """() => [...document.querySelectorAll('.formula, .text pre')]
  .filter(e => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1)
  .map(e => e.textContent.slice(0, 60))"""


@pytest.mark.parametrize("name", NAMES)
def test_no_formula_and_no_solution_is_cut_on_a_screen(read, name):
    page = read(name)
    page.evaluate(
        "document.querySelectorAll('details').forEach(d => { d.open = true })"
    )
    assert page.evaluate(CUT) == []


def test_folded_code_opens_with_a_key_and_all_at_once(read):
    page = read("02_mse")
    folds, opened = page.locator("details.fold"), page.locator("details.fold[open]")
    count = folds.count()
    assert count > 20 and opened.count() == 0
    folds.first.locator("summary").press("Enter")
    assert opened.count() == 1
    prose = page.get_by_text("What squares cannot bear").last
    prose.scroll_into_view_if_needed()
    place = prose.bounding_box()["y"]
    page.get_by_role("button", name="Show all code").press("Enter")
    assert opened.count() == count
    assert abs(prose.bounding_box()["y"] - place) < 250  # not a screen away
    page.locator("nav.turn [rel=next]").click()  # and so on the next page
    page.wait_for_url(re.compile("03_"))
    assert opened.count() == folds.count() > 20
    page.get_by_role("button", name="Fold all code").press("Enter")
    assert opened.count() == 0


def test_search_finds_and_leads_there_by_keys_alone(read):
    page = read("00_start_here")
    page.keyboard.press("/")
    page.keyboard.type("qwertyzxcv")
    page.get_by_text("Nothing of that in any chapter.").wait_for()
    search = page.get_by_role("searchbox")
    for asked, name, title in (
        ("bias correction", "04_adam", "3. Why do the first steps limp?"),
        ("dropout", "06_text_classifier", "What dropout does"),
        ("sqrt d", "07_attention_and_bert", "2. Why the root of d?"),
    ):
        search.fill(asked)
        hit = page.locator("#found a", has_text=title)
        hit.wait_for()
        marked = " ".join(hit.locator("mark").all_inner_texts()).lower()
        assert asked.split()[0] in marked
        assert f"{name}.html#" in hit.get_attribute("href")
    page.keyboard.press("ArrowDown")
    assert page.locator("#found a").first.evaluate("a => a === document.activeElement")
    page.keyboard.press("ArrowUp")
    first = page.locator("#found a").first.get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(re.escape(first)))
    assert page.problems == []
    page.keyboard.press("/")
    page.keyboard.type("x")
    page.keyboard.press("Escape")
    assert page.locator("#found").is_hidden()
    assert page.evaluate("document.activeElement === document.body")


def test_the_colours_that_were_chosen_stay(read):
    page = read("index", color_scheme="light")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.get_by_label("Colours").select_option("dark")
    dark = page.evaluate(paper)
    page.locator("main h2 a[href$='.html']").first.click()
    page.wait_for_url(re.compile("00_"))
    assert page.evaluate(paper) == dark != light


def test_every_slider_plays(read):
    for name in NAMES:
        page = read(name)
        for flipbook in page.locator(".derived-flipbook").all():
            slider, canvas = flipbook.locator("input"), flipbook.locator("canvas")
            seen = set()
            for key in ("Home", "ArrowRight", "End"):
                slider.press(key)
                picture = canvas.evaluate("canvas => canvas.toDataURL()")
                seen.add((flipbook.get_by_role("status").inner_text(), picture))
            assert len(seen) == 3
        assert page.problems == []


# What is wider than the paper, and what is printed though it was folded.
SPILLED = """() => [...document.querySelectorAll('main *')]
  .filter(e => e.checkVisibility() && !e.closest('.katex-mathml, svg')
    && (e.getBoundingClientRect().right > innerWidth + 1
      || e.matches('pre, .formula, .shown, table')
      && e.scrollWidth > e.clientWidth + 1))
  .map(e => e.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("name", NAMES)
def test_a_chapter_prints_on_a4_and_letter(read, name, tmp_path):
    for paper, (width, height) in PAPERS.items():
        page = read(name)
        page.emulate_media(media="print")
        inside = round((width - 30) / 25.4 * 96), round((height - 32) / 25.4 * 96)
        page.set_viewport_size({"width": inside[0], "height": inside[1]})
        assert page.evaluate(SPILLED) == []
        page.pdf(path=tmp_path / "page.pdf", format=paper, prefer_css_page_size=False)
        count = len(
            re.findall(rb"/Type\s*/Page\b", (tmp_path / "page.pdf").read_bytes())
        )
        print(name, paper, count, "pages")
        assert 4 < count < 60
        page.context.close()


IDS = "[...document.querySelectorAll('[id]')].map(e => e.id)"
HREFS = "[...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href'))"


def test_every_link_leads_somewhere(read):
    anchors, links = {}, {}
    for name in PAGES:
        page = read(name)
        anchors[name] = set(page.evaluate(IDS))
        links[name] = page.evaluate(HREFS)
        page.evaluate("prepare()")
        page.wait_for_function("window.derivedSections")
        links[name] += page.evaluate("derivedSections.map(section => section.page)")
        page.context.close()
    broken = []
    for name, hrefs in links.items():
        for href in hrefs:
            address, _, anchor = href.partition("#")
            if address.startswith("http"):
                continue
            there, anchor = address.removesuffix(".html") or name, unquote(anchor)
            if there not in anchors or (anchor and anchor not in anchors[there]):
                broken.append((name, href))
    assert broken == []
    assert {f"{name}.html" for name in NAMES} <= set(links["index"])
