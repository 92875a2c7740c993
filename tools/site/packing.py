"""ZIP files that are the same whenever they are written."""

import zipfile

BEGIN = (1980, 1, 1, 0, 0, 0)  # the time of all that is in them


def pack(archive, files):
    """Write a ZIP of (path, content)."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new:
        for path, content in files:
            info = zipfile.ZipInfo(path, BEGIN)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            new.writestr(info, content)
