// A widget looks as its layout says, also when it is given another one: anywidget takes from its view what would hear of
// that.
const dressed = (model, el) => {
  const dress = () => {
    for (const [name, value] of Object.entries(model.get("layout").attributes))
      if (!name.startsWith("_")) el.style.setProperty(name.replaceAll("_", "-"), value ?? "");
  };
  model.on("change:layout", dress);
  dress();
};

