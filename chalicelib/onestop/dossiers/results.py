"""A result and its way to the applicant: which file it is, how it travels, what is owed before. Pure."""

from chalicelib.foundation.errors import Conflict, Invalid
from chalicelib.onestop.dossiers.model import WAYS, Delivery, DeliveryWay, Dossier, File


def result_file(dossier: Dossier, file_id: str) -> File:
    """The checked file that is to be the result; Invalid when it is none."""
    file = dossier.file(file_id)
    if file is None or file.paper != "result" or file.state != "kept":
        raise Invalid(
            "dossiers/result-not-ready",
            "Tệp kết quả chưa có hoặc chưa kiểm tra xong.",
            "The result file is not there or has not been checked yet.",
        )
    return file


def ready(dossier: Dossier) -> Delivery:
    """The applicant's way, with a result that has not been handed over yet."""
    return Delivery(dossier.delivery.way, "ready")


def delivered(dossier: Dossier, way: str, reference: str) -> Delivery:
    """How far the result has got: by post it is on its way until its delivery is confirmed."""
    chosen: DeliveryWay | None = next((one for one in WAYS if one == way), None)
    if chosen is None:
        raise Invalid("dossiers/unknown-way", "Hãy chọn cách trả kết quả.", "Choose how it is returned.")
    return Delivery(chosen, "posted" if chosen == "post" else "delivered", reference.replace("|", " ").strip())


def must_be_paid(dossier: Dossier) -> None:
    """Refuses while something is owed."""
    if dossier.payment.state == "due":
        raise Conflict(
            "dossiers/fee-unpaid",
            "Hồ sơ còn phí, lệ phí chưa nộp; hãy thu hoặc xác nhận đã nộp trước khi trả kết quả.",
            "A fee is still owed; take it, or note that it was paid, before returning the result.",
        )
