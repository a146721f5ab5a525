"use strict";

// Colours

const theme = document.getElementById("theme");
theme.value = choices.get("theme");
theme.addEventListener("change", () => {
  document.documentElement.dataset.theme = theme.value;
  choices.set("theme", theme.value);
});

// Folded code

const allCode = document.getElementById("all-code");
const bar = document.querySelector(".bar");

function unfold(open) {
  for (const fold of document.querySelectorAll("details.fold")) fold.open = open;
  allCode.textContent = open ? "Fold all code" : "Show all code";
}

allCode?.addEventListener("click", () => {
  const open = choices.get("code") !== "open";
  choices.set("code", open ? "open" : "");
  // What one reads stays where it is.
  const cells = [...document.querySelectorAll("main > .cell")];
  const seen = cells.find(cell => cell.getBoundingClientRect().top >= bar.offsetHeight) ?? cells[0];
  const before = seen.getBoundingClientRect().top;
  document.documentElement.style.overflowAnchor = "none";
  unfold(open);
  scrollBy(0, seen.getBoundingClientRect().top - before);
  document.documentElement.style.overflowAnchor = "";
});
if (allCode && choices.get("code") === "open") unfold(true);

// Where one is

const list = document.querySelector(".contents");
const contents = list.querySelector("details");
const entries = new Map();
for (const link of list.querySelectorAll("a[href^='#']")) {
  const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (heading) entries.set(heading, link);
}

function follow() {
  let here = null;
  const low = scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
  const line = low ? innerHeight : 140;
  for (const [heading, link] of entries) {
    if (heading.getBoundingClientRect().top > line) break;
    here = link;
  }
  for (const link of entries.values()) {
    if (link === here) link.setAttribute("aria-current", "location");
    else link.removeAttribute("aria-current");
  }
  if (!here || !contents.open) return;
  const { top, bottom } = here.getBoundingClientRect();
  const frame = list.getBoundingClientRect();
  if (top < frame.top + 60 || bottom > frame.bottom - 60) {
    list.scrollTop += top - frame.top - frame.height / 2;
  }
}

let waiting = false;
function soon() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => { waiting = false; follow(); });
}
addEventListener("scroll", soon, { passive: true });
addEventListener("resize", soon);

// In a narrow window the list is one line below the bar, until it is opened.
const narrow = matchMedia("(max-width: 1099px)");
const fit = () => { contents.open = !narrow.matches; };
narrow.addEventListener("change", fit);
fit();
follow();
list.addEventListener("click", event => {
  if (event.target.closest("a") && narrow.matches) contents.open = false;
});

// An equation beside the place that refers to it

const quote = document.createElement("div");
quote.id = "quote";
quote.className = "quote";
quote.setAttribute("role", "tooltip");
quote.hidden = true;
document.body.append(quote);
let quoted = null, closing = 0;

function showEquation(link) {
  clearTimeout(closing);
  const number = link.hash.replace("#equation-", "");
  const elsewhere = document.getElementById(`quote-${number}`);
  const here = document.getElementById(`equation-${number}`);
  const copy = elsewhere ? elsewhere.content.cloneNode(true) : here?.cloneNode(true);
  if (!copy) return;
  copy.removeAttribute?.("id");
  for (const part of copy.querySelectorAll("[id]")) part.removeAttribute("id");
  quote.replaceChildren(copy);
  quote.hidden = false;
  quoted = link;
  link.setAttribute("aria-describedby", "quote");
  const place = link.getBoundingClientRect(), size = quote.getBoundingClientRect();
  const text = document.getElementById("text").getBoundingClientRect();
  const left = Math.max(8, Math.min(place.left, Math.max(text.right, place.right) - size.width));
  const room = place.top - size.height - bar.offsetHeight > 12;
  const above = room && (link.closest("pre") || place.bottom + size.height + 12 > innerHeight);
  quote.style.left = `${left + scrollX}px`;
  quote.style.top = `${(above ? place.top - size.height - 6 : place.bottom + 6) + scrollY}px`;
}

function hideEquation() {
  quoted?.removeAttribute("aria-describedby");
  quote.hidden = true;
  quoted = null;
}

// Not at once: the pointer may be on its way to the equation.
function hideSoon() {
  clearTimeout(closing);
  closing = setTimeout(hideEquation, 250);
}

for (const link of document.querySelectorAll(".equation-link")) {
  link.addEventListener("pointerenter", () => showEquation(link));
  link.addEventListener("focus", () => showEquation(link));
  link.addEventListener("pointerleave", hideSoon);
  link.addEventListener("blur", hideEquation);
}
quote.addEventListener("pointerenter", () => clearTimeout(closing));
quote.addEventListener("pointerleave", hideSoon);

