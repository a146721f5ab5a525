// Gives ipywidgets' controls and picture what they lack: names, spoken values, keys.
{
  const root = document.currentScript.closest(".derived-laboratory");
  const alt = document.currentScript.dataset.alt;
  const name = () => {
    for (const image of root.querySelectorAll("img")) {
      image.alt = image === root.querySelector("img") ? alt : "";
      image.decoding = "sync"; // else a frame now and then shows no picture
    }
    for (const sentence of root.querySelectorAll(".widget-html-content"))
      sentence.setAttribute("role", "status");
    for (const handle of root.querySelectorAll("[role=slider]")) {
      const control = handle.closest(".widget-inline-hbox");
      const readout = control.querySelector(".widget-readout");
      const label = control.querySelector("label").textContent;
      handle.setAttribute("aria-label", label);
      handle.setAttribute("aria-valuetext", readout.textContent);
      handle.dataset.lmSuppressShortcuts = "true"; // JupyterLab would take the arrows
      readout.setAttribute("aria-label", label + ", as a number");
    }
  };
  new MutationObserver(name).observe(root, { childList: true, subtree: true, characterData: true });
  name();
  root.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button && button.textContent.startsWith("Copy"))
      navigator.clipboard?.writeText(root.querySelector("code").textContent);
  });
}
