"""Word file of a reply (Office Open XML), made with python-docx."""

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from web.desk.reply import Note, Reply, quote_parts, source_line

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# The tags of BCP 47 by which Word chooses its spelling check.
_TAGS = {"kk": "kk-KZ", "ru": "ru-RU", "en": "en-GB"}


def write_document(replies: Sequence[Reply]) -> bytes:
    """Return the file of the replies, each in its language and on a page of its own."""
    # The library takes a tenth of a second to load, and few replies become files.
    from docx import Document

    document = Document()
    for number, reply in enumerate(replies):
        if number:
            document.add_page_break()  # type: ignore[no-untyped-call]
        _write_reply(document, reply)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _write_reply(document: "Document", reply: Reply) -> None:
    say, language = reply.wording.say, reply.language
    _write_lines(document, reply.opening_words, language)
    for part in reply.parts:
        if isinstance(part, Note):
            paragraph = document.add_paragraph()
            _write(paragraph, f"{say('reply.note')} ", language, is_bold=True)
            _write(paragraph, part.text, language)
            continue
        if part.language != language:
            _write_lines(document, say(f"card.in.{part.language}"), language)
        for words in quote_parts(part):
            _write(document.add_paragraph(style="Intense Quote"), words, part.language)
        label = part.citation.label
        _write_lines(document, f"— {label[:1].upper()}{label[1:]}.", language)
        _write_lines(document, f"{source_line(part)}.", part.language)
        _write_lines(document, reply.site + part.citation.url, language)
    _write_lines(document, reply.closing, language)
    _write_lines(document, f"{say('notice.as_supplied')} {say('reply.no_advice')}", language)
    for address in reply.official_urls:
        _write_lines(document, f"{say('notice.official')}: {address}", language)
    _write_lines(document, reply.contacts or "", language)
    _write_lines(document, reply.signature, language)


def _write_lines(document: "Document", text: str, language: str) -> None:
    for line in text.splitlines():
        if line.strip():
            _write(document.add_paragraph(), line, language)


def _write(paragraph: "Paragraph", text: str, language: str, *, is_bold: bool = False) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    run = paragraph.add_run(text)
    run.bold = is_bold
    tongue = OxmlElement("w:lang")
    tongue.set(qn("w:val"), _TAGS[language])
    run._r.get_or_add_rPr().append(tongue)
