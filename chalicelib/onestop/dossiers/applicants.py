"""The use cases of who is who: applicant and representative of a draft, and the way of the result."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from chalicelib.cloud import journal
from chalicelib.cloud.call import Call
from chalicelib.cloud.telemetry import use_case
from chalicelib.commons import identity
from chalicelib.foundation.errors import Invalid
from chalicelib.foundation.values import frozen
from chalicelib.onestop.dossiers import items
from chalicelib.onestop.dossiers.draftrules import (
    keepable_in,
    must_be_open,
    must_fit,
    open_draft,
    party_digest,
    prolonged,
    salted,
)
from chalicelib.onestop.dossiers.model import WAYS, Dossier, Party, Status
from chalicelib.onestop.dossiers.moves import Decision, move_dossier, write
from chalicelib.onestop.dossiers.party import OF_REPRESENTATIVE, address_faults, delivery_form, named, party_form


@frozen
class Applicants:
    """The use cases of applicant, representative and delivery."""

    @use_case
    def save_party(self, call: Call, dossier_id: str, typed: Mapping[str, Any]) -> dict[str, Any]:
        """Keeps what was typed about the parties of a draft, right or wrong; the head takes what is right.

        A citizen who acts for somebody else is the representative, by the name and number of their own account.
        """
        must_fit(typed)

        def attempt() -> dict[str, Any]:
            before = open_draft(call, dossier_id, "drafts.save")
            call.must_match(before.version, before.mark)
            name, number = ("", "") if before.at_desk else own_facts(call.caller.account)
            said = typed if before.at_desk else by_account(typed, name, number)
            party = Party(keepable_in(party_form(before.at_desk), said), before.party.postal)
            after = named(replace(before, party=party, expires_at=prolonged(before, call.at)), name, number)
            return write(call, before, keeping_party(after), "dossier.party_saved")

        return journal.once(items.pk_of(dossier_id), call, attempt)

    @use_case
    def choose_delivery(self, call: Call, dossier_id: str, typed: Mapping[str, Any]) -> dict[str, Any]:
        """The applicant chooses how the result is returned; by post it needs an address, the one kept or a new one.

        Invalid `dossiers/unknown-way`, `dossiers/postal-address-needed`.
        """
        must_fit(typed)

        def decide(before: Dossier) -> Decision:
            if before.status is Status.DRAFT:
                must_be_open(before, call.at)
            kept = keepable_in(delivery_form(), typed)
            way = next((one for one in WAYS if one == kept.get("way")), None)
            if way is None:
                vi, en = "Hãy chọn cách nhận kết quả.", "Choose how the result is returned."
                raise Invalid("dossiers/unknown-way", vi, en)
            given = kept.get("address") if way == "post" else None
            postal = given if isinstance(given, Mapping) and given else before.party.postal
            after = replace(
                before,
                delivery=replace(before.delivery, way=way),
                party=replace(before.party, postal=postal),
                expires_at=prolonged(before, call.at),
            )
            must_have_address(after)
            return Decision(after, {"way": way}) if after.party == before.party else keeping_party(after, way=way)

        return move_dossier(call, dossier_id, "choose_delivery", decide)


def own_facts(account: str) -> tuple[str, str]:
    """Name and personal number of an account; the number is empty when it is not known."""
    person = identity.person(account)
    return person.name, person.citizen_id


def by_account(typed: Mapping[str, Any], name: str, number: str) -> dict[str, Any]:
    """What was typed, with the representative that the account itself vouches for."""
    if typed.get("acting") != "other":
        return dict(typed)
    known = dict(zip(OF_REPRESENTATIVE, (name, number), strict=True))
    return {**typed, **{code: fact for code, fact in known.items() if fact}}


def keeping_party(dossier: Dossier, **facts: str) -> Decision:
    """The dossier with its party's item; the journal holds a digest only."""
    after = salted(dossier)
    item = items.party_item(after.id, after.party, after.salt)
    return Decision(after, {**facts, "party": party_digest(after)}, parts=lambda change: change.put("party", item))


def must_have_address(dossier: Dossier) -> None:
    """Refuses a result by post without a whole address."""
    wrong = address_faults(dossier)
    if wrong:
        raise Invalid(
            "dossiers/postal-address-needed",
            "Muốn nhận kết quả qua bưu chính, hãy ghi đủ địa chỉ.",
            "A result by post needs a whole address.",
            wrong,
        )
