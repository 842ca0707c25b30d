"""The electronic regulation system on a stage: proposing, reviewing, publishing; the table is the truth."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.cloud import blobs, journal, table
from chalicelib.cloud.call import Call, Caller, Intent
from chalicelib.cloud.settings import settings
from chalicelib.cloud.table import Change
from chalicelib.commons import audit
from chalicelib.commons.agencies import directory
from chalicelib.foundation.clock import iso, now, vietnam_day
from chalicelib.foundation.errors import Conflict, Forbidden, Invalid, Missing, Stale, Unavailable
from chalicelib.onestop.procedures import LiveCatalogue, Proposals, State, publishing, store
from chalicelib.onestop.procedures.proposed import present_proposal, present_proposal_line, present_versions
from chalicelib.onestop.procedures.shipped import shipped, shipped_texts
from infra.generated_procedures import definitions

ADMIN = Caller("acc-admin-d07", "A", frozenset({"agency_admin"}), "d07")
STRANGER = Caller("acc-admin-d06", "B", frozenset({"agency_admin"}), "d06")
OPERATOR = Caller("acc-operator", "C", frozenset({"operator"}), "office")
CODES = itertools.count(900_000)
KEYS = itertools.count()


CITY = ("procedures.review", "procedures.publish", "procedures.read_proposals")
AGENCY = ("procedures.propose", "procedures.read_proposals")


def require(caller: Caller, action: str, *, owner: str = "", unit: str = "") -> None:
    """The rows of the policy that this room needs, as long as they are its own."""
    if "operator" in caller.roles and action in (
        "procedures.review",
        "procedures.publish",
        "procedures.read_proposals",
    ):
        return
    if "agency_admin" in caller.roles and action in AGENCY:
        if caller.unit == unit:
            return
        raise Missing("procedures/missing", "-", "-")
    raise Forbidden("identity/forbidden", "-", "-")


@pytest.fixture
def room(stage: Any) -> Proposals:
    """The service on the session's stage with a catalogue of its own."""
    return Proposals(LiveCatalogue(publishing.latest), directory(), require)


def call(caller: Caller, expected: int | None = None, key: str = "") -> Call:
    wish = key or f"k{next(KEYS)}"
    return Call(caller, now(), intent=Intent(caller.account, "proposals", wish, wish), expected=expected)


def definition(code: str, version: int = 1, starts: date = date(2025, 7, 1), **facts: Any) -> str:
    """A made-up definition as text."""
    raw = definitions(1)[0]
    raw["code"]["value"], raw["version"], raw["in_force"]["from"] = code, version, starts.isoformat()
    return json.dumps({**raw, **facts}, ensure_ascii=False, indent=2)


def new_code() -> str:
    return f"7.{next(CODES)}"


def approved(room: Proposals, text: str) -> tuple[str, int]:
    """(id, version) of a proposal that only has to be published."""
    made = room.draft(call(ADMIN), text)
    made = room.move(call(ADMIN, made["version"]), made["id"], "propose")
    made = room.move(call(OPERATOR, made["version"]), made["id"], "approve")
    return made["id"], made["version"]


def publish(room: Proposals, text: str) -> str:
    proposal, version = approved(room, text)
    assert room.move(call(OPERATOR, version), proposal, "publish")["state"] == "published"
    return proposal


def test_from_draft_to_the_catalogue(room: Proposals) -> None:
    code = new_code()
    proposal = publish(room, definition(code))
    assert room.catalogue.resolve(code, vietnam_day(now())).version == 1
    found = [one.code for one in room.catalogue.search(code, "vi")]
    assert found == [code]
    assert {one.code for one in shipped()} <= set(room.catalogue.codes())
    reviewed = room.read(call(ADMIN), proposal)
    events = [entry.type for entry in reviewed.journal]
    assert events == ["procedure.drafted", "procedure.proposed", "procedure.approved", "procedure.published"]
    assert [entry.seq for entry in reviewed.journal] == [1, 2, 3, 4]
    assert [entry.faults() for entry in reviewed.journal] == [[], [], [], []]
    links = [journal.START, *(entry.hash for entry in reviewed.journal)]
    assert [entry.prev for entry in reviewed.journal] == links[:-1]


