"""Text that is HTML already, so that templates, which escape all else, leave it as it is."""


class Html(str):
    """HTML that our own code has written from escaped parts. Never made of what somebody sent."""

    __slots__ = ()

    def __html__(self) -> str:
        """What the template engine asks for: this very text."""
        return str(self)
