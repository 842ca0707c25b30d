"""Chapters that the schedule tells: a procedure is proposed and published, and silence decides under it, both ways."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests import samples
from tests.story.cast import Case, Cast, begin, submit
from tests.story.web import Say, must, wait_for

CODE = "9.900001"
MODEL = "chalicelib/onestop/procedures/data/definitions/press-conference.1.json"
UNTIL_KNOWN = 35
"""Seconds in which every process has read a new catalogue."""
PATIENCE = 150
"""Seconds: the schedule looks every minute."""


def definition() -> dict[str, Any]:
    """A notice that counts as agreed when nobody forbids it at once, made from that of a press conference."""
    made: dict[str, Any] = json.loads(Path(MODEL).read_text(encoding="utf-8"))
    shown = {"source": "Thủ tục minh họa", "verified": False}
    made["code"] = {"value": CODE, **shown}
    made["name"] = {"vi": "Thông báo minh họa, im lặng là đồng ý", "en": "Notice for show, silence means yes"}
    made["keywords"] = ["minh họa"]
    made["processing"] = {"amount": 0, "unit": "hour", "clock_policy": "NONE", **shown}
    made["waits"] = [
        {"for": "authority", "amount": 0, "unit": "hour", "silence": "yes", **shown},
        {"for": "applicant", "amount": 0, "unit": "hour", "silence": "no", **shown},
    ]
    made["steps"][0]["actions"] = ["receive", "request_supplement", "refuse_intake", "hand_over"]
    made["papers"] = []
    del made["notice"]
    return made


def publish(cast: Cast, say: Say) -> float:
    """Draft, review, approval, publication, each by who may; a stage that has it already keeps it.

    Returns when it was published (of `time.monotonic()`); 0 when it was there.
    """
    operator = cast.operator
    if any(one["code"] == CODE for one in cast.anybody.get("/api/v1/procedures").must(200).json["items"]):
        return 0.0
    path = "/api/v1/procedure-proposals"
    broken = definition() | {"steps": []}
    bad = cast.admin.post(path, {"definition": json.dumps(broken, ensure_ascii=False, indent=1)}).must(201).json
    faulty = cast.admin.get(f"{path}/{bad['id']}").must(200).json
    must("faults are told by line", bool(faulty["faults"]) and all(one["line"] > 0 for one in faulty["faults"]))
    made = cast.admin.post(path, {"definition": json.dumps(definition(), ensure_ascii=False, indent=1)}).must(201).json
    sent = cast.admin.post(f"{path}/{made['id']}/submission", {}, version=made["version"]).must(200).json
    cast.admin.post(f"{path}/{made['id']}/publication", {}, version=sent["version"]).must(403, "identity/forbidden")
    approved = operator.post(f"{path}/{made['id']}/review", {"decision": "approve"}, version=sent["version"]).must(200)
    operator.post(f"{path}/{made['id']}/publication", {}, version=approved.json["version"]).must(200)
    line = faulty["faults"][0]["line"]
    say(f"an agency proposed a procedure (a faulty text was refused at line {line}), the city published it")
    return time.monotonic()


def notices(cast: Cast, published: float, say: Say) -> tuple[Case, Case]:
    """Two notices: one is received and left unanswered, the other's applicant is asked for something at once.

    Begun once every process must have read the new catalogue.
    """
    while published and time.monotonic() - published < UNTIL_KNOWN:
        time.sleep(1)
    unanswered, unsupplied = (_notice(cast, say) for _ in range(2))
    unanswered.move(cast.onestop, "receive").must(200)
    unsupplied.move(cast.onestop, "request_supplement", fields={"content": "Nêu rõ nội dung"}).must(200)
    return unanswered, unsupplied


def _notice(cast: Cast, say: Say) -> Case:
    case = begin(cast, CODE, samples.press_answers(datetime.now(tz=UTC)), say)
    submit(case)
    return case


def decided(cast: Cast, told: tuple[Case, Case], say: Say) -> None:
    """What the schedule has made of them meanwhile."""
    unanswered, unsupplied = told

    def outcome(case: Case, status: int) -> dict[str, Any] | None:
        seen = case.seen_by(cast.citizen)
        return seen if seen["status"]["code"] == status else None

    granted = wait_for("silence of the authority to decide", lambda: outcome(unanswered, 9), PATIENCE)
    reason = granted["journal"][-1]["note"]["reason"]
    must("granted by silence, with the rule", granted["outcome"] == "granted_by_silence" and "đồng ý" in reason)
    say(f"nobody answered, so by the schedule: {reason}")
    lapsed = wait_for("silence of the applicant to decide", lambda: outcome(unsupplied, 3), PATIENCE)
    say(f"nobody supplied what was asked for: {lapsed['journal'][-1]['note']['reason']}")
