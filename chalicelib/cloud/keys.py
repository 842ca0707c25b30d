"""The stage's signing key: seals cursors and the forms of visitors without a session.

`python -m infra up` makes it once per stage and keeps it in the stage's own encrypted table; it is read at the first
need of a process and never at a cold start.
"""

import base64
from functools import cache

from chalicelib.cloud import table
from chalicelib.cloud.settings import SettingMissing

KEY = ("K#signing", "K")


@cache
def signing_key() -> bytes:
    """32 random bytes; raises SettingMissing for a stage that `infra up` has not finished."""
    row = table.get(*KEY)
    if row is None:
        raise SettingMissing("the signing key is not in the table; run `python -m infra up --stage <stage>`")
    text = row["value"]["S"]
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
