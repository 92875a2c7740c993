// A small picture as Python wrote it: of its parts only those that differ are touched.
const CLOSER = 600; // ms: how long a picture is seen to zoom

export default {
  initialize: hearing,
  render({ model, el }) {
    dressed(model, el);
    const box = document.createElement("div");
    box.className = "bp-figure bp-drawn";
    box.style.setProperty("--bp-width", model.get("width"));
    const calm = matchMedia("(prefers-reduced-motion: reduce)");
    let lines = [];
    let over = null;
    const draw = () => {
      over?.remove();
      const zoom = model.get("zoom");
      const seen = lines.length && zoom.length && !calm.matches && !document.hidden;
      over = seen ? layer(box.firstElementChild, zoom) : null;
      lines = becomePicture(box, model.get("svg"), lines);
      if (!over) return;
      box.firstElementChild.append(over);
      grow(over, zoom);
    };
    model.on("change:svg", draw);
    draw();
    el.append(box);
    return () => model.off("change:svg", draw);
  },
};

// What stands on the axes of a picture, once more, cut off at their edges.
function layer(picture, [left, top, width, height]) {
  const put = (part, place) => Object.entries(place).forEach(([name, value]) => part.setAttribute(name, value));
  const made = (name) => document.createElementNS(picture.namespaceURI, name);
  const [card, ...parts] = [...picture.children].map((part) => part.cloneNode(true));
  const [over, old, place] = [made("svg"), made("g"), { x: left, y: top, width, height }];
  put(over, { ...place, viewBox: [left, top, width, height].join(" "), class: "bp-zoom" });
  put(card, place);
  old.style.transformOrigin = `${left + width / 2}px ${top + height / 2}px`;
  old.append(...parts);
  over.append(card, old);
  return over;
}

// Lets it grow out of the axes, or shrink in them, over the new picture, in which its end is drawn.
function grow(over, [, , , , across, up]) {
  const transform = `scale(${across}, ${up})`;
  const frames = [{ transform: "none" }, { transform, opacity: 1, offset: 0.75 }, { transform, opacity: 0 }];
  const moves = over.lastElementChild.animate(frames, { duration: CLOSER, easing: "ease-in-out", fill: "forwards" });
  moves.onfinish = () => over.remove();
}
