"""A state machine: whatever people, workers and faults do in whatever order, the platform is what the model says.

Hypothesis draws the steps and, where the platform differs, finds the shortest way there.
"""

from __future__ import annotations

import json
import traceback
from datetime import timedelta
from typing import Any

import hypothesis
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule, run_state_machine_as_test

from chalicelib.cloud.call import Caller
from chalicelib.cloud.settings import settings as platform_settings
from chalicelib.foundation.errors import Invalid, Refusal, Stale
from chalicelib.onestop import dossiers
from chalicelib.onestop.dossiers.performing import perform
from chalicelib.onestop.dossiers.workers import files_arrive
from tests import samples
from tests.fake.city import FakeWorld
from tests.fake.disturbing import KINDS
from tests.fake.model import MOVES, STATUS, Known
from tests.fake.objects import Stored
from tests.fake.people import pdf
from tests.fake.trying import NO_FAULT, TRIES, Fault, Trying, beginning
from tests.fake.turns import Turns
from tests.faults.invariants import violations
from tests.faults.tally import Tally
from tests.faults.world import CITIZEN, LEADER, QUEUES, SWEEPS, forget

MOST = 7
FAULTS = st.one_of(st.just(NO_FAULT), st.tuples(st.integers(0, 4), st.sampled_from(sorted(KINDS))))
WHICH = st.integers(0, MOST - 1)


