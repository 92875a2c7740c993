"""The course as a static site: `make site` builds it, `make site-serve` shows it, `make site-zip` takes it along.

`pyodide` brings Python as WebAssembly, `packages` what is put beside it, `compiled` lets both begin at once, `live`
makes JupyterLite of them and of the notebooks; `front` and `reading` write the pages that need no Python; `serve` is a
server for a laptop.
"""
