// One persistent <img>: a new picture replaces the old one without a flicker, and only the newest is decoded.
export default {
  render({ model, el }) {
    const img = document.createElement("img");
    img.className = "bp-figure";
    img.draggable = false;
    el.appendChild(img);

    let shown = null; // the address of the picture on the screen
    let loading = null;
    let stale = false;
    const release = (address) => address && URL.revokeObjectURL(address);
    const draw = () => {
      img.alt = model.get("alt");
      img.width = model.get("width");
      if (loading) {
        stale = true;
        return;
      }
      const png = model.get("png");
      if (!png || png.byteLength === 0) return;
      loading = URL.createObjectURL(new Blob([png], { type: "image/png" }));
      img.src = loading;
    };
    const loaded = () => {
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

    const tellRatio = () => {
      if (model.get("pixel_ratio") !== window.devicePixelRatio) {
        model.set("pixel_ratio", window.devicePixelRatio);
        model.save_changes();
      }
    };
    window.addEventListener("resize", tellRatio); // fires on zoom, too
    model.on("change:png", draw);
    draw();
    tellRatio();
    return () => {
      window.removeEventListener("resize", tellRatio);
      model.off("change:png", draw);
      release(shown);
      release(loading);
    };
  },
};
