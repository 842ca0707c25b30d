"""Why a file is refused, in words that say what to do next."""

from collections.abc import Mapping

from chalicelib.commons.files.model import LIMIT, PAGES, PIXELS

_MEGA = 1024 * 1024
_AGAIN_VI = "Hãy mở tệp, chọn In rồi “Lưu thành PDF”, và tải bản mới lên."
_AGAIN_EN = "Open it, choose Print, then “Save as PDF”, and upload the new copy."
_TAKEN_VI = "Chúng tôi nhận tệp PDF, ảnh JPG và ảnh PNG."
_TAKEN_EN = "We take PDF files, JPG photos and PNG pictures."

REASONS: Mapping[str, tuple[str, str]] = {
    "files/empty": (
        "Tệp không có nội dung (0 byte). Hãy kiểm tra tệp rồi tải lên lại.",
        "The file is empty (0 bytes). Check it and upload it again.",
    ),
    "files/lost": (
        "Tệp đã tải lên nhưng không còn trong kho nên chưa kiểm tra được. Hãy tải tệp lên lại.",
        "The file was uploaded but is no longer in the store, so it could not be checked. Please upload it again.",
    ),
    "files/too-large": (
        "Tệp nặng {size} MB; mỗi tệp tối đa {limit} MB. "
        "Hãy quét lại với độ phân giải thấp hơn (200–300 dpi) hoặc tách thành nhiều tệp.",
        "The file has {size} MB; the most is {limit} MB per file. "
        "Scan it again with a lower resolution (200–300 dpi) or split it into several files.",
    ),
    "files/kind": (
        f"Đây là {{looks}}. {_TAKEN_VI} {{advice}}",
        f"This is {{looks}}. {_TAKEN_EN} {{advice}}",
    ),
    "files/hidden-content": (
        "Bên trong tệp này có giấu thứ khác ({looks}) nên không thể nhận. Hãy quét hoặc chụp lại giấy tờ.",
        "Something else is hidden inside this file ({looks}), so it cannot be taken. "
        "Scan or photograph the paper again.",
    ),
    "files/pdf-damaged": (
        f"Tệp PDF bị hỏng hoặc chưa tải lên đủ, không mở được. {_AGAIN_VI}",
        f"The PDF is damaged or incomplete and cannot be opened. {_AGAIN_EN}",
    ),
    "files/pdf-locked": (
        f"Tệp PDF được đặt mật khẩu hoặc khóa quyền nên cán bộ không mở được. {_AGAIN_VI}",
        f"The PDF is protected by a password or by restrictions, so officers cannot open it. {_AGAIN_EN}",
    ),
    "files/pdf-pages": (
        f"Tệp PDF có {{pages}} trang; mỗi tệp tối đa {PAGES} trang. Hãy tách thành nhiều tệp.",
        f"The PDF has {{pages}} pages; the most is {PAGES} per file. Split it into several files.",
    ),
    "files/pdf-active": (
        f"Tệp PDF có {{looks}}, có thể gây hại cho máy của người mở nên không thể nhận. {_AGAIN_VI}",
        f"The PDF contains {{looks}}, which can harm the computer of whoever opens it. {_AGAIN_EN}",
    ),
    "files/pdf-complicated": (
        f"Tệp PDF quá phức tạp nên không kiểm tra được. {_AGAIN_VI}",
        f"The PDF is too complicated to be checked. {_AGAIN_EN}",
    ),
    "files/image-damaged": (
        "Ảnh bị hỏng hoặc chưa tải lên đủ. Hãy chụp hoặc quét lại giấy tờ rồi tải lên.",
        "The picture is damaged or incomplete. Photograph or scan the paper again and upload it.",
    ),
    "files/image-pixels": (
        f"Ảnh có kích thước {{width}} × {{height}} điểm ảnh; tối đa {PIXELS // 1_000_000} triệu điểm ảnh. "
        "Hãy giảm kích thước ảnh hoặc chụp lại.",
        f"The picture has {{width}} × {{height}} pixels; the most is {PIXELS // 1_000_000} million. "
        "Make it smaller or take it again.",
    ),
}

