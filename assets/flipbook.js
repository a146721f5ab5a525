// Plays a flip-book: its pictures and sentences stand in the JSON beside this script.
for (const root of document.querySelectorAll(".derived-flipbook:not([data-playing])")) {
  root.dataset.playing = "yes"; // a page may hold this script many times
  const book = JSON.parse(root.querySelector("script[type='application/json']").textContent);
  const still = root.querySelector("img");
  const sentence = root.querySelector("[role=status]");
  const picture = (source) => Object.assign(new Image(), { src: source });
  const background = picture(book.background);
  const layers = book.layers.map(picture);

  const canvas = document.createElement("canvas");
  canvas.width = book.width;
  canvas.height = book.height;
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", still.alt);
  const pen = canvas.getContext("2d");

  const control = document.createElement("label");
  control.className = "derived-control";
  const shown = document.createElement("strong");
  shown.style.minWidth = Math.max(...book.texts.map((text) => text.length)) + "ch";
  const slider = document.createElement("input");
  Object.assign(slider, { type: "range", min: book.min, max: book.max, step: book.step });
  slider.value = book.min + book.start * book.step;
  slider.setAttribute("aria-label", book.label);
  slider.dataset.lmSuppressShortcuts = "true"; // JupyterLab would take the arrow keys
  control.append(book.label, shown, slider);

  const turn = () => {
    const page = Math.round((slider.value - book.min) / book.step);
    shown.textContent = book.texts[page];
    sentence.textContent = book.sentences[page];
    if (book.spoken) slider.setAttribute("aria-valuetext", book.texts[page]);
    root.dataset.page = page;
    const draw = () => {
      if (root.dataset.page !== String(page)) return; // turned again meanwhile
      pen.drawImage(background, 0, 0);
      pen.drawImage(layers[page], 0, 0);
    };
    // drawImage decodes what is loaded before it returns: no page is ever blank.
    if (layers[page].complete) draw();
    else layers[page].onload = draw;
  };
  slider.addEventListener("input", turn);
  const open = () => {
    turn();
    still.replaceWith(canvas, control);
  };
  Promise.all([background, layers[book.start]].map((image) => image.decode())).then(open);
}
