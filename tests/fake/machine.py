"""A state machine: whatever people, workers and faults do in whatever order, the platform is what the model says.

Hypothesis draws the steps and, where the platform differs, finds the shortest way there.
"""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from typing import Any, ClassVar

import hypothesis
from botocore.exceptions import BotoCoreError, ClientError
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from pynamodb.exceptions import PynamoDBException

from chalicelib.cloud.call import Call, Caller
from chalicelib.cloud.settings import settings as platform_settings
from chalicelib.cloud.worker import BatchFailed
from chalicelib.foundation.errors import Invalid, Refusal, Stale, Unavailable
from chalicelib.onestop import dossiers
from chalicelib.onestop.dossiers.performing import perform
from chalicelib.onestop.dossiers.workers import files_arrive
from tests import samples
from tests.fake.city import FakeWorld
from tests.fake.disturbing import KINDS, Disturber
from tests.fake.model import MOVES, PAPERS, STATUS, Known, Move, State
from tests.fake.objects import Stored
from tests.fake.people import pdf
from tests.fake.turns import Turns
from tests.faults import states
from tests.faults.injecting import Killed
from tests.faults.invariants import violations
from tests.faults.tally import Tally
from tests.faults.world import CITIZEN, LEADER, QUEUES, SWEEPS, Promise, Saved, forget

PASSING = (Unavailable, BotoCoreError, ClientError, PynamoDBException)
TRIES = 4
MOST = 7
NO_FAULT = (0, "")
FAULTS = st.one_of(
    st.just(NO_FAULT), st.tuples(st.integers(0, 4), st.sampled_from([kind for kind in KINDS if kind != "conflict"]))
)
"""At which call of a step something happens, if anything."""
WHICH = st.integers(0, MOST - 1)
Fault = tuple[int, str]
Act = Callable[[], Any]


