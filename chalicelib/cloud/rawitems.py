"""DynamoDB's answers with items left as they came: `{"pk": {"S": "…"}}`.

The SDK walks through every attribute of every item to build a copy that differs in one thing only: binary values
decoded. No item of ours has any, and a page of the queue has a hundred attributes and more.
"""

from typing import Any

from botocore.parsers import JSONParser, ResponseParserFactory
from botocore.session import Session

ATTRIBUTE = "AttributeValue"


class _Parser(JSONParser):  # type: ignore[misc]
    def _handle_map(self, shape: Any, value: Any) -> Any:
        """A map of attribute values as it is; other maps as the SDK reads them."""
        return value if shape.value.name == ATTRIBUTE else super()._handle_map(shape, value)


class _Parsers(ResponseParserFactory):  # type: ignore[misc]
    def create_parser(self, protocol_name: str) -> Any:
        """Our parser for the protocol that DynamoDB speaks, the SDK's own for any other."""
        return _Parser(**self._defaults) if protocol_name == "json" else super().create_parser(protocol_name)


def leave_items_raw(session: Session) -> None:
    """Makes the clients of this session, created from now on, leave items as they came."""
    session.register_component("response_parser_factory", _Parsers())
