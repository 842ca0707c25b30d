"""A sentence in both languages of the platform."""

from chalicelib.foundation.values import frozen


@frozen
class Words:
    """The same text in Vietnamese, the source, and English."""

    vi: str
    en: str

    def say(self, lang: str) -> str:
        """The text in one language; any language but English gets Vietnamese."""
        return self.en if lang == "en" else self.vi
