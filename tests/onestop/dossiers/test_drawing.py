"""Slips as PDF, without a table: the paper says what the page says, wraps, is numbered, and is the same every time."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from chalicelib.commons.agencies import directory
from chalicelib.foundation.words import Words
from chalicelib.onestop.dossiers import slips
from chalicelib.onestop.dossiers.daybook import Day
from chalicelib.onestop.dossiers.model import Delivery, Payment, Status
from chalicelib.onestop.dossiers.prints import drawing, sheets
from chalicelib.onestop.dossiers.prints.columns import Need, share_out
from chalicelib.onestop.dossiers.prints.markup import Undrawable, read_article
from chalicelib.onestop.dossiers.prints.typeface import printable
from chalicelib.onestop.dossiers.slips.model import PaperLine
from infra import layers
from tests.onestop.dossiers import test_slips as known

LOOK_UP = "https://motcua.example/tra-cuu"
PROJECT = Path(__file__).resolve().parents[3]
A5, A5_LYING, A4_LYING = (148, 210), (210, 148), (297, 210)
REASON = "Hồ sơ chưa đủ điều kiện theo khoản 2 Điều 24; đề nghị bổ sung bản vẽ thiết kế đã được thẩm định. "


def sources() -> Iterator[tuple[str, slips.Source]]:
    """A dossier for each kind of slip, with as much to tell as there is."""
    received, entry, reception = known.received, known.entry, known.RECEPTION
    later, due = "2026-03-05T10:00:00Z", "2026-02-26T10:00:00Z"
    asked = entry(4, "dossier.supplement_requested", note=known.NOTE, until=later, **known.ASKING)
    silent = replace(
        entry(7, "dossier.granted_by_silence", note={"reason": "Hết hạn.", "reason_en": "Time is over."}, due=due),
        actor="platform",
    )
    silent = replace(silent, data={**silent.data, "legal_basis": "Nghị định minh họa, điều 9"})
    extended = entry(7, "dossier.extended", due=later, was_due=due, amount=3, note={"reason": "Cần xác minh <nguồn>"})
    stopped = entry(7, "dossier.stopped", due=None, note={"reason": "Chờ kết luận", "legal_basis": "Luật minh họa"})
    resumed = entry(8, "dossier.resumed", due=later, note={"reason": "Đã có kết luận"})
    demanded = entry(8, "dossier.payment_required", amount=1_250_000, note={"reason": "Phí thẩm định & đo đạc"})
    paid = entry(9, "dossier.payment_settled", amount=1_250_000, means="cash", receipt="000007/2026", due=later)
    refused = entry(
        4, "dossier.refused", note={"reason": "Sai thẩm quyền", "remedy": "Nộp tại phường\nđúng nơi cư trú"}
    )
    whole = received(
        delivery=Delivery("post"), helped_by="d06", representative="Lê Văn Thử Nghiệm", payment=Payment("due", 50_000)
    )
    owing = replace(reception, data={**reception.data, "fee": 50_000})
    yield "acknowledgement", known.source(known.dossier(Status.SUBMITTED))
    yield "receipt", known.source(whole, owing)
    yield "supplement", known.source(known.dossier(Status.SUPPLEMENT_REQUESTED, supplemented=True), asked)
    yield "apology", known.source(received(), reception, extended)
    yield "stop", known.source(received(), reception, stopped, resumed)
    yield "payment", known.source(received(), reception, demanded, paid)
    yield "cash_receipt", known.source(received(), reception, demanded, paid)
    yield "refusal", known.source(known.dossier(Status.REJECTED_AT_INTAKE), refused)
    yield "silence", known.source(received(Status.RESULT_READY, outcome="granted_by_silence"), reception, silent)
    yield "correction", known.source(received(), reception, entry(9, "dossier.corrected", note={"reason": "Sai tên"}))
    yield "control", known.source(received(Status.RESULT_RETURNED), *known.on_its_way())


SOURCES = dict(sources())


def slip(name: str) -> slips.Slip:
    return slips.write_slip(name, SOURCES[name], owner=False)


def sheet(name: str, lang: str = "vi") -> sheets.Sheet:
    return sheets.sheet_of(slip(name), lang, LOOK_UP)


def day_sheet(lang: str = "vi", count: int = 3) -> sheets.Sheet:
    lines: list[Any] = [(f"{known.CODE[:-4]}{n:04}", known.received()) for n in range(1, count)]
    found = Day(date(2026, 2, 5), count, 1, 1, [*lines, (f"{known.CODE[:-4]}{count:04}", None)])
    named = known.WEBSITE.name
    drawn = slips.write_day(
        found, "d07", known.RECEIVED, directory=directory(), procedure_name=lambda code: Words(named.vi, named.en)
    )
    return sheets.register_sheet(drawn, lang)


def squeezed(text: str) -> str:
    """The letters alone: where lines break is the paper's affair, and so are capitals at the head."""
    return re.sub(r"\s+", "", text).casefold()


