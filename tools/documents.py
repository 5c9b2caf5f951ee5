"""Documents: sound ones of any size, and ones for the scanner, with the EICAR test string, with passwords, and large."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from pathlib import Path

KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30
SMALL, LARGE = 20 * KIB, 256 * MIB
OFFICE = "http://schemas.openxmlformats.org"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
# In two pieces, so that no scanner takes offence at this file.
EICAR = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*").encode()
SECTOR, END, FREE = 512, 0xFFFFFFFE, 0xFFFFFFFF
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


def with_eicar() -> bytes:
    """A Word document with the EICAR test file among its media."""
    return document_with("word/media/image1.txt", EICAR)


def with_encrypted_archive() -> bytes:
    """A Word document with a ZIP inside whose one entry says that it is encrypted."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("plans.txt", b"nobody can look into this " * 40)
    archive_bytes = bytearray(inner.getvalue())
    archive_bytes[6] |= 1  # flags of the local header
    archive_bytes[archive_bytes.index(b"PK\x01\x02") + 8] |= 1  # flags in the directory
    return document_with("word/media/plans.bin", bytes(archive_bytes))


def document_with(entry: str, content: bytes) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as document:
        add_parts(document)
        document.writestr(entry, content)
    return whole.getvalue()


def large(folder: Path, mebibytes: int) -> bytes:
    """A sound document of so many MiB that does not compress."""
    path = write_document(folder / "large.docx", mebibytes << 20, mebibytes)
    content = path.read_bytes()
    path.unlink()
    return content


def with_password() -> bytes:
    """What an office program saves when it is given a password: a compound file (MS-CFB) with the streams that
    MS-OFFCRYPTO names."""
    streams = {"EncryptionInfo": b"\x04\x00\x04\x00", "EncryptedPackage": b"secret"}
    table = [0xFFFFFFFD, END]
    directory, data = directory_entry("Root Entry", 5, END, 0), b""
    for name, content in streams.items():
        directory += directory_entry(name, 2, len(table), 4096)
        table += [*range(len(table) + 1, len(table) + 4096 // SECTOR), END]
        data += content.ljust(4096, b"\0")
    table += [FREE] * (SECTOR // 4 - len(table))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(24, b"\0") + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6)
    header = header.ljust(44, b"\0") + struct.pack("<9I", 1, 1, 0, 4096, END, 0, END, 0, 0)
    return header.ljust(SECTOR, b"\xff") + struct.pack("<128I", *table) + directory.ljust(SECTOR, b"\0") + data


def directory_entry(name: str, kind: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le")
    entry = text.ljust(64, b"\0") + bytes([len(text) + 2, 0, kind, 1]) + b"\xff" * 12
    return entry.ljust(116, b"\0") + struct.pack("<II", start, size) + b"\0" * 4
