"""Papers for tests and for the story: real PDFs and pictures written by hand, and hostile ones.

Everything is made in memory and is the same on every run.
"""

import base64
import struct
import zlib
from collections.abc import Iterable, Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

_A4 = b"[0 0 595 842]"
_JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDACgcHiMeGSgjISMtKygwPGRBPDc3PHtYXUlkkYCZlo+AjIqgtObDoKrarYqMyP/L2u71////m8H/"
    "///6/+b9//j/wAALCAAQABABAREA/8QAFQABAQAAAAAAAAAAAAAAAAAAAAT/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/9oACAEBAAA/ALgH/9k="
)


def assemble(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalog."""
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start)
    return bytes(out)


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """A stream object."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), entries, content)


def pdf(
    lines: Iterable[str] = ("Don de nghi",),
    *,
    pages: int = 1,
    catalog: bytes = b"",
    extra: Sequence[bytes] = (),
    trailer: bytes = b"",
) -> bytes:
    """A PDF with these lines (ASCII) on every page; `catalog` and `trailer` are added to those dictionaries.

    Objects: 1 catalog, 2 page tree, 3 font, 4 text, then the pages, then `extra`.
    """
    texts = b" ".join(b"(%s) '" % _escaped(line) for line in lines)
    first = 5
    kids = b" ".join(b"%d 0 R" % number for number in range(first, first + pages))
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox %s /Contents 4 0 R /Resources << /Font << /F 3 0 R >> >> >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (pages, kids),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        stream(b"BT /F 14 Tf 18 TL 60 780 Td %s ET" % texts),
        *([page % _A4] * pages),
        *extra,
    ]
    return assemble(objects, trailer)


def _escaped(line: str) -> bytes:
    return line.encode("ascii", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def extended(paper: bytes, added: bytes) -> bytes:
    """A paper of `pdf` with one object (number 90) added in the way of a later change, as signing does."""
    place = len(paper)
    changed = paper + b"90 0 obj\n%s\nendobj\n" % added
    before = int(paper.rsplit(b"startxref\n", 1)[1].split()[0])
    table = b"xref\n90 1\n%010d 00000 n \ntrailer\n<< /Size 91 /Root 1 0 R /Prev %d >>\n" % (place, before)
    return changed + table + b"startxref\n%d\n%%%%EOF\n" % len(changed)


def misplaced_pdf(extra: Sequence[bytes] = ()) -> bytes:
    """A PDF whose cross-reference gives wrong places, as careless programs write them; viewers open it."""
    paper = pdf(extra=extra)
    table = paper.rindex(b"xref\n0 ")
    return paper[:table] + paper[table:].replace(b"\n0000000", b"\n0000001")


def pdf_of_bytes(size: int) -> bytes:
    """A sound PDF of exactly this many bytes, as a scan would be: most of it is one picture."""
    bare = len(pdf(extra=[stream(b"")]))
    filling = size - bare - len(str(size))
    paper = pdf(extra=[stream(b"\x55" * filling)])
    return pdf(extra=[stream(b"\x55" * (filling + size - len(paper)))])


def compact_pdf(hidden: Sequence[bytes] = (), *, level: int = 9, lying: bool = False) -> bytes:
    """A PDF 1.5 whose objects sit compressed in an object stream, `hidden` among them.

    `lying` states a length of the cross-reference that does not hold.
    """
    kept = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox %s >>" % _A4,
        *hidden,
    ]
    offsets = [sum(len(one) + 1 for one in kept[:place]) for place in range(len(kept))]
    head = b" ".join(b"%d %d" % (number, offset) for number, offset in enumerate(offsets, 1)) + b"\n"
    packed = zlib.compress(head + b"\n".join(kept), level)
    entries = b"/Type /ObjStm /N %d /First %d /Filter /FlateDecode" % (len(kept), len(head))
    box = len(kept) + 1
    out = bytearray(b"%PDF-1.5\n")
    box_at = len(out)
    out += b"%d 0 obj\n%s\nendobj\n" % (box, stream(packed, entries))
    start = len(out)
    rows = [struct.pack(">BIH", 0, 0, 65535)]
    rows += [struct.pack(">BIH", 2, box, place) for place in range(len(kept))]
    rows += [struct.pack(">BIH", 1, box_at, 0), struct.pack(">BIH", 1, start, 0)]
    size = 2_000_000_000 if lying else len(rows)
    entries = b"/Type /XRef /W [1 4 2] /Size %d /Root 1 0 R /Filter /FlateDecode" % size
    out += b"%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (
        box + 1,
        stream(zlib.compress(b"".join(rows)), entries),
        start,
    )
    return bytes(out)


