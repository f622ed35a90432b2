"""Issues in the formats of libraries and readers: one view of an issue, and a module for each format, which is a pure
function of it. A module of a format has `document`, which makes the text of a file.
"""

from __future__ import annotations

SUFFIXES = {"json": ".json", "tei": ".tei.xml", "alto": ".alto.xml", "markdown": ".md"}
"""What the files of each format end with, in the place of .txt; the format is the module of that name."""
