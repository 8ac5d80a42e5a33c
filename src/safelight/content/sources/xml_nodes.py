"""A small XML document as nodes. Refuses a document type, depth and size beyond need: such a file isn't one of ours."""

from __future__ import annotations

from collections.abc import Mapping
from xml.parsers import expat

from safelight.content.core.cybertip import Node
from safelight.kernel.errors import Invalid

MOST_BYTES = 8 * 1_048_576
"""A report names thousands of addresses at most; each takes some 300 bytes."""

DEEPEST = 32


class _Builder:
    def __init__(self) -> None:
        self.stack: list[tuple[str, Mapping[str, str], list[Node], list[str]]] = []
        self.root: Node | None = None

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if len(self.stack) >= DEEPEST:
            raise Invalid("content.xml.deep", f"The document is nested deeper than {DEEPEST}.")
        self.stack.append((name, attributes, [], []))

    def text(self, text: str) -> None:
        if self.stack:
            self.stack[-1][3].append(text)

    def end(self, _name: str) -> None:
        name, attributes, children, text = self.stack.pop()
        node = Node(name, "".join(text), attributes, tuple(children))
        if self.stack:
            self.stack[-1][2].append(node)
        else:
            self.root = node

    def doctype(self, *_: object) -> None:
        raise Invalid("content.xml.doctype", "The document has a document type, which is not read.")


def read_xml(raw: bytes) -> Node:
    """The root of a document. Raises Invalid naming the line."""
    if len(raw) > MOST_BYTES:
        raise Invalid("content.xml.large", f"The document has more than {MOST_BYTES:,} bytes.")
    builder, parser = _Builder(), expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    parser.StartDoctypeDeclHandler = builder.doctype
    try:
        parser.Parse(raw, True)
    except expat.ExpatError as error:
        raise Invalid("content.xml.broken", f"The document is no XML: {error}.") from None
    assert builder.root is not None
    return builder.root
