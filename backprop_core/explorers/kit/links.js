// Text with links to other notebooks. JupyterLab opens them beside this one, in the same page, as it does with links in
// Markdown: a link may name one of its commands. Elsewhere they are links like any other.
export default {
  initialize: hearing,
  render({ model, el }) {
    dressed(model, el);
    const show = () => (el.innerHTML = model.get("html"));
    const name = (event) => {
      const link = event.target.closest("a");
      const url = link && new URL(link.href);
      const path = url?.pathname.match(/\/lab(?:\/workspaces\/[^/]+)?\/tree\/(.+)$/)?.[1];
      if (!path) return;
      const heading = decodeURIComponent(url.hash.slice(1));
      link.dataset.commandlinkerCommand = "backprop-core:open"; // our extension's
      link.dataset.commandlinkerArgs = JSON.stringify({ path: decodeURIComponent(path), heading });
    };
    el.classList.add("bp-links");
    el.addEventListener("click", name);
    model.on("change:html", show);
    show();
    return () => {
      el.removeEventListener("click", name);
      model.off("change:html", show);
    };
  },
};
