"""Sound Word documents of any size."""

from __future__ import annotations

import random
import zipfile
from pathlib import Path

KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30
SMALL, LARGE = 20 * KIB, 256 * MIB
OFFICE = "http://schemas.openxmlformats.org"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{OFFICE}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="bin" ContentType="application/octet-stream"/>'
        f'<Override PartName="/word/document.xml" ContentType="{WORD}"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{OFFICE}/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
    ),
    "word/document.xml": (
        f'<w:document xmlns:w="{OFFICE}/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>Hello</w:t></w:r></w:p>'
        "</w:body></w:document>"
    ),
}


def write_document(path: Path, size: int, seed: int = 1) -> Path:
    """Writes a document of exactly `size` bytes; its bulk is one stored entry that does not compress."""
    media = size - document_without_media(path)
    noise = random.Random(seed)
    with zipfile.ZipFile(path, "w") as document:
        add_parts(document)
        with document.open("word/media/film.bin", "w") as entry:
            while media > 0:
                entry.write(noise.randbytes(min(media, MIB)))
                media -= MIB
    if path.stat().st_size != size:
        raise AssertionError(f"the document has {path.stat().st_size} bytes, not {size}")
    return path


def document_without_media(path: Path) -> int:
    """The size of a document whose media entry is empty."""
    with zipfile.ZipFile(path, "w") as document:
        add_parts(document)
        with document.open("word/media/film.bin", "w"):
            pass
    return path.stat().st_size


def add_parts(document: zipfile.ZipFile) -> None:
    for name, text in PARTS.items():
        document.writestr(name, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{text}')
