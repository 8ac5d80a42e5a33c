"""The demo's content network: two agencies, a hotline and a company meet on invented fingerprints.

Told through the verbs that people use, once: what each holds, two checks that meet it, an identified person, a request
for contact that waits, a silent check that waits for a decision, and an exchange to which the first agency is invited.
No picture exists; a fingerprint is seeded bits.
"""

from __future__ import annotations

from random import Random

from safelight.access.core.purpose import Purpose
from safelight.access.core.tenant import Actor
from safelight.assembly.demo.pictures import Picture, resaved, take
from safelight.assembly.platform import Platform
from safelight.content.core.disclosure import DEFAULTS
from safelight.content.core.fingerprint import Fingerprint, fingerprint
from safelight.content.core.observation import Submission
from safelight.kernel.sealed import Sealed

SEED = 2_024
PIPELINE = "demo/1"
CASE = "Practice case: pictures of a seized phone"
AUTHORITY = "Demonstration only: no legal ground is needed for invented fingerprints"
AGREEMENT = (
    "Signals serve to find people who are being exploited and those who exploit them, and nothing else.\n"
    "Nothing is passed on outside the partners. Whoever acts on a signal says so."
)
SIGNALS = (
    {"kind": "account", "value": "chat.example:harbour_lights", "severity": "high", "tags": ["sextortion"]},
    {"kind": "url", "value": "https://board.example/offer/114", "severity": "medium", "tags": ["trafficking"]},
    {"kind": "text", "value": "pay by tonight or everybody gets it", "severity": "immediate", "tags": ["sextortion"]},
)


def load_network(platform: Platform, passphrase: Sealed) -> None:
    """Tell the scenes; when they were told before, nothing happens."""
    lou = _enter(platform, "lou", passphrase)
    if platform.content.exchange.page(lou):
        return
    rng = Random(SEED)  # noqa: S311 - invented fingerprints, nothing secret is drawn
    platform.content.membership.set_policy(lou, DEFAULTS["agency"], "Made-Up County duty desk, extension 5")
    pictures = [take(rng, f"network/{number}") for number in range(8)]
    ivo, ida, ola = (_enter(platform, login, passphrase) for login in ("ivo", "ida", "ola"))
    _hold(platform, ivo, pictures[:4], "COUNTY-7", series="Harbour")
    identified = Submission(_prints(pictures[4]), "COUNTY-9", "US", "1", identified=True)
    platform.content.submissions.submit(ivo, identified)
    _hold(platform, ola, pictures[2:3] + pictures[5:6], "")
    _meet(platform, ida, ivo, pictures, rng)
    liv, tam = (_enter(platform, login, passphrase) for login in ("liv", "tam"))
    _exchange(platform, liv, tam, (lou, ida))
    platform.content.transparency.publish()


def _meet(platform: Platform, ida: Actor, ivo: Actor, pictures: list[Picture], rng: Random) -> None:
    """The first agency checks copies of what others hold; a request for contact and a silent check stay open."""
    content = platform.content
    case = platform.cases.open_case(ida, CASE, "content_deconfliction", AUTHORITY)
    purpose = Purpose(case.id, "Pictures on a seized phone")
    copies = [_prints(resaved(rng, pictures[number])) for number in (0, 2, 4, 7)]
    content.checks.check(ida, copies, purpose)
    _hold(platform, ida, pictures[6:7], "PORT-3")
    theirs = platform.cases.open_case(ivo, CASE, "content_deconfliction", AUTHORITY)
    met = content.checks.check(ivo, [_prints(resaved(rng, pictures[6]))], Purpose(theirs.id, "The same kind of album"))
    content.handshakes.ask(ivo, str(met[0].matches[0]["notice"]))
    quiet = Purpose(case.id, "The other side's officer is a witness in this matter")
    content.silent.ask(ida, [_prints(resaved(rng, pictures[1]))], 7, quiet)


def _exchange(platform: Platform, founder: Actor, sender: Actor, invited: tuple[Actor, Actor]) -> None:
    """A company's collaboration: the second agency has agreed and answered, the first is invited."""
    exchange, (partner, waiting) = platform.content.exchange, invited
    made = exchange.found(founder, "Harbour signals", AGREEMENT)
    exchange.invite(founder, made.id, partner.tenant.id)
    exchange.invite(founder, made.id, waiting.tenant.id)
    exchange.agree(partner, made.id)
    exchange.send(sender, made.id, SIGNALS)
    kind, value = str(SIGNALS[0]["kind"]), str(SIGNALS[0]["value"])
    exchange.judge(partner, made.id, kind, value, "confirmed")
    exchange.see(partner, made.id, kind, value, 4, 1)


def _hold(platform: Platform, actor: Actor, pictures: list[Picture], reference: str, series: str = "") -> None:
    given = [Submission(_prints(one), reference, "US", "1", series=series) for one in pictures]
    platform.content.submissions.submit_many(actor, given)


def _prints(picture: Picture) -> tuple[Fingerprint, ...]:
    return (fingerprint("pdq", picture.pdq, 100, PIPELINE), fingerprint("sha256", picture.sha256))


def _enter(platform: Platform, login: str, passphrase: Sealed) -> Actor:
    return platform.access.sign_in(login, passphrase).actor
