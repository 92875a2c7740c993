"""What others have stored, as text: tables from spreadsheets and editors, notebooks from students."""

import codecs
import re

HALF = re.compile("[\ud800-\udfff]")  # half of a character: nothing that holds one can be stored
UTF_16 = codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE  # what Excel calls "Unicode text" begins with one of these


def decode(stored, errors="strict"):
    """Bytes → text: UTF-8 with or without the mark that says so, or UTF-16 with its mark."""
    return stored.decode("utf-16" if stored.startswith(UTF_16) else "utf-8-sig", errors)


def whole(text):
    """The text with a � for each half of a character."""
    return HALF.sub("\ufffd", text)