def numbered(found: re.Match[str]) -> str:
    """A list with the marks that paper has before its items."""
    order = iter(range(1, 1000))
    mark = (lambda: f"{next(order)}.") if found[1] == "ol" else (lambda: "–")
    return re.sub(r"<li[^>]*>", lambda _: f" {mark()} ", found[0])


def on_page(html: str) -> str:
    """What the article says on the screen, in order, without what is not for paper."""
    text = re.sub(r'<p class="[^"]*no-print[^"]*">.*?</p>', "", html, flags=re.DOTALL)
    text = re.sub(r"<(ol|ul)[ >].*?</\1>", numbered, text, flags=re.DOTALL)
    return squeezed(unescape(re.sub(r"<[^>]+>", " ", text)))


def pages_of(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def on_paper(one: sheets.Sheet) -> str:
    """What the PDF says, page after page, without the foot that stands on each and the repeated heads of tables."""
    pages = pages_of(drawing.draw(one))
    heads = [on_page(head) for head in re.findall("<thead>.*?</thead>", one.html, re.DOTALL)]
    told = ""
    for number, text in enumerate(pages, 1):
        foot = squeezed(one.foot + sheets.FOOT.say(one.lang).format(page=number, pages=len(pages)))
        assert squeezed(text).endswith(foot), text
        text = squeezed(text).removesuffix(foot)
        again = next((head for head in heads if told and head in told and text.startswith(head)), "")
        told += text.removeprefix(again)
    return told


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", [*slips.KINDS, "register"])
def test_the_paper_says_what_the_page_says_in_the_same_order(name: str, lang: str) -> None:
    one = day_sheet(lang) if name == "register" else sheet(name, lang)
    assert on_paper(one) == on_page(one.html)


def facts_of(value: Any, lang: str) -> Iterator[str]:
    """Every text of a slip's data, words in one language; codes and names of the data itself are no texts."""
    if isinstance(value, dict):
        if value.keys() == {"vi", "en"}:
            yield value[lang]
            return
        for name, one in value.items():
            if name not in ("name", "source", "kind", "at", "of", "state", "verdict", "articles") or value.get("vi"):
                yield from facts_of(one, lang)
    elif isinstance(value, list):
        for one in value:
            yield from facts_of(one, lang)
    elif isinstance(value, str) and not re.fullmatch(r"\d{4}-\d\d-\d\d.*", value):
        yield value


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", [name for name in slips.KINDS if name != "control"])
def test_every_fact_of_a_slip_is_on_paper(name: str, lang: str) -> None:
    """From the data of the JSON door, not from the page: reasons, names, numbers, sums."""
    data, told = slips.present_slip(slip(name)), on_paper(sheet(name, lang))
    shown = {one for key in ("number", "code", "applicant", "phone", "email") for one in [data[key]]}
    shown |= set(facts_of([data["procedure"], data["issuer"], data["place"], data["form"]["title"]], lang))
    shown |= {text for text in facts_of(data["body"], lang) if text not in ("paper", "field", "topics", "gone")}
    codes = {part["code"] for part in data["body"].get("parts", ())}
    means = {data["body"].get("made_by", "")}
    for text in (shown - codes) | means:
        assert squeezed(text) in told or text == known.PAPER, text


def size_in_mm(pdf: bytes) -> tuple[int, int]:
    box = PdfReader(BytesIO(pdf)).pages[0].mediabox
    return round(float(box.width) * 25.4 / 72), round(float(box.height) * 25.4 / 72)


@pytest.mark.parametrize("name", [*slips.KINDS, "register"])
def test_the_size_of_paper_is_that_of_the_forms(name: str) -> None:
    wanted = {"control": A5_LYING, "register": A4_LYING}.get(name, A5)
    assert size_in_mm(drawing.draw(day_sheet() if name == "register" else sheet(name))) == wanted


@pytest.mark.parametrize(("lang", "tag"), [("vi", "vi-VN"), ("en", "en")])
def test_the_document_has_title_language_and_issuer(lang: str, tag: str) -> None:
    reader = PdfReader(BytesIO(drawing.draw(sheet("receipt", lang))))
    assert reader.metadata is not None
    assert reader.metadata.title == f"{slip('receipt').form.title.say(lang)} – {known.CODE}"
    assert reader.metadata.author == slip("receipt").issuer.name.say(lang)
    root: Any = reader.trailer["/Root"]
    assert (root["/Lang"], root["/ViewerPreferences"]["/DisplayDocTitle"]) == (tag, True)


def test_every_font_is_embedded() -> None:
    for page in PdfReader(BytesIO(drawing.draw(sheet("receipt")))).pages:
        fonts: Any = page["/Resources"]["/Font"]
        for font in fonts.values():
            assert "/FontFile2" in font.get_object()["/FontDescriptor"], font.get_object()["/BaseFont"]


def test_ordinary_slips_fit_on_one_page() -> None:
    ordinary = slips.write_slip("receipt", known.source(known.received(), known.RECEPTION), owner=True)
    for lang in ("vi", "en"):
        assert len(pages_of(drawing.draw(sheets.sheet_of(ordinary, lang, LOOK_UP)))) == 1
        for name in set(slips.KINDS) - {"receipt", "control"}:
            assert len(pages_of(drawing.draw(sheet(name, lang)))) == 1, name


def test_letters_are_a_little_smaller_where_that_saves_a_page() -> None:
    def sizes(count: int) -> set[float]:
        page: Any = PdfReader(BytesIO(drawing.draw(sheets.sheet_of(with_papers(count), "vi", LOOK_UP)))).pages[0]
        return {float(size) for size in re.findall(rb"/F\d\+0 ([0-9.]+) Tf", page.get_contents().get_data())}

    largest, *_, smallest = drawing.PAPERS[""].letters
    assert smallest in sizes(0)
    assert largest not in sizes(0)
    assert largest in sizes(40), "no size brings it on one page"


def with_papers(count: int) -> slips.Slip:
    written = slip("receipt")
    long = "Bản sao có chứng thực quyết định thành lập hoặc văn bản có giá trị pháp lý tương đương"
    lines = tuple(
        PaperLine(Words(f"{long} số {n:02}.", f"Paper {n:02}."), 1, Words("bản sao chứng thực", "certified copy"), 1, 3)
        for n in range(1, count + 1)
    )
    return replace(written, body=replace(written.body, papers=lines))


def test_forty_papers_go_on_from_page_to_page_with_the_head_of_the_table_and_numbers() -> None:
    one = sheets.sheet_of(with_papers(40), "vi", LOOK_UP)
    pages = pages_of(drawing.draw(one))
    assert len(pages) > 3
    whole = squeezed("".join(pages))
    places = [whole.index(squeezed(f"tương đương số {n:02}.")) for n in range(1, 41)]
    assert places == sorted(places)
    assert all("Tên giấy tờ" in page for page in pages if "số" in page and "tương đương" in page)
    for number, page in enumerate(pages, 1):
        assert f"Trang {number} / {len(pages)}" in page
        assert known.CODE in page


def test_long_names_and_reasons_wrap_and_none_is_cut() -> None:
    written = slip("refusal")
    long = (REASON * 40)[:4000]
    name = "Công ty Trách nhiệm Hữu hạn Một thành viên Dịch vụ Công nghệ Minh Họa " * 30
    assert isinstance(written.body, slips.Refusal)
    body = replace(written.body, reason=Words(long, long), remedy="x" * 600)
    one = sheets.sheet_of(replace(written, applicant=name, email="a" * 200 + "@example.vn", body=body), "vi", LOOK_UP)
    pages = pages_of(drawing.draw(one))
    whole = squeezed("".join(pages))
    feet = [squeezed(one.foot + f"Trang {n} / {len(pages)}") for n in range(1, len(pages) + 1)]
    for foot in feet:
        whole = whole.replace(foot, "")
    for text in (name, long, "x" * 600, "a" * 200 + "@example.vn"):
        assert squeezed(text) in whole


def test_a_row_taller_than_the_page_goes_on_on_the_next() -> None:
    written = slip("control")
    assert isinstance(written.body, slips.Control)
    long = "".join(f"Từ số {n:04}. " for n in range(900))
    rows = tuple(replace(row, note=Words(long, long)) for row in written.body.rows[:2])
    one = sheets.sheet_of(replace(written, body=replace(written.body, rows=rows)), "vi", LOOK_UP)
    whole = on_paper(one)
    assert [len(re.findall(squeezed(f"Từ số {n:04}."), whole)) for n in range(900)] == [2] * 900


def test_signatures_are_never_parted_from_each_other() -> None:
    for count in range(1, 14):
        pages = pages_of(drawing.draw(sheets.sheet_of(with_papers(count), "vi", LOOK_UP)))
        [signed] = [page for page in pages if "Người tiếp nhận hồ sơ" in page]
        assert "Tài khoản: acc-onestop-d07" in signed
        assert "Mẫu số 01" in signed


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_any_name_can_be_printed_and_nothing_of_it_is_lost(name: str) -> None:
    one = sheets.sheet_of(replace(slip("acknowledgement"), applicant=name), "vi", LOOK_UP)
    assert squeezed(printable(name.strip())) in squeezed("".join(pages_of(drawing.draw(one))))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Nguye\u0302\u0303n", "Nguyễn"),
        ("Łukasz Đặng", "Łukasz Đặng"),
        ("中", "(U+4E2D)"),
        ("😀", "(U+1F600)"),
        ("a → b", "a -> b"),
        ("≥ 5\u200b\u00a0m", ">= 5\u00a0m"),
        ("\u2003x\u0007", " x"),
        ("50.000 ₫ – “được”", "50.000 ₫ – “được”"),
    ],
)
def test_letters_that_the_font_lacks_are_told(typed: str, shown: str) -> None:
    assert printable(typed) == shown


