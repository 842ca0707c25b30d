"""What an operator's command says when it cannot go on."""


class Trouble(Exception):
    """The command stops here; the message says why and what to do, in words for a person."""
