"""What only the order of a document decides, put into its blocks before they are set: list labels, marks of notes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gongwen.ooxml.wordml.counting import number_text
from gongwen.ooxml.wordml.model import Note, Paragraph, Tab, Text

if TYPE_CHECKING:
    from gongwen.ooxml.wordml.model import Block, Piece
    from gongwen.ooxml.wordml.reader import WordFile

_END_STYLE = "lowerRoman"


class Numbers:
    """Gives each numbered paragraph its label and each note its number, in the order of the document."""

    def __init__(self, word: WordFile) -> None:
        """Nothing is counted yet: a file may have been set before, to count its pages."""
        word.recount()
        self._word = word
        self._texts: dict[Note, tuple[Block, ...]] = {}
        self._plain: dict[Block, bool] = {}
        self._counts = {"footnote": 0, "endnote": 0}
        self.notes: dict[Note, str] = {}
        """The number of each note that was met."""
        self.endnotes: list[Note] = []

    def numbered(self, block: Block) -> Block:
        """The block with its labels as text; the same object where nothing in it is numbered."""
        if self._is_plain(block):
            return block
        if isinstance(block, Paragraph):
            return self._paragraph(block)
        rows = tuple(
            replace(
                row,
                cells=tuple(
                    replace(cell, blocks=tuple(self.numbered(inner) for inner in cell.blocks)) for cell in row.cells
                ),
            )
            for row in block.rows
        )
        return replace(block, rows=rows)

    def _is_plain(self, block: Block) -> bool:
        found = self._plain.get(block)
        if found is None:
            found = self._plain[block] = _counts_nothing(block)
        return found

    def _paragraph(self, paragraph: Paragraph) -> Paragraph:
        pieces: list[Piece] = []
        label = self._word.label(paragraph) if paragraph.format.numbering is not None else None
        if label is not None and label.text:
            pieces.append(Text(label.text, label.format))
            if label.suffix != "nothing":
                pieces.append(Tab(label.format) if label.suffix == "tab" else Text(" ", label.format))
        for piece in paragraph.pieces:
            if isinstance(piece, Note):
                pieces += self._note(piece)
            else:
                pieces.append(piece)
        return replace(paragraph, pieces=tuple(pieces), format=replace(paragraph.format, numbering=None))

    def _note(self, note: Note) -> tuple[Piece, Piece]:
        """The mark of a note, and an occurrence of its own that stands for it on its page."""
        self._counts[note.kind] += 1
        own = replace(note)
        number = self._counts[note.kind]
        self.notes[own] = number_text(number, "decimal" if note.kind == "footnote" else _END_STYLE)
        if note.kind == "endnote":
            self.endnotes.append(own)
        raised = note.format if note.format.vertical else replace(note.format, vertical="superscript")
        return Text(self.notes[own], raised), own

    def note_blocks(self, note: Note) -> tuple[Block, ...]:
        """The text of a note with its number before it; the same objects each time."""
        if note not in self._texts:
            self._texts[note] = tuple(self._in_note(block, note) for block in self._word.note(note))
        return self._texts[note]

    def _in_note(self, block: Block, note: Note) -> Block:
        """A block of a note with the note's own mark as text."""
        if not isinstance(block, Paragraph):
            return self.numbered(block)
        pieces = tuple(self._mark(piece, note) if isinstance(piece, Note) else piece for piece in block.pieces)
        return self.numbered(replace(block, pieces=pieces))

    def _mark(self, piece: Note, note: Note) -> Text:
        form = piece.format if piece.format.vertical else replace(piece.format, vertical="superscript")
        return Text(self.notes.get(note, ""), form)


def _counts_nothing(block: Block) -> bool:
    if isinstance(block, Paragraph):
        return block.format.numbering is None and not any(isinstance(piece, Note) for piece in block.pieces)
    return all(_counts_nothing(inner) for row in block.rows for cell in row.cells for inner in cell.blocks)