def test_the_same_slip_has_the_same_bytes_in_every_process() -> None:
    code = (
        "import hashlib\n"
        "from tests.onestop.dossiers import test_drawing as t\n"
        "print(hashlib.sha256(t.drawing.draw(t.sheet('receipt'))).hexdigest())"
    )
    mine = hashlib.sha256(drawing.draw(sheet("receipt"))).hexdigest()
    assert hashlib.sha256(drawing.draw(sheet("receipt"))).hexdigest() == mine
    for seed in ("1", "2"):
        assert in_a_process(code, PYTHONHASHSEED=seed) == mine


def in_a_process(code: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(PROJECT), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_layer_alone_draws_the_same_bytes(tmp_path: Path) -> None:
    """What Lambda has: reportlab without charts and fonts of its own, and no Pillow."""
    with zipfile.ZipFile(layers.build("printing", print)) as layer:
        layer.extractall(tmp_path)
    code = (
        "import hashlib, json, sys\n"
        "from tests.onestop.dossiers import test_drawing as t\n"
        "drawn = {n: hashlib.sha256(t.drawing.draw(t.sheet(n))).hexdigest() for n in t.SOURCES}\n"
        "import PIL, reportlab\n"
        "print(json.dumps([drawn, PIL.__file__, reportlab.__file__]))"
    )
    drawn, *places = json.loads(in_a_process(code, PYTHONPATH=f"{tmp_path / 'python'}{os.pathsep}{PROJECT}"))
    assert all(place.startswith(str(tmp_path)) for place in places)
    assert drawn == {name: hashlib.sha256(drawing.draw(sheet(name))).hexdigest() for name in SOURCES}


def test_another_content_language_or_address_has_another_digest() -> None:
    one = slip("receipt")
    digests = [
        sheet("receipt").digest,
        sheet("receipt", "en").digest,
        sheets.sheet_of(one, "vi", "https://elsewhere.example/tra-cuu").digest,
        sheets.sheet_of(replace(one, applicant="Người khác"), "vi", LOOK_UP).digest,
        sheets.sheet_of(replace(one, issued_at=one.issued_at + timedelta(days=1)), "vi", LOOK_UP).digest,
    ]
    assert len(set(digests)) == len(digests)
    assert sheet("receipt").digest == digests[0]


@pytest.mark.parametrize(
    "html",
    [
        '<article class="slip "><video></video></article>',
        '<article class="slip "><p>a</article>',
        "<p>no article</p>",
        '<article class="slip "></article><article class="slip "></article>',
        '<article class="slip "><p>open',
    ],
)
def test_what_no_slip_has_is_refused_and_not_left_out(html: str) -> None:
    with pytest.raises(Undrawable):
        read_article(html)


@given(st.lists(st.tuples(st.floats(1, 300), st.floats(0, 5000)), min_size=1, max_size=12), st.floats(200, 900))
def test_columns_fill_the_room_and_none_is_narrower_than_its_words(
    columns: list[tuple[float, float]], room: float
) -> None:
    needs = [Need(least, least + more) for least, more in columns]
    widths = share_out(needs, room)
    assert sum(widths) == pytest.approx(room)
    if sum(one.least for one in needs) <= room:
        assert all(width >= one.least - 1e-6 for width, one in zip(widths, needs, strict=True))
