// The page's side of page.py.
const copy = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // The old way, where the new one is not allowed (a page without https, or in a frame).
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "bp-unseen";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
};

export default {
  initialize: hearing,
  render({ model, el }) {
    dressed(model, el);
    const status = document.createElement("div");
    status.className = "bp-unseen";
    status.setAttribute("role", "status");
    status.setAttribute("aria-live", "polite");
    const table = document.createElement("div");
    table.className = "bp-unseen";
    el.append(status, table);
    const say = () => (status.textContent = model.get("status"));
    // The table is for who does not see the picture: laid out at each picture of a drag, it would make it slower.
    let listing = null;
    const list = () => (table.innerHTML = model.get("table"));
    const listSoon = () => {
      clearTimeout(listing);
      listing = setTimeout(list, 150);
    };

    // JupyterLab takes single keys (b, d d, ArrowDown …) from anything in a cell that is no text box. In a view they
    // belong to the view; Escape leaves it for the cell.
    // Notebook 7 takes its keys on their way down, before the view has heard of them, JupyterLab on their way up. Both
    // leave those alone whose target has the attribute below.
    const isOurs = (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.key === "Tab") return false;
      // Shift+Enter runs the cell again, but not from a text, where what is being typed would be lost, nor from a
      // diagram, where what was dragged would be.
      return !(event.key === "Enter" && event.shiftKey) || event.target.matches(":read-write, .bp-diagram");
    };
    const isText = (event) => event.target.matches(":read-write");
    const keepKeys = (event) => {
      const view = el.closest(".bp-explorer");
      if (!view?.contains(event.target)) return;
      event.target.toggleAttribute("data-lm-suppress-shortcuts", isOurs(event));
      const sign = event.key === "-" ? "−" : event.key;
      const guessed = view.matches(".bp-guessing") && isOurs(event) && !isText(event);
      if (guessed && "−0+".includes(sign)) report({ kind: "sign", sign });
      if (!isUndo(event) || event.target.closest(".bp-explorer") !== view) return;
      event.preventDefault(); // nor shall the notebook take back what was written in a cell
      event.stopPropagation();
      report({ kind: "undo" });
    };
    // In a text it takes back letters; of views within each other it is said to the innermost.
    const isUndo = (event) =>
      (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey &&
      event.key.toLowerCase() === "z" && !isText(event);
    const leave = (event) => {
      const ours = event.key === "Escape" && el.closest(".bp-explorer")?.contains(event.target);
      if (ours && !event.defaultPrevented) el.closest(".jp-Cell")?.focus();
    };

    const report = (event) => tell(model, event);
    const onMessage = async (message) => {
      if (message.enlarge) {
        document.body.classList.toggle("bp-large"); // of the page, not of the view: whatever is shown next is large, too
        window.dispatchEvent(new Event("resize"));
        report({ kind: document.body.classList.contains("bp-large") ? "large" : "not large" });
      }
      if (message.copy !== undefined) report({ kind: (await copy(message.copy)) ? "copied" : "not copied" });
    };

    window.addEventListener("keydown", keepKeys, true);
    window.addEventListener("keydown", leave);

    const motion = window.matchMedia("(prefers-reduced-motion: reduce)");
    const shown = () => report({ kind: "shown", less_motion: motion.matches });
    motion.addEventListener("change", shown);
    model.on("change:status", say);
    model.on("change:table", listSoon);
    model.on("msg:custom", onMessage);
    say();
    list();
    shown();
    return () => {
      window.removeEventListener("keydown", keepKeys, true);
      window.removeEventListener("keydown", leave);
      motion.removeEventListener("change", shown);
      model.off("change:status", say);
      model.off("change:table", listSoon);
      clearTimeout(listing);
      model.off("msg:custom", onMessage);
      report({ kind: "gone" });
    };
  },
};
