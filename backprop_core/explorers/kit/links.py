"""Text with links to other notebooks."""

import os
from pathlib import Path
from urllib.parse import quote

import traitlets

from .tables import escape
from .tiny import Tiny, script


class Links(Tiny):
    """`html` as it is shown; its links are made by `link`."""

    _esm = script("links.js")
    html = traitlets.Unicode().tag(sync=True)


def link(path, text, heading=""):
    """`text` as a link to the notebook at `path`, or to a heading in it, from where this kernel works; without one
    where no way leads there, as from another drive."""
    try:
        way = Path(os.path.relpath(path)).as_posix()
    except (OSError, ValueError):
        return escape(text)
    part = f"#{quote(heading.replace(' ', '-'))}" if heading else ""  # what JupyterLab calls a heading
    return f'<a href="{quote(way)}{part}" target="_blank">{escape(text)}</a>'
