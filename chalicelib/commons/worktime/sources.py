"""What a packaged day rests on, in Vietnamese. The files of `data/` name their sources in English, by set phrases."""

PHRASES = (
    ("Labour Code 45/2019/QH14, art. ", "Bộ luật Lao động 45/2019/QH14, Điều "),
    ("111(3)", "111 khoản 3"),
    ("Resolution 28/2026/QH16, in force from 2026-07-01", "Nghị quyết 28/2026/QH16, có hiệu lực từ 01/7/2026"),
    ("Announcement for the year", "Thông báo nghỉ của năm"),
    ("as reported in the press; not read", "theo báo chí; chưa đọc văn bản"),
    ("from general knowledge; agrees with holidays 0.109; not read", "theo hiểu biết chung; chưa đọc văn bản"),
    ("10th of the third lunar month", "mùng 10 tháng 3 âm lịch"),
    ("Computed from the lunar calendar in Vietnam's time", "Tính theo âm lịch, giờ Việt Nam"),
    ("agrees with the published date", "khớp với ngày đã công bố"),
    (": first day ", ": mùng Một Tết là ngày "),
    ("no announced year has Tết on a Thursday", "chưa năm nào đã công bố có Tết vào thứ Năm"),
    ("the five days taken as in holidays 0.109", "năm ngày nghỉ là tạm tính"),
    ("the five days taken as in ", "năm ngày nghỉ lấy như năm "),
    ("2024 and 2027", "2024 và 2027"),
    ("Tết on a Tuesday", "Tết vào thứ Ba"),
    ("Tết on a Wednesday", "Tết vào thứ Tư"),
    ("Tết on a Saturday", "Tết vào thứ Bảy"),
    (
        "Computed: the day beside 2 September is fixed",
        "Tạm tính: ngày nghỉ liền kề 2/9 do Thủ tướng Chính phủ quyết định",
    ),
    (" by the Prime Minister each year; taken so that the rest is longest", " hằng năm; lấy ngày cho kỳ nghỉ dài nhất"),
    (": computed", ": tạm tính"),
)


def say_source(source: str, lang: str) -> str:
    """The source in `vi` or `en`; a document that an administrator has named is left as it was written."""
    if lang == "en":
        return source
    for english, vietnamese in PHRASES:
        source = source.replace(english, vietnamese)
    return source
