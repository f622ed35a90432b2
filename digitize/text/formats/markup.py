"""An XML file as elements that know where in the file they stand.

The parser of the standard library tells what is XML and what is not, and loads nothing; where things stand, which no
parser tells of an attribute, is then read off the file with one pattern, which needs it to be XML. So what is changed
in a file is changed at its place, and all the rest stays as it is, quotes and white space inside of tags included.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.entities import name2codepoint
from typing import NamedTuple
from xml.parsers import expat

from digitize.text.source import InputError

DEEPEST = 256
"""Elements inside of each other, at most; files of engines have a dozen."""

_TOKEN = re.compile(
    r"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[(?P<cdata>.*?)\]\]>"
    r"|</(?P<closed>[^\s>]+)\s*>"
    r"|<(?P<opened>[^\s/>!]+)(?P<attributes>(?:[^>\"']+|\"[^\"]*\"|'[^']*')*)>"
    r"|<!(?:[^>\"']+|\"[^\"]*\"|'[^']*')*>",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"([^\s=]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_UNIT = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([\w.-]+));|\r\n?")
"""What stands for a single character and is none, or another one."""
_INCLUSION = "http://www.w3.org/2001/XInclude"
_XML_ONLY = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


class Span(NamedTuple):
    """`source[start:stop]`."""

    start: int
    stop: int


class Value(NamedTuple):
    """Text as the file means it, and where each of its characters stands: `source[at[i]:to[i]]`."""

    text: str
    at: Sequence[int]
    to: Sequence[int]

    def stripped(self) -> Value:
        """Without the white space at its ends."""
        start = len(self.text) - len(self.text.lstrip())
        stop = max(start, len(self.text.rstrip()))
        return Value(self.text[start:stop], self.at[start:stop], self.to[start:stop])


NOTHING = Value("", (), ())


def joined(values: Sequence[Value]) -> Value:
    """Values one behind the other, with nothing between them."""
    if len(values) == 1:
        return values[0]
    return Value(
        "".join(value.text for value in values),
        [place for value in values for place in value.at],
        [place for value in values for place in value.to],
    )


@dataclass(slots=True)
class Element:
    """An element: its name without a prefix, and the spans of its attributes' values and of its content."""

    name: str
    attributes: dict[str, Span]
    start: int
    stop: int
    children: list[Element] = field(default_factory=list)

    def walk(self) -> Iterator[Element]:
        """It and all below it, in the order of the file."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting.extend(reversed(element.children))

    def all(self, name: str) -> Iterator[Element]:
        """Its children of a name."""
        return (child for child in self.children if child.name == name)


class Tree:
    """A file's elements. Raises InputError where it is no XML, or is made to do harm."""

    def __init__(self, source: str) -> None:
        _examine(source)
        self.source = source
        self._texts: list[Span] = []
        self.root = self._grow()

    def get(self, element: Element, attribute: str) -> str:
        """The value of an attribute; empty where there is none."""
        span = element.attributes.get(attribute)
        return self.value(span).text if span else ""

    def value(self, span: Span) -> Value:
        """The text of a span of the file that holds no tags."""
        source = self.source
        raw = source[span.start : span.stop]
        if not _UNIT.search(raw):
            return Value(raw, range(span.start, span.stop), range(span.start + 1, span.stop + 1))
        pieces: list[str] = []
        at: list[int] = []
        to: list[int] = []
        done = span.start
        for match in _UNIT.finditer(source, *span):
            pieces += (source[done : match.start()], _meant(match))
            at += (*range(done, match.start()), match.start())
            to += (*range(done + 1, match.start() + 1), match.end())
            done = match.end()
        pieces.append(source[done : span.stop])
        at += range(done, span.stop)
        to += range(done + 1, span.stop + 1)
        return Value("".join(pieces), at, to)

    def content(self, element: Element) -> Value:
        """All text below an element, without the white space around it."""
        first = bisect_left(self._texts, (element.start, 0))
        last = bisect_left(self._texts, (element.stop, 0), lo=first)
        values = [self.value(span) for span in self._texts[first:last]]
        return joined(values).stripped()

    def _grow(self) -> Element:
        document = Element("", {}, 0, len(self.source))
        above = [document]
        done = 0
        for match in _TOKEN.finditer(self.source):
            if done < match.start():
                self._texts.append(Span(done, match.start()))
            done = match.end()
            if match["opened"]:
                inside = match["attributes"]
                element = Element(_local(match["opened"]), _attributes(match), done, done)
                above[-1].children.append(element)
                if not inside.endswith("/"):
                    above.append(element)
                    if len(above) > DEEPEST:
                        raise InputError(f"elements lie more than {DEEPEST} deep inside of each other")
            elif match["closed"]:
                above.pop().stop = match.start()
            elif match["cdata"]:
                self._texts.append(Span(*match.span("cdata")))
        return document.children[0]


def root(source: str) -> str:
    """The name of a file's first element, or of a document type that declares entities for it, without a prefix; empty
    where the file is no XML before that. Nothing behind is looked at.
    """

    class Told(Exception):
        pass

    def element(name: str, attributes: dict[str, str]) -> None:
        raise Told(name)

    def doctype(name: str, system: str | None, public: str | None, declares: int) -> None:
        if declares:
            raise Told(name)

    parser = expat.ParserCreate()
    parser.StartElementHandler = element
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(source, True)
    except Told as told:
        return _local(told.args[0])
    except (expat.ExpatError, UnicodeEncodeError):
        pass  # of which `Tree` complains
    return ""


def _examine(source: str) -> None:
    """Raises InputError unless it is well-formed XML that declares nothing and loads nothing."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = _doctype
    try:
        parser.Parse(source, True)
    except expat.ExpatError as error:
        raise InputError(f"not well-formed XML: {expat.ErrorString(error.code)}, line {error.lineno}") from None
    except UnicodeEncodeError:
        raise InputError("not well-formed XML: half a character") from None
    if _INCLUSION in source:
        raise InputError("it includes other files (XInclude), which are not read")


def _doctype(name: str, system: str | None, public: str | None, declares: int) -> None:
    if declares:
        raise InputError("its document type declares entities of its own, which are not read")
    if system and name != "html":
        raise InputError("its document type is in another file, which is not read")


def _meant(match: re.Match[str]) -> str:
    """The character that a reference or a line end stands for."""
    hexadecimal, decimal, name = match.groups()
    if hexadecimal:
        return chr(int(hexadecimal, 16))
    if decimal:
        return chr(int(decimal))
    if name is None:
        return "\n"
    if name in _XML_ONLY:
        return _XML_ONLY[name]
    if name in name2codepoint:
        return chr(name2codepoint[name])
    raise InputError(f"entity {name!r} is not known")


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _attributes(tag: re.Match[str]) -> dict[str, Span]:
    source, start = tag.string, tag.start("attributes")
    return {
        match[1]: Span(*match.span(2 if match[2] is not None else 3))
        for match in _ATTRIBUTE.finditer(source, start, tag.end("attributes"))
    }
