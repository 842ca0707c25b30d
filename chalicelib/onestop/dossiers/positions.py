"""Where a list goes on: sealed cursors around the table's own positions."""

from chalicelib.cloud.keys import signing_key
from chalicelib.cloud.table import RawItem
from chalicelib.foundation.paging import open_cursor, seal_cursor


def open_position(scope: str, cursor: str) -> RawItem | None:
    """The position a cursor of this list names; None for the beginning. Raises for a cursor of another list."""
    if not cursor:
        return None
    return {name: {"S": str(value)} for name, value in open_cursor(signing_key(), scope, cursor).items()}


def seal_position(scope: str, position: RawItem | None) -> str:
    """The cursor of a position, empty at the end of the list."""
    if position is None:
        return ""
    return seal_cursor(signing_key(), scope, {name: value["S"] for name, value in position.items()})
