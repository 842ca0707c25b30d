"""JSON doors of audit."""

from chalicelib.cloud.call import Call
from chalicelib.cloud.door import Answer, Doors, Request, Words
from chalicelib.commons import audit, identity
from chalicelib.foundation.errors import Missing
from chalicelib.foundation.ids import is_id

doors = Doors("audit")


@doors.get("/api/v1/audit/{id}", rule="audit.read", title=Words("Kiểm tra nhật ký", "Check a journal"))
def check(request: Request, call: Call) -> Answer:
    """Re-checks the journal of one dossier: its chain, its head and what was witnessed."""
    found = audit.examine(f"D#{request.params['id']}") if is_id(request.params["id"]) else None
    if found is None or not identity.may(call.caller, "audit.read", unit=found.unit):
        raise Missing("audit/missing", "Không có nhật ký này.", "There is no such journal.")
    faults = [{"seq": one.seq, "kind": one.kind, "detail": one.detail} for one in found.faults]
    body = {"entries": found.entries, "witnessed": found.witnessed, "verified": not faults, "faults": faults}
    return Answer(body)
