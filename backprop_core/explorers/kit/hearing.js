// anywidget gives a model two seconds to load its script; a later one, in a page that is busy, would never hear the
// kernel again. Such a one hears by itself from then on, and asks for what it has missed.
const hearing = ({ model }) => {
  const whole = model.set({}); // the model itself: anywidget hands out a part of it
  whole._handle_comm_msg({ content: { data: {} } }).catch(() => {
    const hear = Object.getPrototypeOf(Object.getPrototypeOf(whole))._handle_comm_msg;
    whole.comm.on_msg((message) => hear.call(whole, message));
    whole.comm.send({ method: "request_state" }, {});
  });
};