_AS_PDF = ("Hãy lưu tệp thành PDF rồi tải lên.", "Save it as a PDF and upload that.")
_AS_PHOTO = ("Hãy chuyển ảnh sang JPG rồi tải lên.", "Convert it to JPG and upload that.")
_UNPACK = ("Hãy giải nén rồi tải lên từng tệp.", "Unpack it and upload the files one by one.")
_SCAN = ("Hãy quét hoặc chụp lại giấy tờ.", "Scan or photograph the paper.")
_IPHONE = (
    "Trên iPhone: Cài đặt › Camera › Định dạng › Tương thích nhất, rồi chụp lại; hoặc chuyển ảnh sang JPG.",
    "On an iPhone: Settings › Camera › Formats › Most Compatible, then take it again; or convert it to JPG.",
)

LOOKS: Mapping[str, tuple[str, str, tuple[str, str]]] = {
    "word": ("tệp Word", "a Word file", _AS_PDF),
    "excel": ("bảng tính Excel", "an Excel sheet", _AS_PDF),
    "slides": ("tệp PowerPoint", "a PowerPoint file", _AS_PDF),
    "office": ("tệp Word hoặc Excel kiểu cũ", "an older Word or Excel file", _AS_PDF),
    "opendocument": ("tệp OpenDocument", "an OpenDocument file", _AS_PDF),
    "rtf": ("tệp văn bản RTF", "an RTF text", _AS_PDF),
    "zip": ("tệp nén ZIP", "a ZIP archive", _UNPACK),
    "archive": ("tệp nén", "an archive", _UNPACK),
    "heic": ("ảnh HEIC của iPhone", "an iPhone HEIC photo", _IPHONE),
    "picture": ("ảnh thuộc định dạng khác", "a picture of another format", _AS_PHOTO),
    "video": ("tệp phim hoặc âm thanh", "a video or sound file", _SCAN),
    "program": ("chương trình máy tính", "a computer program", _SCAN),
    "markup": ("trang web hoặc tệp XML", "a web page or XML file", _AS_PDF),
    "text": ("tệp văn bản thô", "a plain text file", _AS_PDF),
    "unknown": ("tệp thuộc định dạng khác", "a file of another format", _AS_PDF),
    "script": ("mã lệnh JavaScript", "JavaScript", _SCAN),
    "launch": ("lệnh tự chạy hoặc tự gửi dữ liệu", "commands that start programs or send data", _SCAN),
    "attachment": ("tệp đính kèm bên trong", "attached files", _SCAN),
    "media": ("phim, âm thanh hoặc nội dung nhúng", "video, sound or embedded media", _SCAN),
    "xfa": ("biểu mẫu động XFA", "a dynamic XFA form", _SCAN),
}


def say_reason(reason: Mapping[str, str], lang: str) -> str:
    """A Verdict's reason as sentences for the person who uploaded the file; empty for an empty reason."""
    if not reason:
        return ""
    place = 0 if lang == "vi" else 1
    words = {**reason, "limit": str(LIMIT // _MEGA)}
    if "size" in reason:
        words["size"] = _megabytes(int(reason["size"]), lang)
    if "looks" in reason:
        vi, en, advice = LOOKS.get(reason["looks"], LOOKS["unknown"])
        words.update(looks=(vi, en)[place], advice=advice[place])
    return REASONS[reason["code"]][place].format_map(words)


def _megabytes(size: int, lang: str) -> str:
    """Tenths, rounded up, so that 10 MB and a byte does not read as 10.0 MB."""
    tenths = -(-size * 10 // _MEGA)
    return f"{tenths // 10}{',' if lang == 'vi' else '.'}{tenths % 10}"
