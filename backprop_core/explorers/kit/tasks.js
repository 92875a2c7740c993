// The tasks of a view, a line for each. Before one that the view ticks off stands a mark, before each other a box.
export default {
  initialize: hearing,
  render({ model, el }) {
    dressed(model, el);
    const list = document.createElement("ul");
    list.className = "bp-todo";
    list.setAttribute("aria-label", "To do in this view");
    const lines = model.get("texts").map((text, n) => {
      const byHand = model.get("by_hand")[n];
      const line = document.createElement("li");
      const task = document.createElement(byHand ? "label" : "div");
      const mark = document.createElement(byHand ? "input" : "span");
      const words = document.createElement("span");
      words.textContent = text;
      if (byHand) {
        mark.type = "checkbox";
        mark.addEventListener("change", () => tell(model, { kind: "tick", task: n, done: mark.checked }));
      } else {
        mark.setAttribute("role", "img");
        task.title = "Is ticked off by itself when it is done";
      }
      task.append(mark, words);
      line.append(task);
      list.append(line);
      return { line, mark, byHand };
    });
    el.append(list);
    const show = () =>
      lines.forEach(({ line, mark, byHand }, n) => {
        const done = model.get("done")[n];
        line.classList.toggle("bp-done", done);
        if (byHand) mark.checked = done;
        else {
          mark.textContent = done ? "✓" : "○";
          mark.setAttribute("aria-label", done ? "Done:" : "Not done yet:");
        }
      });
    model.on("change:done", show);
    show();
    return () => model.off("change:done", show);
  },
};
