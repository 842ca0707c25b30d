"""What the environment tells the application. Read once, at first use; a missing value fails loudly by name.

`python -m infra up` writes these values into `.chalice/config.json` for each stage.
"""

import os
from functools import cache
from typing import NamedTuple

from chalicelib.foundation.values import frozen


class SettingMissing(RuntimeError):
    """The environment lacks a value that the application cannot run without."""


@frozen
class Settings:
    """Names of the stage's resources. URLs have no trailing slash; empty means "as AWS gives it".

    `demo`: invented people and a simulated payment gateway may be here, because the stage was raised as one for trying.
    """

    stage: str
    demo: bool
    region: str
    table: str
    quarantine_bucket: str
    keep_bucket: str
    events_topic_arn: str
    printing_queue_url: str
    site_url: str
    s3_public_url: str
    endpoint_url: str


def _needed(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise SettingMissing(f"{name} is not set; run `python -m infra up --stage <stage>` for this stage")
    return value


@cache
def settings() -> Settings:
    """The settings of this process."""
    return Settings(
        stage=_needed("MOTCUA_STAGE"),
        demo=os.environ.get("MOTCUA_DEMO") == "yes",
        region=os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or "ap-southeast-1",
        table=_needed("MOTCUA_TABLE"),
        quarantine_bucket=_needed("MOTCUA_QUARANTINE_BUCKET"),
        keep_bucket=_needed("MOTCUA_KEEP_BUCKET"),
        events_topic_arn=os.environ.get("MOTCUA_EVENTS_TOPIC_ARN", ""),
        printing_queue_url=os.environ.get("MOTCUA_PRINTING_QUEUE_URL", ""),
        site_url=os.environ.get("MOTCUA_SITE_URL", "").rstrip("/"),
        s3_public_url=os.environ.get("MOTCUA_S3_PUBLIC_URL", "").rstrip("/"),
        endpoint_url=os.environ.get("AWS_ENDPOINT_URL", "").rstrip("/"),
    )


def front_digest() -> str:
    """The digest of the front's key (`foundation.ids.digest`), empty where the front has none: laptop's tests only.

    Read by itself: requests are read where no stage is, too.
    """
    return os.environ.get("MOTCUA_FRONT_DIGEST", "")


class EventSources(NamedTuple):
    """What calls the workers: the table's stream by its ARN, queues by their names.

    Every event comes once into each of `events_queue` (for the witness), `clocks_queue` and `ledger_queue`. Into
    `printing_queue` the API puts what somebody wants to have drawn.
    """

    stream_arn: str
    arrivals_queue: str
    events_queue: str
    clocks_queue: str
    ledger_queue: str
    printing_queue: str


def event_sources() -> EventSources:
    """The event sources as the workers' decorators need them when modules are imported.

    Packaging imports the application on machines that have no stage; there the placeholders stand in, and
    `infra up` has written the real values before anything is deployed.
    """
    return EventSources(
        os.environ.get("MOTCUA_STREAM_ARN") or "arn:aws:dynamodb:ap-southeast-1:000000000000:table/none/stream/none",
        os.environ.get("MOTCUA_ARRIVALS_QUEUE") or "motcua-none-arrivals",
        os.environ.get("MOTCUA_EVENTS_QUEUE") or "motcua-none-events",
        os.environ.get("MOTCUA_CLOCKS_QUEUE") or "motcua-none-clocks",
        os.environ.get("MOTCUA_LEDGER_QUEUE") or "motcua-none-ledger",
        os.environ.get("MOTCUA_PRINTING_QUEUE") or "motcua-none-printing",
    )
