"""Word stock of the fourth world: chatty lower-case notes by people who type with their thumbs.

Openers, remarks and sign-offs are small grammars; who writes keeps some turns of phrase. Nothing is taken from the
other worlds. Everything is plain and invented; everybody is an adult.
"""

from __future__ import annotations

import re
from random import Random

_split = str.split

NAMES: tuple[tuple[str, ...], ...] = tuple(
    tuple(row.split("/"))
    for row in _split(
        "aleksandra/sasha bernadette/bernie clementine/clem delphine/del evangeline/evie frederica/freddie gwyneth/gwyn"
        " henrietta/etta isadora/izzy josephine/josie katarzyna/kasia lavinia/vinnie marguerite/margo natalia/talia"
        " oriana/ori petronella/nell rosario/charo seraphina/sera theodora/dora valentina/tina wilhelmina/billie"
        " anneliese/liesel briony carys danica elodie farah giselle hollis imogen jovana kerensa leilani malia nadine"
        " odalys primrose rhiannon solange tamsyn una viveka winifred/winnie yelena zora april june star joy melody"
    )
)
"""Full name and what she is called; the last five are words of the language as well."""

CITIES = tuple(
    tuple(row.split("|"))
    for row in _split(
        "Albuquerque|NM|505 Amarillo|TX|806 Asheville|NC|828 Billings|MT|406 Boise|ID|208 Charleston|SC|843"
        " Des_Moines|IA|515 Duluth|MN|218 El_Paso|TX|915 Fargo|ND|701 Fresno|CA|559 Grand_Rapids|MI|616"
        " Hartford|CT|860 Knoxville|TN|865 Lexington|KY|859 Little_Rock|AR|501 Lubbock|TX|806 Mobile|AL|251"
        " Omaha|NE|402 Reno|NV|775 Richmond|VA|804 Savannah|GA|912 Scranton|PA|570 Shreveport|LA|318 Spokane|WA|509"
        " Syracuse|NY|315 Toledo|OH|419 Tucson|AZ|520 Tulsa|OK|918 Wichita|KS|316"
    )
)
"""(name with _ for a space, state, area code)"""

