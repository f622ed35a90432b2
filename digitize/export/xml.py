"""What the XML formats share. Their text is put together by hand: what lays out a tree would put spaces into lines that
have elements in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from digitize.text.chars import NO_XML

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'
_ILLEGAL = re.compile(f"[{NO_XML}]")


def text(content: str) -> str:
    r"""Text as XML, in elements and attributes. U+FFFD stands for control characters that XML does not allow.

    >>> text('甲<乙 & "丙"\x07')
    '甲&lt;乙 &amp; &quot;丙&quot;\ufffd'
    """
    legal = _ILLEGAL.sub("\ufffd", escape(content))
    return legal.replace("\r", "&#13;").replace("\n", "&#10;").replace("\t", "&#9;")


def element(name: str, content: str | Iterable[str] = "", **attributes: str | float | None) -> str:
    """An element around XML: a line, or several pieces on lines of their own. Attributes that are None are left out.

    >>> element("pb", n=2), element("p", text("甲"), xml_id="a", n=None)
    ('<pb n="2"/>', '<p xml:id="a">甲</p>')
    """
    given = "".join(
        f' {key.replace("xml_", "xml:")}="{text(str(value))}"' for key, value in attributes.items() if value is not None
    )
    inner = content if isinstance(content, str) else "".join(f"\n{piece}" for piece in content)
    end = "" if isinstance(content, str) else "\n"
    return f"<{name}{given}>{inner}{end}</{name}>" if inner else f"<{name}{given}/>"
