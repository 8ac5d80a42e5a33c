"""One HTML page to text: decoding, and the reading of elements that recipes and the generic fallback share.

Text is what a reader would see: blocks and line breaks become line ends, runs of white space one blank, scripts
and styles nothing. Runs in the limited child process; walks without recursion, so depth can't exhaust the stack.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

_BLOCK_NAMES = """address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer
form h1 h2 h3 h4 h5 h6 header hr li main nav ol option p pre section summary table tbody td tfoot th thead tr ul"""
_UNSEEN_NAMES = "script style noscript template head svg iframe object canvas select textarea"
BLOCKS = frozenset(_BLOCK_NAMES.split())
UNSEEN = frozenset(_UNSEEN_NAMES.split())

_CHARSETS = {"latin1", "latin-1", "iso-8859-1", "ascii", "us-ascii", "windows-1252", "cp1252"}
_CODEC_NAMES = """utf-8 utf-16 utf-16-le utf-16-be cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp874
cp866 iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-10 iso8859-13 iso8859-14 iso8859-15
iso8859-16 koi8-r koi8-u mac-roman gb18030 big5 cp932 euc-jp iso2022-jp cp949"""
CODECS = tuple(_CODEC_NAMES.split())
"""Every codec of the WHATWG encoding standard that Python has; looked up at import, since the child opens no file."""
_ALIASES = {"shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "gbk": "gb18030", "gb2312": "gb18030"} | {
    "euc-kr": "cp949",
    "utf8": "utf-8",
}
_KNOWN = {codecs.lookup(name).name: name for name in CODECS}
_META = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{1,40})", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f\v\xa0]+")
_LINE_ENDS = re.compile(r"[ ]*\n[ ]*")


def decode(raw: bytes, declared: str) -> tuple[str, str | None]:
    """The page as text, and a warning when bytes had to be replaced. Byte order mark, then what the server declared,
    then the page's own meta element, then UTF-8, then windows-1252 (the order of the WHATWG standard)."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if raw.startswith(mark):
            return _decoded(raw.removeprefix(codecs.BOM_UTF8), name.removesuffix("-sig"))
    meta = _META.search(raw[:4096])
    for label in (declared, meta[1].decode("ascii") if meta else ""):
        codec = _codec(label)
        if codec:
            return _decoded(raw, codec)
    try:
        return raw.decode("utf-8"), None
    except UnicodeDecodeError:
        return _decoded(raw, "cp1252")


def _codec(label: str) -> str | None:
    plain = label.strip().lower()
    if plain in _CHARSETS:
        return "cp1252"
    plain = _ALIASES.get(plain, plain)
    plain = plain.replace("windows-", "cp").replace("iso-8859", "iso8859").replace("iso-2022", "iso2022")
    return next((name for known, name in _KNOWN.items() if plain in (known, name)), None)


def _decoded(raw: bytes, codec: str) -> tuple[str, str | None]:
    try:
        return raw.decode(codec), None
    except UnicodeDecodeError as error:
        text = raw.decode(codec, "replace")
        return text, f"byte {error.start + 1} and maybe others aren't {codec}; they read as U+FFFD"


def parse(text: str) -> LexborHTMLParser:
    return LexborHTMLParser(text)


def select(node: LexborNode | LexborHTMLParser, path: str) -> Iterator[tuple[LexborNode, str]]:
    """What `path` (`css` or `css@attribute`) finds under `node`: the element, and its text or attribute."""
    css, at, attribute = path.rpartition("@")
    if not at or not re.fullmatch(r"[\w:-]+", attribute):
        css, attribute = path, ""
    try:
        found = node.css(css)
    except SelectolaxError:
        raise ValueError(f"{path!r} is no CSS path") from None
    for element in found:
        value = (element.attributes.get(attribute) or "").strip() if attribute else text_of(element)
        yield element, value


def first(node: LexborNode | LexborHTMLParser, *paths: str) -> str:
    """The first text that isn't blank, path by path."""
    return next((value for path in paths for _, value in select(node, path) if value), "")


def walk(node: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """Every node under `node` on the way in (True), and every element on the way out (False)."""
    at = node.child
    depth = 1
    while depth and at is not None:
        yield at, True
        inner = at.child if at.is_element_node and at.tag not in UNSEEN else None
        if inner is not None:
            at, depth = inner, depth + 1
            continue
        while at is not None and depth:
            if at.is_element_node:
                yield at, False
            if at.next is not None:
                at = at.next
                break
            at, depth = at.parent, depth - 1


def text_of(node: LexborNode) -> str:
    """What a reader sees of an element."""
    parts: list[str] = []
    for inner, entering in walk(node):
        if inner.is_text_node:
            parts.append(_BLANKS.sub(" ", inner.text_content or ""))
        elif inner.is_element_node and (inner.tag in BLOCKS or (inner.tag == "br" and entering)):
            parts.append("\n")
    return tidy("".join(parts))


def tidy(text: str) -> str:
    """Lines trimmed, blank lines dropped."""
    joined = _LINE_ENDS.sub("\n", re.sub(r" {2,}", " ", text))
    return re.sub(r"\n{2,}", "\n", joined).strip()
