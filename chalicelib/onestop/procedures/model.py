"""A procedure as published: one version of it, in force from one day to another, and the rules it carries.

Every fact that a law or the city fixes keeps where it was read (`Provenance`); what nobody has read yet is
`verified` false and must not be shown as law. Periods include their first and last day.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Literal

from chalicelib.commons.agencies import CompetenceRule
from chalicelib.foundation.clock import parse_iso, short_moment
from chalicelib.foundation.errors import FieldError
from chalicelib.foundation.values import frozen
from chalicelib.foundation.words import Words
from chalicelib.onestop.procedures.formmodel import Condition, Form
from chalicelib.onestop.procedures.stepmodel import Provenance, Step

Kind = Literal["licence", "notification", "registration", "certificate"]
Mode = Literal["end_to_end", "partial"]
TimeUnit = Literal["working_day", "working_hour", "calendar_day", "hour", "month"]
ClockPolicy = Literal["RESTART", "PAUSE", "NONE"]
Channel = Literal["any", "online", "paper"]
Waited = Literal["authority", "consulted", "applicant"]
Silence = Literal["yes", "no", "nothing"]


@frozen
class LegalBasis:
    """A law, decree or circular a procedure rests on: `number` as issued, `title` and the articles."""

    number: str
    title: Words
    articles: str
    provenance: Provenance


@frozen
class Applicant:
    """Who may apply, for example `citizen`, `organisation`, `business`."""

    code: str
    name: Words


@frozen
class Service:
    """How far it goes online: `level` 1 to 4 of NĐ 43/2011, `mode` of NĐ 42/2022 and NĐ 224/2026.

    `reason` says why a service is only partial; NĐ 224/2026 wants that published.
    """

    level: int
    mode: Mode
    reason: Words | None
    provenance: Provenance


@frozen
class Paper:
    """A paper of the dossier: how many copies of which sort. Asked for only when `when` holds."""

    code: str
    name: Words
    hint: Words | None
    required: bool
    when: Condition
    copies: int
    form_of: Literal["original", "certified_copy", "copy"]
    provenance: Provenance


@frozen
class Fee:
    """One line of the fee table, in dong, charged in a period to those for whom `when` holds.

    `channel` tells dossiers sent online from those on paper; `any` is both.
    """

    code: str
    name: Words
    amount: int
    valid_from: date
    valid_to: date | None
    when: Condition
    provenance: Provenance
    channel: Channel = "any"


@frozen
class TimeLimit:
    """A length of time as the rule counts it; the deadline engine of worktime turns it into an instant."""

    amount: int
    unit: TimeUnit
    provenance: Provenance


@frozen
class Notice:
    """A notification's two limits, in clock hours before the event that the form's `event` field tells.

    It must arrive `at_least_hours` before; the authority may forbid until `forbid_hours` before. After
    that, silence means the event may go ahead.
    """

    event: str
    at_least_hours: int
    forbid_hours: int
    provenance: Provenance


@frozen
class Wait:
    """How long somebody is waited for, and what their silence means then.

    `whom`: the authority that decides, a body that was consulted, or the applicant who was asked to supplement.
    `silence`: `yes` (agreed, granted), `no` (refused), or `nothing` (the limit alone).
    """

    whom: Waited
    within: TimeLimit
    silence: Silence


@frozen
class Result:
    """What the applicant gets. `template` names the document to fill in, once there is one."""

    kind: str
    name: Words
    template: str | None
    valid_years: int | None
    provenance: Provenance


@frozen
class Retention:
    """How long the closed dossier is kept; `years` None is for ever."""

    years: int | None
    provenance: Provenance


@frozen
class Procedure:
    """One version of a procedure. A dossier keeps the version of its reception date for life.

    `silence_means_yes` is true when no answer in time allows what was notified. `return_within` is the sector's own
    limit for returning an incomplete dossier; `time_to_return` knows the general one.
    """

    code: str
    version: int
    code_provenance: Provenance
    in_force_from: date
    in_force_to: date | None
    name: Words
    field: str
    field_name: Words
    summary: Words
    keywords: tuple[str, ...]
    applicants: tuple[Applicant, ...]
    service: Service
    kind: Kind
    silence_means_yes: bool
    competent: CompetenceRule
    legal_basis: tuple[LegalBasis, ...]
    papers: tuple[Paper, ...]
    form: Form
    fees: tuple[Fee, ...]
    processing: TimeLimit
    clock_policy: ClockPolicy
    reception_within: TimeLimit
    notice: Notice | None
    steps: tuple[Step, ...]
    result: Result
    retention: Retention
    waits: tuple[Wait, ...] = ()
    return_within: TimeLimit | None = None

    def in_force(self, on: date) -> bool:
        return self.in_force_from <= on and (self.in_force_to is None or on <= self.in_force_to)

    def step(self, code: str) -> Step:
        """KeyError when the version has no such step."""
        for step in self.steps:
            if step.code == code:
                return step
        raise KeyError(code)

    def after(self, code: str) -> Step | None:
        """The step that follows, or None after the last one."""
        following = self.steps.index(self.step(code)) + 1
        return self.steps[following] if following < len(self.steps) else None


RETURN_WITHIN = TimeLimit(
    3,
    "working_day",
    Provenance("NĐ 61/2018/NĐ-CP điều 19 khoản 4; chưa đối chiếu với NĐ 118/2025/NĐ-CP", False),
)
"""How long after reception an incomplete dossier may be returned for completion, unless sector law differs."""


def time_to_return(procedure: Procedure) -> TimeLimit:
    """How long after reception an incomplete dossier of this procedure may be returned for completion."""
    return procedure.return_within or RETURN_WITHIN


def papers_asked(procedure: Procedure, answers: Mapping[str, Any]) -> tuple[Paper, ...]:
    """The papers this applicant is shown, those that may be left out included."""
    return tuple(paper for paper in procedure.papers if paper.when.holds(answers))


def papers_required(procedure: Procedure, answers: Mapping[str, Any]) -> tuple[Paper, ...]:
    """The papers without which this applicant's dossier is not complete."""
    return tuple(paper for paper in papers_asked(procedure, answers) if paper.required)


