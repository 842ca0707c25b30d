"""The check of a file: what is kept, what is refused and why, and that nothing makes it stumble."""

import hashlib
import zlib
from collections.abc import Callable
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.commons.files import CEILING, LIMIT, PAGES, Kind, Verdict, say_reason
from chalicelib.commons.files import pdf as pdf_check
from chalicelib.commons.files.check import inspect, look_of, too_large
from chalicelib.commons.files.model import Fault
from tests import papers


def _reportlab_paper() -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    target = BytesIO()
    canvas = Canvas(target, pageCompression=1)
    for number in range(3):
        canvas.drawString(72, 720, f"Trang {number}")
        canvas.showPage()
    canvas.save()
    return target.getvalue()


KEPT: dict[str, tuple[Callable[[], bytes], Kind, int]] = {
    "a page": (papers.pdf, Kind.PDF, 1),
    "thirty pages": (lambda: papers.pdf(pages=30), Kind.PDF, 30),
    "as many pages as allowed": (lambda: papers.pdf(pages=PAGES), Kind.PDF, PAGES),
    "object streams": (papers.compact_pdf, Kind.PDF, 1),
    "made by another program": (_reportlab_paper, Kind.PDF, 3),
    "kids behind a reference": (
        lambda: papers.assemble(
            [
                b"<< /Type /Catalog /Pages 2 0 R >>",
                b"<< /Type /Pages /Count 1 /Kids 3 0 R >>",
                b"[4 0 R]",
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
            ]
        ),
        Kind.PDF,
        1,
    ),
    "a link that opens a page": (lambda: papers.pdf(catalog=b"/OpenAction [5 0 R /Fit]"), Kind.PDF, 1),
    "a web link": (lambda: papers.pdf(extra=[b"<< /S /URI /URI (https://example.org) >>"]), Kind.PDF, 1),
    "changed since": (lambda: papers.extended(papers.pdf(), b"<< /Producer (b) >>"), Kind.PDF, 1),
    "wrong places in the table": (papers.misplaced_pdf, Kind.PDF, 1),
    "a scan of ten megabytes": (lambda: papers.pdf_of_bytes(LIMIT), Kind.PDF, 1),
    "a photo": (papers.jpeg, Kind.JPEG, 1),
    "a photo with a phone's appendix": (lambda: papers.jpeg() + b"SEFH" + b"\x00" * 99, Kind.JPEG, 1),
    "a large photo": (lambda: papers.jpeg(10_000, 10_000), Kind.JPEG, 1),
    "a drawing": (papers.png, Kind.PNG, 1),
}


@pytest.mark.parametrize("name", KEPT)
def test_keeps(name: str) -> None:
    make, kind, pages = KEPT[name]
    data = make()
    assert inspect(data) == Verdict("kept", kind, len(data), hashlib.sha256(data).hexdigest(), pages)


