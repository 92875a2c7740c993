// The tasks of a view, one at a time: so they take no more room than one. Before them stand as many marks, which lead to
// each. One that the view does not tick off has a box.
const PRAISE = 1500; // ms for which one that has just been done stays

export default {
  initialize: hearing,
  render({ model, el }) {
    dressed(model, el);
    el.classList.add("bp-todo");
    const marks = document.createElement("div");
    const list = document.createElement("ul");
    list.setAttribute("aria-label", "To do in this view");
    const lines = model.get("texts").map((text, n) => {
      const byHand = model.get("by_hand")[n];
      const mark = document.createElement("button");
      const line = document.createElement("li");
      const task = document.createElement(byHand ? "label" : "span");
      const box = byHand && document.createElement("input");
      if (byHand) {
        box.type = "checkbox";
        box.addEventListener("change", () => tell(model, { kind: "tick", task: n, done: box.checked }));
        task.append(box);
      } else task.title = "Is ticked off by itself when it is done";
      task.append(text);
      line.append(task);
      mark.addEventListener("click", () => lead(n));
      marks.append(mark);
      list.append(line);
      return { mark, line, box };
    });
    el.append(marks, list);

    let now = 0, leaving = null;
    const lead = (to) => {
      clearTimeout(leaving);
      now = to;
      lines.forEach(({ mark, line }, n) => {
        line.classList.toggle("bp-now", n === to);
        mark.toggleAttribute("aria-current", n === to);
      });
    };
    const show = () => {
      const done = model.get("done");
      lines.forEach(({ mark, line, box }, n) => {
        line.classList.toggle("bp-done", done[n]);
        mark.textContent = done[n] ? "✓" : n + 1;
        mark.setAttribute("aria-label", `Task ${n + 1}: ${done[n] ? "done" : "not done yet"}`);
        if (box) box.checked = done[n];
      });
    };
    const next = () => model.get("done").findIndex((done, n) => !done && n > now);
    const onDone = () => {
      show();
      clearTimeout(leaving);
      if (model.get("done")[now] && next() >= 0) leaving = setTimeout(() => lead(next()), PRAISE);
    };
    model.on("change:done", onDone);
    show();
    lead(Math.max(model.get("done").indexOf(false), 0));
    return () => {
      clearTimeout(leaving);
      model.off("change:done", onDone);
    };
  },
};
