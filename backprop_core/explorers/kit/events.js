// Every event has a number that never comes again: one that equals the last that the kernel has had, from another page or
// from this one before a reload, would not be sent at all.
let sent = 0;
const numbered = (event) => ({ ...event, count: `${Date.now()}-${++sent}` });

