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
const CLOSER = 600; // ms: how long a picture is seen to zoom
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
    const zooming = makeZoom(img);
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
      zooming.end();
      if (shown && model.get("zoom").length) zooming.lay(shown, model.get("zoom"));
      loading = URL.createObjectURL(new Blob([png], { type: "image/png" }));
      img.src = loading;
    };
    const loaded = () => {
      zooming.begin();
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
      zooming.end();
      release(shown);
      release(loading);
    };
  },
};

// Lets what is in the axes grow out of them, or shrink in them, over the new picture, in which its end is drawn.
function makeZoom(img) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let over = null; // what is laid over the picture, and how it moves
  const end = () => {
    over?.clip.remove();
    over = null;
  };
  // While the old picture is still there: nothing flickers.
  const lay = (address, [left, top, width, height, across, up]) => {
    if (calm.matches || document.hidden) return;
    const { clientWidth: wide, clientHeight: high, offsetLeft, offsetTop } = img;
    const clip = document.createElement("div");
    clip.className = "bp-zoom";
    put(clip, offsetLeft + left * wide, offsetTop + top * high, width * wide, height * high);
    const old = document.createElement("img");
    old.alt = "";
    old.src = address;
    put(old, -left * wide, -top * high, wide, high);
    old.style.transformOrigin = `${100 * (left + width / 2)}% ${100 * (top + height / 2)}%`;
    clip.append(old);
    img.after(clip);
    over = { clip, old, transform: `scale(${across}, ${up})` };
  };
  const begin = () => {
    if (!over) return;
    const { clip, old, transform } = over;
    const frames = [{ transform: "none" }, { transform, opacity: 1, offset: 0.75 }, { transform, opacity: 0 }];
    old.animate(frames, { duration: CLOSER, easing: "ease-in-out", fill: "forwards" }).onfinish = () => over?.clip === clip && end();
  };
  return { lay, begin, end };
}

const put = (part, left, top, width, height) =>
  Object.entries({ left, top, width, height }).forEach(([name, value]) => (part.style[name] = `${value}px`));

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
