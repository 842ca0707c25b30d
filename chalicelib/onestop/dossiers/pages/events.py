"""The journal in words."""

from collections.abc import Mapping

from chalicelib.cloud.door import Words

EVENTS: Mapping[str, Words] = {
    "dossier.drafted": Words("Bắt đầu bản nháp", "Draft begun"),
    "dossier.saved": Words("Lưu biểu mẫu", "Form saved"),
    "dossier.upload_granted": Words("Bắt đầu tải tệp lên", "Upload begun"),
    "dossier.file_checked": Words("Tệp đã được kiểm tra", "File checked"),
    "dossier.file_removed": Words("Xoá tệp", "File removed"),
    "dossier.submitted": Words("Nộp hồ sơ", "Dossier submitted"),
    "dossier.received": Words("Tiếp nhận", "Received"),
    "dossier.supplement_requested": Words("Yêu cầu bổ sung", "Supplement requested"),
    "dossier.supplemented": Words("Đã bổ sung", "Supplemented"),
    "dossier.refused": Words("Từ chối tiếp nhận", "Intake refused"),
    "dossier.withdrawn": Words("Rút hồ sơ", "Withdrawn"),
    "dossier.advanced": Words("Chuyển bước", "Handed on to the next step"),
    "dossier.result_attached": Words("Đính kèm kết quả", "Result attached"),
    "dossier.result_returned": Words("Trả kết quả", "Result returned"),
    "dossier.expired": Words("Bản nháp hết hạn", "Draft expired"),
}


def event_words(kind: str) -> Words:
    """What happened; the event's own name when it has no words yet."""
    return EVENTS.get(kind, Words(kind, kind))
