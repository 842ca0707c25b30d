"""Changes of a procedure in the words of somebody who applies."""

import re

from chalicelib.commons.agencies import directory
from chalicelib.onestop.dossiers.slips.source import UNITS_OF_TIME
from chalicelib.onestop.procedures import Difference


def say_change(change: Difference, lang: str) -> str:
    """A change for somebody who applies: without the names of the data; agencies and lengths of time in words."""
    said = change.say(lang).replace(f" ({change.path})", "", 1)
    if change.path.startswith(("notice", "waits")):
        return said.partition(":")[0]
    if change.path == "competent.unit":
        for unit in (change.old, change.new):
            said = re.sub(rf"\b{unit}\b", directory().unit(unit).name(lang), said) if unit else said
    elif change.path.endswith(".unit"):
        for code, words in UNITS_OF_TIME.items():
            said = re.sub(rf"\b{code}\b", words.say(lang), said)
    return said