REFUSED: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "nothing": (lambda: b"", "empty", ""),
    "a byte too many": (lambda: papers.pdf_of_bytes(LIMIT + 1), "too-large", ""),
    "a Word file": (lambda: papers.archive(["[Content_Types].xml", "word/document.xml"]), "kind", "word"),
    "an Excel sheet": (lambda: papers.archive(["xl/workbook.xml"]), "kind", "excel"),
    "slides": (lambda: papers.archive(["ppt/presentation.xml"]), "kind", "slides"),
    "a ZIP": (papers.archive, "kind", "zip"),
    "an old Word file": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 500, "kind", "office"),
    "a RAR": (lambda: b"Rar!\x1a\x07\x01\x00", "kind", "archive"),
    "an iPhone photo": (lambda: b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "kind", "heic"),
    "a film": (lambda: b"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00", "kind", "video"),
    "an AVIF picture": (lambda: b"\x00\x00\x00\x18ftypavif", "kind", "picture"),
    "a WebP picture": (lambda: b"RIFF\x10\x00\x00\x00WEBPVP8 ", "kind", "picture"),
    "a sound": (lambda: b"RIFF\x10\x00\x00\x00WAVEfmt ", "kind", "video"),
    "a TIFF scan": (lambda: b"II*\x00\x08\x00\x00\x00", "kind", "picture"),
    "a GIF": (lambda: b"GIF89a\x01\x00", "kind", "picture"),
    "a program": (lambda: b"MZ\x90\x00", "kind", "program"),
    "a web page": (lambda: b"\xef\xbb\xbf \n<!doctype html><script>", "kind", "markup"),
    "an RTF": (lambda: b"{\\rtf1 a}", "kind", "rtf"),
    "plain text": (lambda: "Đơn đề nghị".encode(), "kind", "text"),
    "noise": (lambda: bytes(range(256)), "kind", "unknown"),
    "something before the PDF": (lambda: b"junk\n" + papers.pdf(), "pdf-damaged", ""),
    "only a PDF's first line": (lambda: b"%PDF-1.7\n", "pdf-damaged", ""),
    "half a PDF": (lambda: papers.pdf_of_bytes(4000)[:2000], "pdf-damaged", ""),
    "a PDF without pages": (
        lambda: papers.assemble([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 0 /Kids [] >>"]),
        "pdf-damaged",
        "",
    ),
    "a PDF without a page tree": (lambda: papers.assemble([b"<< /Type /Catalog >>"]), "pdf-damaged", ""),
    "a circle of pages": (papers.looping_pdf, "pdf-damaged", ""),
    "pages that do not exist": (lambda: papers.dangling_pdf(2_000), "pdf-damaged", ""),
    "a password": (papers.locked_pdf, "pdf-locked", ""),
    "a password in the newer way": (lambda: papers.locked_pdf(aes=True), "pdf-locked", ""),
    "a page too many": (lambda: papers.pdf(pages=PAGES + 1), "pdf-pages", ""),
    "JavaScript": (papers.scripted_pdf, "pdf-active", "script"),
    "JavaScript in disguise": (papers.disguised_script_pdf, "pdf-active", "script"),
    "an action behind a reference": (
        lambda: papers.compact_pdf([b"<< /S 5 0 R /F (calc.exe) >>", b"/Launch"]), "pdf-active", "launch",
    ),
    "a program to start": (papers.launching_pdf, "pdf-active", "launch"),
    "a form that sends": (
        lambda: papers.pdf(extra=[b"<< /S /SubmitForm /F (http://a) >>"]), "pdf-active", "launch",
    ),
    "JavaScript left out of the table": (
        lambda: papers.misplaced_pdf(extra=[b"<< /S /#4aava#53cript /#4aS (a) >>"]), "pdf-active", "script",
    ),
    "JavaScript added later": (
        lambda: papers.extended(papers.pdf(), b"<< /S /#4aava#53cript /#4aS (a) >>"), "pdf-active", "script",
    ),
    "an attachment": (papers.carrying_pdf, "pdf-active", "attachment"),
    "an attachment in disguise": (
        lambda: papers.compact_pdf([b"<< /Type /Filespec /#45F << >> >>"]), "pdf-active", "attachment",
    ),
    "a film in a page": (
        lambda: papers.pdf(extra=[b"<< /Type /Annot /Subtype /RichMedia >>"]), "pdf-active", "media",
    ),
    "a dynamic form": (lambda: papers.pdf(catalog=b"/AcroForm << /XFA [] >>"), "pdf-active", "xfa"),
    "a bomb": (lambda: papers.unfolding_pdf(20_000_000), "pdf-complicated", ""),
    "too many objects": (lambda: papers.pdf(extra=[b"null"] * pdf_check.OBJECTS), "pdf-complicated", ""),
    "too many packed texts": (lambda: papers.compact_pdf([b"()" * 600_000]), "pdf-complicated", ""),
    "too deep": (lambda: papers.nested_pdf(100_000), "pdf-complicated", ""),
    "an archive behind a PDF": (lambda: papers.pdf() + papers.archive(), "hidden-content", "zip"),
    "an archive behind a photo": (lambda: papers.jpeg() + papers.archive(), "hidden-content", "zip"),
    "an archive with a last line": (lambda: papers.png() + papers.archive() + b"\n%%EOF", "hidden-content", "zip"),
    "a web page in a photo": (lambda: papers.jpeg() + b"<HTML><sCript>", "hidden-content", "markup"),
    "a web page in a drawing": (
        lambda: papers.png()[:-12] + papers.chunk(b"tEXt", b"a\x00<script>") + papers.png()[-12:],
        "hidden-content",
        "markup",
    ),
    "half a photo": (lambda: papers.jpeg()[:-2], "image-damaged", ""),
    "a photo's first bytes": (lambda: b"\xff\xd8\xff\xe0", "image-damaged", ""),
    "a photo without a frame": (lambda: b"\xff\xd8\xff\xd9", "image-damaged", ""),
    "a photo without height": (lambda: papers.jpeg(16, 0), "image-damaged", ""),
    "a photo of four billion pixels": (lambda: papers.jpeg(65_500, 65_500), "image-pixels", ""),
    "half a drawing": (lambda: papers.png()[:-6], "image-damaged", ""),
    "a drawing with a wrong sum": (
        lambda: papers.png().replace(b"\xc8", b"\xc7", 1)[:-20] + papers.png()[-20:-16] + b"\x00" * 4
        + papers.png()[-12:],
        "image-damaged",
        "",
    ),
    "a drawing without pixels": (lambda: papers.png()[:33] + papers.png()[-12:], "image-damaged", ""),
    "a drawing of ten billion pixels": (lambda: papers.png(claimed=(100_000, 100_000)), "image-pixels", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refuses(name: str) -> None:
    make, code, looks = REFUSED[name]
    verdict = inspect(make())
    assert verdict.state == "refused"
    assert verdict.reason["code"] == f"files/{code}"
    assert verdict.reason.get("looks", "") == looks
    for lang in ("vi", "en"):
        sentence = say_reason(verdict.reason, lang)
        assert sentence.endswith(".")
        assert "{" not in sentence


def test_says_the_real_size_and_the_limit() -> None:
    reason = too_large(int(12.34 * 1024 * 1024)).reason
    assert "12,4 MB" in say_reason(reason, "vi")
    assert "tối đa 10 MB" in say_reason(reason, "vi")
    assert "12.4 MB" in say_reason(reason, "en")
    assert "10,1 MB" in say_reason(too_large(LIMIT + 1).reason, "vi")


def test_tells_what_to_do_with_a_word_file_and_an_iphone_photo() -> None:
    word = inspect(papers.archive(["word/document.xml"])).reason
    assert "lưu tệp thành PDF" in say_reason(word, "vi")
    assert "Save it as a PDF" in say_reason(word, "en")
    heic = inspect(b"\x00\x00\x00\x18ftypheic").reason
    assert "Tương thích nhất" in say_reason(heic, "vi")
    assert "Most Compatible" in say_reason(heic, "en")


def test_says_the_number_of_pages_and_pixels() -> None:
    assert "501 trang" in say_reason(inspect(papers.pdf(pages=501)).reason, "vi")
    assert "65500 × 65500" in say_reason(inspect(papers.jpeg(65_500, 65_500)).reason, "en")


def test_a_kept_file_has_no_reason() -> None:
    assert say_reason(inspect(papers.pdf()).reason, "vi") == ""


def test_the_ceiling_leaves_room_to_refuse_in_words() -> None:
    assert LIMIT < CEILING


def test_a_pdf_that_takes_too_long_is_too_complicated() -> None:
    ticks = iter(range(0, 10_000, 5))
    with pytest.raises(Fault) as fault:
        pdf_check.check_pdf(papers.pdf(), clock=lambda: float(next(ticks)))
    assert fault.value.reason == {"code": "files/pdf-complicated"}


@pytest.mark.parametrize(("bound", "most"), [("VALUES", 9_000), ("READS", 20_000)])
@pytest.mark.parametrize("make", [papers.numbers_pdf, papers.texts_pdf])
def test_a_pdf_of_too_many_values_is_too_complicated(
    monkeypatch: pytest.MonkeyPatch, make: Callable[[int], bytes], bound: str, most: int
) -> None:
    assert inspect(make(20_000)).kept
    monkeypatch.setattr(pdf_check, bound, most)
    assert inspect(make(20_100)).reason == {"code": "files/pdf-complicated"}


def test_an_archive_is_found_through_its_directory_only() -> None:
    mention = papers.png()[:-12] + papers.chunk(b"tEXt", b"a\x00PK\x05\x06" + b"\x00" * 30) + papers.png()[-12:]
    assert inspect(mention).kept


def _sane(verdict: Verdict, data: bytes) -> None:
    assert verdict.size == len(data)
    assert verdict.sha256 == hashlib.sha256(data).hexdigest()
    assert verdict.kept == (not verdict.reason)
    assert verdict.kept == (verdict.pages > 0)
    assert bool(say_reason(verdict.reason, "vi")) is not verdict.kept


@given(st.binary(max_size=3000))
def test_any_bytes_get_a_verdict(data: bytes) -> None:
    _sane(inspect(data), data)


STARTS = (b"%PDF-1.7\n", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b"\x00\x00\x00\x18ftyp")


@given(st.sampled_from(STARTS), st.binary(max_size=600))
def test_any_bytes_behind_a_known_start_get_a_verdict(start: bytes, rest: bytes) -> None:
    _sane(inspect(start + rest), start + rest)


SOUND = (papers.pdf(["a", "b"], pages=3), papers.compact_pdf(), papers.jpeg(), papers.png(), papers.carrying_pdf())


@settings(deadline=None)
@given(st.sampled_from(SOUND), st.data())
def test_cut_off_files_get_a_verdict(sound: bytes, data: st.DataObject) -> None:
    cut = sound[: data.draw(st.integers(0, len(sound)))]
    _sane(inspect(cut), cut)


@settings(deadline=None)
@given(st.sampled_from(SOUND), st.data())
def test_files_with_changed_bytes_get_a_verdict(sound: bytes, data: st.DataObject) -> None:
    changed = bytearray(sound)
    for place in data.draw(st.lists(st.integers(0, len(sound) - 1), min_size=1, max_size=8)):
        changed[place] = data.draw(st.integers(0, 255))
    _sane(inspect(bytes(changed)), bytes(changed))


WORDS = (b"<< ", b" >>", b"[", b"]", b"/Kids ", b"/Pages ", b"/Type ", b"/Page ", b"2 0 R ", b"9 0 R ", b"-1 ", b"(a) ")


@settings(deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=40).map(b"".join), st.lists(st.sampled_from(WORDS), max_size=20))
def test_strange_structure_gets_a_verdict(first: bytes, second: list[bytes]) -> None:
    data = papers.assemble([b"<< /Type /Catalog /Pages 2 0 R >>", first, b"".join(second)])
    _sane(inspect(data), data)


@given(st.binary(max_size=64))
def test_every_look_has_words(data: bytes) -> None:
    looks = look_of(data)
    assert say_reason({"code": "files/kind", "looks": looks}, "en").startswith("This is ")


def test_png_sum_is_the_specified_one() -> None:
    assert papers.png()[-4:] == zlib.crc32(b"IEND").to_bytes(4, "big")
