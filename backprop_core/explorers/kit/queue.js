// What a student does, on its way to Python. Where the finger is, several times at once, so that pictures come as fast as
// they can be drawn; all else one by one. Of those that wait meanwhile, `merge(last, next)` makes one where that is the
// same: so the picture is never far behind the finger, and the newest place is always told.
const AT_ONCE = 3; // drags on their way
const PATIENCE = 3000; // ms without an answer after which we say so
const NO_ANSWER =
  "No answer from the kernel: it is busy, or it has stopped. If it stopped: Kernel → Restart Kernel and Run All Cells.";

function makeQueue({ model, el, merge }) {
  const silence = document.createElement("div");
  silence.className = "bp-silence";
  silence.setAttribute("role", "status");
  el.append(silence);
  const queue = [];
  const underWay = []; // told, and not yet answered
  let timer = null;
  const mayGo = (event) => {
    const drags = [event, ...underWay].every((each) => each.kind === "drag");
    return underWay.length < (drags ? AT_ONCE : 1);
  };
  const wait = () => {
    clearTimeout(timer);
    timer = underWay.length ? setTimeout(giveUp, PATIENCE) : null;
  };
  const giveUp = () => {
    queue.length = underWay.length = 0;
    silence.textContent = NO_ANSWER;
  };
  const flush = () => {
    while (queue.length && mayGo(queue[0])) {
      underWay.push(queue.shift());
      tell(model, underWay.at(-1));
      if (underWay.length === 1) wait();
    }
  };
  return {
    send(event) {
      const last = queue.at(-1);
      const merged = last && last.kind === event.kind && merge(last, event);
      if (merged) queue.pop();
      queue.push(merged || event);
      flush();
    },
    answered() {
      underWay.shift();
      wait();
      silence.textContent = "";
    },
    flush,
    waits: () => underWay.length > 0,
    holds: (kind) => [...underWay, ...queue].some((event) => event.kind === kind),
    release: () => clearTimeout(timer),
  };
}

