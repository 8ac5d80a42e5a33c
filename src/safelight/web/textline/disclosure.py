"""Without consent, on a legal ground: one person proposes what an agency has to know, another confirms. And evidence:
a conversation, or what a referral released, as a signed package."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from safelight.kernel.errors import Invalid
from safelight.textline.core.consent import GROUNDS, MOST
from safelight.textline.core.referral import GIVEN
from safelight.textline.service.disclosures import Proposal
from safelight.web.download import handed_over
from safelight.web.page import Signed
from safelight.web.textline.choice import Fields, values_of
from safelight.web.textline.queue import address

router = APIRouter()


@router.post("/textline/conversations/{conversation_id}/choice/disclose")
def propose(visit: Signed, conversation_id: str, form: Fields) -> Response:
    """Propose it. Nothing goes out until another person confirms."""
    ground = next((each for each in GROUNDS if each == form.get("ground")), None)
    if ground is None:
        raise Invalid("web.ground", f"A ground is one of: {', '.join(GROUNDS)}.")
    values = values_of({name: form.get(name, "") for name in GIVEN})
    also = frozenset(field for field in MOST[ground] if form.get(f"also-{field}"))
    proposal = Proposal(form.get("agency", ""), ground, values, form.get("reason", ""), bool(form.get("told")), also)
    visit.platform.textline.disclosures.propose(visit.actor, conversation_id, proposal)
    return visit.done(f"{address(conversation_id)}/choice", "line_proposed")


@router.post("/textline/disclosures/{disclosure_id}/{verb}")
def decide(visit: Signed, disclosure_id: str, verb: str) -> Response:
    """The second person's word, or the first one's second thought."""
    disclosures = visit.platform.textline.disclosures
    if verb == "confirm":
        disclosures.confirm(visit.actor, disclosure_id)
    elif verb == "refuse":
        disclosures.refuse(visit.actor, disclosure_id)
    else:
        raise Invalid("web.disclosure.verb", "A disclosure is decided by: confirm, refuse.")
    return visit.done("/textline/shift", f"line_{verb}")


@router.post("/textline/conversations/{conversation_id}/export")
def export(visit: Signed, conversation_id: str) -> Response:
    """The conversation as a package, where an order holds it or they released their texts."""
    return handed_over(visit.platform.textline.evidence.export(visit.actor, conversation_id))


@router.post("/referrals/{referral_id}/export")
def export_referral(visit: Signed, referral_id: str) -> Response:
    """What a referral released, as a package."""
    return handed_over(visit.platform.textline.evidence.export_referral(visit.actor, referral_id))
