"""The operators' home: everything that operators and agencies' administrators can do, by their rights."""

from chalicelib.civic.portal.pages.board import CODES, HOME, NOTICES, TEXTS, pages
from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.page import Page, Visit
from chalicelib.commons import identity
from chalicelib.foundation.values import frozen


@frozen
class Task:
    """Something to do: the right it needs, where, what it is called and what it is for."""

    action: str
    path: str
    name: Words
    about: Words


TASKS = (
    Task(
        "notices.announce",
        NOTICES,
        Words("Thông báo trên trang", "Notices on the site"),
        Words(
            "Báo trước giờ bảo trì, tạm dừng nhận hồ sơ trong lúc bảo trì, báo tin quan trọng.",
            "Announce maintenance, pause what citizens send meanwhile, tell important news.",
        ),
    ),
    Task(
        "texts.edit",
        TEXTS,
        Words("Văn bản của trang", "The site's texts"),
        Words(
            "Sửa trang trợ giúp, khả năng tiếp cận, bảo vệ dữ liệu, dòng liên hệ; xem trước rồi công bố từ một ngày.",
            "Edit help, accessibility, data protection and the contact line; preview, then publish from a day on.",
        ),
    ),
    Task(
        "problems.search",
        CODES,
        Words("Tra mã lỗi", "Problem codes"),
        Words("Người dân đọc cho bạn một mã lỗi: tìm ý nghĩa và cách xử lý.", "Find what a code means and what to do."),
    ),
    Task(
        "procedures.read_proposals",
        "/quan-tri/thu-tuc",
        Words("Đề xuất thủ tục", "Proposals of procedures"),
        Words("Soạn, thẩm định và công bố thủ tục hành chính.", "Write, review and publish procedures."),
    ),
    Task(
        "calendar.announce",
        "/quan-tri/lich",
        Words("Thay đổi lịch làm việc", "Changes of the working days"),
        Words("Thông báo ngày nghỉ, ngày làm bù, có căn cứ.", "Announce days off and make-up days."),
    ),
    Task(
        "ledger.read",
        "/can-bo/bao-cao",
        Words("Báo cáo", "Reports"),
        Words("Hồ sơ nhận, giải quyết, còn lại theo kỳ.", "What came in, was done and is left, by period."),
    ),
)


@pages.get(HOME, rule="portal.manage", title=Words("Quản trị", "Administration"))
def home(request: Request, visit: Visit) -> Page:
    """The tasks that this caller may do."""
    caller = visit.caller
    mine = [one for one in TASKS if identity.may(caller, one.action, unit=caller.unit)]
    return Page("civic/portal/home.html", {"tasks": mine})
