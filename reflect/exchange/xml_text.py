"""Text and documents that are XML 1.0, whatever people typed."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

_NO_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def cleaned(text: str) -> str:
    """`text` without the characters that XML cannot hold; line ends as \\n.

    >>> cleaned("a\\x00b\\r\\nc\\ufffe")
    'ab\\nc'
    """
    return _NO_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def document(top: ET.Element, doctype: str = "") -> str:
    """The whole file, indented."""
    ET.indent(top)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n' + (f"<!DOCTYPE {doctype}>\n" if doctype else "")
    return head + ET.tostring(top, encoding="unicode") + "\n"
