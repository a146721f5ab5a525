// What the reader chose, on this page or another. Read before anything is drawn.
const choices = {
  get(name) {
    try { return localStorage.getItem(`derived-${name}`) ?? ""; } catch { return ""; }
  },
  set(name, value) {
    try { localStorage.setItem(`derived-${name}`, value); } catch { /* no storage here */ }
  },
};
document.documentElement.dataset.theme = choices.get("theme");
