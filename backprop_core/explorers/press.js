// A button. A press is a change of state like any other: messages of another kind run in another thread of the kernel,
// and would overtake the number that was typed just before.
export default {
  render({ model, el }) {
    const button = document.createElement("button");
    el.classList.add("bp-press");
    el.append(button);
    const show = () => {
      button.className = `jupyter-button widget-button${model.get("primary") ? " mod-primary" : ""}`;
      button.textContent = model.get("description");
      button.title = model.get("tooltip");
      button.disabled = model.get("disabled");
    };
    button.addEventListener("click", () => {
      model.set("clicks", model.get("clicks") + 1);
      model.save_changes();
    });
    const names = ["description", "tooltip", "disabled", "primary"].map((name) => `change:${name}`);
    for (const name of names) model.on(name, show);
    show();
    return () => names.forEach((name) => model.off(name, show));
  },
};
