// A small picture as Python wrote it: of its parts only those that differ are touched.
export default {
  initialize: hearing,
  render({ model, el }) {
    dressed(model, el);
    const box = document.createElement("div");
    box.className = "bp-figure bp-drawn";
    box.style.setProperty("--bp-width", model.get("width"));
    let lines = [];
    const draw = () => (lines = becomePicture(box, model.get("svg"), lines));
    model.on("change:svg", draw);
    draw();
    el.append(box);
    return () => model.off("change:svg", draw);
  },
};
