"""Small PDF files with text at stated places, in any alphabet."""

from collections.abc import Iterable
from typing import NamedTuple


class Printed(NamedTuple):
    """Words at a place of a page: points from the left and the bottom, and the font size."""

    x: float
    y: float
    words: str
    size: float = 12


_TO_UNICODE = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap "
    b"/CMapName /x def /CMapType 2 def 1 begincodespacerange <0000> <FFFF> endcodespacerange "
    b"%d beginbfrange %s endbfrange endcmap end end"
)


def make_pdf(pages: Iterable[Iterable[Printed]]) -> bytes:
    """Return a PDF file whose character codes are those of Unicode; no font is embedded."""
    contents = [_content(page) for page in pages]
    ranges = b" ".join(
        b"<%02x00> <%02xff> <%02x00>" % (high, high, high) for high in (*range(6), 0x20, 0x21)
    )
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Count %d/Kids[%s]>>"
        % (len(contents), b" ".join(b"%d 0 R" % (7 + 2 * n) for n in range(len(contents)))),
        3: b"<</Type/Font/Subtype/Type0/BaseFont/Arial/Encoding/Identity-H"
        b"/DescendantFonts[4 0 R]/ToUnicode 6 0 R>>",
        4: b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Arial/DW 500/FontDescriptor 5 0 R"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>",
        5: b"<</Type/FontDescriptor/FontName/Arial/Flags 4/Ascent 900/Descent -200/CapHeight 700"
        b"/ItalicAngle 0/StemV 80/FontBBox[0 -200 1000 900]>>",
        6: _stream(_TO_UNICODE % (8, ranges)),
    }
    for number, content in enumerate(contents):
        objects[7 + 2 * number] = (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]"
            b"/Resources<</Font<</F 3 0 R>>>>/Contents %d 0 R>>" % (8 + 2 * number)
        )
        objects[8 + 2 * number] = _stream(content)
    return _file(objects)


def _content(page: Iterable[Printed]) -> bytes:
    return b"\n".join(
        b"BT /F %g Tf %g %g Td <%s> Tj ET"
        % (item.size, item.x, item.y, item.words.encode("utf-16-be").hex().encode())
        for item in page
    )


def _stream(content: bytes) -> bytes:
    return b"<</Length %d>>stream\n%s\nendstream" % (len(content), content)


def _file(objects: dict[int, bytes]) -> bytes:
    body, places = b"%PDF-1.7\n", []
    for number, content in sorted(objects.items()):
        places.append(len(body))
        body += b"%d 0 obj%s endobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (len(places) + 1, table, len(places) + 1, len(body))
    )
