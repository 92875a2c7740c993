// What the page of the static site needs of us, because Python runs in it and its notebooks are in the browser: that
// Python is there now (`loading.js` says how far it is until then), and what becomes of one's work when the browser's
// store is full. There is no build step, as in labextension/.
(() => {
  const FULL =
    "This browser has no room left for your work, so it is not saved. Choose File → Download: then you have it as a file.";
  const NARROW = 1000; // px, of a page in which a view has no room beside the list of files

  // A store says that it is full in many ways.
  const isFull = (error) => /quota|storage.*full|disk.*full|no space/i.test(`${error?.name} ${error?.message}`);

  function tellWhenFull(contents) {
    const save = contents.save.bind(contents);
    contents.save = async (...asked) => {
      try {
        return await save(...asked);
      } catch (error) {
        throw isFull(error) ? new Error(FULL) : error; // JupyterLab shows what it is told
      }
    };
  }

  // Python's own files lie in that store, too: it asks the page for each, and stands still until it is answered.
  // Without this it would not be answered when something goes wrong, and stand still for ever.
  function alwaysAnswer(processor, tell) {
    const process = processor.processDriveRequest;
    processor.processDriveRequest = async function (request) {
      try {
        return await process.call(this, request);
      } catch (error) {
        tell(error);
        return null;
      }
    };
  }

  // Python begins while JupyterLab still makes the notebook that the address names, and not when it has: the notebook
  // finds it by its path. Who asks for it hears nothing from it, and must not answer.
  async function beginEarly({ started, serviceManager: { sessions } }) {
    const path = new URLSearchParams(location.search).get("path");
    await started; // by now JupyterLab knows which Python there is
    if (!path?.endsWith(".ipynb")) return;
    const asked = { path, name: path.split("/").pop(), type: "notebook", kernel: { name: "python" } };
    (await sessions.startNew(asked)).dispose();
  }

  // A page opens the notebook that its address names, and no other: each has a Python of its own, and JupyterLab would
  // open again all that were ever open here.
  function openOnlyWhatIsNamed({ serviceManager: { workspaces } }, tracker) {
    workspaces.save = async () => {};
    const name = () => {
      if (!tracker.currentWidget) return;
      const address = new URL(location);
      address.searchParams.set("path", tracker.currentWidget.context.path);
      history.replaceState(history.state, "", address);
    };
    tracker.currentChanged.connect(name);
    tracker.widgetAdded.connect((_, { context }) => context.pathChanged.connect(name));
  }

  const here = ({ INotebookTracker, DriveContentsProcessor }) => ({
    id: "backprop-site:here",
    autoStart: true,
    requires: [INotebookTracker],
    activate: (app, tracker) => {
      openOnlyWhatIsNamed(app, tracker);
      beginEarly(app).catch(() => {}); // then the notebook does it
      tellWhenFull(app.serviceManager.contents);
      let told = false; // once is enough: with each answer something is written
      alwaysAnswer(DriveContentsProcessor.prototype, (error) => {
        if (told || error?.message !== FULL) return;
        told = true;
        app.commands.execute("apputils:notify", { message: FULL, type: "warning", options: { autoClose: false } });
      });
      let starts = true; // JupyterLab shows the list of files by itself, and more than once
      app.commands.commandExecuted.connect((_, { id }) => {
        if (starts && id === "filebrowser:activate" && innerWidth < NARROW) app.shell.collapseLeft();
      });
      tracker.widgetAdded.connect((_, { sessionContext }) =>
        sessionContext.statusChanged.connect((_, status) => {
          if (!["idle", "busy"].includes(status)) return;
          starts = false;
          window.dispatchEvent(new Event("backprop-python"));
        }),
      );
    },
  });

  // JupyterLite's own command (which the page leaves out) first saves, and does nothing where that cannot be; and it
  // names the file by all folders around it.
  function download(path, address) {
    const link = document.createElement("a");
    link.href = address;
    link.download = path.split("/").pop();
    link.click();
  }

  function downloadText(path, text) {
    const address = URL.createObjectURL(new Blob([text]));
    download(path, address);
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  }

  async function downloadStored(contents, path) {
    const { format, content, mimetype } = await contents.get(path, { content: true });
    if (format === "base64") download(path, `data:${mimetype};base64,${content}`);
    else downloadText(path, format === "json" ? written(content) : content);
  }

  const written = (notebook) => `${JSON.stringify(notebook, null, 1)}\n`; // as JupyterLab writes it

  const downloads = ({ IDocumentManager, IFileBrowserFactory }) => ({
    id: "backprop-site:download",
    autoStart: true,
    requires: [IDocumentManager],
    optional: [IFileBrowserFactory],
    activate: ({ commands, shell, serviceManager }, documents, browsers) => {
      const open = () => shell.currentWidget && documents.contextForWidget(shell.currentWidget);
      const said = { label: "Download", caption: "Download the file, as it stands, to your computer" };
      commands.addCommand("docmanager:download", {
        ...said,
        isEnabled: () => Boolean(open()),
        execute: () => {
          const { path, model, contentsModel } = open();
          downloadText(path, contentsModel?.type === "notebook" ? written(model.toJSON()) : model.toString());
        },
      });
      commands.addCommand("filebrowser:download", {
        ...said,
        execute: async () => {
          for (const { type, path } of browsers?.tracker.currentWidget?.selectedItems() ?? [])
            if (type !== "directory") await downloadStored(serviceManager.contents, path);
        },
      });
    },
  });

  let modules;
  const FROM = ["@jupyterlab/notebook", "@jupyterlab/docmanager", "@jupyterlab/filebrowser", "@jupyterlite/services"];
  (window._JUPYTERLAB ??= {})["backprop-site"] = {
    init: (shared) => (modules = shared),
    get: async () => {
      const loaded = await Promise.all(FROM.map(async (name) => (await Object.values(modules[name])[0].get())()));
      const tokens = Object.assign({}, ...loaded);
      return () => ({ __esModule: true, default: [here(tokens), downloads(tokens)] });
    },
  };
})();
