// What a student does goes to Python as a message, not as a change of state, which ipywidgets would hold back until the
// one before has been dealt with. Each has a number that rises within this page.
const page = `${Date.now()}-${Math.random()}`;
let told = 0;
const tell = (model, event) => {
  try {
    model.send({ ...event, page, count: ++told });
  } catch {
    // There is no kernel any more: nobody will answer, and where somebody waits for an answer that is said.
  }
};

