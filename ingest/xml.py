"""XML from strangers, read the same way everywhere: no entities, nothing fetched, mended where it is broken."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import etree


def parse(raw: bytes) -> etree._Element:
    """The document's root. Raises ValueError where nothing can be made of it."""
    from lxml import etree  # a command that reads no XML doesn't wait for it

    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(raw, parser)
    except etree.LxmlError as error:
        raise ValueError("no XML") from error
    if root is None:
        raise ValueError("no XML")
    return root


def local(tag: etree._Element) -> str:
    """An element's name without its namespace; "" for a comment."""
    return str(tag.tag).rpartition("}")[2] if isinstance(tag.tag, str) else ""
