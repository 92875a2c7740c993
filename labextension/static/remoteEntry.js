// When a notebook is opened again, the kernel that made its live views is gone. JupyterLab and Notebook 7 then say
// "Error displaying widget: model not found" in place of each, although the output holds a picture of it as well. This
// extension shows the picture, and the view itself as soon as its model is there. And a link to a part of a notebook
// leads to that part.
//
// It is as small as it can be: no build step, so what webpack would write around a plugin is written by hand (the last
// lines). Each notebook has a registry of renderers; there we ask for the renderer of widgets, and put ours in its place,
// which hands everything on. Where something is not as we expect, everything stays as it would be without us.
(() => {
  const VIEW = "application/vnd.jupyter.widget-view+json";
  const NOT_THERE = ["Error displaying widget: model not found", "Loading widget..."]; // the words of ipywidgets
  const SAYS = "A picture of this view as it was. Run the cell, and it is live again.";
  const SAYS_TEXT = "This view as it was, as text. Run the cell, and it is live again.";
  const ZOOM = 1.5; // a stored picture has so many pixels for each of the view's
  const AGAIN = 500; // ms between two looks for a model that comes late
  const PATIENCE = 1500; // ms after which a view counts as missing that is neither shown nor refused: there is no kernel

  const LOOK = 100; // ms between two looks at whether a heading stands where it should,
  const LOOKS = 100; // so many at most,
  const STAYS = 5; // and so many in a row are enough

  const text = (data, type) => [data[type] ?? ""].flat().join("").trim();

  function make(tag, traits = {}, ...children) {
    const element = Object.assign(document.createElement(tag), traits);
    element.append(...children);
    return element;
  }

  // What stands in an output in place of its view.
  function stored(data) {
    const png = text(data, "image/png");
    const words = text(data, "text/plain");
    const table = make("pre", { textContent: words, tabIndex: 0 });
    table.style.cssText = "margin: 4px 0; overflow-x: auto";
    const says = make("div", { textContent: png ? SAYS : SAYS_TEXT });
    says.style.cssText = "color: var(--jp-ui-font-color2); padding: 2px 0";
    const whole = make("div", { className: "backprop-stored" });
    whole.style.cssText = "padding: 4px; font-size: var(--jp-ui-font-size1)";
    if (!png) {
      whole.append(table, says);
      return whole;
    }
    const first = words.split("\n")[0];
    const alt = `A picture of a view: ${first}${/[.?!]$/.test(first) ? "" : "."}`;
    const picture = make("img", { alt });
    picture.style.cssText = "display: block; max-width: 100%; height: auto";
    picture.addEventListener("load", () => (picture.style.width = `${picture.naturalWidth / ZOOM}px`));
    picture.src = `data:image/png;base64,${png}`;
    whole.append(picture, says, make("details", {}, make("summary", { textContent: "As text" }), table));
    return whole;
  }

  // A renderer of widgets that shows what is stored as long as there is no model.
  function withPicture(renderer) {
    const theirs = renderer.renderModel.bind(renderer);
    let watching = false;
    let shown = {}; // the model and what stands in its place: what a reader has opened there stays open

    async function watch(model) {
      if (watching) return;
      watching = true;
      const manager = await renderer._manager?.promise; // without it, a view wakes up when ipywidgets says so
      while (manager?.has_model && !renderer.isDisposed && renderer.node.querySelector(".backprop-stored")) {
        await new Promise((resolve) => setTimeout(resolve, AGAIN));
        if (manager.has_model(model.data[VIEW].model_id)) await renderer.renderModel(model);
      }
      watching = false;
    }

    function show(model) {
      if (!NOT_THERE.includes(renderer.node.textContent) || !text(model.data, "text/plain")) return;
      if (shown.model !== model) shown = { model, element: stored(model.data) };
      renderer.node.replaceChildren(shown.element);
      watch(model);
    }

    renderer.renderModel = async (model) => {
      const late = setTimeout(show, PATIENCE, model);
      await theirs(model);
      clearTimeout(late);
      show(model);
    };
    return renderer;
  }

  function watchOver(rendermime) {
    const factory = rendermime.getFactory(VIEW);
    if (!factory || factory.withPicture) return;
    const rank = -10; // that of ipywidgets
    rendermime.removeMimeType(VIEW);
    rendermime.addFactory(
      { ...factory, createRenderer: (options) => withPicture(factory.createRenderer(options)), withPicture: true },
      rank,
    );
  }

  // Open a notebook at one of its headings. JupyterLab's own way looks for the heading once, and a notebook that has just
  // been opened has not drawn it yet: so we look again until it stands there and stays, or the reader does something.
  async function openAt(app, { path, heading }) {
    const { content, node, context } = await app.commands.execute("docmanager:open", { path });
    if (!heading || !content.setFragment) return;
    let taken = false;
    const theirs = ["wheel", "keydown", "pointerdown"];
    const take = () => (taken = true);
    theirs.forEach((type) => node.addEventListener(type, take, { capture: true, once: true }));
    const name = CSS.escape(heading);
    const there = () => {
      const found = node.querySelector(`:is(h1, h2, h3, h4, h5, h6):is([id="${name}"], [data-jupyter-id="${name}"])`);
      const away = found && found.getBoundingClientRect().top - content.node.getBoundingClientRect().top;
      return found && away >= 0 && away < content.node.clientHeight / 2;
    };
    await context.ready;
    for (let looks = 0, stays = 0; looks < LOOKS && stays < STAYS && !taken && !content.isDisposed; looks++) {
      stays = there() ? stays + 1 : 0;
      if (!stays) await content.setFragment(`#heading=${heading}`);
      await new Promise((resolve) => setTimeout(resolve, LOOK));
    }
    theirs.forEach((type) => node.removeEventListener(type, take, { capture: true }));
  }

  const plugin = (INotebookTracker) => ({
    id: "backprop-core:stored-picture",
    autoStart: true,
    optional: [INotebookTracker], // the page of files of Notebook 7 has none
    activate: (app, tracker) => {
      if (!tracker) return;
      app.commands.addCommand("backprop-core:open", { label: "Open a notebook at a heading", execute: (args) => openAt(app, args) });
      // A notebook begins with a renderer that waits for the kernel; ipywidgets puts another in its place when the kernel
      // is there. Either is there a moment after it is announced, whoever hears of it first.
      const watchSoon = (panel) => setTimeout(() => watchOver(panel.content.rendermime));
      const added = (panel) => {
        watchOver(panel.content.rendermime);
        panel.sessionContext.ready.then(() => watchSoon(panel), () => {}); // without a kernel nothing is replaced
      };
      tracker.widgetAdded.connect((_, panel) => added(panel));
      tracker.forEach(added);
    },
  });

  let modules; // those that JupyterLab or Notebook share with their extensions
  (window._JUPYTERLAB ??= {})["backprop-core"] = {
    init: (shared) => (modules = shared["@jupyterlab/notebook"]),
    get: async () => {
      const { INotebookTracker } = (await Object.values(modules)[0].get())();
      return () => ({ __esModule: true, default: plugin(INotebookTracker) });
    },
  };
})();
