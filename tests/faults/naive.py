"""The positive control, kept for ever: submission as it is often written, one call after the other.

It reads the idempotency record, gives a number, changes the head, writes the journal entry, publishes the event and at
last keeps the answer. Without faults it passes every check; the stories must find it out.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from pynamodb.attributes import UnicodeAttribute

from chalicelib.cloud import journal, outbox, table
from chalicelib.cloud.journal import Event
from chalicelib.cloud.settings import settings
from chalicelib.foundation.clock import iso, vietnam_day
from chalicelib.foundation.ids import DossierCode, new_id
from tests.faults import states
from tests.faults.by_people import once
from tests.faults.operations import Operation
from tests.faults.world import CITIZEN, Subject, World


class Answered(table.Item):
    """An idempotency record beside the data, not in their transaction."""

    answer = UnicodeAttribute()


def submit(world: World, subject: Subject, key: str) -> dict[str, Any]:
    """Hands a draft in by six separate writes."""
    from chalicelib.onestop.dossiers import heads, items, store
    from chalicelib.onestop.dossiers.drafts import agency_code
    from chalicelib.onestop.dossiers.model import Status
    from chalicelib.onestop.dossiers.moves import arrive
    from chalicelib.onestop.dossiers.numbering import Counter

    known = table.get(f"I#{key}", "I")
    if known is not None:
        answer: dict[str, Any] = json.loads(Answered.from_raw_data(known).answer)
        return answer
    before = store.read(subject.id)
    day = vietnam_day(world.at)
    agency = agency_code(_directory(), before.unit, day)
    counter = Counter(pk=f"N#{agency}#{day:%y%m%d}", sk="N")
    counter.update(actions=[Counter.n.add(1)])
    code = DossierCode(agency, day, int(counter.n)).format()
    ready = replace(arrive(before, Status.SUBMITTED, world.at), submitted_at=world.at, expires_at=None, code=code)
    call = world.call(CITIZEN, key, "submit", subject.version)
    old = heads.head_of(before)
    facts = {"from": int(before.status), "to": int(ready.status), "unit": ready.unit, "procedure": ready.procedure}
    answer = {"id": before.id, "version": before.version + 1, "status": int(ready.status), "code": code}
    _, entry = journal.open_change(old, call, Event("dossier.submitted", {**facts, "code": code}), answer)
    entry.sk = f"{journal.ENTRY}{new_id(world.at)}"
    entry.dk, entry.ds, entry.sent = None, None, iso(world.at)
    entry.hash = journal.entry_hash(entry.attribute_values)
    actions = items.differences(old, heads.head_of(ready))
    kind = type(old)
    old.update(actions=[kind.version.set(entry.seq), kind.chain.set(entry.hash), *actions])
    table.put(entry)
    told = json.dumps(outbox.envelope(journal.record(entry.serialize()), settings().stage))
    outbox.sns().publish(TopicArn=settings().events_topic_arn, Message=told)
    table.put(Answered(pk=f"I#{key}", sk="I", answer=json.dumps(answer)))
    return answer


def _directory() -> Any:
    from chalicelib.commons.agencies import directory

    return directory()


NAIVE = Operation("naive submit", (), states.ready, submit, once("dossier.submitted"))
KINDS_OF_HARM = ("were given", "was never told of", "removed at", "added at", "leads from", "more than once")
"""What its stories must be found to have done: numbers, events, the journal, the state, twice."""
LEAST_FOUND_OUT = 30
"""So many of its stories, more than half, must be found out."""
