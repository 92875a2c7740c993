// A button. A press is a change of state like any other: messages of another kind run in another thread of the kernel,
// and would overtake the number that was typed just before.
export default {
  initialize: hearing,
  render({ model, el }) {
    dressed(model, el);
    const button = document.createElement("button");
    el.classList.add("bp-press");
    el.append(button);
    el.focus = () => button.focus(); // what `focus()` in Python asks for
    // A button on which the student still is keeps the keys, so that Tab goes on from there: it only looks unusable.
    const show = () => {
      const off = model.get("disabled");
      button.className = `jupyter-button widget-button${model.get("primary") ? " mod-primary" : ""}`;
      button.textContent = model.get("description");
      button.title = model.get("tooltip");
      spoken("aria-label", model.get("name"));
      spoken("aria-current", model.get("current") && "step");
      button.disabled = off && document.activeElement !== button;
      button.setAttribute("aria-disabled", off);
    };
    const spoken = (name, words) => (words ? button.setAttribute(name, words) : button.removeAttribute(name));
    const tell = (name, value) => {
      model.set(name, value);
      model.save_changes();
    };
    // A text keeps its newest letters back until the kernel has answered to those before. After an answer of the kernel
    // they are on their way, and only then does the press follow.
    let waiting = false;
    button.addEventListener("blur", show);
    button.addEventListener("click", () => {
      if (model.get("disabled")) return;
      if (!model.get("patient")) return tell("clicks", model.get("clicks") + 1);
      waiting = true;
      tell("asked", model.get("asked") + 1);
    });
    const answered = () => {
      if (!waiting || model.get("answered") < model.get("asked")) return;
      waiting = false;
      setTimeout(() => tell("clicks", model.get("clicks") + 1), 0);
    };
    model.on("change:answered", answered);
    const names = ["description", "tooltip", "disabled", "primary", "name", "current"].map((name) => `change:${name}`);
    for (const name of names) model.on(name, show);
    show();
    return () => {
      names.forEach((name) => model.off(name, show));
      model.off("change:answered", answered);
    };
  },
};
