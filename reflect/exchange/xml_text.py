"""Text and documents that are XML 1.0, whatever people typed."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from reflect.exchange.clip_losses import Loss
from reflect.model.clip import ClipList

_NO_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def cleaned(text: str) -> str:
    """`text` without the characters that XML cannot hold; line ends as \\n.

    >>> cleaned("a\\x00b\\r\\nc\\ufffe")
    'ab\\nc'
    """
    return _NO_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def unheld(clips: ClipList) -> list[Loss]:
    """How many texts of a list hold what XML cannot."""
    texts = (clips.title, *(text for clip in clips.clips for text in (clip.question, clip.tip)))
    changed = sum(_NO_XML.search(text.replace("\r", "")) is not None for text in texts)
    return [Loss("letters", {"n": changed})] if changed else []


def document(top: ET.Element, doctype: str = "") -> str:
    """The whole file, indented."""
    ET.indent(top)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n' + (f"<!DOCTYPE {doctype}>\n" if doctype else "")
    return head + ET.tostring(top, encoding="unicode") + "\n"
