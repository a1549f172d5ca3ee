"""XML without entities, DTD or network, and a small way to walk it by local names.

Namespaces of e-invoices differ by version and country while their local names agree, so paths here
are local names (`Party/PartyName/Name`); provenance keeps the document's own prefixes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from documents.errors import UnreadableError

_PROLOG = 65_536
_SEALED = {"EmbeddedDocumentBinaryObject", "AttachmentBinaryObject", "Signature", "UBLExtensions", "Attachment"}
_LONGEST_TEXT = 400_000
_MANY = 8


@dataclass(slots=True, eq=False)
class Node:
    """An element of a parsed document; `base` is the node from which it was found, if any."""

    element: etree._Element
    base: Node | None = None
    _path: str = ""

    @property
    def name(self) -> str:
        """The local name."""
        return _name(self.element)[1]

    @property
    def text(self) -> str:
        """The element's own text with runs of white space as one space; "" if it has none.

        >>> Node(etree.fromstring("<a> two  words </a>")).text
        'two words'
        """
        return " ".join((self.element.text or "").split())

    def attribute(self, name: str) -> str:
        """An attribute without white space around it; "" if it is absent."""
        return str(self.element.get(name) or "").strip()

    def all(self, path: str) -> list[Node]:
        """The descendants along a path of local names."""
        found = [Node(element, self) for element in self.element.iterfind(_wild(path))]
        if "/" not in path and len(found) > _MANY:
            _number(found, self.path)
        return found

    def child(self, path: str) -> Node | None:
        """The first descendant along a path, whether it has text or not."""
        found = self.element.find(_wild(path))
        return None if found is None else Node(found, self)

    def first(self, *paths: str) -> Node | None:
        """The first descendant with text, in the order of the paths."""
        for path in paths:
            for found in self.element.iterfind(_wild(path)):
                if found.text and found.text.strip():
                    return Node(found, self)
        return None

    def value(self, *paths: str) -> str:
        """The text of `first`, or ""."""
        found = self.first(*paths)
        return found.text if found is not None else ""

    @property
    def path(self) -> str:
        """The XPath of the element, with the document's own prefixes and an index where a name repeats.

        >>> tree = etree.fromstring('<x:a xmlns:x="u"><x:b/><x:b><c/></x:b></x:a>')
        >>> Node(tree[1][0]).path
        '/x:a/x:b[2]/c'
        """
        if not self._path:
            steps: list[str] = []
            step: etree._Element | None = self.element
            while step is not None and (self.base is None or step is not self.base.element):
                steps.append(_step(step))
                step = step.getparent()
            above = self.base.path if self.base is not None and step is not None else ""
            self._path = "/".join((above, *reversed(steps)))
        return self._path

    def words(self) -> Iterator[str]:
        """Every text of a leaf, except sealed parts (attachments, signatures)."""
        for element in self.element.iterchildren("*"):
            if _name(element)[1] in _SEALED:
                continue
            if text := " ".join((element.text or "").split()):
                yield text
            yield from Node(element).words()


@dataclass(frozen=True, slots=True)
class Parsed:
    """A parsed document; `fault` says what the parser had to mend, or is ""."""

    root: Node
    fault: str = ""


def parse(data: bytes) -> Parsed:
    """Parse hostile XML. Raises UnreadableError (active-content, bomb, corrupt).

    What is not well-formed is mended as far as it goes and named in `fault`.
    """
    refuse_declarations(data)
    data = data.lstrip()
    try:
        return Parsed(_inner(etree.fromstring(data, _parser(recover=False))))
    except etree.XMLSyntaxError as fault:
        mended = etree.fromstring(data, _parser(recover=True)) if data else None
        if mended is None:
            raise UnreadableError(f"The XML is broken ({fault.msg}); ask the sender for it again.") from fault
        return Parsed(_inner(mended), fault=str(fault.msg))


@lru_cache(maxsize=2)
def root_of(data: bytes) -> tuple[str, str]:
    """Namespace and local name of the document element, inside a Peppol envelope if there is one;
    ("", "") where there is none. Raises UnreadableError for a DTD, as `parse` does."""
    refuse_declarations(data)
    reader = etree.XMLPullParser(events=("start",), resolve_entities=False, no_network=True, load_dtd=False)
    try:
        reader.feed(data.lstrip()[:_PROLOG])
    except etree.XMLSyntaxError:
        return _first_tag(reader)
    return _first_tag(reader)


def refuse_declarations(data: bytes) -> None:
    """Raise UnreadableError if a document type is declared: `bomb` where entities refer to others,
    `active-content` otherwise. No invoice needs one."""
    prolog = _prolog(data)
    if "<!DOCTYPE" not in prolog and "<!ENTITY" not in prolog:
        return
    declared = [part.split(">", 1)[0] for part in prolog.split("<!ENTITY")[1:]]
    if any("&" in part or "%" in part.lstrip()[1:] for part in declared):
        sentence = "The XML declares entities that unfold into others (a bomb); it was not read."
        raise UnreadableError(sentence, code="bomb")
    raise UnreadableError(
        "The XML declares a document type or entities, which invoices never need; it was not read. "
        "Ask the sender for a file without one.",
        code="active-content",
    )


def all_words(root: Node) -> str:
    """The human content of a document, a leaf a line, each text once, for the search index."""
    return "\n".join(dict.fromkeys(root.words()))[:_LONGEST_TEXT]


@lru_cache(maxsize=2048)
def _wild(path: str) -> str:
    return "/".join(step if step == "*" else "{*}" + step for step in path.split("/"))


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True,
        remove_pis=True, recover=recover,
    )  # fmt: skip


def _inner(root: etree._Element) -> Node:
    """The business document inside a Standard Business Document envelope, else the root itself."""
    if _name(root)[1] == "StandardBusinessDocument" and len(root):
        return Node(root[-1])
    return Node(root)


def _first_tag(reader: etree.XMLPullParser) -> tuple[str, str]:
    enveloped = False
    for _, element in reader.read_events():
        if not isinstance(element, etree._Element):
            continue
        namespace, name = _name(element)
        parent = element.getparent()
        if name == "StandardBusinessDocument" and parent is None:
            enveloped = True
        elif not enveloped or (parent is not None and parent.getparent() is None and "Header" not in name):
            return (namespace, name)
    return ("", "")


def _prolog(data: bytes) -> str:
    """What stands before the document element, decoded well enough to see a declaration in it."""
    head = data[: 4 * _PROLOG]
    encoding = "utf-16-le" if head[1:2] == b"\0" or head[:2] == b"\xff\xfe" else "latin-1"
    if head[:1] == b"\0" or head[:2] == b"\xfe\xff":
        encoding = "utf-16-be"
    text = head.decode(encoding, errors="replace")
    at = 0
    while (at := text.find("<", at)) != -1:
        if text.startswith("<?", at):
            end = text.find("?>", at)
        elif text.startswith("<!--", at):
            end = text.find("-->", at)
        elif text.startswith("<!", at):
            return text[at:]
        else:
            return text[:at]
        if end == -1:
            break
        at = end
    return text


def _name(element: etree._Element) -> tuple[str, str]:
    """Namespace and local name; unlike etree.QName it bears the names that mending leaves (`cbc:`)."""
    namespace, _, name = str(element.tag).rpartition("}")
    return (namespace.removeprefix("{"), name.rpartition(":")[2])


def _number(siblings: list[Node], above: str) -> None:
    """Give siblings their paths at once: counting for each those before it would take the square of their number."""
    totals = Counter(node.element.tag for node in siblings)
    seen: Counter[object] = Counter()
    for node in siblings:
        tag = node.element.tag
        seen[tag] += 1
        node._path = f"{above}/{_label(node.element)}" + (f"[{seen[tag]}]" if totals[tag] > 1 else "")


def _label(element: etree._Element) -> str:
    name = _name(element)[1]
    return f"{element.prefix}:{name}" if element.prefix else name


def _step(element: etree._Element) -> str:
    label = _label(element)
    before = sum(1 for _ in element.itersiblings(element.tag, preceding=True))
    more = before or next(element.itersiblings(element.tag), None) is not None
    return f"{label}[{before + 1}]" if more else label


__all__ = ["Node", "Parsed", "all_words", "parse", "refuse_declarations", "root_of"]
