"""Pages as ALTO, PAGE and hOCR have them, made for tests: blocks of lines of words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

Blocks = Sequence[Sequence[Sequence[str]]]
WIDE, HIGH = 20, 20
"""Of a character, in pixels; words stand beside each other with no gap."""


def placed(blocks: Blocks) -> Iterator[tuple[int, int, int, int, int, int, str]]:
    """Each word with its block, line, place in it, and left, top and width."""
    row = 0
    for block, lines in enumerate(blocks):
        for line, words in enumerate(lines):
            row += 1
            left = 0
            for number, word in enumerate(words):
                yield block, line, number, left, row * 2 * HIGH, WIDE * len(word), word
                left += WIDE * len(word)


def alto(blocks: Blocks) -> str:
    """ALTO 4, with an attribute of each kind of quotes, and what a parser would not keep."""
    words = list(placed(blocks))
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>\n<!-- kept  -->\n<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#">'
    ]
    parts.append("<Description><MeasurementUnit>mm10</MeasurementUnit></Description>\n<Layout>")
    parts.append("<Page ID='p' PHYSICAL_IMG_NR='1'><PrintSpace>")
    for block, lines in enumerate(blocks):
        parts.append(f'<TextBlock ID="b{block}">\n')
        for line, _ in enumerate(lines):
            parts.append(f'<TextLine ID="l{block}.{line}" HPOS="0" VPOS="0" WIDTH="500" HEIGHT="{HIGH}">')
            for at_block, at_line, number, x, y, w, word in words:
                if (at_block, at_line) == (block, line):
                    parts.append("<SP/>" * (number > 0))
                    box = f'HPOS="{x}" VPOS="{y}" WIDTH="{w}" HEIGHT="{HIGH}"'
                    parts.append(f'<String\t{box}  CONTENT={quoteattr(word)} WC="0.5" />')
            parts.append("</TextLine >\n")
        parts.append("</TextBlock>")
    return "".join(parts) + "</PrintSpace></Page></Layout></alto>\n<?end of it?>"


def hocr(blocks: Blocks) -> str:
    """hOCR as tesseract writes it."""
    words = list(placed(blocks))
    parts = [
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/x.dtd">\n'
    ]
    parts.append("<html xmlns='http://www.w3.org/1999/xhtml'><head><title>no text</title></head><body>\n")
    parts.append("<div class='ocr_page' title='image \"a.png\"; bbox 0 0 500 500'>")
    for block, lines in enumerate(blocks):
        parts.append("<p class='ocr_par'>\n")
        for line, _ in enumerate(lines):
            parts.append(f"<span class='ocr_line' title='bbox 0 0 500 {HIGH}'>\n")
            for at_block, at_line, _, x, y, w, word in words:
                if (at_block, at_line) == (block, line):
                    parts.append(f"  <span class='ocrx_word' title='bbox {x} {y} {x + w} {y + HIGH}; x_wconf 50'>")
                    parts.append(f"<strong>{escape(word)}</strong></span>\n")
            parts.append("</span>\n")
        parts.append("</p>")
    return "".join(parts) + "</div></body></html>\n"


def page(blocks: Blocks) -> str:
    """PAGE of 2019, which says everything three times: by word, line and region."""
    words = list(placed(blocks))
    parts = ['<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n']
    parts.append('<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"><Metadata>')
    parts.append("<Creator>a test</Creator><Created>2026-01-01T00:00:00</Created>")
    parts.append("<LastChange>2026-01-01T00:00:00</LastChange></Metadata>\n")
    parts.append('<Page imageFilename="a.png" imageWidth="500" imageHeight="500">')
    for block, lines in enumerate(blocks):
        parts.append(f'<TextRegion id="r{block}"><Coords points="0,0 500,0 500,500"/>\n')
        for line, _ in enumerate(lines):
            parts.append(f'<TextLine id="l{block}.{line}"><Coords points="0,0 500,0 500,{HIGH} 0,{HIGH}"/>\n')
            for at_block, at_line, number, x, y, w, word in words:
                if (at_block, at_line) == (block, line):
                    outline = f"{x},{y} {x + w},{y} {x + w},{y + HIGH} {x},{y + HIGH}"
                    parts.append(f'<Word id="w{block}.{line}.{number}"><Coords points="{outline}"/>')
                    parts.append(f'<TextEquiv conf="0.5"><Unicode>{escape(word)}</Unicode></TextEquiv></Word>\n')
            said = escape("".join(lines[line]))
            parts.append(f"<TextEquiv><Unicode>{said}</Unicode></TextEquiv></TextLine>\n")
        whole = escape("\n".join("".join(line) for line in lines))
        parts.append(f"<TextEquiv><Unicode>{whole}</Unicode></TextEquiv></TextRegion>")
    return "".join(parts) + "</Page></PcGts>\n"


FORMATS: dict[str, Callable[[Blocks], str]] = {"ALTO": alto, "PAGE": page, "hOCR": hocr}