class City(RuleBasedStateMachine):
    """One agency's dossiers; `known` is the model, `served` every wish that was answered."""

    world: ClassVar[FakeWorld]
    begun: ClassVar[tuple[Saved, list[Known]]]
    examples: ClassVar[int] = 0
    fired: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        type(self).examples += 1
        saved, known = self.begun
        self.world.load(saved)
        self.known = deepcopy(known)
        self.served: list[tuple[Call, Act, Any]] = []
        self.wishes = 0

    # what people do

    @precondition(lambda self: len(self.known) < MOST)
    @rule(fault=FAULTS)
    def begin(self, fault: Fault) -> None:
        call = self._call(CITIZEN, "begin", said=samples.WEBSITE)
        answer = self._answered(call, lambda: dossiers.drafts().begin(call, samples.WEBSITE), fault)
        self.known.append(Known(answer["id"]))

    @precondition(lambda self: self.known)
    @rule(which=WHICH, fault=FAULTS)
    def fill_in(self, which: int, fault: Fault) -> None:
        one, answers = self._one(which), samples.website_answers()
        call = self._call(CITIZEN, "save", one.version, answers)
        act = lambda: dossiers.drafts().save(call, one.id, answers)  # noqa: E731
        if self._must(one.state == "draft", call, act, fault):
            one.changed()
            one.filled = True

    @precondition(lambda self: any(one.wanted() for one in self.known))
    @rule(which=WHICH, fault=FAULTS)
    def upload(self, which: int, fault: Fault) -> None:
        """A form for a file that is wanted, and the browser posts it."""
        wanted = [one for one in self.known if one.wanted()]
        one = wanted[which % len(wanted)]
        paper = one.wanted()
        call = self._call(CITIZEN, "grant", said=paper)
        file, _ = self._tried(lambda: dossiers.uploads().grant(call, one.id, paper, f"{paper}.pdf", ""), fault)
        key = f"dossiers/{one.id}/{file}"
        self.world.account.objects.put(platform_settings().quarantine_bucket, key, Stored(pdf(paper), "", {}))
        self.world.arrive(key)
        one.changed()
        one.files[paper] = "waiting"

    @precondition(lambda self: self.known)
    @rule(which=WHICH, fault=FAULTS)
    def submit(self, which: int, fault: Fault) -> None:
        one = self._one(which)
        call = self._call(CITIZEN, "submit", one.version)
        answer = self._must(one.complete(), call, lambda: dossiers.drafts().submit(call, one.id), fault)
        if answer:
            one.changed("submitted")
            one.code = answer["code"]

    @precondition(lambda self: self.known)
    @rule(which=WHICH, name=st.sampled_from(sorted(MOVES)), fault=FAULTS)
    def try_a_move(self, which: int, name: str, fault: Fault) -> None:
        """Any move in any state."""
        self._move(self._one(which), name, fault)

    @precondition(lambda self: any(one.state != "draft" for one in self.known))
    @rule(which=WHICH, data=st.data(), fault=FAULTS)
    def go_on(self, which: int, data: st.DataObject, fault: Fault) -> None:
        """A move that must succeed."""
        handed_in = [one for one in self.known if one.state != "draft"]
        one = handed_in[which % len(handed_in)]
        names = [name for name in sorted(MOVES) if one.may(name)]
        if names:
            self._move(one, data.draw(st.sampled_from(names)), fault)

    @precondition(lambda self: any(one.state == "decided" for one in self.known))
    @rule(fault=FAULTS)
    def grant(self, fault: Fault) -> None:
        """The leader uploads the result and signs it off."""
        one = next(one for one in self.known if one.state == "decided")
        call = self._call(LEADER, "grant", said="result")
        file, _ = self._tried(lambda: dossiers.uploads().grant(call, one.id, "result", "result.pdf", ""), fault)
        key = f"dossiers/{one.id}/{file}"
        self.world.account.objects.put(platform_settings().quarantine_bucket, key, Stored(pdf("result"), "", {}))
        self.world.arrive(key)
        one.changed()
        one.files["result"] = "waiting"
        self.check_files(NO_FAULT)
        move = self._call(LEADER, "attach_result", one.version, file)
        if self._must(True, move, lambda: perform(move, one.id, "attach_result", {"file": file}), fault):
            one.changed("ready")

    @precondition(lambda self: any(one.mark > 1 for one in self.known))
    @rule(which=WHICH, data=st.data())
    def be_late(self, which: int, data: st.DataObject) -> None:
        """Somebody whose view is older than somebody's change is told so, and nothing happens."""
        one = self._one(which)
        names = [name for name in sorted(MOVES) if one.may(name)]
        if not names:
            return
        name = data.draw(st.sampled_from(names))
        call, act = self._made(one, name, data.draw(st.integers(0, one.mark - 1)))
        try:
            act()
        except Stale:
            return
        raise AssertionError(f"{name} was made on version {call.expected} of {one}")

    @precondition(lambda self: any(one.state in ("submitted", "examined", "decided") for one in self.known))
    @rule(which=WHICH, data=st.data(), alike=st.booleans())
    def meet(self, which: int, data: st.DataObject, alike: bool) -> None:
        """Two at once on one dossier, call by call: with one wish both get its answer, with two exactly one succeeds."""
        open_ones = [one for one in self.known if one.state in ("submitted", "examined", "decided")]
        one = open_ones[which % len(open_ones)]
        names = [name for name in sorted(MOVES) if one.may(name)]
        first = data.draw(st.sampled_from(names))
        second = first if alike else data.draw(st.sampled_from(names))
        made = [self._made(one, first, one.version)]
        made.append(made[0] if alike else self._made(one, second, one.version))
        choose = lambda moving: data.draw(st.sampled_from(moving))  # noqa: E731
        clients = Turns(self.world.account).take([act for _, act in made], choose)
        won = [number for number, client in enumerate(clients) if client.failure is None]
        assert all(isinstance(client.failure, Refusal | None) for client in clients), clients
        assert len(won) == (2 if alike else 1), (first, second, clients)
        assert not alike or clients[0].answer == clients[1].answer
        one.made((first, second)[won[0]])
        self._promised(*made[won[0]], clients[won[0]].answer)

    @precondition(lambda self: self.served)
    @rule(which=st.integers(0, 30), fault=FAULTS)
    def send_again(self, which: int, fault: Fault) -> None:
        """A wish that was answered is sent again: the very same answer, and nothing happens."""
        _, act, answer = self.served[which % len(self.served)]
        assert self._tried(act, fault) == answer

    @precondition(lambda self: any(one.state == "draft" for one in self.known))
    @rule(years=st.integers(1, 9))
    def reuse_a_key(self, years: int) -> None:
        """A key that was used for something else is refused."""
        one = next(one for one in self.known if one.state == "draft")
        answers = {**samples.website_answers(), "years": str(years)}
        first = self._call(CITIZEN, "save", one.version, answers)
        self._tried(lambda: dossiers.drafts().save(first, one.id, answers), NO_FAULT)
        one.changed()
        one.filled = True
        self.wishes -= 1
        other = self._call(CITIZEN, "save", one.version - 1, {})
        try:
            dossiers.drafts().save(other, one.id, {})
        except Invalid as refusal:
            assert refusal.code == "call/key-reused"
            return
        raise AssertionError("another content was taken under a used key")

    # what the platform does

    @rule(fault=FAULTS)
    def check_files(self, fault: Fault) -> None:
        """What has been posted is checked, however often it has to come."""
        queues = self.world.account.queues
        for _ in range(2 * TRIES):
            records = queues.batch("arrivals", 10)
            for one in records:
                self._worked(lambda one=one: self._taken_in(one), fault)
                fault = NO_FAULT
            if not queues.queues["arrivals"]:
                break
            self.world.pass_time(timedelta(minutes=15))
        assert not queues.queues["arrivals"], "a file that has arrived is never taken in"
        for known in self.known:
            known.checked()

    def _taken_in(self, record: Any) -> None:
        files_arrive({"Records": [record]}, None)
        self.world.account.queues.done("arrivals", [record])

    @rule(fault=FAULTS)
    def sweep(self, fault: Fault) -> None:
        """A minute passes, events are sent, queues are read."""
        self._worked(self.world.sweep, fault)

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

    # how it is done

    def _one(self, which: int) -> Known:
        return self.known[which % len(self.known)]

    def _call(self, who: Caller, route: str, seen: int | None = None, said: Any = None) -> Call:
        self.wishes += 1
        return self.world.call(who, f"wish-{self.wishes:04d}", route, seen, said)

    def _made(self, one: Known, name: str, seen: int) -> tuple[Call, Act]:
        move: Move = MOVES[name]
        call = self._call(move.who, name, seen, move.facts)
        return call, lambda: perform(call, one.id, name, move.facts)

    def _move(self, one: Known, name: str, fault: Fault) -> None:
        call, act = self._made(one, name, one.version)
        if self._must(one.may(name), call, act, fault):
            one.made(name)

    def _must(self, succeed: bool, call: Call, act: Act, fault: Fault) -> Any:
        """The answer where the model says so, None where it says that this must be refused."""
        if succeed:
            return self._answered(call, act, fault)
        try:
            answer = self._tried(act, fault)
        except Refusal:
            return None
        raise AssertionError(f"was answered with {answer}, and must be refused")

    def _answered(self, call: Call, act: Act, fault: Fault) -> Any:
        answer = self._tried(act, fault)
        self._promised(call, act, answer)
        return answer

    def _promised(self, call: Call, act: Act, answer: Any) -> None:
        self.served.append((call, act, answer))
        self.world.promises.append(Promise("machine", call.wish().key, answer))

    def _tried(self, act: Act, fault: Fault) -> Any:
        """What a client does: the same again until there is an answer or a refusal."""
        for _ in range(TRIES):
            try:
                return self._disturbed(act, fault)
            except Killed:
                forget()
            except PASSING:
                self.world.pass_time(timedelta(seconds=2))
            fault = NO_FAULT
        raise AssertionError(f"no answer in {TRIES} tries")

    def _worked(self, act: Act, fault: Fault) -> None:
        """What a queue or a schedule does: whatever became of it, it comes again."""
        try:
            self._disturbed(act, fault)
        except Killed:
            forget()
        except (BatchFailed, *PASSING):
            self.world.pass_time(timedelta(seconds=2))

    def _disturbed(self, act: Act, fault: Fault) -> Any:
        at, kind = fault
        disturber = Disturber(self.world.account, {at: kind} if kind else {})
        try:
            with disturber.hooked():
                return act()
        finally:
            type(self).fired += len(disturber.fired)


PATHS: tuple[tuple[State, tuple[str, ...]], ...] = (
    ("submitted", ()),
    ("submitted", ()),
    ("examined", ("receive", "advance")),
    ("decided", ("receive", "advance", "propose_approval")),
)
"""How far the dossiers have come with which every example begins, beside a complete draft."""


def beginning(world: FakeWorld) -> tuple[Saved, list[Known]]:
    """A world with some dossiers, and the model of it."""
    world.load(Saved((), {}))
    world.account.begin()
    states.empty(world)
    known = [Known(states.complete(world, "machine-draft").id)]
    for number, (state, path) in enumerate(PATHS):
        subject = states.complete(world, f"machine-{number}")
        states.submit(world, subject, f"machine-submit-{number}")
        for name in path:
            states.moved(world, subject, MOVES[name].who, name, f"machine-{number}-{name}", **MOVES[name].facts)
        known.append(Known(subject.id, state))
    world.rest()
    for one in known:
        head = world.row(f"D#{one.id}", "A") or {}
        one.version, one.mark = int(head["version"]["N"]), int(head["mark"]["N"])
        one.code, one.filled, one.files = head.get("code", {}).get("S", ""), True, dict.fromkeys(PAPERS, "kept")
    return world.save(), known


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
