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


def link(path, text):
    """`text` as a link to the notebook at `path`, from where this kernel works; without one where no way leads there,
    as from another drive."""
    try:
        way = Path(os.path.relpath(path)).as_posix()
    except (OSError, ValueError):
        return escape(text)
    return f'<a href="{quote(way)}" target="_blank">{escape(text)}</a>'
