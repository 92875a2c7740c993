// What the page of the static site needs of us, because Python runs in it and its notebooks are in the browser: that
// Python is there now (`loading.js` says how far it is until then), and what to do when the browser's store is full.
// There is no build step, as in labextension/.
(() => {
  const FULL =
    "This browser has no room left for your work, so it is not saved. Choose File → Download: then you have it as a file.";

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

  const plugin = (INotebookTracker) => ({
    id: "backprop-site:plugin",
    autoStart: true,
    optional: [INotebookTracker],
    activate: (app, tracker) => {
      tellWhenFull(app.serviceManager.contents);
      const listen = ({ sessionContext }) =>
        sessionContext.statusChanged.connect((_, status) => {
          if (["idle", "busy"].includes(status)) window.dispatchEvent(new Event("backprop-python"));
        });
      tracker?.widgetAdded.connect((_, panel) => listen(panel));
      tracker?.forEach(listen);
    },
  });

  let modules;
  (window._JUPYTERLAB ??= {})["backprop-site"] = {
    init: (shared) => (modules = shared["@jupyterlab/notebook"]),
    get: async () => {
      const { INotebookTracker } = (await Object.values(modules)[0].get())();
      return () => ({ __esModule: true, default: plugin(INotebookTracker) });
    },
  };
})();