// Search

const search = document.getElementById("search");
const found = document.getElementById("found");
const ASIDE = /^(Further reading|What the article said|What you can|The result, for machines)/;
let index = null;

function load(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
}

// Read when it is first asked for. From a disk no page may fetch, but it may load a script.
async function prepare() {
  await Promise.all([load("book/minisearch.js"), load("book/sections.js")]);
  const sections = new MiniSearch({
    fields: ["title", "text", "code", "chapter"],
    storeFields: ["page", "chapter", "title", "text"],
    searchOptions: {
      boost: { title: 2, code: 0.3 },
      boostDocument: (id, term, stored) => (ASIDE.test(stored.title) ? 0.2 : 1),
      prefix: word => word.length > 2,
      fuzzy: word => (word.length > 4 ? 0.15 : false),
      weights: { prefix: 0.5, fuzzy: 0.2 },
      combineWith: "AND",
    },
  });
  sections.addAll(window.derivedSections.map((section, id) => ({ id, ...section })));
  return sections;
}

// The words around the first one that was found, and those found marked.
function excerpt(hit) {
  const part = document.createElement("span");
  part.className = "how";
  const words = hit.text.split(" "), terms = new Set(Object.keys(hit.match));
  const bare = words.map(word => word.toLowerCase().replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ""));
  // The longest says most.
  const longest = [...terms].sort((a, b) => b.length - a.length).find(term => bare.includes(term));
  const start = Math.max(0, bare.indexOf(longest) - 6);
  part.append(start ? "… " : "");
  for (let k = start; k < Math.min(start + 20, words.length); k++) {
    const word = terms.has(bare[k]) ? document.createElement("mark") : document.createElement("span");
    word.textContent = words[k];
    part.append(word, " ");
  }
  part.append("…");
  return part;
}

function entry(hit) {
  const link = document.createElement("a");
  link.href = hit.page;
  for (const [kind, text] of [["where", hit.chapter], ["what", hit.title]]) {
    const part = document.createElement("span");
    part.className = kind;
    part.textContent = text;
    link.append(part);
  }
  link.append(excerpt(hit));
  return link;
}

async function answer() {
  const asked = search.value.trim();
  found.hidden = !asked;
  if (!asked) return;
  index ??= prepare();
  const sections = await index;
  if (search.value.trim() !== asked) return;
  const all = sections.search(asked);
  const hits = all.length ? all : sections.search(asked, { combineWith: "OR" });
  found.replaceChildren(...hits.slice(0, 12).map(entry));
  if (!hits.length) found.textContent = "Nothing of that in any chapter.";
}

function closeSearch() {
  search.value = "";
  found.hidden = true;
}

search.addEventListener("focus", () => { index ??= prepare(); });
search.addEventListener("input", answer);
search.addEventListener("keydown", event => {
  if (event.key === "Enter") found.querySelector("a")?.click();
});
found.addEventListener("click", event => { if (event.target.closest("a")) closeSearch(); });
document.addEventListener("pointerdown", event => {
  if (!event.target.closest("search")) found.hidden = true;
});

// What is wider than its place is scrolled by keys, too, and fades at its edge

function reach() {
  for (const part of document.querySelectorAll("main pre, .formula, .shown, main table")) {
    const wide = part.scrollWidth > part.clientWidth + 1;
    part.classList.toggle("wide", wide);
    if (wide) part.tabIndex = 0;
    else part.removeAttribute("tabindex");
  }
}
addEventListener("resize", reach);
document.addEventListener("toggle", reach, true);
document.fonts.ready.then(reach);

// Keys

addEventListener("keydown", event => {
  const at = document.activeElement, typing = at.closest("input, select, textarea");
  if (event.key === "/" && !typing) {
    event.preventDefault();
    search.focus();
  }
  if (event.key === "Escape") {
    hideEquation();
    if (at === search || found.contains(at)) search.blur();
    closeSearch();
  }
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const links = [...found.querySelectorAll("a")], place = links.indexOf(at);
    if (found.hidden || (place < 0 && at !== search)) return;
    event.preventDefault();
    (links[place + (event.key === "ArrowDown" ? 1 : -1)] ?? search).focus();
  }
  const turn = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
  const plain = !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
  if (turn && plain && (at === document.body || at.id === "text")) {
    document.querySelector(`.turn [rel="${turn}"]`)?.click();
  }
});
