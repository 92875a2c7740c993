// Swaps in the SVG that Python wrote and reports pointer and keyboard. Focus and pointer capture belong to the box
// around the SVG, so a swap disturbs neither. The box is one Tab stop; aria-activedescendant names what is chosen.
const PER_PIXEL = 0.01; // a drag of one pixel changes a number by this much; with Shift by ten times as much
const GLOW = 1000; // ms for which numbers that have changed are marked
// On an axis a pixel is no round number: the pixel that is nearest to a tenth is that tenth, so that 0 can be reached.
const tenth = (value, perPixel) => {
  const round = Math.round(10 * value) / 10;
  return Math.abs(value - round) <= perPixel / 2 ? round : value;
};

export default {
  initialize: hearing,
  render({ model, el }) {
    dressed(model, el);
    const box = document.createElement("div");
    box.className = "bp-diagram bp-drawn";
    box.tabIndex = 0;
    box.setAttribute("role", model.get("role"));
    const rows = model.get("role") === "grid"; // they lie below each other
    const name = () => box.setAttribute("aria-label", model.get("label"));
    name();
    el.append(box);

    // ---- to Python: newer events of the same kind about the same item replace or add to those that wait --------
    let held = null; // what the pointer holds
    const merge = (last, event) => {
      if (last.item !== event.item || event.kind === "select") return null;
      const adds = typeof event.by === "number" && typeof last.by === "number";
      return adds ? { ...event, by: last.by + event.by } : event;
    };
    const queue = makeQueue({ model, el, merge });
    const wave = makeWave({ model, box });
    const send = queue.send;
    // Keys may come faster than answers: after Left or Right, "chosen" is what the kernel will have chosen by then.
    const item = () => (queue.holds("choose") ? "chosen" : chosen()?.dataset.item);
    const answered = () => {
      queue.answered();
      swap();
      wave.begin();
      queue.flush();
      if (editWhenAnswered && !queue.waits()) edit();
    };
    let lines = []; // of the picture that stands there
    const swap = () => {
      wave.end(); // nothing else stands in the box, and nothing of the picture is on its way
      lines = becomePicture(box, model.get("svg"), lines);
      mark();
      light(); // the parts under a resting pointer may be the same, which hears nothing then
      const chosen = box.querySelector('[aria-selected="true"]');
      if (chosen) box.setAttribute("aria-activedescendant", chosen.id);
      else box.removeAttribute("aria-activedescendant");
      if (chosen && !held && box.scrollWidth > box.clientWidth && document.activeElement === box) {
        const at = chosen.getBoundingClientRect().x - box.getBoundingClientRect().x;
        if (at < 0 || at > box.clientWidth - 60) box.scrollLeft += at - box.clientWidth / 2;
      }
    };
    const chosen = () => box.querySelector('[aria-selected="true"]');
    const parts = (item) => [...box.querySelectorAll(`[data-item="${item}"]`)];

    // ---- what is pointed at, in the picture or where its symbol stands in the view around it --------------------
    let under = null; // the item on which the pointer is
    let view = null; // the view around the picture, once there is one
    const links = (which) => (view ? [...view.querySelectorAll(`.bp-symbol${which}`)] : []);
    const light = () => {
      for (const part of [...box.querySelectorAll(".hover"), ...links(".hover")]) part.classList.remove("hover");
      if (!under || held) return;
      for (const part of [...parts(under), ...links(`[data-item="${under}"]`)]) part.classList.add("hover");
    };

    // ---- which numbers have changed: after a step, and at the end of a drag -----------------------------------------
    let numbers = null; // {number and the words before it: its digits} as they were when all stood still
    let changed = new Set();
    let fading = null;
    const texts = () => {
      const found = new Map();
      for (const part of box.querySelectorAll("[data-item] text")) {
        const number = part.textContent.search(/[−+]?\d/); // what is a letter alone comes and goes with what is chosen
        if (number < 0) continue;
        let name = `${part.closest("[data-item]").dataset.item} ${part.textContent.slice(0, number)}`;
        while (found.has(name)) name += "'";
        found.set(name, part);
      }
      return found;
    };
    const mark = () => {
      if (held?.moved && !changed.size) return;
      const now = texts();
      if (!held?.moved) {
        const digits = new Map([...now].map(([name, part]) => [name, part.textContent]));
        const news = [...digits].filter(([name, text]) => numbers?.has(name) && numbers.get(name) !== text);
        numbers = digits;
        if (news.length) {
          changed = new Set(news.map(([name]) => name));
          clearTimeout(fading);
          fading = setTimeout(() => {
            changed.clear();
            for (const part of box.querySelectorAll("text.changed")) part.classList.remove("changed");
          }, GLOW);
        }
      }
      for (const name of changed) now.get(name)?.classList.add("changed");
    };

    // ---- pointer: click chooses, dragging up and down changes, a double click types ---------------------------
    // The picture is swapped between press and release, so the browser sees no click: we tell a double one ourselves.
    const DOUBLE = 400; // ms
    let last = { item: null, time: 0 };
    box.addEventListener("pointerdown", (event) => {
      const target = event.target.closest("[data-item]");
      if (!target || event.button !== 0) return;
      event.preventDefault();
      box.focus({ preventScroll: true });
      const item = target.dataset.item;
      const double = last.item === item && event.timeStamp - last.time < DOUBLE;
      last = { item, time: event.timeStamp };
      if (double && target.classList.contains("drag")) {
        held = null;
        edit(item);
        return;
      }
      box.setPointerCapture(event.pointerId);
      held = { item, x: event.clientX, y: event.clientY, value: Number(target.dataset.value), moved: false };
      held.drags = target.classList.contains("drag");
      held.perPixel = perPixel(target);
      held.handle = handle(target);
      send({ kind: "select", item: held.item });
    });
    // On an axis a number stays under the pointer. Elsewhere it grows upward and to the right.
    const perPixel = (target, unit = Number(target.dataset.unit)) => {
      const { width } = target.ownerSVGElement?.viewBox.baseVal ?? {};
      return unit ? width / target.ownerSVGElement.getBoundingClientRect().width / unit : 0;
    };
    // A point of a picture stays under the pointer in both directions, or in the one in which it moves.
    const handle = (target) => {
      const { handle: name, at, scale } = target.dataset;
      if (!name) return null;
      const [across, up] = at.split(" ").map(Number);
      return { name, across, up, per: scale.split(" ").map((unit) => perPixel(target, Number(unit))) };
    };
    const dragHandle = ({ clientX, clientY }) => {
      const [right, up] = [clientX - held.x, held.y - clientY];
      if (!held.moved && Math.hypot(right, up) < 3) return;
      Object.assign(held, { moved: true, x: clientX, y: clientY });
      const point = held.handle;
      point.across += right * point.per[0];
      point.up += up * point.per[1];
      last.item = null;
      send({ kind: "drag", item: held.item, handle: point.name, across: point.across, up: point.up });
    };
    box.addEventListener("pointermove", (event) => {
      if (!held || !held.drags) return;
      if (held.handle) return dragHandle(event);
      const up = held.y - event.clientY;
      const by = held.perPixel ? up : up + event.clientX - held.x;
      if (by === 0 || (!held.moved && Math.abs(by) < 3)) return;
      held.moved = true;
      last.item = null;
      Object.assign(held, { x: event.clientX, y: event.clientY });
      held.value += by * (held.perPixel || PER_PIXEL * (event.shiftKey ? 10 : 1));
      send({ kind: "drag", item: held.item, value: held.perPixel ? tenth(held.value, held.perPixel) : held.value });
    });
    const drop = () => {
      const moved = held?.moved;
      held = null;
      if (moved) send({ kind: "drop" });
      light();
    };
    box.addEventListener("pointerup", drop);
    box.addEventListener("pointercancel", drop);
    // A finger on a number drags it, beside the numbers it scrolls. (The page heeds no touch-action within a picture.)
    const keep = (event) => event.target.closest(".drag") && event.preventDefault();
    box.addEventListener("touchstart", keep, { passive: false });
    const point = (item) => {
      under = item;
      light();
    };
    box.addEventListener("pointerover", (event) => point(event.target.closest("[data-item]")?.dataset.item));
    box.addEventListener("pointerleave", () => point(null));
    const symbol = (event) => {
      if (!box.contains(event.target)) point(event.target.closest(".bp-symbol")?.dataset.item);
    };

    // ---- keyboard ---------------------------------------------------------------------------------------------
    box.addEventListener("keydown", (event) => {
      if (event.target !== box || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "Tab" || (event.key === "Enter" && event.shiftKey)) return;
      const times = event.shiftKey ? 10 : 1;
      const changes = item() === "chosen" || chosen()?.classList.contains("drag");
      if (event.key === "ArrowLeft" || (rows && event.key === "ArrowUp")) send({ kind: "choose", by: -1 });
      else if (event.key === "ArrowRight" || (rows && event.key === "ArrowDown")) send({ kind: "choose", by: 1 });
      else if (event.key === "Home") send({ kind: "choose", by: "first" });
      else if (event.key === "End") send({ kind: "choose", by: "last" });
      else if (event.key === "ArrowUp" && changes) send({ kind: "change", item: item(), by: times });
      else if (event.key === "ArrowDown" && changes) send({ kind: "change", item: item(), by: -times });
      else if (event.key === "Enter" && queue.waits()) editWhenAnswered = true; // what is chosen is not settled yet
      else if (event.key === "Enter") edit();
      else if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
      event.preventDefault();
    });

    // ---- Enter or a double click: type the number -------------------------------------------------------------
    let editWhenAnswered = false;
    const edit = (item = chosen()?.dataset.item) => {
      editWhenAnswered = false;
      const target = item && parts(item)[0];
      if (!target || !target.classList.contains("drag") || el.querySelector(".bp-edit")) return;
      const place = parts(item).pop().getBoundingClientRect();
      const around = el.getBoundingClientRect();
      const input = document.createElement("input");
      input.className = "bp-edit";
      input.inputMode = "decimal";
      input.setAttribute("aria-label", `New number for ${target.getAttribute("aria-label")}. Enter sets it, Escape leaves it.`);
      input.value = target.dataset.value;
      let open = true;
      const close = (focus) => {
        if (!open) return;
        open = false;
        input.remove();
        if (focus) box.focus({ preventScroll: true });
      };
      const before = input.value;
      const done = (focus) => {
        if (open && input.value !== before) send({ kind: "type", item, text: input.value });
        close(focus);
      };
      input.addEventListener("keydown", (event) => {
        event.stopPropagation();
        if (event.key === "Enter") done(true);
        else if (event.key === "Escape") close(true);
      });
      input.addEventListener("blur", () => done(false));
      el.append(input);
      const left = place.x + place.width / 2 - around.x - input.offsetWidth / 2;
      input.style.left = `${Math.min(Math.max(left, 0), around.width - input.offsetWidth)}px`;
      input.style.top = `${place.y + place.height / 2 - around.y - input.offsetHeight / 2}px`;
      input.focus();
      input.select();
    };

    // ---- the room that the page gives -------------------------------------------------------------------------
    let told = "";
    const measure = () => {
      if (!view) {
        view = el.closest(".bp-explorer");
        view?.addEventListener("pointerover", symbol);
      }
      // Beside a panel on a page that has become too narrow for both, nothing is left of the network: it will move.
      const all = el.closest(".bp-split") ?? el;
      const [width, room] = [el.clientWidth || all.clientWidth, all.clientWidth].map((each) => each / zoomOf(el));
      const event = { kind: "width", width: Math.floor(width / 10) * 10, room: Math.floor(room) };
      if (event.width === 0 || JSON.stringify(event) === told) return;
      told = JSON.stringify(event);
      send(event);
    };
    const room = new ResizeObserver(measure);

    model.on("change:frame", answered);
    model.on("change:label", name);
    swap();
    room.observe(el);
    window.addEventListener("resize", measure); // as when letters become large
    return () => {
      queue.release();
      wave.release();
      clearTimeout(fading);
      room.disconnect();
      window.removeEventListener("resize", measure);
      view?.removeEventListener("pointerover", symbol);
      model.off("change:frame", answered);
      model.off("change:label", name);
    };
  },
};
