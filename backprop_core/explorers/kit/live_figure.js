// One persistent <img>: a new picture replaces the old one without a flicker, and only the newest is decoded. Where
// the figure has handles, a focusable box around the image reports what pointer and arrow keys do to it.
const TIMES = 10; // what Shift does to a step of an arrow key
const WAYS = {
  x: { keys: ["ArrowLeft", "ArrowRight"], cursor: "ew-resize", touch: "pan-y", named: "Left and Right" },
  y: { keys: ["ArrowDown", "ArrowUp"], cursor: "ns-resize", touch: "pan-x", named: "Up and Down" },
  xy: {
    keys: ["ArrowLeft", "ArrowRight", "ArrowDown", "ArrowUp"], cursor: "move", touch: "none", named: "the arrow keys",
  },
};
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] };

export default {
  initialize: hearing,
  render({ model, el }) {
    dressed(model, el);
    const img = document.createElement("img");
    img.className = "bp-figure";
    img.draggable = false;
    const way = WAYS[model.get("handles")];
    const handles = way ? takeHold({ model, el, img, way }) : null;
    if (!handles) el.appendChild(img);

    let shown = null; // the address of the picture on the screen
    let loading = null;
    let stale = false;
    const release = (address) => address && URL.revokeObjectURL(address);
    const draw = () => {
      img.alt = model.get("alt");
      img.style.setProperty("--bp-width", model.get("width"));
      if (loading) {
        stale = true;
        return;
      }
      const png = model.get("png");
      if (!png || png.byteLength === 0) return;
      loading = URL.createObjectURL(new Blob([png], { type: "image/png" }));
      img.src = loading;
    };
    const loaded = () => {
      release(shown);
      shown = loading;
      loading = null;
      if (stale) {
        stale = false;
        draw();
      }
    };
    img.addEventListener("load", loaded);
    img.addEventListener("error", loaded);

    const tellPage = () => {
      const theme = document.body.dataset.jpThemeLight === "false" ? "dark" : "light";
      const page = { pixel_ratio: window.devicePixelRatio * zoomOf(img), theme };
      if (Object.keys(page).every((name) => model.get(name) === page[name])) return;
      model.set(page);
      model.save_changes();
    };
    window.addEventListener("resize", tellPage); // fires on zoom, too
    const themes = new MutationObserver(tellPage);
    themes.observe(document.body, { attributeFilter: ["data-jp-theme-light"] });
    const growing = new ResizeObserver(tellPage); // as with its view
    growing.observe(img);
    model.on("change:png", draw);
    draw();
    tellPage();
    return () => {
      handles?.release();
      window.removeEventListener("resize", tellPage);
      themes.disconnect();
      growing.disconnect();
      model.off("change:png", draw);
      release(shown);
      release(loading);
    };
  },
};

function takeHold({ model, el, img, way }) {
  const box = document.createElement("div");
  box.className = "bp-handles";
  box.tabIndex = 0;
  box.setAttribute("role", "application"); // screen readers hand the arrow keys on
  box.style.cursor = way.cursor;
  box.style.touchAction = way.touch;
  box.append(img);
  el.append(box);

  const describe = () =>
    box.setAttribute("aria-label", `Drag the point, or move it with ${way.named}; Shift: ten times as far. ${model.get("alt")}`);

  // ---- to Python: a newer event of the same kind replaces the one that waits, or adds to it ---------------------
  const merge = (last, event) =>
    event.kind === "move" ? { ...event, dx: last.dx + event.dx, dy: last.dy + event.dy } : event;
  const queue = makeQueue({ model, el, merge });
  const send = queue.send;
  const answered = () => {
    queue.answered();
    queue.flush();
  };

  // ---- pointer: places are fractions of the image, so that they hold at whatever size the page shows it --------
  let held = false;
  const drag = (event) => {
    const { x, y, width, height } = img.getBoundingClientRect();
    send({ kind: "drag", x: (event.clientX - x) / width, y: (event.clientY - y) / height });
  };
  box.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || held) return;
    event.preventDefault();
    box.focus({ preventScroll: true });
    box.setPointerCapture(event.pointerId);
    held = true;
    drag(event);
  });
  box.addEventListener("pointermove", (event) => held && drag(event));
  const drop = () => {
    if (held) send({ kind: "drop" });
    held = false;
  };
  for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) box.addEventListener(end, drop);

  // ---- keyboard -------------------------------------------------------------------------------------------------
  box.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !way.keys.includes(event.key)) return;
    event.preventDefault();
    const [dx, dy] = STEPS[event.key].map((step) => step * (event.shiftKey ? TIMES : 1));
    send({ kind: "move", dx, dy });
  });

  model.on("change:frame", answered);
  model.on("change:alt", describe);
  describe();
  return {
    release() {
      queue.release();
      model.off("change:frame", answered);
      model.off("change:alt", describe);
    },
  };
}