def test_the_next_version_ends_the_one_before(room: Proposals) -> None:
    code, today = new_code(), vietnam_day(now())
    publish(room, definition(code))
    starts = today + timedelta(days=9)
    publish(room, definition(code, 2, starts))
    old, new = room.catalogue.versions(code)
    assert old.in_force_to == starts - timedelta(days=1)
    assert room.catalogue.resolve(code, starts - timedelta(days=1)) == old
    assert room.catalogue.resolve(code, starts) == new
    shown = present_versions((old, new), "vi")
    assert [one["version"] for one in shown] == [2, 1]
    assert any(row["path"] == "in_force_from" for row in shown[0]["changed"])


def test_publishing_twice_with_one_key_publishes_once(room: Proposals) -> None:
    code = new_code()
    proposal, version = approved(room, definition(code))
    answers = [room.move(call(OPERATOR, version, "once-" + code), proposal, "publish") for _ in range(2)]
    assert answers[0] == answers[1]
    assert len(room.catalogue.versions(code)) == 1


def test_two_proposals_of_one_version_cannot_both_be_published(room: Proposals) -> None:
    code = new_code()
    text = definition(code)
    (one, first), (other, second) = approved(room, text), approved(room, text)
    room.move(call(OPERATOR, first), one, "publish")
    with pytest.raises(Conflict) as refused:
        room.move(call(OPERATOR, second), other, "publish")
    assert refused.value.code == "procedures/version-number"
    assert room.read(call(OPERATOR), other).proposal.state is State.APPROVED


