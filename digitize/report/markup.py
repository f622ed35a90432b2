"""What the HTML pages share: text made inert and visible, links, and the frame with its style, script and policy.

A page may hold any text at all, so nothing of it reaches the markup but through `inert`, `gaps`, `change` or
`attribute`. Characters that can't be seen, or that command a terminal or a bidirectional layout, become boxes with
their code points; the characters themselves stay out of the page. A box is `<i data-u="202E">U+202E</i>`, and
`data-u` is what a program reads to get the text back.
"""

from __future__ import annotations

import re
import unicodedata
from base64 import b64encode
from functools import cache, lru_cache
from hashlib import sha256
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import quote

import regex

from digitize import words

ASSETS = Path(__file__).parent / "assets"

_UNSEEN = regex.compile(r"\r\n|[[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]--\t]", regex.V1)
"""Control, format, private, unassigned and half characters, fillers, selectors, and line ends."""
_GAP = regex.compile(r"\r\n|[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]")
_UNIT = re.compile(r"\r\n|.", re.DOTALL)
_WORD = re.compile("[^\\W\uf900-\ufaff\U0002f800-\U0002fa1f]")
"""A letter, digit or Chinese character, but for compatibility ideographs, which look like others."""
_LABELS = {" ": "␣", "\t": "⇥", "\n": "⏎", "\r\n": "⏎", "\r": "⏎"}

BOXED = 4
"""Up to as many marks that are removed together stand in boxes; more can be seen as they are."""


def inert(text: str) -> str:
    """Text as markup, what can't be seen in boxes.

    >>> inert("<b>\\u202e")
    '&lt;b&gt;<i data-u="202E" title="RIGHT-TO-LEFT OVERRIDE">U+202E</i>'
    """
    return _UNSEEN.sub(_box_of, escape(text, quote=False))


def gaps(text: str) -> str:
    """Like `inert`, and white space in boxes too."""
    return _GAP.sub(_box_of, escape(text, quote=False))


@lru_cache(1024)
def change(old: str, new: str) -> str:
    """One change: what was removed and what was put in its place.

    >>> change(" and ", "和")
    '<del><i data-u="0020">␣</i>and<i data-u="0020">␣</i></del><ins>和</ins>'
    >>> change(",", "")
    '<del><i data-u="002C" data-g=",">U+002C</i></del>'
    """
    removed = ""
    if old:
        if _WORD.search(old):
            kind = ' class="over-lines"' if "\n" in old or "\r" in old else ""
            removed = f"<del{kind}>{gaps(old)}</del>"
        else:
            units = _UNIT.findall(old)
            removed = f"<del>{''.join(map(box, units)) if len(units) <= BOXED else gaps(old)}</del>"
    return removed + (f"<ins>{gaps(new)}</ins>" if new else "")


@lru_cache(4096)
def box(character: str) -> str:
    """A character, or CR LF, in a box that names it."""
    codes = " ".join(f"{ord(unit):04X}" for unit in character)
    label = _LABELS.get(character, f"U+{codes}")
    if not _GAP.match(character):
        note = f' data-g="{escape(character)}"'
    elif character in _LABELS:
        note = ""
    else:
        note = f' title="{unicodedata.name(character, "control or private character")}"'
    if character in ("\n", "\r", "\r\n"):  # the style lets the line end here in views that have it
        return f'<i class="nl" data-u="{codes}">{label}</i><br>'
    return f'<i data-u="{codes}"{note}>{label}</i>'


def _box_of(match: regex.Match[str]) -> str:
    return box(match[0])


def attribute(text: str) -> str:
    """Text for an attribute's value, what can't be seen as `<U+XXXX>`, which looks the same in a tooltip."""
    return escape(_UNSEEN.sub(lambda match: "".join(f"<U+{ord(unit):04X}>" for unit in match[0]), text))


def link(path: str) -> str:
    """A relative path as an address. The bytes of an undecodable name are kept.

    >>> link("甲:乙.txt")
    './%E7%94%B2%3A%E4%B9%99.txt'
    """
    return "./" + quote(path.encode("utf-8", "surrogateescape"))


def number(value: float) -> str:
    """A number with its thousands set apart.

    >>> number(12345), number(12.345)
    ('12,345', '12.3')
    """
    return f"{value:,.1f}" if isinstance(value, float) else f"{value:,}"


@cache
def _asset(name: str) -> str:
    return (ASSETS / name).read_text("utf-8")


_SAID = re.compile(r"\[\[(.+?)\]\]")


@cache
def template(name: str, language: str) -> Template:
    """A template whose words, in double brackets, are said in a language."""
    with words.speaking(language):
        return Template(_SAID.sub(lambda match: attribute(words.say(match[1])), _asset(f"{name}.html")))


@cache
def _code(scripts: tuple[str, ...], served: bool) -> dict[str, str]:
    """The style and the scripts of a page, and its policy, which allows nothing else."""
    style, early = _asset("page.css"), _asset("page.js")
    script = "".join(_asset(f"{name}.js") for name in scripts)
    policy = (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(early)}' '{_digest(script)}'; "
        + ("connect-src 'self'; img-src 'self'; " if served else "")
        + "base-uri 'none'; form-action 'none'"
    )
    return {"style": style, "early": early, "script": script, "policy": policy}


FINDINGS = ("text", "findings", "decisions", "list", "review")
"""The scripts of every page that lists findings and takes decisions, in the part that `panel` makes."""


def document(name: str, title: str, fields: dict[str, str], scripts: tuple[str, ...], served: bool = False) -> str:
    """The page that the template `name` makes of a title and of fields, which are markup already.

    Its policy lets a browser run these very scripts only, and load nothing; what `digitize review` serves may load
    from there.
    """
    language = words.current()
    code = _code(scripts, served)
    head = template("head", language).substitute(code, language=language, title=attribute(title))
    theme = template("theme", language).template.rstrip()
    return template(name, language).substitute(fields, head=head, theme=theme, script=code["script"])


def panel(total: int) -> str:
    """The part of a page that lists findings and takes decisions, which its scripts fill."""
    return template("findings", words.current()).substitute(total=number(total))


def _digest(code: str) -> str:
    return "sha256-" + b64encode(sha256(code.encode()).digest()).decode()