class City(Trying):
    """One agency's dossiers, and whatever can be done to them."""

    # what people do

    @precondition(lambda self: len(self.known) < MOST)
    @rule(fault=FAULTS)
    def begin(self, fault: Fault) -> None:
        call = self.call(CITIZEN, "begin", said=samples.WEBSITE)
        answer = self.answered(call, lambda: dossiers.drafts().begin(call, samples.WEBSITE), fault)
        self.known.append(Known(answer["id"]))

    @precondition(lambda self: self.known)
    @rule(which=WHICH, fault=FAULTS)
    def fill_in(self, which: int, fault: Fault) -> None:
        one, answers = self.one(which), samples.website_answers()
        call = self.call(CITIZEN, "save", one.version, answers)
        act = lambda: dossiers.drafts().save(call, one.id, answers)  # noqa: E731
        if self.must(one.state == "draft", call, act, fault):
            one.changed()
            one.filled = True

    @precondition(lambda self: any(one.wanted() for one in self.known))
    @rule(which=WHICH, fault=FAULTS)
    def upload(self, which: int, fault: Fault) -> None:
        """A form for a file that is wanted, and the browser posts it."""
        wanted = [one for one in self.known if one.wanted()]
        one = wanted[which % len(wanted)]
        self.post(one, CITIZEN, one.wanted(), fault)

    @precondition(lambda self: self.known)
    @rule(which=WHICH, fault=FAULTS)
    def submit(self, which: int, fault: Fault) -> None:
        one = self.one(which)
        call = self.call(CITIZEN, "submit", one.version)
        answer = self.must(one.complete(), call, lambda: dossiers.drafts().submit(call, one.id), fault)
        if answer:
            one.changed("submitted")
            one.code = answer["code"]

    @precondition(lambda self: self.known)
    @rule(which=WHICH, name=st.sampled_from(sorted(MOVES)), fault=FAULTS)
    def try_a_move(self, which: int, name: str, fault: Fault) -> None:
        """Any move in any state."""
        self.move(self.one(which), name, fault)

    @precondition(lambda self: any(one.state != "draft" for one in self.known))
    @rule(which=WHICH, data=st.data(), fault=FAULTS)
    def go_on(self, which: int, data: st.DataObject, fault: Fault) -> None:
        """A move that must succeed."""
        handed_in = [one for one in self.known if one.state != "draft"]
        one = handed_in[which % len(handed_in)]
        names = [name for name in sorted(MOVES) if one.may(name)]
        if names:
            self.move(one, data.draw(st.sampled_from(names)), fault)

    @precondition(lambda self: any(one.state == "decided" for one in self.known))
    @rule(fault=FAULTS)
    def grant(self, fault: Fault) -> None:
        """The leader uploads the result and signs it off."""
        one = next(one for one in self.known if one.state == "decided")
        file = self.post(one, LEADER, "result", fault)
        self.check_files(NO_FAULT)
        move = self.call(LEADER, "attach_result", one.version, file)
        if self.must(True, move, lambda: perform(move, one.id, "attach_result", {"file": file}), fault):
            one.changed("ready")

    @precondition(lambda self: any(one.mark > 1 for one in self.known))
    @rule(which=WHICH, data=st.data())
    def be_late(self, which: int, data: st.DataObject) -> None:
        """Somebody whose view is older than somebody's change is told so, and nothing happens."""
        one = self.one(which)
        names = [name for name in sorted(MOVES) if one.may(name)]
        if not names:
            return
        name = data.draw(st.sampled_from(names))
        _, act = self.made(one, name, data.draw(st.integers(0, one.mark - 1)))
        with pytest.raises(Stale):
            act()

    @precondition(lambda self: any(one.state in ("submitted", "examined", "decided") for one in self.known))
    @rule(which=WHICH, data=st.data(), alike=st.booleans())
    def meet(self, which: int, data: st.DataObject, alike: bool) -> None:
        """Two at once on one dossier, call by call: with one wish both get its answer, with two one wins."""
        open_ones = [one for one in self.known if one.state in ("submitted", "examined", "decided")]
        one = open_ones[which % len(open_ones)]
        names = [name for name in sorted(MOVES) if one.may(name)]
        first = data.draw(st.sampled_from(names))
        second = first if alike else data.draw(st.sampled_from(names))
        made = [self.made(one, first, one.version)]
        made.append(made[0] if alike else self.made(one, second, one.version))
        choose = lambda moving: data.draw(st.sampled_from(moving))  # noqa: E731
        clients = Turns(self.world.account).take([act for _, act in made], choose)
        won = [number for number, client in enumerate(clients) if client.failure is None]
        assert all(isinstance(client.failure, Refusal | None) for client in clients), clients
        assert len(won) == (2 if alike else 1), (first, second, clients)
        assert not alike or clients[0].answer == clients[1].answer
        one.made((first, second)[won[0]])
        self.promised(*made[won[0]], clients[won[0]].answer)

    @precondition(lambda self: self.served)
    @rule(which=st.integers(0, 30), fault=FAULTS)
    def send_again(self, which: int, fault: Fault) -> None:
        """A wish that was answered is sent again: the very same answer, and nothing happens."""
        _, act, answer = self.served[which % len(self.served)]
        assert self.tried(act, fault) == answer

    @precondition(lambda self: any(one.state == "draft" for one in self.known))
    @rule(years=st.integers(1, 9))
    def reuse_a_key(self, years: int) -> None:
        """A key that was used for something else is refused."""
        one = next(one for one in self.known if one.state == "draft")
        answers = {**samples.website_answers(), "years": str(years)}
        first = self.call(CITIZEN, "save", one.version, answers)
        self.tried(lambda: dossiers.drafts().save(first, one.id, answers), NO_FAULT)
        one.changed()
        one.filled = True
        self.wishes -= 1
        other = self.call(CITIZEN, "save", one.version - 1, {})
        with pytest.raises(Invalid, match="call/key-reused"):
            dossiers.drafts().save(other, one.id, {})

    def post(self, one: Known, who: Caller, paper: str, fault: Fault) -> str:
        """Somebody is given a form for a file, and their browser posts it."""
        call = self.call(who, "grant", said=paper)
        file, _ = self.tried(lambda: dossiers.uploads().grant(call, one.id, paper, f"{paper}.pdf", ""), fault)
        key = f"dossiers/{one.id}/{file}"
        self.world.account.objects.put(platform_settings().quarantine_bucket, key, Stored(pdf(paper), "", {}))
        self.world.arrive(key)
        one.changed()
        one.files[paper] = "waiting"
        return file

    # what the platform does

    @rule(fault=FAULTS)
    def check_files(self, fault: Fault) -> None:
        """What has been posted is checked, however often it has to come."""
        queues = self.world.account.queues
        for _ in range(2 * TRIES):
            records = queues.batch("arrivals", 10)
            for one in records:
                self.worked(lambda one=one: self.taken_in(one), fault)
                fault = NO_FAULT
            if not queues.queues["arrivals"]:
                break
            self.world.pass_time(timedelta(minutes=15))
        assert not queues.queues["arrivals"], "a file that has arrived is never taken in"
        for known in self.known:
            known.checked()

    def taken_in(self, record: Any) -> None:
        files_arrive({"Records": [record]}, None)
        self.world.account.queues.done("arrivals", [record])

    @rule(fault=FAULTS)
    def sweep(self, fault: Fault) -> None:
        """A minute passes, events are sent, queues are read."""
        self.worked(self.world.sweep, fault)

    @precondition(lambda self: any(self.world.delivered.values()))
    @rule(queue=st.sampled_from(QUEUES), which=st.integers(0, 50))
    def deliver_again(self, queue: str, which: int) -> None:
        """A message that a reader has had comes once more."""
        had = self.world.delivered[queue]
        if had:
            self.world.account.queues.add(queue, json.dumps(had[which % len(had)]))

    @rule()
    def restart(self) -> None:
        """Every process ends; others begin with nothing in memory."""
        forget()

    # what must be true

    @invariant()
    def the_platform_is_what_the_model_says(self) -> None:
        for one in self.known:
            head = self.world.row(f"D#{one.id}", "A")
            assert head is not None, one
            there = (int(head["status"]["N"]), int(head["version"]["N"]), head.get("code", {}).get("S", ""))
            assert there == (STATUS[one.state], one.version, one.code), (there, one)

    @invariant()
    def codes_are_given_one_by_one(self) -> None:
        given = sorted(int(one.code.rsplit("-", 1)[1]) for one in self.known if one.code)
        assert given == list(range(1, len(given) + 1))

    def teardown(self) -> None:
        """Nobody is disturbed any more; the world comes to rest, and everything that must be true of it is."""
        self.world.pass_time(timedelta(hours=1))
        self.world.account.queues.redrive()
        sweeps = self.world.rest()
        assert sweeps <= SWEEPS, "the world is not at rest"
        assert [*self.world.broken, *violations(self.world)] == []


def drive(world: FakeWorld, number: int, examples: int, steps: int) -> Tally:
    """So many examples of so many steps, drawn from a number."""
    kind = type("City", (City,), {"world": world, "begun": beginning(world), "examples": 0, "fired": 0})
    how = settings(
        max_examples=examples,
        stateful_step_count=steps,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    wrong: tuple[str, ...] = ()
    try:
        run_state_machine_as_test(hypothesis.seed(number)(kind), settings=how)
    except Exception as failure:  # noqa: BLE001 - whatever it is, Hypothesis has noted the way there
        wrong = (f"state machine {number}: {''.join(traceback.format_exception(failure)[-12:])}",)
    return Tally(kind.examples, kind.fired, kind.fired, wrong)
