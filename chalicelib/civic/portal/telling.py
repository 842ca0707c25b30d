"""How a notice is told: its label, and until when it matters."""

from collections.abc import Mapping

from chalicelib.civic.portal.model import Notice
from chalicelib.cloud.page import Told
from chalicelib.foundation.clock import short_moment
from chalicelib.foundation.words import Words

KIND_WORDS: Mapping[str, Words] = {
    "maintenance": Words("Bảo trì", "Maintenance"),
    "important": Words("Quan trọng", "Important"),
    "information": Words("Thông tin", "For information"),
}
WHERE_WORDS: Mapping[str, Words] = {
    "everywhere": Words("Mọi trang", "Every page"),
    "home": Words("Chỉ trang chủ", "The home page only"),
}
STATE_WORDS: Mapping[str, Words] = {
    "planned": Words("Sắp hiện", "Planned"),
    "shown": Words("Đang hiện", "Shown now"),
    "over": Words("Đã hết hạn", "Over"),
    "ended": Words("Đã gỡ", "Taken down"),
}
NOTHING = Words("", "")


def told(notice: Notice) -> Told:
    """A notice as pages show it. Only maintenance says when it ends: other notices just go."""
    return Told(notice.kind, KIND_WORDS[notice.kind], Words(notice.vi, notice.en), _more(notice))


def _more(notice: Notice) -> Words:
    if notice.kind != "maintenance":
        return NOTHING
    until = short_moment(notice.until)
    if not notice.no_changes:
        return Words(f"Dự kiến xong lúc {until}.", f"It should end at {until}.")
    return Words(
        f"Bạn vẫn xem được mọi trang. Việc nộp và sửa hồ sơ tạm dừng đến {until}; bản nháp đã lưu vẫn còn nguyên.",
        f"All pages can be read. Applying and changing dossiers is paused until {until}; saved drafts are safe.",
    )
