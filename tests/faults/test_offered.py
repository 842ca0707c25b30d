"""No operation of the platform without its stories."""

from __future__ import annotations

from tests.faults import offered
from tests.faults.operations import all_operations

OPERATIONS = all_operations()
COVERED = {one for operation in OPERATIONS for one in operation.covers}


def test_every_use_case_and_worker_has_its_stories() -> None:
    there = offered.use_cases() | offered.workers()
    assert there - offered.READS - COVERED == set(), (
        "write an operation for it in tests/faults, or say that it only reads"
    )
    assert COVERED - there == set()


def test_what_is_called_a_read_is_there_and_has_no_stories() -> None:
    assert offered.READS - offered.use_cases() == set()
    assert set() == offered.READS & COVERED


def test_every_move_has_its_stories() -> None:
    assert {move for operation in OPERATIONS for move in operation.moves} == offered.moves()


def test_operations_have_names_of_their_own() -> None:
    names = [operation.name for operation in OPERATIONS]
    assert len(names) == len(set(names))


def test_faults_reach_every_client_of_the_platform() -> None:
    """Whoever makes a client elsewhere adds it to `injecting.clients`."""
    assert offered.makers_of_clients() == {"cloud/blobs.py", "cloud/items.py", "cloud/outbox.py", "cloud/worker.py"}


def test_every_condition_has_its_mutant() -> None:
    """Whoever adds a condition writes the mutant without it, or says why there is none, and counts it here."""
    assert offered.conditions() == {
        "civic/portal/store.py": 1,
        "cloud/journal.py": 3,
        "cloud/outbox.py": 1,
        "commons/audit/store.py": 1,
        "commons/files/service.py": 1,
        "commons/identity/store.py": 3,
        "onestop/dossiers/numbering.py": 2,
        "onestop/dossiers/timers.py": 2,
        "onestop/ledger/store.py": 1,
        "onestop/payments/providers/store.py": 1,
        "onestop/payments/store.py": 1,
        "onestop/procedures/store.py": 3,
    }
