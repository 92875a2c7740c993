// A labelled line of text. Enter sends what it holds; leaving it only tells what it holds. Both are changes of state, so
// that Enter and text are one message: its number makes it one that the kernel has not had before, a reload or not.
let entered = 0;

export default {
  initialize: hearing,
  render({ model, el }) {
    dressed(model, el);
    const { label, words, input } = makeLine(el);
    label.className = "bp-answer";

    const tell = (more = {}) => {
      for (const [name, value] of Object.entries({ text: input.value, ...more })) model.set(name, value);
      model.save_changes();
    };
    input.addEventListener("change", () => tell());
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      tell({ event: { kind: "enter", text: input.value, count: `${Date.now()}-${++entered}` } });
    });
    const show = () => {
      words.textContent = model.get("label");
      if (input.value !== model.get("text")) input.value = model.get("text");
    };
    const obey = (message) => message.focus && input.focus();
    model.on("change:label", show);
    model.on("change:text", show);
    model.on("msg:custom", obey);
    show();
    return () => {
      model.off("change:label", show);
      model.off("change:text", show);
      model.off("msg:custom", obey);
    };
  },
};
