"""Items describe themselves to PynamoDB as its own models do, though it looks through less of them."""

from __future__ import annotations

import inspect

import pytest
from pynamodb.attributes import Attribute

import app as composed
from chalicelib.cloud.items import Item


def items(of: type[Item] = Item) -> list[type[Item]]:
    """All classes of items, once the whole application is there."""
    assert composed.app is not None
    return [of, *(one for heir in of.__subclasses__() for one in items(heir))]


@pytest.mark.parametrize("item", items(), ids=lambda one: f"{one.__module__}.{one.__name__}")
def test_every_attribute_is_known_by_its_name(item: type[Item]) -> None:
    everything = {name for one in item.__mro__ for name in vars(one)}
    attributes = {name for name in everything if isinstance(inspect.getattr_static(item, name), Attribute)}
    assert {"pk", "sk"} <= attributes
    assert item.get_attributes().keys() == attributes
    assert (item._hash_keyname, item._range_keyname) == ("pk", "sk")
