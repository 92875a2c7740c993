// A labelled line for one number. Python reads what is typed: a browser's own number field drops a decimal comma.
export default {
  initialize: hearing,
  render({ model, el }) {
    dressed(model, el);
    const { words, input } = makeLine(el);
    el.classList.add("widget-inline-hbox", "widget-text", "bp-number");
    words.className = "widget-label";
    input.type = "text"; // its border and colours are ipywidgets' own for this type
    input.inputMode = "decimal";

    let known = ""; // the line as Python has it
    const report = (more) => {
      known = input.value;
      tell(model, { text: known, ...more });
    };
    const enter = () => input.value !== known && report();
    input.addEventListener("change", enter);
    input.addEventListener("keydown", (event) => {
      const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
      if (event.key === "Enter") enter();
      if (!by) return;
      event.preventDefault();
      report({ by });
    });

    const arrows = [["▴", 1], ["▾", -1]].map(([sign, by]) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = sign;
      button.tabIndex = -1; // keys have the arrow keys
      button.setAttribute("aria-hidden", "true");
      button.addEventListener("pointerdown", (event) => event.preventDefault()); // the line is not left
      button.addEventListener("click", () => report({ by }));
      return button;
    });
    const pair = document.createElement("span");
    pair.className = "bp-spin";
    pair.append(...arrows);
    el.append(pair);

    const show = () => {
      words.textContent = model.get("description");
      words.title = model.get("description");
      pair.hidden = !model.get("buttons");
      known = input.value = String(model.get("value"));
    };
    const names = ["description", "value", "buttons"].map((name) => `change:${name}`);
    for (const name of names) model.on(name, show);
    show();
    return () => names.forEach((name) => model.off(name, show));
  },
};
