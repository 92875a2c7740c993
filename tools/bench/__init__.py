"""How fast the core and the live views are: ratios of things measured in one run on one machine.

    python -m tools.bench            everything
    python -m tools.bench core       the core against autograd, PyTorch (if it is installed) and the bare products
    python -m tools.bench import     the core against `import numpy`, the views against their widgets
    python -m tools.bench appear     a view that is built, drawn and stored: milliseconds, and against resvg alone
    python -m tools.bench views      one changed control of each view, as notebooks open it: milliseconds in the kernel
    python -m tools.bench depth      one changed control of DepthExplorer; the core at its sizes against the products
    python -m tools.bench stability  one changed control of StabilityExplorer
    python -m tools.bench training   steps, frames and seconds of a live training, in the kernel
    python -m tools.bench browser    key to pixels in real JupyterLab, against a widget that only echoes a number;
                                     frames a second of a live training
    python -m tools.bench grading    a class of twenty is marked: computing for each student, memory; as a module by
                                     itself, `tools.bench.grading`, it takes other numbers, and goes over Dask
    python -m tools.bench opening    the first minute of a student: from the page of 00 to Err that is halved

Run nothing else beside it. Milliseconds differ from machine to machine; the ratios hardly do.
"""
