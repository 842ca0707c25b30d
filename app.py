"""motcua: the composition, and nothing else. Read it as the table of contents."""

from chalicelib.civic import portal
from chalicelib.civic.portal.api import doors as portal_doors
from chalicelib.civic.portal.pages import pages as portal_pages
from chalicelib.cloud.door import Application
from chalicelib.cloud.openapi import platform_doors
from chalicelib.cloud.page import hang_pages
from chalicelib.cloud.workers import workers as outbox_workers
from chalicelib.commons import identity
from chalicelib.commons.agencies.api import doors as agencies_doors
from chalicelib.commons.audit.api import doors as audit_doors
from chalicelib.commons.audit.workers import workers as audit_workers
from chalicelib.commons.identity.absences.api import doors as absences_doors
from chalicelib.commons.identity.absences.pages import pages as absences_pages
from chalicelib.commons.identity.api import doors as identity_doors
from chalicelib.commons.identity.pages import pages as identity_pages
from chalicelib.commons.worktime.api import doors as worktime_doors
from chalicelib.commons.worktime.hourspages import pages as hours_pages
from chalicelib.commons.worktime.pages import pages as worktime_pages
from chalicelib.onestop.dossiers.api import doors as dossiers_doors
from chalicelib.onestop.dossiers.consultation_api import doors as consultations_doors
from chalicelib.onestop.dossiers.desk_api import doors as desk_doors
from chalicelib.onestop.dossiers.pages import pages as dossiers_pages
from chalicelib.onestop.dossiers.payment_api import doors as payment_doors
from chalicelib.onestop.dossiers.printing_api import doors as prints_doors
from chalicelib.onestop.dossiers.workers import workers as dossiers_workers
from chalicelib.onestop.kiosk.pages import pages as kiosk_pages
from chalicelib.onestop.ledger.api import doors as ledger_doors
from chalicelib.onestop.ledger.pages import pages as ledger_pages
from chalicelib.onestop.ledger.workers import workers as ledger_workers
from chalicelib.onestop.payments.api import doors as payments_doors
from chalicelib.onestop.payments.pages import pages as payments_pages
from chalicelib.onestop.procedures.api import doors as procedures_doors
from chalicelib.onestop.procedures.api import proposal_doors
from chalicelib.onestop.procedures.pages import pages as procedures_pages
from chalicelib.onestop.satisfaction.api import doors as satisfaction_doors
from chalicelib.onestop.satisfaction.pages import pages as satisfaction_pages

DOORS = [
    *[identity_doors, absences_doors, agencies_doors, audit_doors, worktime_doors],
    *[procedures_doors, proposal_doors, dossiers_doors, consultations_doors, desk_doors, prints_doors],
    *[ledger_doors, payment_doors, payments_doors, satisfaction_doors, portal_doors],
]
PAGES = [
    *[identity_pages, absences_pages, worktime_pages, hours_pages, procedures_pages],
    *[dossiers_pages, kiosk_pages, ledger_pages, payments_pages, satisfaction_pages, portal_pages],
]
WORKERS = [outbox_workers, audit_workers, dossiers_workers, ledger_workers]

app = Application("motcua")
app.hang_doors([*DOORS, platform_doors(DOORS, identity.open_to_all)], identity.gate(), portal.around().must_be_open)
hang_pages(app, PAGES, identity.gate(), portal.around())
for workers in WORKERS:
    app.register_blueprint(workers)
