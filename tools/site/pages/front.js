// The living picture of the front page: a network that learns. All numbers, and how they are written, come from the
// course's core, computed when the page was made; they stand in the page. Here nothing is computed: the parts of the
// still are given the numbers of another step.
(() => {
  const data = JSON.parse(document.getElementById("learning").textContent);
  const whole = document.querySelector(".living");
  const [play, slider, says] = ["play", "slider", "says"].map((name) => whole.querySelector(`.${name}`));
  const part = (name) => whole.querySelector(`[data-of="${name}"]`);
  const TICK = 110; // ms from one picture to the next
  const HOLD = 900; // ms for which the beginning is seen before it moves by itself
  const last = data.pictures.length - 1;
  const size = data.pixels * data.pixels;
  const maps = Uint8Array.from(atob(data.maps), (letter) => letter.charCodeAt(0));

  const canvas = whole.querySelector("canvas");
  canvas.width = canvas.height = data.pixels;
  const pen = canvas.getContext("2d");
  const pixels = pen.createImageData(data.pixels, data.pixels);

  const way = part("way");
  const corners = way.getAttribute("d").slice(1).split("L"); // one for each step, 0 included

  function sign(element, kind, number) {
    element.classList.toggle(`${kind}pos`, number >= 0);
    element.classList.toggle(`${kind}neg`, number < 0);
  }

  function drawMap(n) {
    const darkest = data.colours.length - 1;
    for (let at = 0; at < size; at++)
      pixels.data.set(data.colours[Math.round((maps[n * size + at] / 255) * darkest)], 4 * at);
    pen.putImageData(pixels, 0, 0);
  }

  // Show the picture with this number.
  function show(n) {
    const picture = data.pictures[n];
    for (const [name, [number, words, width]] of Object.entries(picture.theta)) {
      const [line, label] = [part(`line-${name}`), part(`theta-${name}`)];
      sign(line, "stroke-", number);
      line.setAttribute("stroke-width", width);
      line.setAttribute("stroke-dasharray", number < 0 ? "6 4" : "none");
      sign(label, "", number);
      label.textContent = words;
    }
    for (const [name, [number, words]] of Object.entries(picture.o)) {
      const [level, full] = [part(`level-${name}`), Number(whole.dataset.full)];
      const bottom = Number(level.getAttribute("y")) + Number(level.getAttribute("height"));
      level.setAttribute("height", full * number);
      level.setAttribute("y", bottom - full * number);
      part(`o-${name}`).textContent = words;
    }
    const [x, y] = corners[picture.step].split(" ");
    part("now").setAttribute("cx", x);
    part("now").setAttribute("cy", y);
    way.setAttribute("d", `M${corners.slice(0, picture.step + 1).join("L")}`);
    drawMap(n);
    slider.value = n;
    const steps = picture.step === 1 ? "1 step" : `${picture.step} steps`;
    says.textContent = `After ${steps}: Err = ${picture.says}`;
    slider.setAttribute("aria-valuetext", says.textContent);
  }

  let ticking = 0;

  function pause() {
    clearTimeout(ticking);
    ticking = 0;
    play.textContent = "Play";
    play.classList.remove("plays");
  }

  function tick() {
    const next = Number(slider.value) + 1;
    show(Math.min(next, last));
    if (next >= last) pause();
    else ticking = setTimeout(tick, TICK);
  }

  function start(wait = TICK) {
    if (Number(slider.value) >= last) show(0);
    play.textContent = "Pause";
    play.classList.add("plays");
    ticking = setTimeout(tick, wait);
  }

  play.addEventListener("click", () => (ticking ? pause() : start()));
  slider.addEventListener("input", () => {
    pause();
    show(Number(slider.value));
  });

  slider.max = last;
  whole.classList.add("alive");
  part("map").remove(); // the canvas below takes its place
  show(0);
  pause();
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  // It begins by itself, once, when it is seen and nobody has touched it.
  const watch = new IntersectionObserver(
    ([entry]) => {
      if (!entry.isIntersecting) return;
      watch.disconnect();
      if (!ticking && slider.value === "0") start(HOLD);
    },
    { threshold: 0.5 },
  );
  watch.observe(whole.querySelector(".network"));
})();
