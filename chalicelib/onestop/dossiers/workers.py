"""Lambda handlers of dossiers: files that have arrived, timers, alarms, payments, slips to be drawn, tidying up."""

from typing import Any

from chalice.app import Blueprint, Rate

from chalicelib.cloud import log
from chalicelib.cloud.settings import event_sources
from chalicelib.cloud.worker import each_message, serves
from chalicelib.commons.files import arrivals
from chalicelib.foundation.clock import now
from chalicelib.onestop import dossiers

workers = Blueprint(__name__)


@workers.on_sqs_message(queue=event_sources().arrivals_queue, batch_size=1, name="files_arrive")
@serves
def files_arrive(event: Any) -> None:
    """Checks a file that a browser has posted to quarantine and tells its dossier.

    One at a time: a file that exhausts the function takes no neighbours to the dead letters.
    """
    each_message(event, take_in)


def take_in(body: dict[str, Any], message_id: str) -> None:
    """One notification of the store; a repetition finds the verdict written and changes nothing."""
    files, uploads = dossiers.files(), dossiers.uploads()
    for key in arrivals(body):
        arrival = files.check_arrival(key)
        if arrival is not None:
            uploads.settle(arrival, now())
        files.clear_arrival(key)


@workers.on_sqs_message(queue=event_sources().clocks_queue, batch_size=10, name="dossiers_clocks")
@serves
def dossiers_clocks(event: Any) -> None:
    """Sets the timer of each dossier that an event tells of, and begins the runs that publications ask for."""
    each_message(event, follow)


def follow(body: dict[str, Any], message_id: str) -> None:
    """One event."""
    dossiers.schedule().follow(body)
    dossiers.law_change().follow(body)


class NotFired(RuntimeError):
    """Some dossiers could not be looked at in their minute; the alarm rings on it."""


@workers.schedule(Rate(1, unit=Rate.MINUTES), name="dossiers_alarms")
@serves
def dossiers_alarms(event: Any) -> None:
    """Alerts, decisions by silence, and runs to a new law, of all that is due by now. Raises for failures."""
    fired, moved = dossiers.schedule().run(now()), dossiers.law_change().run(now())
    log.info("dossiers.fired", dossiers=fired.done, runs=moved.done)
    if fired.failed or moved.failed:
        raise NotFired(f"{fired.failed} dossiers and {moved.failed} runs could not be looked at; see tidy.failed")


class NotBroughtOn(RuntimeError):
    """Some payments could not be asked about or settled in their minute; the alarm rings on it."""


@workers.schedule(Rate(1, unit=Rate.MINUTES), name="payments_ask")
@serves
def payments_ask(event: Any) -> None:
    """Asks providers for payments that stay open, and settles what was captured and is not settled yet."""
    asked = dossiers.paying_online().run(now())
    log.info("payments.asked", payments=asked.done)
    if asked.failed:
        raise NotBroughtOn(f"{asked.failed} payments could not be brought on; see tidy.failed")


@workers.on_sqs_message(queue=event_sources().printing_queue, batch_size=1, name="slips_print")
@serves
def slips_print(event: Any) -> None:
    """Draws what somebody has asked for as a PDF and keeps it. One at a time, as with files."""
    each_message(event, draw)


def draw(body: dict[str, Any], message_id: str) -> None:
    """One wish; what has been drawn already is not drawn again."""
    from chalicelib.onestop.dossiers import prints

    prints.printing().draw(body, now())


class NotTidied(RuntimeError):
    """Something could not be erased in its hour; the alarm rings on it."""


@workers.schedule(Rate(1, unit=Rate.HOURS), name="dossiers_tidy")
@serves
def dossiers_tidy(event: Any) -> None:
    """Erases drafts that nobody touched for 30 days, and files that were taken out. Raises at the end for failures."""
    tidy = dossiers.tidy()
    drafts = tidy.expire_drafts(now())
    files = tidy.erase_removed(now())
    log.info("dossiers.tidied", drafts=drafts.done, files=files.done)
    if drafts.failed or files.failed:
        raise NotTidied(f"{drafts.failed} drafts and {files.failed} files could not be erased; see tidy.failed")