def minutes_for(procedure: Procedure) -> int:
    """About how long it takes to fill in: three questions a minute, two minutes a paper, rounded up to five."""
    questions = sum(1 for field in procedure.form.fields() if not field.compute)
    papers = sum(1 for paper in procedure.papers if paper.required and not paper.when.accepted)
    return max(5, -(-(questions // 3 + 2 * papers) // 5) * 5)


def fees_due(
    procedure: Procedure, answers: Mapping[str, Any], on: date, channel: Channel = "online"
) -> tuple[Fee, ...]:
    """The fee lines this applicant owes when the dossier is received on a day; empty is free of charge."""
    return tuple(
        fee
        for fee in procedure.fees
        if fee.valid_from <= on
        and (fee.valid_to is None or on <= fee.valid_to)
        and fee.channel in ("any", channel)
        and fee.when.holds(answers)
    )


def event_moment(procedure: Procedure, answers: Mapping[str, Any]) -> datetime | None:
    """When the notified event starts, in UTC; None when the procedure has no notice or no answer yet."""
    if procedure.notice is None or not answers.get(procedure.notice.event):
        return None
    return parse_iso(answers[procedure.notice.event])


def notify_before(procedure: Procedure, answers: Mapping[str, Any]) -> datetime | None:
    """The last moment at which the notification is in time."""
    starts, notice = event_moment(procedure, answers), procedure.notice
    return starts - timedelta(hours=notice.at_least_hours) if starts and notice else None


def forbid_before(procedure: Procedure, answers: Mapping[str, Any]) -> datetime | None:
    """The last moment at which the authority may still forbid the event."""
    starts, notice = event_moment(procedure, answers), procedure.notice
    return starts - timedelta(hours=notice.forbid_hours) if starts and notice else None


def check_notice(procedure: Procedure, answers: Mapping[str, Any], now: datetime) -> FieldError | None:
    """The error when the notification comes too late for its event, or None."""
    limit, notice = notify_before(procedure, answers), procedure.notice
    if limit is None or notice is None or now <= limit:
        return None
    hours, starts = notice.at_least_hours, event_moment(procedure, answers)
    shown = short_moment(starts) if starts else ""
    return FieldError(
        notice.event,
        "procedures/notice-too-late",
        f"Phải thông báo trước ít nhất {hours} giờ. Sự kiện lúc {shown} đã quá gần; hãy chọn giờ muộn hơn.",
        f"Notice is due at least {hours} hours before. {shown} is too soon; choose a later time.",
    )
