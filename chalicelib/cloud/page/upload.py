"""Forms that carry a small text file (`multipart/form-data`, RFC 7578). Citizens' papers never come this way."""

from chalicelib.foundation.errors import Malformed

UPLOAD_TYPE = "multipart/form-data"


def read_upload(content_type: str, body: bytes, most: int) -> list[tuple[str, str]]:
    """The names and texts of a form's parts, files included, in order. Malformed when it cannot be read as text."""
    from email.parser import BytesParser
    from email.policy import HTTP

    head = b"Content-Type: " + content_type.encode("ascii", "replace") + b"\r\n\r\n"
    message = BytesParser(policy=HTTP).parsebytes(head + body)
    parts = list(message.iter_parts()) if message.is_multipart() else []
    if not parts or len(parts) > most:
        raise malformed()
    found = []
    for part in parts:
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if not isinstance(name, str) or not isinstance(content, bytes):
            raise malformed()
        try:
            found.append((name, content.decode("utf-8-sig")))
        except UnicodeDecodeError as error:
            raise malformed() from error
    return found


def malformed() -> Malformed:
    """The refusal of a form that nobody can read."""
    return Malformed("page/form-malformed", "Không đọc được nội dung gửi lên.", "What was sent cannot be read.")
