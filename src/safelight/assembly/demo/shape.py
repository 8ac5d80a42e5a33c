"""The shape of a demo world: proportions of activity classes and how hard their texts are to link.

A `Shape` changes how many and how similar, never what an activity is. Rates that the classes share
(price, age, travel, site, hour) live beside their draws and are one distribution for everybody; only
`lift` lets a share of the controlled groups show the validated indicators somewhat more often.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shape:
    """Shares are fractions of all ads and sum to 1; the rest are probabilities in 0..1 unless said otherwise."""

    name: str = "default"
    # Shares of ads. No published base rate exists (see docs on evaluation); these give each class enough to measure.
    independent: float = 0.50
    collective: float = 0.15
    business: float = 0.11
    spam: float = 0.10
    controlled: float = 0.14
    # Text shared without being written by one hand.
    boilerplate: float = 0.40  # ads that carry a paragraph of the site's house rules
    flat_paragraph: float = 0.30  # collectives whose members paste one paragraph about their flat
    copied: float = 0.03  # people whose text began as a copy of a stranger's
    verification: float = 0.03  # ads that name the verification service's or booking line's number
    stock_picture: float = 0.04  # ads that use a picture half the internet uses
    # Edits.
    repost: float = (
        0.72  # an ad repeats the advertiser's earlier text with small edits (research data: about 90 % copies)
    )
    exact: float = 0.45  # of these repeats, copied word for word, sign for sign
    edit: float = 0.06  # chance that one word choice changes in a repost
    paraphrasing: float = 0.25  # controlled groups that rewrite their script for each post
    paraphrase: float = 0.40  # chance that one word choice changes in such a rewrite
    typo: float = 0.006  # per word, before the writer's own habit
    # Contact.
    phone_shown: float = 0.90  # ads that show a phone at all; the rest name a mail, a handle or the site's own messages
    obscured: float = 0.16  # advertisers who disguise their number, whatever their activity
    guarded: float = 0.06  # advertisers beyond that who disguise it in every ad: people have their reasons
    reassigned: float = 0.03  # later one-phone advertisers who got a number somebody else gave up
    # Language.
    trust: float = 0.14  # texts with trust language, whatever the activity
    youth: float = 0.10  # texts with youth language, whatever the activity
    lifted: float = 0.40  # controlled groups that show the three validated indicators more often ...
    lift: float = 1.8  # ... by this factor, not a probability
    # Travel.
    touring: float = 0.38  # advertisers without a fixed address who work in several cities, whatever their activity
    # How controlled groups keep their personas together.
    one_phone: float = 0.30
    shared_phones: float = 0.20  # two or three phones in turn
    rotating_phones: float = 0.30  # a fresh phone every few ads, the script stays
    pictures_only: float = 0.20  # texts and phones differ, pictures repeat


DEFAULT = Shape()

PRESETS: dict[str, Shape] = {
    "default": DEFAULT,
    # Nearly every ad carries house rules: near-duplicate text that links nobody.
    "boilerplate-heavy": Shape(
        name="boilerplate-heavy",
        boilerplate=0.85,
        verification=0.08,
        copied=0.08,
        flat_paragraph=0.6,
        stock_picture=0.08,
    ),
    # Most ads name no phone: linking has to rest on text, pictures and handles.
    "few-phones": Shape(
        name="few-phones",
        phone_shown=0.40,
        one_phone=0.15,
        shared_phones=0.15,
        rotating_phones=0.45,
        pictures_only=0.25,
    ),
    # Adults who share a phone or a flat outnumber everybody else: the innocent look-alikes of a controlled group.
    "collective-heavy": Shape(
        name="collective-heavy",
        independent=0.30,
        collective=0.42,
        business=0.10,
        spam=0.08,
        controlled=0.10,
        flat_paragraph=0.5,
        guarded=0.15,
    ),
    # Scripts are rewritten for every post and few texts repeat.
    "paraphrase-heavy": Shape(
        name="paraphrase-heavy", repost=0.45, exact=0.10, edit=0.12, paraphrasing=0.80, paraphrase=0.55, typo=0.012
    ),
}