def test_when_two_publish_at_the_same_time_both_are_in_the_index(
    room: Proposals, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, quick = new_code(), new_code()
    proposal, version = approved(room, definition(slow))
    rival, rivals = approved(room, definition(quick))
    write, done = store.write_index, []

    def overtaken(raws: Any, before: store.Index) -> store.Index:
        if not done:
            done.append(True)
            room.move(call(OPERATOR, rivals), rival, "publish")
        return write(raws, before)

    monkeypatch.setattr(store, "write_index", overtaken)
    room.move(call(OPERATOR, version), proposal, "publish")
    assert {slow, quick} <= set(room.catalogue.codes())


def test_nothing_is_half_published_when_the_transaction_fails(room: Proposals, monkeypatch: pytest.MonkeyPatch) -> None:
    code = new_code()
    proposal, version = approved(room, definition(code))
    before = store.index(consistent=True)

    def down(self: Change) -> None:
        raise Unavailable("cloud/table-busy", "-", "-")

    with monkeypatch.context() as patch:
        patch.setattr(Change, "commit", down)
        with pytest.raises(Unavailable):
            room.move(call(OPERATOR, version), proposal, "publish")
    assert store.index(consistent=True) == before
    assert table.get(f"PV#{code}", "V#0001") is None
    assert room.read(call(OPERATOR), proposal).proposal.state is State.APPROVED
    assert room.move(call(OPERATOR, version), proposal, "publish")["state"] == "published"


def test_a_draft_with_faults_is_kept_and_cannot_be_proposed(room: Proposals) -> None:
    made = room.draft(call(ADMIN), '{\n "version": 1\n}')
    reviewed = room.read(call(ADMIN), made["id"])
    assert reviewed.preview is None
    assert reviewed.examined.faults
    with pytest.raises(Invalid) as refused:
        room.move(call(ADMIN, made["version"]), made["id"], "propose")
    assert refused.value.code == "procedures/faulty"
    assert refused.value.fields[0].vi.startswith("Dòng 1: ")
    code = new_code()
    made = room.save(call(ADMIN, made["version"]), made["id"], definition(code))
    reviewed = room.read(call(ADMIN), made["id"])
    assert (reviewed.proposal.code, reviewed.proposal.number) == (code, 1)
    assert reviewed.preview is not None
    assert present_proposal(reviewed, "en")["preview"]["against"] is None
    assert room.move(call(ADMIN, made["version"]), made["id"], "propose")["state"] == "review"


def test_what_is_sent_back_says_why_and_can_be_proposed_again(room: Proposals) -> None:
    made = room.draft(call(ADMIN), definition(new_code()))
    made = room.move(call(ADMIN, made["version"]), made["id"], "propose")
    with pytest.raises(Invalid) as refused:
        room.move(call(OPERATOR, made["version"]), made["id"], "send_back", "  ")
    assert refused.value.fields[0].field == "remark"
    made = room.move(call(OPERATOR, made["version"]), made["id"], "send_back", "Thiếu căn cứ pháp lý")
    shown = present_proposal(room.read(call(ADMIN), made["id"]), "vi")
    assert shown["state"]["code"] == "draft"
    assert shown["journal"][-1]["remark"] == "Thiếu căn cứ pháp lý"
    assert shown["journal"][-1]["event"] == "procedure.reviewed"
    assert room.move(call(ADMIN, made["version"]), made["id"], "propose")["state"] == "review"


def test_what_was_rejected_stays_rejected(room: Proposals) -> None:
    proposal, version = approved(room, definition(new_code()))
    made = room.move(call(OPERATOR, version), proposal, "reject", "Trùng thủ tục đã có")
    assert made["state"] == "rejected"
    for name in ("propose", "approve", "publish"):
        who = ADMIN if name == "propose" else OPERATOR
        with pytest.raises(Conflict):
            room.move(call(who, made["version"]), proposal, name)


def test_nobody_approves_what_they_wrote(room: Proposals) -> None:
    both = replace(ADMIN, roles=frozenset({"agency_admin", "operator"}))
    made = room.draft(call(both), definition(new_code()))
    made = room.move(call(both, made["version"]), made["id"], "propose")
    with pytest.raises(Forbidden) as refused:
        room.move(call(both, made["version"]), made["id"], "approve")
    assert refused.value.code == "procedures/own-proposal"


def test_who_wrote_first_does_not_approve_what_a_colleague_has_changed_since(room: Proposals) -> None:
    both = replace(ADMIN, roles=frozenset({"agency_admin", "operator"}))
    text = definition(new_code())
    made = room.draft(call(both), text)
    made = room.save(call(replace(ADMIN, account="acc-colleague"), made["version"]), made["id"], text + " ")
    made = room.move(call(ADMIN, made["version"]), made["id"], "propose")
    for writer in (both, replace(both, account="acc-colleague")):
        with pytest.raises(Forbidden) as refused:
            room.move(call(writer, made["version"]), made["id"], "approve")
        assert refused.value.code == "procedures/own-proposal"
    assert room.move(call(OPERATOR, made["version"]), made["id"], "approve")["state"] == "approved"


def test_other_agencies_do_not_know_of_a_proposal(room: Proposals) -> None:
    made = room.draft(call(ADMIN), definition(new_code()))
    for attempt in (
        lambda: room.read(call(STRANGER), made["id"]),
        lambda: room.save(call(STRANGER, 1), made["id"], "{}"),
        lambda: room.move(call(STRANGER, 1), made["id"], "propose"),
        lambda: room.read(call(STRANGER), "no id"),
    ):
        with pytest.raises(Missing) as refused:
            attempt()
        assert refused.value.code == "procedures/missing"
    with pytest.raises(Forbidden):
        room.move(call(ADMIN, 1), made["id"], "approve")


def test_a_change_is_based_on_the_version_that_was_seen(room: Proposals) -> None:
    made = room.draft(call(ADMIN), definition(new_code()))
    room.save(call(ADMIN, 1), made["id"], definition(new_code()))
    with pytest.raises(Stale):
        room.save(call(ADMIN, 1), made["id"], "{}")


def test_lists_show_the_agency_s_own_and_what_waits_for_review(room: Proposals) -> None:
    made = room.draft(call(ADMIN), definition(new_code()))
    lines = [present_proposal_line(line) for line in room.listed(call(ADMIN), None).lines]
    assert made["id"] in [line["id"] for line in lines]
    room.move(call(ADMIN, made["version"]), made["id"], "propose")
    assert made["id"] in [line.id for line in room.listed(call(OPERATOR), State.REVIEW).lines]
    assert made["id"] not in [line.id for line in room.listed(call(OPERATOR), State.DRAFT).lines]
    assert room.listed(call(STRANGER), None).lines == []
    with pytest.raises(Forbidden):
        room.listed(call(ADMIN), State.REVIEW)


def test_seeding_again_changes_nothing(room: Proposals) -> None:
    publishing.seed()
    before = store.index(consistent=True)
    assert publishing.seed() == 0
    assert store.index(consistent=True) == before
    assert len(store.published()) >= len(shipped_texts())


def test_the_index_can_be_made_anew_from_the_table(room: Proposals) -> None:
    code, today = new_code(), vietnam_day(now())
    publish(room, definition(code))
    publish(room, definition(code, 2, today + timedelta(days=2)))
    before = store.index(consistent=True)
    expected = publishing.definitions(before)
    count = publishing.rebuild()
    after = store.index(consistent=True)
    assert after.version == before.version + 1
    assert after.object == before.object, "the same definitions have the same digest"
    assert count == len(expected)


def test_a_lost_index_leaves_what_was_read_last(room: Proposals) -> None:
    publish(room, definition(new_code()))
    present = store.index(consistent=True)
    content, _ = blobs.read(settings().keep_bucket, present.object, store.INDEX_BYTES)
    blobs.delete(settings().keep_bucket, present.object)
    try:
        assert publishing.latest("something older") is None
        found = publishing.latest("")
        assert found is not None
        assert found.procedures == shipped()
    finally:
        blobs.write(settings().keep_bucket, present.object, content, "application/gzip", {})
    assert publishing.latest(present.object) is None


def test_where_no_stage_is_set_the_shipped_definitions_are_the_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    from chalicelib.cloud.settings import SettingMissing

    def none(**_: Any) -> None:
        raise SettingMissing("no stage")

    monkeypatch.setattr(store, "index", none)
    found = publishing.latest("")
    assert found is not None
    assert found.procedures == shipped()
    assert publishing.latest(found.mark) is None


def test_before_anything_is_published_the_shipped_definitions_are_the_catalogue(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(store, "index", lambda **_: store.Index())
    live = LiveCatalogue(publishing.latest)
    assert set(live.codes()) == {one.code for one in shipped()}
    assert publishing.latest(publishing.SHIPPED) is None


def test_moments_are_kept_in_seconds(room: Proposals) -> None:
    made = room.draft(call(ADMIN), definition(new_code()))
    created = room.read(call(ADMIN), made["id"]).proposal.created_at
    assert iso(created) <= iso(now())


def test_the_operator_seeds_and_rebuilds_by_command(stage: Any) -> None:
    def run(action: str) -> str:
        words = [sys.executable, "-m", "infra", "procedures", action, "--stage", stage.name]
        return subprocess.run(words, check=True, capture_output=True, text=True, timeout=120).stdout

    run("seed")
    assert run("seed") == "0 versions put\n"
    assert int(run("rebuild").split()[0]) >= len(shipped_texts())


def test_the_audit_finds_nothing_wrong_with_a_proposal(room: Proposals) -> None:
    proposal = publish(room, definition(new_code()))
    examined = audit.examine(store.pk_of(proposal))
    assert examined is not None
    assert (examined.entries, examined.faults) == (4, ())
