// What travels on the way to a picture (figures/wave.py): told by Python, moved by the page. The picture in which its end is
// drawn stands below it already, so whatever the student does may end it at once.
function makeWave({ model, box }) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let over = null; // what is drawn over the picture
  let moving = [];
  let seen = false;
  const end = () => {
    for (const each of moving) {
      each.onfinish = null;
      each.cancel();
    }
    moving = [];
    over?.remove();
    over = null;
  };
  const begin = () => {
    const { time, svg, moves } = model.get("wave");
    if (!svg || !seen || calm.matches || document.hidden) return;
    const picture = box.querySelector("svg");
    const drawn = document.createElement("template");
    drawn.innerHTML = svg;
    over = drawn.content.firstElementChild;
    over.setAttribute("viewBox", picture.getAttribute("viewBox"));
    over.style.width = `${picture.getBoundingClientRect().width}px`;
    box.append(over);
    const speed = model.get("speed");
    const move = (part, frames) => {
      const each = part.animate(frames, { duration: time / speed, fill: "both" });
      moving.push(each);
      return each;
    };
    for (const { of, frames } of moves) for (const part of box.querySelectorAll(of)) move(part, frames);
    move(over, []).onfinish = end;
  };
  const left = () => document.hidden && end();
  const sight = new IntersectionObserver((entries) => {
    seen = entries.at(-1).isIntersecting;
    if (!seen) end();
  });
  const inputs = ["pointerdown", "keydown"];
  sight.observe(box);
  for (const each of inputs) window.addEventListener(each, end, true);
  document.addEventListener("visibilitychange", left);
  return {
    begin,
    end,
    release() {
      end();
      sight.disconnect();
      for (const each of inputs) window.removeEventListener(each, end, true);
      document.removeEventListener("visibilitychange", left);
    },
  };
}