OPENERS = (
    "hey its {name}",
    "{name} here",
    "~{name}~ checking in",
    "you can call me {name}",
    "its {name} again",
    "hi hi, {name} on this end",
    "{name}, {age}, {look}",
    "the one and only {name}",
    "ask 4 {name}",
    "so i go by {name}",
)
NAMELESS = ("{look}, {age}", "{age} and {look}", "hello from a {look} lady", "{look} & {look}, thats me")
LOOKS = _split(
    "freckled curly tall short-haired silver-ringed green-eyed tattooed bespectacled dimpled long-legged auburn"
    " raven-haired broad-shouldered small-framed sun-tanned fair grey-eyed soft-voiced"
)
REMARKS = (
    "{mood} {day} so {verb} me",
    "{verb} first, {verb} later, no {noun} no {noun}",
    "i keep {noun} and {noun} around, dont ask why",
    "{noun} person, never a {noun} person",
    "my {place} is {mood}, bring {noun}",
    "{day} nights i do {noun}, {day} mornings i sleep",
    "not here for {noun}, here for {noun}",
    "if u like {noun} we are gonna be {mood}",
    "{place} w/ {noun}, {place} w/o {noun}",
    "lol i once traded {noun} for {noun}",
    "{mood} hands, {mood} head",
    "come {mood}, leave {mood}",
    "theres {noun} in the {place} n {noun} on the stove",
    "was {job} before this, still think like {job}",
    "no {job} jokes pls, ive heard em",
    "{day} is my fave, {day} can go",
    "u bring the {noun} i bring the {noun}",
    "{verb} me abt {noun}, i can go for hours",
    "half {noun}, half {noun}, all {mood}",
    "my rule: {mood} ppl only, {noun} optional",
)
SIGNS = (
    "{phone}",
    "txt {phone}",
    "hmu {phone}",
    "{phone} txt b4 calling",
    "my line {phone}",
    "cell >> {phone}",
    "{phone} no voicemails",
)
PRICES = ("{price} hr", "${price} 1hr", "1h={price}", "{price}/hour", "hourly {price}")
PLACES = ("in {city} rn", "{city} til {day}", "{city} local", "around {city}", "parked in {city} 4 now")
BANKS: dict[str, list[str]] = {
    "look": LOOKS,
    "mood": _split(
        "chill rowdy tender sleepy golden salty zen loud wobbly electric mild cheeky dry warm odd neat slow"
    ),
    "day": _split("mon tues weds thurs fri sat sun weekend payday holiday"),
    "verb": _split("txt buzz ping ring find msg beep holler catch call"),
    "noun": _split(
        "vinyl pickles cactus thrift horoscopes ramen mopeds bingo gravel mittens tarot pancakes puns tents"
        " rollerblades soap trivia gumbo moths crayons jam billiards denim fog synths marbles lotion jerky"
        " magnets zines orchids podcasts salsa quiches glitter lasagna slippers drumming hammocks chili"
        " mustard yarn flannel comics kombucha karaoke aquariums bagels candles ukulele porches fireflies hot-"
        " sauce puddles waffles ferns"
    ),
    "place": _split("porch loft kitchen trailer cabin basement duplex hallway garage balcony houseboat bungalow"),
    "job": _split("a-welder a-barista a-roofer a-clerk a-typist a-farmhand a-courier a-medic a-temp a-luthier"),
}
RULES = (
    "posted by the person named, report misuse to the board, be decent",
    "board rule 4: one note per day per person, older notes sink",
    "the board does not vet notes. meet in public first, never wire money",
)
VIRAL = (
    "okay so picture this: rain on a tin roof, two mugs of something hot, a deck of cards nobody shuffles right, and "
    "zero small talk. thats the whole pitch. bring socks, bring a story, leave the hurry in the car",
    "things im good at: parallel parking, remembering birthdays, cutting hair, picking the fast line at the store. "
    "things im bad at: goodbyes, geometry, saying no to pie. come see which list ur on",
)
SHOPS = ("harmony reflex", "desert bloom bodywork", "blue koi spa", "second wind massage", "willow & salt")
SHOP = (
    "{firm}, {number} {street}",
    "open daily 10am - 9pm walk-ins ok",
    "new staff this week: {name}, {name}",
    "licensed therapists, showers, free parking out back",
    "front desk {phone}",
)
STREETS = ("tamarack street", "old mill road", "cannery avenue", "juniper lane")
FLOODS = (
    "{city} singles chatting now >> sign up free",
    "dont miss {city} tonight, click the link n verify ur age",
    "{city} vip list closes at midnight, register w gift card",
    "free trial 4 {city}, tap the link below",
    "real ppl in {city}, promo code inside, join today",
)
_SLOT = re.compile(r"\{(\w+)\}")


def filled(rng: Random, pattern: str, facts: dict[str, str]) -> str:
    """`pattern` with facts in their slots, and a word of the bank in every other."""
    return _SLOT.sub(lambda m: facts.get(m[1]) or rng.choice(BANKS[m[1]]).replace("-", " "), pattern)


def remark(rng: Random) -> str:
    return filled(rng, rng.choice(REMARKS), {})


def twisted(rng: Random, text: str, part: float) -> str:
    """About `part` of the words of the banks changed for others, small words dropped or doubled."""
    words = []
    for word in text.split():
        bare = word.strip(",")
        bank = next((bank for bank in BANKS.values() if bare in bank), None)
        if rng.random() >= part:
            words.append(word)
        elif bank:
            words.append(rng.choice(bank).replace("-", " ") + word[len(bare) :])
        elif rng.random() < 0.4:
            words += [word, rng.choice(("rly", "tho", "jus", "lowkey"))]
    return " ".join(words)
