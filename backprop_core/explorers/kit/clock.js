// Seconds since a hand has begun, as long as it goes on. They are told to nobody: a view that counted them would never
// be the same twice.
export default {
  initialize: hearing,
  render({ model, el }) {
    dressed(model, el);
    el.classList.add("bp-clock");
    const words = document.createElement("span");
    el.append(words);
    let began = null;
    let timer = null;
    const show = () => {
      words.textContent = `${Math.floor((Date.now() - began) / 1000)} s`;
    };
    const turn = () => {
      clearInterval(timer);
      if (!model.get("runs")) return;
      began = Date.now();
      show();
      timer = setInterval(show, 250);
    };
    model.on("change:runs", turn);
    turn();
    return () => {
      clearInterval(timer);
      model.off("change:runs", turn);
    };
  },
};
