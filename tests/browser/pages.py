"""Every page that there is to look at, who looks at it, and how to get to an example of it.

To add a page: an entry in LOOKS for its route and one for each state that looks different (nothing there, something
wrong, many rows), with `{names}` from `tests/browser/scenery.py`. A route that answers no page stands in FILES.
`tests/browser/test_list.py` fails for a route that stands in neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

NOBODY, CITIZEN, STRANGER = "", "congdan1", "congdan3"
DESK, SPECIALIST, LEADER = "motcua.d07", "chuyenvien.d07", "lanhdao.d07"
ASKED, ASKED_LEADER, AWAY = "chuyenvien.d06", "lanhdao.d06", "motcua.d06"
ADMIN, OPERATOR = "quantri.d07", "vanhanh"


@dataclass(frozen=True)
class Look:
    """One page in one state. `at` is its address with names of examples.

    `to` names the form of that page which is sent, with `sends` typed into it; then its answer is what is looked at.
    `status` is the answer's. `narrowest`: the width in pixels at which nothing may run over.
    """

    route: str
    who: str
    at: str
    state: str = ""
    status: int = 200
    to: str = ""
    sends: Mapping[str, str] = field(default_factory=dict, hash=False)
    narrowest: int = 320

    @property
    def name(self) -> str:
        """As tests call it."""
        return " ".join(part for part in (self.at, self.state, self.who) if part)


def _wrong(route: str, who: str, at: str, to: str = "", state: str = "wrong", **sends: str) -> Look:
    """The page as it comes back when what was typed is wrong."""
    return Look(route, who, at, state, 422, to or at, {name.replace("__", "."): value for name, value in sends.items()})


MOVES = "/can-bo/ho-so/{id}"
OPEN = (
    Look("/", NOBODY, "/"),
    Look("/", CITIZEN, "/"),
    Look("/", LEADER, "/"),
    Look("/dang-nhap", NOBODY, "/dang-nhap"),
    Look("/dang-nhap", NOBODY, "/dang-nhap", "wrong", 401, "/dang-nhap", {"login": "ai-do", "password": "sai"}),
    Look("/lich-lam-viec", NOBODY, "/lich-lam-viec"),
    Look("/lich-lam-viec", NOBODY, "/lich-lam-viec?co-quan=d07"),
    Look("/thu-tuc", NOBODY, "/thu-tuc"),
    Look("/thu-tuc", NOBODY, "/thu-tuc?tim=hop+bao", "found"),
    Look("/thu-tuc", NOBODY, "/thu-tuc?tim=xyzzy", "nothing found"),
    Look("/viec/{event}", NOBODY, "/viec/{event}"),
    Look("/thu-tuc/{code}", NOBODY, "/thu-tuc/9.000001"),
    Look("/thu-tuc/{code}", CITIZEN, "/thu-tuc/9.000002"),
    Look("/thu-tuc/{code}", CITIZEN, "/thu-tuc/1.001193", "of a place"),
    Look("/thu-tuc/{code}", CITIZEN, "/thu-tuc/1.001193", "place missing", 200, "/nop/1.001193"),
    Look("/thu-tuc/{code}", NOBODY, "/thu-tuc/khong-co", "unknown", 404),
    Look("", NOBODY, "/khong/co/trang/nay", "no such page", 404),
    Look("", CITIZEN, "/can-bo", "not allowed", 403),
    Look("/tra-cuu", NOBODY, "/tra-cuu"),
    Look("/tra-cuu", NOBODY, "/tra-cuu?ma={code}", "by code"),
    Look("/tra-cuu", NOBODY, "/tra-cuu?ma={code}", "with digits", 200, "/tra-cuu", {"ma": "{code}", "so": "{digits}"}),
    Look("/tra-cuu", NOBODY, "/tra-cuu?ma={code}", "wrong digits", 422, "/tra-cuu", {"ma": "{code}", "so": "9999"}),
    Look("/tra-cuu", NOBODY, "/tra-cuu?ma=000.00.07.H29-010101-9999", "unknown code", 404),
)
APPLYING = (
    Look("/ho-so/{id}", CITIZEN, "/ho-so/{empty}", "a draft, nothing done"),
    Look("/ho-so/{id}", CITIZEN, "/ho-so/{ready}", "a draft, all done"),
    Look("/ho-so/{id}", CITIZEN, "/ho-so/{lapsed}", "a draft, rules have changed"),
    *[
        Look("/ho-so/{id}/khai/{section}", CITIZEN, f"/ho-so/{{filled}}/khai/{section}", "filled in, long names")
        for section in ("applicant", "representative", "website", "people")
    ],
    *[
        Look("/ho-so/{id}/khai/{section}", CITIZEN, f"/ho-so/{{press_draft}}/khai/{section}", "empty")
        for section in ("organiser", "event", "press")
    ],
    Look("/ho-so/{id}/khai", CITIZEN, "/ho-so/{filled}/khai?ca=1", "all at once"),
    Look("/ho-so/{id}/khai", DESK, "/ho-so/{desk_draft}/khai", "at the desk"),
    _wrong("/ho-so/{id}/khai", DESK, "/ho-so/{desk_draft}/khai", go="next"),
    Look("/ho-so/{id}/khai/{section}", CITIZEN, "/ho-so/{half}/khai/applicant?luu=1", "saved with mistakes"),
    _wrong("/ho-so/{id}/khai/{section}", CITIZEN, "/ho-so/{press_draft}/khai/event", go="next"),
    Look("/ho-so/{id}/nguoi-nop", CITIZEN, "/ho-so/{empty}/nguoi-nop"),
    Look("/ho-so/{id}/nguoi-nop", DESK, "/ho-so/{desk_draft}/nguoi-nop", "at the desk"),
    _wrong(
        "/ho-so/{id}/nguoi-nop", CITIZEN, "/ho-so/{empty}/nguoi-nop", a__acting="other", a__applicant_id="1", go="next"
    ),
    Look("/ho-so/{id}/nhan-ket-qua", CITIZEN, "/ho-so/{filled}/nhan-ket-qua"),
    _wrong("/ho-so/{id}/nhan-ket-qua", CITIZEN, "/ho-so/{filled}/nhan-ket-qua", a__way="post"),
    Look("/ho-so/{id}/giay-to", CITIZEN, "/ho-so/{empty}/giay-to", "no files"),
    Look("/ho-so/{id}/giay-to", CITIZEN, "/ho-so/{ready}/giay-to", "all files"),
    Look("/ho-so/{id}/giay-to", CITIZEN, "/ho-so/{refused_file}/giay-to", "a refused file"),
    Look("/ho-so/{id}/giay-to", CITIZEN, "/ho-so/{checking}/giay-to", "a file being checked"),
    Look("/ho-so/{id}/giay-to", CITIZEN, "/ho-so/{unasked_file}/giay-to", "a file that nobody asks for"),
    Look(
        "/ho-so/{id}/giay-to/{paper}",
        CITIZEN,
        "/ho-so/{uploading}/giay-to",
        "the upload's form",
        200,
        "/ho-so/{uploading}/giay-to/{paper}",
    ),
    Look("/ho-so/{id}/giay-to/{paper}/cho", CITIZEN, "/ho-so/{checking}/giay-to/{paper}/cho"),
    Look("/ho-so/{id}/phien-ban", CITIZEN, "/ho-so/{lapsed}/phien-ban"),
    Look("/ho-so/{id}/kiem-tra", CITIZEN, "/ho-so/{empty}/kiem-tra", "nothing there"),
    Look("/ho-so/{id}/kiem-tra", CITIZEN, "/ho-so/{ready}/kiem-tra", "complete"),
    Look("/ho-so/{id}/kiem-tra", CITIZEN, "/ho-so/{filled}/kiem-tra", "long names, no papers"),
    _wrong("/ho-so/{id}/kiem-tra", CITIZEN, "/ho-so/{half}/kiem-tra"),
    Look("/ho-so/{id}/xoa", CITIZEN, "/ho-so/{half}/xoa"),
    Look("/ho-so/{id}/xong", CITIZEN, "/ho-so/{submitted}/xong"),
)
FOLLOWING = (
    Look("/ho-so", CITIZEN, "/ho-so", "many"),
    Look("/ho-so", STRANGER, "/ho-so", "none"),
    *[
        Look("/ho-so/{id}", CITIZEN, f"/ho-so/{{{name}}}", name)
        for name in (
            *["submitted", "asked", "received", "late", "extended", "stopped", "owing", "paid"],
            *["refused", "rejected", "withdrawn", "finished", "returned", "posted"],
        )
    ],
    Look("/ho-so/{id}", STRANGER, "/ho-so/{submitted}", "somebody else's", 404),
    Look("/ho-so/{id}/luot-xem", CITIZEN, "/ho-so/{returned}/luot-xem", "many"),
    Look("/ho-so/{id}/luot-xem", CITIZEN, "/ho-so/{empty}/luot-xem", "none"),
    Look("/ho-so/{id}/bo-sung", CITIZEN, "/ho-so/{asked}/bo-sung"),
    _wrong("/ho-so/{id}/bo-sung", CITIZEN, "/ho-so/{asked}/bo-sung"),
    Look("/ho-so/{id}/rut", CITIZEN, "/ho-so/{submitted}/rut"),
    Look("/ho-so/{id}/phieu", CITIZEN, "/ho-so/{returned}/phieu"),
    *[
        Look("/ho-so/{id}/phieu/{slip}", who, f"/ho-so/{{{name}}}/phieu/{slip}")
        for who, name, slip in (
            (CITIZEN, "submitted", "nop-ho-so"),
            (CITIZEN, "received", "tiep-nhan"),
            (CITIZEN, "asked", "bo-sung"),
            (CITIZEN, "extended", "xin-loi"),
            (CITIZEN, "stopped", "dung-giai-quyet"),
            (CITIZEN, "owing", "nop-tien"),
            (CITIZEN, "paid", "thu-tien"),
            (CITIZEN, "refused", "tu-choi"),
            (SPECIALIST, "returned", "kiem-soat"),
        )
    ],
)
PAYING = (
    Look("/ho-so/{id}/nop-tien", CITIZEN, "/ho-so/{fee}/nop-tien"),
    Look("/ho-so/{id}/nop-tien", CITIZEN, "/ho-so/{paying}/nop-tien", "one payment is open"),
    Look("/ho-so/{id}/nop-tien", CITIZEN, "/ho-so/{settled}/nop-tien", "paid"),
    _wrong("/ho-so/{id}/nop-tien", CITIZEN, "/ho-so/{fee}/nop-tien", way=""),
    Look("/ho-so/{id}/nop-tien/{payment}", CITIZEN, "/ho-so/{paying}/nop-tien/{attempt}", "open"),
    Look("/ho-so/{id}/nop-tien/{payment}", CITIZEN, "/ho-so/{settled}/nop-tien/{settlement}", "settled"),
    Look(
        "/thanh-toan-mo-phong/{payment}",
        CITIZEN,
        "/ho-so/{fee}/nop-tien",
        "the simulated provider",
        200,
        "/ho-so/{fee}/nop-tien",
        {"way": "online"},
    ),
    Look("/can-bo/doi-soat", LEADER, "/can-bo/doi-soat"),
    Look("/can-bo/doi-soat", AWAY, "/can-bo/doi-soat", "none"),
)
RATING = (
    Look("/ho-so/{id}/danh-gia", CITIZEN, "/ho-so/{to_rate}/danh-gia"),
    _wrong("/ho-so/{id}/danh-gia", CITIZEN, "/ho-so/{to_rate}/danh-gia", level="", remark="Đã gõ dở"),
    Look("/ho-so/{id}/danh-gia", CITIZEN, "/ho-so/{rated}/danh-gia", "done"),
    Look("/ho-so/{id}/danh-gia", CITIZEN, "/ho-so/{submitted}/danh-gia", "too early", 409),
    Look("/danh-gia", NOBODY, "/danh-gia"),
    Look("/danh-gia", NOBODY, "/danh-gia?thang=2020-01", "none"),
    Look("/can-bo/gop-y", LEADER, "/can-bo/gop-y"),
    Look("/can-bo/gop-y", ASKED_LEADER, "/can-bo/gop-y", "none"),
)
PRINTS = (
    Look(
        "/ho-so/{id}/phieu/{slip}/pdf",
        CITIZEN,
        "/ho-so/{received}/phieu/tiep-nhan",
        "being made",
        200,
        "/ho-so/{received}/phieu/tiep-nhan/pdf",
    ),
    Look(
        "/can-bo/so-theo-doi/{when}/pdf",
        DESK,
        "/can-bo/so-theo-doi/{day}",
        "being made",
        200,
        "/can-bo/so-theo-doi/{day}/pdf",
    ),
)
OFFICERS = (
    Look("/can-bo", DESK, "/can-bo", "many"),
    *[Look("/can-bo", LEADER, f"/can-bo?ds={ds}") for ds in ("tre", "sap", "xong", "cho")],
    Look("/can-bo", AWAY, "/can-bo", "none"),
    Look("/can-bo", SPECIALIST, "/can-bo?giao=toi", "nothing of mine"),
    Look("/can-bo", SPECIALIST, "/can-bo", "search", 200, "/can-bo/tim", {"tim": "nguyen"}),
    Look("/can-bo", SPECIALIST, "/can-bo", "search finds nothing", 200, "/can-bo/tim", {"tim": "khong ai ten the nay"}),
    Look("/can-bo", LEADER, "/can-bo?ds=made-up", "made-up filter", 422),
    Look("/can-bo", LEADER, "/can-bo", "to assign", 200, "/can-bo/nhieu", {"chon": "{examined}", "viec": "assign"}),
    Look(
        MOVES,
        DESK,
        "/can-bo/ho-so/{submitted}",
        "preview of a refusal",
        200,
        "/can-bo/ho-so/{submitted}/refuse",
        {"reason": "Không thuộc thẩm quyền", "remedy": "Nộp tại sở khác.", "go": "preview"},
    ),
    Look("/can-bo/dieu-hanh", LEADER, "/can-bo/dieu-hanh"),
    Look("/can-bo/cho-ky", LEADER, "/can-bo/cho-ky"),
    Look("/can-bo/cho-ky", ASKED_LEADER, "/can-bo/cho-ky", "none"),
    Look("/can-bo/cho-ky/{id}", LEADER, "/can-bo/cho-ky/{to_decide}", "approval proposed"),
    Look("/can-bo/cho-ky/{id}", LEADER, "/can-bo/cho-ky/{to_reject}", "refusal proposed"),
    Look("/can-bo/canh-bao", LEADER, "/can-bo/canh-bao"),
    Look("/can-bo/canh-bao", AWAY, "/can-bo/canh-bao", "none"),
    *[
        Look(MOVES, who, f"/can-bo/ho-so/{{{name}}}", name)
        for who, name in (
            *[(DESK, "submitted"), (DESK, "received"), (DESK, "to_ask"), (DESK, "finished"), (DESK, "posted")],
            *[(DESK, "owing"), (SPECIALIST, "examined"), (SPECIALIST, "assigned"), (SPECIALIST, "late")],
            *[(SPECIALIST, "stopped"), (SPECIALIST, "consulted"), (SPECIALIST, "answered")],
            *[(LEADER, "to_decide"), (LEADER, "to_reject"), (LEADER, "returned"), (LEADER, "extended")],
        )
    ],
    _wrong(MOVES, DESK, "/can-bo/ho-so/{submitted}", "/can-bo/ho-so/{submitted}/request_supplement"),
    _wrong(MOVES, DESK, "/can-bo/ho-so/{submitted}", "/can-bo/ho-so/{submitted}/refuse", "refusal without a reason"),
    _wrong(MOVES, LEADER, "/can-bo/ho-so/{examined}", "/can-bo/ho-so/{examined}/extend", reason=""),
    Look("/can-bo/ho-so/{id}/hoi-y-kien", SPECIALIST, "/can-bo/ho-so/{examined}/hoi-y-kien"),
    _wrong("/can-bo/ho-so/{id}/hoi-y-kien", SPECIALIST, "/can-bo/ho-so/{examined}/hoi-y-kien", days="nhiều"),
    Look("/can-bo/hoi-y-kien", ASKED, "/can-bo/hoi-y-kien"),
    Look("/can-bo/hoi-y-kien", SPECIALIST, "/can-bo/hoi-y-kien", "none"),
    Look("/can-bo/hoi-y-kien/{id}", ASKED, "/can-bo/hoi-y-kien/{consulted}", "to answer"),
    Look("/can-bo/hoi-y-kien/{id}", ASKED_LEADER, "/can-bo/hoi-y-kien/{answered}", "answered"),
    Look("/can-bo/vang-mat", LEADER, "/can-bo/vang-mat"),
    Look("/can-bo/vang-mat", ASKED, "/can-bo/vang-mat", "none"),
    _wrong("/can-bo/vang-mat", LEADER, "/can-bo/vang-mat", first="32/13/2026", last="1/1/2027"),
    Look("/can-bo/so-theo-doi", DESK, "/can-bo/so-theo-doi"),
    Look("/can-bo/so-theo-doi", DESK, "/can-bo/so-theo-doi?cho=1", "waiting"),
    Look("/can-bo/so-theo-doi/{when}", DESK, "/can-bo/so-theo-doi/{year}"),
    Look("/can-bo/so-theo-doi/{when}", DESK, "/can-bo/so-theo-doi/{month}"),
    Look("/can-bo/so-theo-doi/{when}", DESK, "/can-bo/so-theo-doi/{day}", "many"),
    Look("/can-bo/bao-cao", LEADER, "/can-bo/bao-cao?tu={first}&den={day}"),
    Look(
        "/can-bo/bao-cao",
        OPERATOR,
        "/can-bo/bao-cao?tu={closed_first}&den={closed_last}&theo=co-quan",
        "the whole city",
    ),
    Look("/can-bo/bao-cao", LEADER, "/can-bo/bao-cao?tu=x", "wrong", 422),
    Look("/quay", DESK, "/quay"),
    Look("/quay/thu-tuc", DESK, "/quay/thu-tuc"),
    Look("/quay/thu-tuc", DESK, "/quay/thu-tuc?tim=xyzzy", "nothing found"),
    Look("/quay/thu-tuc/{procedure}", DESK, "/quay/thu-tuc/9.000004"),
    _wrong("/quay/thu-tuc/{procedure}", DESK, "/quay/thu-tuc/9.000010", state="place missing", place=""),
    Look("/quay/ho-so/{id}", DESK, "/quay/ho-so/{desk}", "handed in"),
    Look("/quay/ho-so/{id}", DESK, "/quay/ho-so/{desk_received}", "to be paid"),
    Look("/quay/ho-so/{id}", AWAY, "/quay/ho-so/{desk_away}", "another agency's"),
)
GOVERNING = (
    Look("/quan-tri/lich", OPERATOR, "/quan-tri/lich"),
    _wrong("/quan-tri/lich", OPERATOR, "/quan-tri/lich", "/quan-tri/lich/xem-truoc", day="32/1/2027"),
    Look("/quan-tri/gio-lam-viec", ADMIN, "/quan-tri/gio-lam-viec"),
    Look("/quan-tri/thu-tuc", OPERATOR, "/quan-tri/thu-tuc"),
    *[Look("/quan-tri/thu-tuc/{id}", ADMIN, f"/quan-tri/thu-tuc/{{{name}}}", name) for name in ("broken", "proposal")],
    *[
        Look("/quan-tri/thu-tuc/{id}", OPERATOR, f"/quan-tri/thu-tuc/{{{name}}}", name)
        for name in ("in_review", "published")
    ],
    Look("/quan-tri/thu-tuc/{id}/trinh", ADMIN, "/quan-tri/thu-tuc/{proposal}/trinh"),
    *[
        Look(f"/quan-tri/thu-tuc/{{id}}/{move}", OPERATOR, f"/quan-tri/thu-tuc/{{in_review}}/{move}")
        for move in ("tra-lai", "duyet", "khong-duyet")
    ],
    Look("/quan-tri/thu-tuc/{id}/cong-bo", OPERATOR, "/quan-tri/thu-tuc/{approved}/cong-bo"),
    Look("/quan-tri/thu-tuc/{id}/xem-truoc", ADMIN, "/quan-tri/thu-tuc/{proposal}/xem-truoc"),
    Look("/quan-tri/thu-tuc/moi", ADMIN, "/quan-tri/thu-tuc/moi"),
    _wrong("/quan-tri/thu-tuc/moi", ADMIN, "/quan-tri/thu-tuc/moi"),
    Look("/quan-tri/thu-tuc/{id}/noi-dung", ADMIN, "/quan-tri/thu-tuc/{broken}/noi-dung", "with mistakes"),
    Look("/quan-tri/thu-tuc/{id}/muc-chinh", ADMIN, "/quan-tri/thu-tuc/{proposal}/muc-chinh"),
    _wrong(
        "/quan-tri/thu-tuc/{id}/muc-chinh", ADMIN, "/quan-tri/thu-tuc/{proposal}/muc-chinh", d__processing__amount="bảy"
    ),
)
PORTAL = (
    *[
        Look(f"{path}{tail}", NOBODY, f"{path}{at}")
        for path in ("/tro-giup", "/kha-nang-tiep-can", "/bao-ve-du-lieu")
        for tail, at in (("", ""), ("/phien-ban/{number}", "/phien-ban/1"))
    ],
    Look("/problems/{room}/{name}", NOBODY, "/problems/lookup/unknown-code"),
    Look("/problems/{room}/{name}", NOBODY, "/problems/portal/nothing-such", "unknown", 404),
    Look("/quan-tri", OPERATOR, "/quan-tri"),
    Look("/quan-tri", ADMIN, "/quan-tri"),
    Look("/quan-tri/ma-loi", OPERATOR, "/quan-tri/ma-loi", "many"),
    Look("/quan-tri/ma-loi", OPERATOR, "/quan-tri/ma-loi?tim=bao+tri", "found"),
    Look("/quan-tri/ma-loi", OPERATOR, "/quan-tri/ma-loi?tim=xyzzy", "nothing found"),
    Look("/quan-tri/thong-bao", OPERATOR, "/quan-tri/thong-bao"),
    _wrong("/quan-tri/thong-bao", OPERATOR, "/quan-tri/thong-bao", "/quan-tri/thong-bao/xem-truoc", since="32/1/2027"),
    Look(
        "/quan-tri/thong-bao",
        OPERATOR,
        "/quan-tri/thong-bao",
        "preview",
        200,
        "/quan-tri/thong-bao/xem-truoc",
        {"kind": "maintenance", "vi": "Bảo trì đêm nay.", "en": "Maintenance tonight.", "until": "{until}"},
    ),
    Look("/quan-tri/thong-bao/{number}/go", OPERATOR, "/quan-tri/thong-bao/1/go"),
    Look("/quan-tri/van-ban", OPERATOR, "/quan-tri/van-ban"),
    Look("/quan-tri/van-ban/{code}", OPERATOR, "/quan-tri/van-ban/help", "draft"),
    Look("/quan-tri/van-ban/{code}", OPERATOR, "/quan-tri/van-ban/contact"),
    _wrong("/quan-tri/van-ban/{code}", OPERATOR, "/quan-tri/van-ban/contact", vi="", en=""),
    Look("/quan-tri/van-ban/{code}/xem-truoc", OPERATOR, "/quan-tri/van-ban/help/xem-truoc"),
    Look("/quan-tri/van-ban/{code}/phien-ban/{number}", OPERATOR, "/quan-tri/van-ban/help/phien-ban/1"),
)
STANDING = 600
"""Kiosks and boards are standing screens; nobody carries one about."""
SCREENS = (
    Look("/ki-ot/{unit}", NOBODY, "/ki-ot/d07"),
    Look("/ki-ot/{unit}/viec", NOBODY, "/ki-ot/d07/viec"),
    Look("/ki-ot/{unit}/ho-so", NOBODY, "/ki-ot/d07/ho-so"),
    Look("/ki-ot/{unit}/ho-so", NOBODY, "/ki-ot/d07/ho-so", "found", 200, "/ki-ot/d07/ho-so", {"ma": "{code}"}),
    Look(
        "/ki-ot/{unit}/ho-so",
        NOBODY,
        "/ki-ot/d07/ho-so",
        "unknown code",
        404,
        "/ki-ot/d07/ho-so",
        {"ma": "000.00.07.H29-010101-9999"},
    ),
    Look("/ki-ot/{unit}/lay-so", NOBODY, "/ki-ot/d07/lay-so"),
    Look("/ki-ot/{unit}/lay-so", NOBODY, "/ki-ot/d07/lay-so", "no kiosk", 403, "/ki-ot/d07/lay-so", {"viec": "apply"}),
    Look("/ki-ot/{unit}/so/{number}", NOBODY, "/ki-ot/d07/so/2"),
    Look("/ki-ot/{unit}/bang", NOBODY, "/ki-ot/d07/bang"),
    Look("/ki-ot/{unit}/bang", NOBODY, "/ki-ot/d06/bang", "nobody waits"),
)
HALL = (
    *[replace(look, narrowest=STANDING) for look in SCREENS],
    Look("/quay/so", DESK, "/quay/so?quay=3"),
    Look("/quay/so", AWAY, "/quay/so", "nobody waits"),
    _wrong("/quay/so", DESK, "/quay/so", "/quay/so/goi", quay=""),
    Look("/quay/ki-ot", DESK, "/quay/ki-ot"),
    Look("/quay/ki-ot", AWAY, "/quay/ki-ot", "none"),
    _wrong("/quay/ki-ot", DESK, "/quay/ki-ot", ten="{long}"),
)
LOOKS = (*PAYING, *RATING, *PRINTS, *PORTAL, *HALL, *OPEN, *APPLYING, *FOLLOWING, *OFFICERS, *GOVERNING)

FILES = (
    Look("/ho-so/{id}/tep/{file}", CITIZEN, "/ho-so/{returned}/tep/{result_file}", "from the store", 303),
    Look("/can-bo/hoi-y-kien/{id}/tep/{file}", ASKED, "/can-bo/hoi-y-kien/{consulted}/tep/{consulted_file}", "", 303),
    Look("/quan-tri/thu-tuc/{id}/tai-ve", ADMIN, "/quan-tri/thu-tuc/{proposal}/tai-ve", "JSON"),
    Look("/quan-tri/thu-tuc/ban-hanh/{code}", ADMIN, "/quan-tri/thu-tuc/ban-hanh/9.000001", "JSON"),
)
"""Addresses that answer a file, or lead elsewhere."""
