// What a student does, on its way to Python: one event at a time, so that the picture is never behind the finger. Of
// those that wait meanwhile, `merge(last, next)` makes one where that is the same.
const PATIENCE = 3000; // ms without an answer after which we say so
const NO_ANSWER =
  "No answer from the kernel: it is busy, or it has stopped. If it stopped: Kernel → Restart Kernel and Run All Cells.";

function makeQueue({ model, el, merge }) {
  const silence = document.createElement("div");
  silence.className = "bp-silence";
  silence.setAttribute("role", "status");
  el.append(silence);
  const queue = [];
  let waiting = null;
  let underWay = null; // the last that was sent, until it is answered
  const flush = () => {
    if (waiting || queue.length === 0) return;
    waiting = setTimeout(() => {
      waiting = null;
      queue.length = 0;
      silence.textContent = NO_ANSWER;
    }, PATIENCE);
    underWay = queue.shift();
    model.set("event", numbered(underWay));
    model.save_changes();
  };
  return {
    send(event) {
      const last = queue[queue.length - 1];
      const merged = last && last.kind === event.kind && merge(last, event);
      if (merged) queue.pop();
      queue.push(merged || event);
      flush();
    },
    answered() {
      clearTimeout(waiting);
      waiting = underWay = null;
      silence.textContent = "";
    },
    flush,
    waits: () => waiting !== null,
    holds: (kind) => [underWay, ...queue].some((event) => event?.kind === kind),
    release: () => clearTimeout(waiting),
  };
}

