// The line that says what can be done, behind a button "?". It opens by itself in the first view of its family in a
// notebook: who comes later, also by being run again, finds the place taken as long as that view is there.
const places = (window.backpropHints ??= new WeakMap()); // {notebook: {family: the line that opened by itself}}

export default {
  initialize: hearing,
  render({ model, el }) {
    dressed(model, el);
    el.classList.add("bp-how");
    const button = document.createElement("button");
    const words = document.createElement("span");
    button.textContent = "?";
    button.title = "How to use this view";
    button.setAttribute("aria-label", "How to use this view");
    words.className = "bp-hint";
    words.id = `bp-how-${model.get("family")}-${Math.random().toString(36).slice(2)}`;
    button.setAttribute("aria-controls", words.id);
    el.append(button, words);
    const open = (yes) => {
      words.hidden = !yes;
      button.setAttribute("aria-expanded", yes);
    };
    open(false);
    const show = () => (words.textContent = model.get("words"));
    model.on("change:words", show);
    show();
    button.addEventListener("click", () => open(words.hidden));

    // In which notebook it stands can be seen when it is laid out, which is before anything is painted.
    let taken = null;
    const family = model.get("family");
    const laid = new ResizeObserver(() => {
      if (taken || !el.clientWidth) return;
      const notebook = el.closest(".jp-Notebook") ?? document.body;
      taken = places.get(notebook) ?? {};
      places.set(notebook, taken);
      taken[family] ??= words;
      if (taken[family] === words) open(true);
      laid.disconnect();
    });
    laid.observe(el);
    return () => {
      laid.disconnect();
      model.off("change:words", show);
      if (taken?.[family] === words) delete taken[family];
    };
  },
};
