"""One at a time: a cell, a click and a tick may reach the views in different threads of the kernel."""

import threading

# One lock for all views, not one for each: a question changes its view and is changed by it, so that two threads, each
# holding one lock and waiting for the other, would wait for ever. Matplotlib wants it so as well.
TURN = threading.RLock()
