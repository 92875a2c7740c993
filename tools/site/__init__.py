"""The course as a static site: `make site` builds it, `make site-serve` shows it, `make site-zip` takes it along.

`pyodide` brings Python as WebAssembly, `packages` all that is put beside it, `live` makes JupyterLite of both and of
the notebooks; `front` and `reading` write the pages that need no Python; `serve` is a server for a laptop.
"""