def scripted_pdf() -> bytes:
    """Opens with JavaScript."""
    return pdf(catalog=b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>")


def disguised_script_pdf() -> bytes:
    """The same, with the names written in hexadecimal and packed into an object stream."""
    return compact_pdf([b"<< /S /#4aava#53cript /#4aS (app.alert\\(1\\)) >>"])


def launching_pdf() -> bytes:
    """Starts a program when opened."""
    return pdf(catalog=b"/OpenAction << /S /Launch /F (calc.exe) >>")


def carrying_pdf() -> bytes:
    """Carries another file."""
    return pdf(
        catalog=b"/Names << /EmbeddedFiles << /Names [(a.exe) 6 0 R] >> >>",
        extra=[b"<< /Type /Filespec /F (a.exe) /EF << /F 7 0 R >> >>", stream(b"MZ", b"/Type /EmbeddedFile")],
    )


def locked_pdf(*, aes: bool = False) -> bytes:
    """Protected by a password; with `aes` in the way of PDF 2.0."""
    filling = b"<%s>" % (b"41" * (48 if aes else 32))
    if aes:
        entry = (
            b"/Encrypt << /Filter /Standard /V 5 /R 6 /Length 256 /P -44 "
            b"/O %s /U %s /OE <%s> /UE <%s> /Perms <%s> "
            b"/CF << /StdCF << /CFM /AESV3 /AuthEvent /DocOpen /Length 32 >> >> /StmF /StdCF /StrF /StdCF >>"
        ) % (filling, filling, b"41" * 32, b"41" * 32, b"41" * 16)
    else:
        entry = b"/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O %s /U %s >>" % (
            filling,
            filling,
        )
    return pdf(trailer=entry + b" /ID [<41> <41>]")


def unfolding_pdf(unfolded: int) -> bytes:
    """A bomb: a few kilobytes of object stream that unfold to so many bytes of spaces."""
    return compact_pdf([b" " * unfolded + b"null"])


def numbers_pdf(numbers: int) -> bytes:
    """A bomb of values: one object that is arrays of so many numbers, not even compressed."""
    row = b"[" + b"0 " * 10_000 + b"]"
    return pdf(extra=[b"[" + row * (numbers // 10_000) + b"]"])


def texts_pdf(size: int) -> bytes:
    """A bomb of memory: one object of about so many bytes that is arrays of empty texts."""
    row = b"[" + b"()" * 10_000 + b"]"
    return pdf(extra=[b"[" + row * (size // len(row)) + b"]"])


def nested_pdf(depth: int) -> bytes:
    """A bomb of depth: an array in an array in an array."""
    return pdf(extra=[b"[" * depth + b"]" * depth])


def dangling_pdf(references: int) -> bytes:
    """A page tree that names so many pages which do not exist."""
    kids = b" ".join(b"%d 0 R" % (1000 + number) for number in range(references))
    return assemble([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 1 /Kids [%s] >>" % kids])


def looping_pdf() -> bytes:
    """A page tree that contains itself."""
    return assemble([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 1 /Kids [2 0 R] >>"])


def archive(names: Iterable[str] = ("a.txt",)) -> bytes:
    """A ZIP with these files in it."""
    box = BytesIO()
    with ZipFile(box, "w", ZIP_DEFLATED) as target:
        for name in names:
            target.writestr(name, "noi dung")
    return box.getvalue()


def jpeg(width: int = 16, height: int = 16) -> bytes:
    """A grey picture; another width or height than 16 is only claimed."""
    place = _JPEG.index(b"\xff\xc0") + 5
    return _JPEG[:place] + struct.pack(">HH", height, width) + _JPEG[place + 4 :]


def png(width: int = 16, height: int = 16, *, claimed: tuple[int, int] | None = None) -> bytes:
    """A grey picture; `claimed` writes another width and height into its header."""
    stated = claimed or (width, height)
    pixels = zlib.compress((b"\x00" + b"\xc8" * width) * height)
    header = struct.pack(">IIBBBBB", *stated, 8, 0, 0, 0, 0)
    chunks = chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def chunk(name: bytes, content: bytes) -> bytes:
    """A PNG chunk."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
