"""Consultations as JSON: what is sent, and how one is shown to those who asked, who were asked, who applied."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.cloud.call import Caller
from chalicelib.cloud.schemas import record, text
from chalicelib.foundation.clock import iso
from chalicelib.onestop import workflow
from chalicelib.onestop.dossiers.consultation import OPINION_WORDS, SAID, Consultation, Opinion, Reply
from chalicelib.onestop.dossiers.consultation_items import AskedLine
from chalicelib.onestop.dossiers.consulted import AskedOf
from chalicelib.onestop.dossiers.model import Dossier
from chalicelib.onestop.dossiers.moves import as_applicant
from chalicelib.onestop.procedures import Procedure

ANSWER = record({"opinion": {"enum": list(SAID)}, "words": text(2000)}, optional=("words",))
ANSWERED = record({"id": text(20), "code": text(60)})


def consultation_rules(procedure: Procedure, one: Consultation) -> list[Mapping[str, str]]:
    """Why a body is to answer by when, and what its silence means: each rule in both languages."""
    found = workflow.consulted_deadline(procedure, one.body, one.asked_at, one.days)
    decided = workflow.consulted_silence(procedure, found)
    say = workflow.say_rule
    rules: list[Mapping[str, str]] = [
        {"code": rule.code, "vi": say(rule, "vi"), "en": say(rule, "en")}
        for rule in (decided.rules if decided else found.rules)
    ]
    return rules if decided else [*rules, REPORTED]


REPORTED: Mapping[str, str] = {
    "code": "silence/nothing",
    "vi": "Quá hạn mà không trả lời không có nghĩa là đồng ý hay không đồng ý; việc chậm trả lời được báo cho "
    "người đứng đầu cơ quan hỏi (căn cứ: NĐ 61/2018/NĐ-CP điều 19 khoản 5).",
    "en": "No answer in time means neither yes nor no; it is reported to the head of the asking agency "
    "(legal basis: Decree 61/2018/NĐ-CP art. 19(5)).",
}


def show_opinion(opinion: Opinion) -> dict[str, Any]:
    """An opinion as its code and its words."""
    vi, en = OPINION_WORDS[opinion]
    return {"code": opinion or None, "name": {"vi": vi, "en": en}}


def show_reply(one: Consultation, reply: Reply) -> dict[str, Any]:
    """What a body has answered."""
    return {"opinion": show_opinion(reply.opinion), "words": reply.words, "at": iso(reply.at), "late": one.late}


def show_consultation(procedure: Procedure, one: Consultation) -> dict[str, Any]:
    """A consultation as the asking agency sees it, and the body that was asked."""
    return {
        "body": one.body,
        "asked_at": iso(one.asked_at),
        "due_at": iso(one.due_at),
        "due_rules": [dict(rule) for rule in consultation_rules(procedure, one)],
        "question": one.question,
        "form": one.with_form,
        "opinion": show_opinion(one.opinion),
        "missed": one.missed,
        "reply": show_reply(one, one.reply) if one.reply else None,
    }


def show_asked(dossier: Dossier, procedure: Procedure, caller: Caller) -> list[dict[str, Any]]:
    """A dossier's consultations; the applicant sees only that an opinion was asked for, and until when."""
    if as_applicant(caller, dossier):
        return [{"asked_at": iso(one.asked_at), "due_at": iso(one.due_at)} for one in dossier.consultations]
    shown = [(show_consultation(procedure, one), one) for one in dossier.consultations]
    return [{**facts, "asked_by": one.asked_by, "files": list(one.files)} for facts, one in shown]


def show_question(asked: AskedOf) -> dict[str, Any]:
    """What a consulted body sees of a dossier: nothing but this."""
    return {
        "id": asked.id,
        "code": asked.code,
        "asking": asked.asking,
        "procedure": {
            "code": asked.procedure.code,
            "name": {"vi": asked.procedure.name.vi, "en": asked.procedure.name.en},
        },
        **show_consultation(asked.procedure, asked.consultation),
        "open": asked.open,
        "files": [{"id": one.id, "paper": one.paper, "name": one.name, "size": one.size} for one in asked.files],
        "answers": dict(asked.answers) if asked.answers is not None else None,
    }


def show_asked_line(line: AskedLine, at: datetime) -> dict[str, Any]:
    """One line of what a unit is asked."""
    return {
        "id": line.id,
        "code": line.code,
        "procedure": line.procedure,
        "asking": line.asking,
        "due_at": iso(line.due_at),
        "overdue": at > line.due_at,
    }
