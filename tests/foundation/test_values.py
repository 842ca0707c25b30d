"""Frozen classes behave as the standard library's frozen dataclasses do."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError, dataclass, field, fields, is_dataclass, replace
from functools import cached_property
from typing import Any

import pytest

from chalicelib.foundation.values import frozen


@frozen
class Ours:
    """A field without a default, one with, and one that is made anew for each."""

    code: str
    pages: int = 1
    facts: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def title(self) -> str:
        return f"{self.code} ({self.pages})"


@dataclass(frozen=True)
class Theirs:
    code: str
    pages: int = 1
    facts: Mapping[str, str] = field(default_factory=dict)


@frozen
class Other:
    code: str
    pages: int = 1


@frozen
class Code:
    number: int

    def __repr__(self) -> str:
        return f"#{self.number}"


@frozen
class Base:
    number: int

    def __post_init__(self) -> None:
        if self.number < 0:
            raise ValueError("negative")


@frozen
class Heir(Base):
    name: str = ""


@pytest.mark.parametrize("arguments", [("a",), ("a", 2), ("a", 2, {"b": "c"})])
def test_made_and_shown_alike(arguments: tuple[Any, ...]) -> None:
    ours, theirs = Ours(*arguments), Theirs(*arguments)
    assert repr(ours) == repr(theirs).replace("Theirs", "Ours")
    assert [(one.name, getattr(ours, one.name)) for one in fields(ours)] == [
        (one.name, getattr(theirs, one.name)) for one in fields(theirs)
    ]
    assert is_dataclass(ours)
    assert Ours.__match_args__ == Theirs.__match_args__


@pytest.mark.parametrize("arguments", [(), ("a", 1, {}, "more")])
def test_wrong_arguments_are_refused(arguments: tuple[Any, ...]) -> None:
    with pytest.raises(TypeError):
        Ours(*arguments)


def test_equal_by_values_within_one_class() -> None:
    assert Ours("a") == Ours("a", 1)
    assert Ours("a") != Ours("a", 2)
    assert Other("a") != Theirs("a")
    assert Other("a") != ("a", 1)


def test_what_was_computed_once_is_no_value() -> None:
    asked = Ours("a")
    assert asked.title == "a (1)"
    assert asked == Ours("a")
    assert "title" not in repr(asked)


def test_hashed_by_values() -> None:
    assert len({Other("a"), Other("a", 1), Other("b")}) == 2
    with pytest.raises(TypeError, match="unhashable"):
        hash(Ours("a"))


@pytest.mark.parametrize("name", ["code", "pages", "facts", "unknown"])
def test_nothing_can_be_set_or_deleted(name: str) -> None:
    one = Ours("a")
    with pytest.raises(FrozenInstanceError):
        setattr(one, name, "b")
    with pytest.raises(FrozenInstanceError):
        delattr(one, name)
    assert one == Ours("a")


def test_replaced_copied_and_pickled() -> None:
    one = Ours("a", 2, {"b": "c"})
    assert replace(one, pages=3) == Ours("a", 3, {"b": "c"})
    copies = (copy.copy(one), copy.deepcopy(one), pickle.loads(pickle.dumps(one)))
    for again in copies:
        assert again == one
        with pytest.raises(FrozenInstanceError):
            again.pages = 4


@pytest.mark.parametrize("order", [(Base, Heir), (Heir, Base)])
def test_heirs_have_all_fields_whichever_is_used_first(order: tuple[type[Base], ...]) -> None:
    for one in order:
        assert one(1).number == 1
    assert Heir(1, "a") == Heir(number=1, name="a")
    assert Heir(1) != Base(1)


def test_checked_when_made() -> None:
    with pytest.raises(ValueError, match="negative"):
        Base(-1)


def test_wrong_arguments_are_told_with_the_classs_name() -> None:
    with pytest.raises(TypeError, match=r"Base\.__init__\(\) missing 1 required positional argument: 'number'"):
        Base()


def test_a_method_of_its_own_stays() -> None:
    assert repr(Code(7)) == "#7"
    assert Code(7) == Code(7)


def test_fields_are_known_before_the_first_is_made() -> None:
    @frozen
    class Fresh:
        code: str
        facts: Mapping[str, str] = field(default_factory=dict)

    @frozen
    class Plain(Fresh):
        name: str = ""

    assert is_dataclass(Plain)
    assert [one.name for one in fields(Plain)] == ["code", "facts", "name"]
    assert Plain.__match_args__ == ("code", "facts", "name")
    assert Plain("a", name="b").facts == {}
    assert Fresh("a") == Fresh("a", {})


def test_a_class_is_used_first_by_many_at_once() -> None:
    for _ in range(20):

        @frozen
        class Fresh:
            code: str
            facts: list[str] = field(default_factory=list)

        with ThreadPoolExecutor(8) as pool:
            made = list(pool.map(Fresh, "abcdefgh"))
        assert [(one.code, one.facts) for one in made] == [(letter, []) for letter in "abcdefgh"]
