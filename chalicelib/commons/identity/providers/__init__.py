"""Where people prove who they are: a file per provider, all in the shape of OpenID Connect's code flow."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from chalicelib.commons.identity.model import Claims


class SignInProvider(Protocol):
    """A provider of sign-in."""

    @property
    def name(self) -> str:
        """What sessions and claims call it."""

    def begin(self, return_to: str, state: str) -> str:
        """Where to send the browser. `state` comes back unchanged and ties the answer to this browser."""

    def complete(self, params: Mapping[str, str], at: datetime) -> Claims:
        """What the provider's answer says, once it is verified. SignInNeeded when it proves nothing."""

    def self_check(self) -> list[str]:
        """What is wrong with the provider's set-up, in words for the operator; empty when it is ready."""
