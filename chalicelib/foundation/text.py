"""Vietnamese text: one form for storing, a fold for searching, an order for sorting; numbers of people.

Sources: CLDR order for Vietnamese; shape of the 12-digit personal number and of telephone numbers as issued
since 2018. Identifiers stay text: leading zeros count.
"""

import re
import unicodedata
from typing import Literal

from chalicelib.foundation.errors import Invalid
from chalicelib.foundation.values import frozen

Sex = Literal["male", "female"]
CollationKey = tuple[tuple[int, ...], tuple[tuple[int, ...], ...], str]

_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANKS = {letter: rank for rank, letter in enumerate("0123456789" + _ALPHABET, start=1)}
_BEYOND = 0x1000


def nfc(text: str) -> str:
    """The one form in which text is stored: Unicode NFC."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """What a search compares: no case, no marks, `d` for `đ`, single spaces. `Trần Đạo`: `tran dao`."""
    marked = unicodedata.normalize("NFD", nfc(text).casefold())
    bare = "".join(letter for letter in marked if unicodedata.category(letter) != "Mn")
    return " ".join(bare.replace("đ", "d").split())


def _syllables(text: str) -> list[tuple[str, tuple[int, ...]]]:
    """Each word as its letters without tones (`hoa`) and the tones it bears, wherever they stand."""
    syllables = []
    for word in unicodedata.normalize("NFD", nfc(text).casefold()).split():
        tones = tuple(_TONES[mark] for mark in word if mark in _TONES)
        syllables.append((nfc("".join(mark for mark in word if mark not in _TONES)), tones))
    return syllables


def _rank(letter: str) -> int:
    base = unicodedata.normalize("NFD", letter)[0]
    return _RANKS.get(letter) or _RANKS.get(base) or _BEYOND + ord(base)


def collation_key(text: str) -> CollationKey:
    """Sorts as a Vietnamese dictionary does: letters first (a ă â b ... d đ e ê ...), then the tones
    ngang, huyền, hỏi, ngã, sắc, nặng; a shorter word before a longer one that starts with it."""
    syllables = _syllables(text)
    letters: list[int] = []
    for word, _ in syllables:
        letters += [*map(_rank, word), 0]
    return tuple(letters), tuple(tones for _, tones in syllables), nfc(text)


def name_key(full_name: str) -> tuple[CollationKey, CollationKey, CollationKey]:
    """Sorts people as staff lists do: given name (the last word), family name, what is between."""
    words = full_name.split() or [""]
    family = words[0] if len(words) > 1 else ""
    return collation_key(words[-1]), collation_key(family), collation_key(" ".join(words[1:-1]))


def looks_alike(one: str, other: str) -> bool:
    """Whether two texts differ at most in case, spacing and where the tone mark stands (`hòa`, `hoà`)."""
    return _syllables(one) == _syllables(other)


_PROVINCES = range(1, 97)
_CENTURIES = {0: 1900, 1: 1900, 2: 2000, 3: 2000, 4: 2100, 5: 2100}


@frozen
class Doubt:
    """Something about a well-shaped personal number that a person should look at; never a refusal."""

    code: str
    vi: str
    en: str


def parse_citizen_id(text: str) -> str:
    """The 12 digits of a personal number, spaces and dots removed. Invalid `citizen-id/malformed`.

    There is no check digit: 3 digits of the place of birth registration (001 to 096), 1 for century and sex,
    2 for the year, 6 at random.
    """
    digits = re.sub(r"[\s.-]", "", text[:40])
    shaped = len(text) <= 40 and re.fullmatch(r"[0-9]{12}", digits) is not None
    if shaped and int(digits[:3]) in _PROVINCES and int(digits[3]) in _CENTURIES:
        return digits
    raise Invalid(
        "citizen-id/malformed",
        vi="Số định danh cá nhân gồm 12 chữ số, như in trên thẻ căn cước.",
        en="A personal identification number has 12 digits, as printed on the identity card.",
    )


def told_by_citizen_id(citizen_id: str) -> tuple[int, Sex]:
    """The year of birth and the sex that a parsed number was given for; corrections exist."""
    mark = int(citizen_id[3])
    return _CENTURIES[mark] + int(citizen_id[4:6]), "female" if mark % 2 else "male"


def citizen_id_warnings(citizen_id: str, birth_year: int | None, sex: Sex | None) -> tuple[Doubt, ...]:
    """What in a parsed number does not fit the year of birth or the sex. Corrections exist: only warn."""
    told_year, told_sex = told_by_citizen_id(citizen_id)
    doubts = []
    if birth_year is not None and birth_year != told_year:
        doubts.append(Doubt(
            "citizen-id/birth-year-differs",
            vi="Năm sinh không khớp với số định danh cá nhân. Hãy kiểm tra lại.",
            en="The year of birth does not fit the personal number. Please check.",
        ))  # fmt: skip
    if sex is not None and sex != told_sex:
        doubts.append(Doubt(
            "citizen-id/sex-differs",
            vi="Giới tính không khớp với số định danh cá nhân. Hãy kiểm tra lại.",
            en="The sex does not fit the personal number. Please check.",
        ))  # fmt: skip
    return tuple(doubts)


def parse_phone(text: str) -> str:
    """A Vietnamese mobile (10 digits) or landline (11 digits) number in E.164: `+84901234567`.

    Hotlines and numbers of other countries are refused. Invalid `phone/malformed`.
    """
    typed = re.sub(r"[\s.()\u2010-\u2015-]", "", text[:40])
    national = re.sub(r"^(?:\+|00)?84(?=[0-9]{9,10}$)", "0", typed)
    if len(text) <= 40 and re.fullmatch(r"0(?:[35789][0-9]{8}|2[0-9]{9})", national):
        return "+84" + national[1:]
    raise Invalid(
        "phone/malformed",
        vi="Số điện thoại không đúng. Số di động gồm 10 chữ số, bắt đầu bằng 03, 05, 07, 08 hoặc 09.",
        en="Not a telephone number of Vietnam. A mobile number has 10 digits, first 03, 05, 07, 08 or 09.",
    )


def show_phone(phone: str) -> str:
    """An E.164 number as people in Vietnam write it: `0901 234 567`, `028 3829 1234`, `0274 382 2825`."""
    digits = "0" + phone.removeprefix("+84")
    if len(digits) == 11:
        area = 3 if digits[:3] in ("024", "028") else 4
        return f"{digits[:area]} {digits[area:-4]} {digits[-4:]}"
    return f"{digits[:4]} {digits[4:7]} {digits[7:]}"


def mask_name(full_name: str) -> str:
    """Only the first letter of each word: `Nguyễn Thị Khai`: `N*** T*** K***`. The length does not show."""
    return " ".join(nfc(word)[0] + "***" for word in nfc(full_name).split())


def mask_digits(text: str, keep: int = 3) -> str:
    """One number with all but its last digits hidden: `079 123 456 789`: `*** *** *** 789`.

    Shows `keep` digits at the end, and never more than a quarter of them.
    """
    count = sum(letter.isdigit() for letter in text)
    hidden = count - min(keep, count // 4)
    masked = []
    for letter in text:
        masked.append("*" if letter.isdigit() and hidden > 0 else letter)
        hidden -= letter.isdigit()
    return "".join(masked)
