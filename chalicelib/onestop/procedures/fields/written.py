"""Types that are written in words: text, names, e-mail, domain names, web addresses, numbers of people."""

import re
import unicodedata
from urllib.parse import urlsplit

from chalicelib.foundation.errors import Invalid
from chalicelib.foundation.text import nfc, parse_citizen_id, parse_phone, show_phone
from chalicelib.onestop.procedures.fields.fieldtype import Answer, FieldType, longest_of
from chalicelib.onestop.procedures.formmodel import Field

_UNSEEN = frozenset({"Cc", "Cf", "Cs"})
_NAME = r"[^\W\d_](?:[^\W\d_]|[ .'’-])*"
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_DOMAIN = rf"(?!.*_)(?:{_LABEL}\.)+(?!\d+$){_LABEL}"
_MAILBOX = r"[^\s@<>()\[\]\\,;:\"]{1,64}"


def typed_text(raw: object) -> str:
    """The one text typed in a box; a whole number sent as JSON counts as typed. Invalid for all else."""
    if isinstance(raw, list | tuple) and len(raw) == 1:
        raw = raw[0]
    if isinstance(raw, int) and not isinstance(raw, bool):
        raw = str(raw)
    if not isinstance(raw, str):
        raise Invalid("forms/not-text", "Chỉ nhập một giá trị dạng chữ.", "Give one value, as text.")
    return raw


def clean(text: str) -> str:
    """One line in NFC: single spaces, no control, invisible or direction-changing characters."""
    spaced = " ".join(text.split())
    seen = "".join(letter for letter in spaced if unicodedata.category(letter) not in _UNSEEN)
    return " ".join(nfc(seen).split())


def clean_lines(text: str) -> str:
    """Like `clean`, line by line, with at most one empty line between paragraphs."""
    lines = [clean(line) for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def show_as_written(_field: Field, value: Answer, _lang: str) -> str:
    return str(value)


def _fitting(field: Field, kind: FieldType, text: str) -> str:
    longest = longest_of(field, kind)
    if len(text) > longest:
        raise Invalid(
            "forms/too-long",
            f"Dài {len(text)} ký tự; tối đa {longest} ký tự.",
            f"{len(text)} characters long; at most {longest} are taken.",
        )
    if not text:
        raise Invalid("forms/no-words", "Hãy nhập bằng chữ đọc được.", "Write something that can be read.")
    return text


def _parse_text(field: Field, raw: object) -> Answer:
    return _fitting(field, TEXT, clean(typed_text(raw)))


def _parse_long_text(field: Field, raw: object) -> Answer:
    return _fitting(field, LONG_TEXT, clean_lines(typed_text(raw)))


def _parse_name(field: Field, raw: object) -> Answer:
    name = _fitting(field, PERSON_NAME, clean(typed_text(raw)))
    if not re.fullmatch(_NAME, "".join(letter for letter in name if unicodedata.category(letter) != "Mn")):
        raise Invalid(
            "forms/not-a-name",
            "Họ và tên chỉ gồm chữ cái, như in trên giấy tờ.",
            "A name is written with letters only, as on the identity card.",
        )
    return name


def _parse_email(field: Field, raw: object) -> Answer:
    email = _fitting(field, EMAIL, clean(typed_text(raw)).replace(" ", ""))
    mailbox, _, domain = email.rpartition("@")
    plain = not mailbox.startswith(".") and not mailbox.endswith(".") and ".." not in mailbox
    if plain and re.fullmatch(_MAILBOX, mailbox) and _is_domain(domain):
        return f"{mailbox}@{nfc(domain.lower())}"
    raise Invalid(
        "forms/not-an-email",
        "Địa chỉ thư điện tử phải có dạng ten@vidu.vn.",
        "An e-mail address is written like name@example.vn.",
    )


def _parse_domain(field: Field, raw: object) -> Answer:
    typed = re.sub(r"^https?://", "", clean(typed_text(raw)).lower().replace(" ", ""))
    domain = _fitting(field, DOMAIN_NAME, nfc(typed.removesuffix("/").removesuffix(".")))
    if _is_domain(domain):
        return domain
    raise Invalid(
        "forms/not-a-domain",
        "Tên miền phải có dạng vidu.com.vn.",
        "A domain name is written like example.com.vn.",
    )


def _parse_url(field: Field, raw: object) -> Answer:
    typed = clean(typed_text(raw))
    address = _fitting(field, URL, typed if "://" in typed else f"https://{typed}")
    try:
        parts = urlsplit(address)
        plain = parts.username is None and parts.password is None and (parts.port or 1) > 0
    except ValueError:
        plain = False
    plain = plain and not re.search(r"[\s\\<>\"]", address)
    if plain and parts.scheme in ("http", "https") and _is_domain(parts.hostname or ""):
        return address
    raise Invalid(
        "forms/not-a-url",
        "Địa chỉ trang web phải có dạng https://vidu.com.vn.",
        "A web address is written like https://example.com.vn.",
    )


def _is_domain(text: str) -> bool:
    return len(text) <= 253 and re.fullmatch(_DOMAIN, text) is not None


def _parse_citizen_id(_field: Field, raw: object) -> Answer:
    return parse_citizen_id(typed_text(raw))


def _parse_phone(_field: Field, raw: object) -> Answer:
    return parse_phone(typed_text(raw))


def _show_phone(_field: Field, value: Answer, _lang: str) -> str:
    return show_phone(value)


TEXT = FieldType("text", _parse_text, show_as_written, longest=500)
LONG_TEXT = FieldType("long_text", _parse_long_text, show_as_written, longest=5_000)
PERSON_NAME = FieldType("person_name", _parse_name, show_as_written, longest=100)
EMAIL = FieldType("email", _parse_email, show_as_written, longest=254)
DOMAIN_NAME = FieldType("domain_name", _parse_domain, show_as_written, longest=253)
URL = FieldType("url", _parse_url, show_as_written, longest=500)
CITIZEN_ID = FieldType("citizen_id", _parse_citizen_id, show_as_written, longest=40)
PHONE = FieldType("phone", _parse_phone, _show_phone, longest=40)
