"""The base item, the indexes it may stand in, and the shared connection."""

from functools import cache

from pynamodb.attributes import UnicodeAttribute
from pynamodb.connection.base import MetaTable
from pynamodb.connection.table import TableConnection
from pynamodb.models import MetaModel, Model

from chalicelib.cloud.rawitems import leave_items_raw
from chalicelib.cloud.settings import settings

INDEXES = {"work": ("wk", "ws"), "mine": ("mk", "ms"), "due": ("dk", "ds"), "code": ("ck", "cs")}
PROJECTED = {"work": "row", "mine": "own", "due": "row", "code": "face"}


def _schema(table: str) -> MetaTable:
    keys = ["pk", "sk", *(name for pair in INDEXES.values() for name in pair)]
    return MetaTable(
        {
            "TableName": table,
            "KeySchema": _key_schema("pk", "sk"),
            "AttributeDefinitions": [{"AttributeName": key, "AttributeType": "S"} for key in keys],
            "GlobalSecondaryIndexes": [
                {"IndexName": name, "KeySchema": _key_schema(*pair)} for name, pair in INDEXES.items()
            ],
        }
    )


def _key_schema(hash_key: str, range_key: str) -> list[dict[str, str]]:
    return [
        {"AttributeName": hash_key, "KeyType": "HASH"},
        {"AttributeName": range_key, "KeyType": "RANGE"},
    ]


@cache
def connection() -> TableConnection:
    """The one connection of this process; its client is made at the first call, never at import.

    Times: connect 1 s, read 3 s, one retry by the SDK, far inside API Gateway's 29 s.
    """
    made = TableConnection(
        settings().table,
        region=settings().region,
        host=settings().endpoint_url or None,
        connect_timeout_seconds=1,
        read_timeout_seconds=3,
        max_retry_attempts=1,
        meta_table=_schema(settings().table),
    )
    leave_items_raw(made.connection.session)
    return made


class _Items(MetaModel):
    """PynamoDB looks twice through all that `dir` names of a class; it needs what our own classes say only. There are
    some forty, and each counts in a cold start."""

    def __dir__(cls) -> list[str]:
        return [name for one in cls.__mro__ if isinstance(one, _Items) for name in vars(one)]


class Item(Model, metaclass=_Items):
    """An item of the stage's table. Rooms describe their items as subclasses in their store files."""

    class Meta:
        table_name = "the stage's table, see connection()"

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)

    @classmethod
    def _get_connection(cls) -> TableConnection:
        return connection()
