"""The journal in words."""

from collections.abc import Mapping

from chalicelib.cloud.door import Words

EVENTS: Mapping[str, Words] = {
    "dossier.drafted": Words("Bắt đầu bản nháp", "Draft begun"),
    "dossier.saved": Words("Lưu biểu mẫu", "Form saved"),
    "dossier.party_saved": Words("Lưu người nộp hồ sơ", "Applicant and representative saved"),
    "dossier.draft_moved": Words("Chuyển bản nháp sang quy định mới", "Draft moved to the new version"),
    "dossier.delivery_chosen": Words("Chọn cách nhận kết quả", "Way of the result chosen"),
    "dossier.upload_granted": Words("Bắt đầu tải tệp lên", "Upload begun"),
    "dossier.file_checked": Words("Tệp đã được kiểm tra", "File checked"),
    "dossier.file_removed": Words("Xóa tệp", "File removed"),
    "dossier.submitted": Words("Nộp hồ sơ", "Dossier submitted"),
    "dossier.received": Words("Tiếp nhận", "Received"),
    "dossier.supplement_requested": Words("Yêu cầu bổ sung", "Supplement requested"),
    "dossier.supplemented": Words("Đã bổ sung", "Supplemented"),
    "dossier.refused": Words("Từ chối tiếp nhận", "Intake refused"),
    "dossier.withdrawn": Words("Rút hồ sơ", "Withdrawn"),
    "dossier.assigned": Words("Giao xử lý", "Assigned"),
    "dossier.advanced": Words("Chuyển bước", "Handed on to the next step"),
    "dossier.consulted": Words("Lấy ý kiến cơ quan khác", "Other agencies consulted"),
    "dossier.consultation_answered": Words("Cơ quan được hỏi đã trả lời", "A consulted agency has answered"),
    "dossier.consultation_lapsed": Words("Quá hạn trả lời ý kiến", "The time to answer a consultation has passed"),
    "dossier.result_attached": Words("Đính kèm kết quả", "Result attached"),
    "dossier.result_returned": Words("Trả kết quả", "Result returned"),
    "dossier.proposed": Words("Trình đề nghị", "Proposal made"),
    "dossier.sent_back": Words("Chuyển lại bước trước", "Sent back to an earlier step"),
    "dossier.extended": Words("Gia hạn, xin lỗi và hẹn lại", "Extended, with an apology and a new date"),
    "dossier.stopped": Words("Dừng giải quyết", "Processing stopped"),
    "dossier.resumed": Words("Tiếp tục giải quyết", "Processing resumed"),
    "dossier.payment_required": Words("Yêu cầu nghĩa vụ tài chính", "Financial obligation required"),
    "dossier.payment_cancelled": Words("Hủy yêu cầu nghĩa vụ tài chính", "Demand of payment taken back"),
    "dossier.payment_taken": Words("Đã thu tiền", "Payment taken"),
    "dossier.payment_settled": Words("Đã nộp, tiếp tục giải quyết", "Paid, processing goes on"),
    "dossier.rejected": Words("Từ chối giải quyết", "Refused after examination"),
    "dossier.corrected": Words("Đính chính kết quả", "Result corrected"),
    "dossier.reopened": Words("Mở lại vì cơ quan nhầm", "Reopened: the authority's error"),
    "dossier.delivered": Words("Bưu chính đã giao kết quả", "Delivered by post"),
    "dossier.granted_by_silence": Words("Đồng ý do không trả lời", "Granted by silence"),
    "dossier.refused_by_silence": Words("Từ chối do không trả lời", "Refused by silence"),
    "dossier.law_changed": Words("Chuyển sang quy định mới", "Moved to the new rules"),
    "dossier.alerted": Words("Cảnh báo thời hạn", "Alert about time"),
    "dossier.expired": Words("Bản nháp hết hạn", "Draft expired"),
    "dossier.discarded": Words("Xóa bản nháp", "Draft discarded"),
}


def event_words(kind: str) -> Words:
    """What happened; the event's own name when it has no words yet."""
    return EVENTS.get(kind, Words(kind, kind))
