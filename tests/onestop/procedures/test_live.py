"""The catalogue follows publications without asking all the time."""

from datetime import date

import pytest

from chalicelib.foundation.errors import Missing
from chalicelib.onestop.procedures.live import LiveCatalogue, Published
from chalicelib.onestop.procedures.shipped import shipped

TODAY = date(2026, 11, 22)
PRESS = "9.000002"


class Store:
    """A store with a clock; counts how often it is asked."""

    def __init__(self) -> None:
        self.present = Published("one", shipped())
        self.asked = 0
        self.time = 1000.0

    def latest(self, mark: str) -> Published | None:
        self.asked += 1
        return None if mark == self.present.mark else self.present

    def without_press(self) -> None:
        self.present = Published("two", tuple(one for one in shipped() if one.code != PRESS))


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def live(store: Store) -> LiveCatalogue:
    return LiveCatalogue(store.latest, lambda: store.time)


def test_making_it_asks_nothing(live: LiveCatalogue, store: Store) -> None:
    assert store.asked == 0


def test_it_asks_once_a_minute(live: LiveCatalogue, store: Store) -> None:
    for _ in range(50):
        live.resolve(PRESS, TODAY)
        live.list(TODAY)
        live.search("họp báo", "vi", TODAY)
        store.time += 1
    assert store.asked == 1
    store.time += 60
    assert live.versions(PRESS)
    assert store.asked == 2


def test_a_publication_is_seen_within_a_minute(live: LiveCatalogue, store: Store) -> None:
    assert PRESS in live.codes()
    store.without_press()
    assert PRESS in live.codes()
    store.time += 60
    assert PRESS not in live.codes()


def test_who_publishes_sees_it_at_once(live: LiveCatalogue, store: Store) -> None:
    assert PRESS in live.codes()
    store.without_press()
    live.forget()
    assert PRESS not in live.codes()


def test_what_is_not_known_is_looked_for_once_more_and_not_more_often(live: LiveCatalogue, store: Store) -> None:
    store.without_press()
    with pytest.raises(Missing):
        live.version(PRESS, 1)
    store.present = Published("three", shipped())
    store.time += 6
    assert live.version(PRESS, 1).code == PRESS
    asked = store.asked
    for _ in range(20):
        with pytest.raises(Missing):
            live.resolve("7.777777", TODAY)
    assert store.asked <= asked + 1
