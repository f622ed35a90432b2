"""ALTO, PAGE and hOCR as a real engine writes them, corrected, against the true text.

    python tests/bench/documents.py render OCR_PAGES WORK
    for page in WORK/*.png; do tesseract "$page" "${page%.png}" -l chi_sim alto hocr page; done
    python tests/bench/documents.py measure OCR_PAGES WORK [--level safe|likely] [--show N]

OCR_PAGES is a folder with X.truth.txt, one paragraph a line, and X.json, which says in how many columns of how many
characters it is set. `render` needs Pillow and fonts with Chinese: it sets the pages in them by turns, with a blur and
grain that differ from page to page. `page` asks for tesseract 5.5; `measure` takes the X.xml, X.page.xml and X.hocr
that there are.

A change is a repair where it brings the text nearer to the truth (`digitize.measure.judgement`), and a harm where it
does not; those that lead away from it are `raising`. Error rates are without white space. Of the corrected files it is
told how many have a higher error rate than before, how many are not valid by their schema though the raw one is (hOCR
has none; ALTO 3 is held against 4), and in how many cleaning once more would change something.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

from digitize.engine import Options, examine
from digitize.measure.judgement import judge
from digitize.measure.scores import Example, Scores, correction, total
from digitize.rules import Tier
from digitize.text import formats

sys.path.append(str(Path(__file__).parents[1]))
import valid

EM, LEADING, MARGIN = 38, 16, 120
"""Pixels: 9 points at 300 dots an inch, between lines, and around the page; columns are two characters apart."""
LEVELS = ("clean", "light", "medium")


def main() -> None:
    """Renders pages, or prints a line for each format."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", choices=("render", "measure"))
    parser.add_argument("pages", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument(
        "--fonts", nargs="+", default=[], help="for render: files, with :N the Nth face of a collection"
    )
    parser.add_argument("--level", choices=("safe", "likely"), default="safe")
    parser.add_argument("--show", type=int, default=0, help="print this many harms of each rule")
    arguments = parser.parse_args()
    if arguments.step == "render":
        render(arguments.pages, arguments.work, arguments.fonts)
    else:
        measure(arguments.pages, arguments.work, Options(Tier(arguments.level)), arguments.show)


def render(pages: Path, work: Path, fonts: list[str]) -> None:
    """Sets each simplified page once, in one of the fonts."""
    work.mkdir(parents=True, exist_ok=True)
    done: set[str] = set()
    for path in sorted(pages.glob("*.truth.txt")):
        about = json.loads(path.with_name(path.name.replace(".truth.txt", ".json")).read_text("utf-8"))
        page = path.name.partition("-")[0]
        if about["script"] == "hans" and about["level"] in LEVELS and page not in done:
            done.add(page)
            layout = about["layout"]
            image = set_page(path.read_text("utf-8"), layout["columns"], layout["chars_per_line"], fonts, len(done))
            image.save(work / f"{path.name.removesuffix('.truth.txt')}.png", dpi=(300, 300))


def set_page(text: str, columns: int, width: int, fonts: list[str], number: int):  # type: ignore[no-untyped-def]
    """The image of a page: paragraphs in columns, indented, those without a mark at their end larger."""
    from PIL import Image, ImageDraw, ImageFilter, ImageFont

    face, _, index = fonts[number % len(fonts)].partition(":")
    body, head = (ImageFont.truetype(face, size, int(index or 0)) for size in (EM, EM * 4 // 3))
    lines: list[tuple[str, bool]] = []
    for paragraph in filter(None, text.split("\n")):
        heading = paragraph[-1] not in "。！？”）"
        rest, room = (paragraph, width * 3 // 4) if heading else ("　　" + paragraph, width)
        lines += [(rest[start : start + room], heading) for start in range(0, len(rest), room)]
    each = -(-len(lines) // columns)
    pitch, across = EM + LEADING, (width + 2) * EM
    image = Image.new("L", (2 * MARGIN + columns * across, 2 * MARGIN + each * (pitch + 4)), 246)
    draw = ImageDraw.Draw(image)
    for place, (line, heading) in enumerate(lines):
        column, row = divmod(place, each)
        corner = MARGIN + column * across, MARGIN + row * (pitch + 4)
        draw.text(corner, line, fill=24, font=head if heading else body)
    blurred = image.filter(ImageFilter.GaussianBlur(0.6 + 0.3 * (number % 4)))
    return Image.blend(blurred, Image.effect_noise(image.size, 60 + 20 * (number % 3)), 0.12)


def measure(pages: Path, work: Path, options: Options, show: int) -> None:
    """Judges the corrections of all files, by format."""
    scores: dict[str, list[Scores]] = {}
    invalid: Counter[str] = Counter()
    unstable: Counter[str] = Counter()
    schemas = {name: valid.schema(name) for name in valid.NAMESPACES}
    for file in sorted([*work.glob("*.xml"), *work.glob("*.hocr")]):
        truth = pages / f"{file.name.partition('.')[0]}.truth.txt"
        source = formats.decode(file.read_bytes())
        document = source.document
        assert document is not None
        result = examine(source.text, options, source.newline, document)
        data = source.carried_out(result.edits)
        if schema := schemas.get(document.format):
            raw, corrected = (text.replace("alto/ns-v3#", "alto/ns-v4#") for text in (source.file, data.decode()))
            invalid[document.format] += schema.is_valid(raw) and not schema.is_valid(corrected)
        again = formats.decode(data)
        unstable[document.format] += bool(examine(again.text, options, again.newline, again.document).edits)
        scores.setdefault(document.format, []).append(judge(result, truth.read_text("utf-8"), file.name, bool(show)))
    print(
        f"{'format':8}{'files':>7}{'characters':>12}{'before':>9}{'after':>9}{'repairs':>9}{'harms':>7}{'raising':>9}",
        end="",
    )
    print(f"{'worse':>7}{'invalid':>9}{'again':>7}")
    examples: list[Example] = []
    for name, parts in scores.items():
        sums = total(parts, show)
        done = correction(sums)
        before, after = (100 * errors / sums.solid_characters for errors in (sums.solid_before, sums.solid_after))
        print(f"{name:8}{len(parts):7}{sums.solid_characters:12}{before:8.2f}%{after:8.2f}%{done.repairs:9}", end="")
        worse = sum(part.solid_after > part.solid_before for part in parts)
        print(f"{done.harms:7}{done.raising:9}{worse:7}{invalid[name]:9}{unstable[name]:7}")
        examples += sums.examples
    for example in examples:
        print(f"    {example.code} {example.place}: {example.excerpt!r}, true: {example.true!r}, gain {example.gain}")


if __name__ == "__main__":
    main()
