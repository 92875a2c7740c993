// The line that says how far Python is, on its way into this page. It stands there from the first moment: what is large
// is fetched here, while JupyterLab itself is still on its way. The browser keeps it, and Python finds it there.
(() => {
  const files = JSON.parse(document.currentScript.dataset.files); // [address, bytes], the largest first
  const of = files.reduce((sum, [, bytes]) => sum + bytes, 0);
  const megabytes = (bytes) => Math.round(bytes / 1e6);
  let there = 0;

  // Until JupyterLab has its colours it is not shown, nor is JupyterLite's sign: what moves takes time from Python.
  const colours = document.createElement("style");
  colours.textContent = `
    #jupyterlite-loading-indicator { display: none !important; }
    body:not([data-jp-theme-name]) #main { visibility: hidden; }
    @media (prefers-color-scheme: dark) { body:not([data-jp-theme-name]) { background: #111 !important; } }`;
  document.head.append(colours);

  const line = document.createElement("div");
  line.id = "backprop-loading";
  line.setAttribute("role", "status");
  line.style.cssText =
    "position: fixed; z-index: 10000; left: 50%; bottom: 40px; transform: translateX(-50%); padding: 8px 16px; " +
    "border-radius: 8px; background: #1f2430; color: #fff; font: 15px/1.4 system-ui, sans-serif; text-align: center; " +
    "max-width: calc(100vw - 64px); box-shadow: 0 2px 12px rgb(0 0 0 / 40%)";
  const words = document.createElement("span");
  const bar = document.createElement("progress");
  bar.style.cssText = "width: 100%; height: 6px; margin-top: 6px";
  bar.setAttribute("aria-label", "Python is being loaded");
  line.append(words, bar);

  function say() {
    const whole = there >= of;
    words.textContent = whole
      ? "Python starts. Then every picture can be brought to life: click on its code, and press Ctrl+Enter."
      : `Python is being loaded, once: ${megabytes(there)} of ${megabytes(of)} MB`;
    bar.value = there / of;
    bar.style.display = whole ? "none" : "block";
  }

  async function get([address, bytes]) {
    let got = 0;
    try {
      const { body } = await fetch(address);
      const reader = body.getReader();
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        got += part.value.length;
        there += part.value.length;
        say();
      }
    } catch {
      // Python asks for it again, and says what is wrong.
    }
    there += bytes - got;
    say();
    return got === bytes;
  }

  // Whoever has been here has all of it, and it is not read for nothing. The address changes with what is there.
  const KEY = "backprop-python";
  const [[address]] = files;
  async function getAll() {
    if (localStorage.getItem(KEY) === address) {
      there = of;
      say();
    } else if ((await Promise.all(files.map(get))).every(Boolean)) {
      localStorage.setItem(KEY, address);
    }
  }

  const over = () => line.remove();
  window.addEventListener("backprop-python", over, { once: true });
  const show = () => (document.body ? document.body.append(line) : requestAnimationFrame(show));
  say();
  show();
  getAll().catch(() => {}); // a store that is full or shut: next time it is fetched again
})();
