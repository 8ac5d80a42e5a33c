"""Word stock of the sixth world: profiles of labelled answers, as a form of a page asks for them.

Who writes picks her own questions, answers and order. Nothing is taken from the other worlds. Everything is plain and
invented; everybody is an adult.
"""

from __future__ import annotations

import re
from random import Random

_split = str.split

NAMES = tuple(
    _split(
        "Adela Aileen Aisling Anneke Antonia Ariadne Augusta Aurora Benedetta Bettina Bronwyn Camila Carola Catalina"
        " Chiara Clarissa Cordelia Daria Delphine Elke Elodie Enid Erika Etta Eugenia Felicity Francesca Frida"
        " Genevieve Georgina Giselle Gwendolyn Helga Henrietta Hilda Imelda Isolde Jocelyn Josephine Juliana Justine"
        " Katya Keiko Larissa Lavinia Leocadia Lidia Liesel Ludmila Luisa Mabel Maren Margot Marisol Maude Mercedes"
        " Minerva Mireille Morwenna Nerina Nieves Octavia Odette Orla Pernilla Petra Phoebe Priscilla Raquel Rhiannon"
        " Rosalind Roswitha Salome Serafina Sigrid Simone Tamsin Tatiana Teodora Ursula Vivienne Wilma Xenia Yolanda"
        " Zenobia Zora Hazel Iris Pearl Joy Robin May"
    )
)
"""The last six are words of the language as well."""

CITIES = tuple(
    tuple(row.split("|"))
    for row in _split(
        "Albuquerque|NM|505 Anchorage|AK|907 Baltimore|MD|410 Boise|ID|208 Boston|MA|617 Charleston|SC|843"
        " Charlotte|NC|704 Cleveland|OH|216 Dallas|TX|214 Des_Moines|IA|515 Detroit|MI|313 El_Paso|TX|915"
        " Fresno|CA|559 Grand_Rapids|MI|616 Hartford|CT|860 Honolulu|HI|808 Knoxville|TN|865 Las_Vegas|NV|702"
        " Lexington|KY|859 Little_Rock|AR|501 Miami|FL|305 Minneapolis|MN|612 Mobile|AL|251 New_Orleans|LA|504"
        " Oakland|CA|510 Oklahoma_City|OK|405 Omaha|NE|402 Philadelphia|PA|215 Reno|NV|775 Richmond|VA|804"
        " Rochester|NY|585 Savannah|GA|912 Seattle|WA|206 Spokane|WA|509 St._Louis|MO|314 Tucson|AZ|520 Tulsa|OK|918"
    )
)
"""(name with _ for a space, state, area code)"""

TOPICS: dict[str, tuple[tuple[str, ...], list[str]]] = {
    "breakfast": (
        ("Breakfast? {a} and {b}.", "mornings: {a}, {b}", "I start with {a}, sometimes {b}.", "{a} before {b}, always"),
        _split(
            "rye-toast soft-eggs cold-milk grapefruit oat-porridge burnt-coffee green-tea figs pancakes leftover-pizza"
            " rice-cakes apricot-jam a-boiled-egg nothing-at-all muesli black-bread sardines yoghurt waffles mango"
        ),
    ),
    "sundays": (
        (
            "Sundays go to {a} and {b}.",
            "sunday = {a} + {b}",
            "What do I do on a Sunday? {a}.",
            "On Sundays {a}, then {b}",
        ),
        _split(
            "long-baths car-boot-sales church-music river-swims crossword-puzzles my-grandmother laundry bowling"
            " old-westerns sleeping-in the-zoo board-games allotment-work jigsaw-puzzles dumpling-making trail-running"
            " museum-benches matinees ironing phone-calls"
        ),
    ),
    "music": (
        ("On repeat: {a}.", "you will hear {a} or {b}", "Music: {a}, {b}", "I fall asleep to {a}"),
        _split(
            "fado ska brass-bands harp-solos polka bluegrass lullabies tango surf-rock church-organs calypso samba"
            " steel-drums gypsy-jazz sea-shanties film-scores motown string-quartets reggae opera"
        ),
    ),
    "dislikes": (
        ("Not for me: {a}, {b}.", "no {a} please", "I can do without {a} and {b}.", "spare me {a}, spare me {b}"),
        _split(
            "cologne lateness loud-phones small-talk muddy-boots cilantro leaf-blowers spoilers queue-jumping politics"
            " drafts chewing-gum ringtones bargaining whistling surprise-guests clutter humming garlic weather-talk"
        ),
    ),
    "work": (
        ("By day I study {a}.", "day job: {a}", "Once upon a time, {a}; now {b}.", "trained in {a}"),
        _split(
            "geology book-keeping dental-hygiene set-design welding bar-tending dog-grooming upholstery paralegal-work"
            " hairdressing statistics bee-inspection tailoring radiology urban-planning catering violin-making law"
            " forestry bus-driving"
        ),
    ),
    "looks": (
        ("Friends call me {a}, strangers {b}.", "{a}; {b}", "I am {a} and rather {b}.", "first {a}, later {b}"),
        _split(
            "freckled broad-shouldered bookish long-legged short-haired dimpled ink-stained quick-witted sunburnt"
            " near-sighted left-handed bow-legged raspy-voiced round-faced ponytailed gap-toothed tall-ish barefoot"
            " curly well-dressed"
        ),
    ),
    "places": (
        ("Meet me by {a}.", "often seen near {a}, {b}", "{a} is my second home.", "Favourite corner: {a}"),
        _split(
            "the-aquarium the-viaduct the-bakery-steps the-record-shop the-pier-arcade the-planetarium the-ice-house"
            " the-canal-lock the-velodrome the-courthouse-lawn the-noodle-bar the-bandstand the-boat-club"
            " the-greyhound-stop the-rose-walk the-laundromat the-tower-clock the-taxidermist the-duck-pond"
            " the-grain-elevator"
        ),
    ),
    "reading": (
        ("Reading now: {a}.", "bedside table: {a}, {b}", "I never finish {a}.", "Lend me {a}, I lend you {b}"),
        _split(
            "spy-novels cook-books atlases ghost-stories biographies sonnets a-farm-almanac court-reports comics"
            " seed-catalogues whodunits travel-diaries chess-columns sagas fables old-letters manuals science-fiction"
            " essays pamphlets"
        ),
    ),
    "gifts": (
        ("If you must bring something, bring {a}.", "gifts: {a} > {b}", "I melt for {a}.", "No {b}, but {a} is fine"),
        _split(
            "tulips dark-chocolate a-good-pen candied-ginger stamps bath-oil a-cactus postcards salted-caramels olives"
            " marbles sparkling-cider pistachios fresh-bread candles a-lottery-ticket knitting-wool batteries"
            " tangerines socks"
        ),
    ),
    "talents": (
        ("I can {a} and {b}.", "party trick: I {a}", "Ask me to {a}.", "Nobody believes I {a}, or that I {b}"),
        _split(
            "juggle yodel tap-dance pick-locks bake-soda-bread read-palms play-darts solve-cubes whittle imitate-birds"
            " drive-a-tractor speak-backwards fold-swans tune-pianos name-every-river stand-on-my-hands mend-watches"
            " hold-my-breath shuffle-cards moonwalk"
        ),
    ),
    "dreams": (
        ("One day: {a}.", "saving for {a}", "Before fifty I want {a} and {b}.", "{a} or {b}? I want both"),
        _split(
            "a-sailing-boat a-goat-farm a-night-in-a-lighthouse a-doctorate a-caravan northern-lights a-tea-room"
            " a-piano a-walled-garden a-pilot-licence a-vineyard a-winter-in-Lisbon a-printing-press an-olive-grove"
            " the-trans-siberian a-ceramics-kiln a-bookshop a-log-cabin a-racing-bike a-sauna"
        ),
    ),
    "rules": (
        ("House rule: {a}.", "rules: {a}; {b}", "All I ask: {a}.", "{a} and {b}, then we get along"),
        _split(
            "shoes-off phones-away be-on-time say-please knock-twice no-smoking speak-softly tell-the-truth bring-an-id"
            " leave-the-dog write-first no-cameras water-the-plant close-the-gate be-sober ask-before-touching"
            " laugh-sometimes wash-hands keep-secrets mind-the-step"
        ),
    ),
}
HEADS = ("{name}", "{name}, {age}", "name: {name}", "It's {name}", "{name} here", "I go by {name}", "hi from {name}")
RATES = ("hour: {price}$", "${price}/h", "{price} dollars an hour", "1 hour = ${price}", "rate ${price} per hour")
AGES = ("age: {age}", "{age} y/o", "I'm {age}", "{age} years")
TOWNS = ("in {city}", "city: {city}", "now in {city}", "{city} these days", "based in {city} for now")
CALLS = ("tel {phone}", "{phone}", "text: {phone}", "my cell {phone}", "calls to {phone}")
TITLES = (
    "{name} / {city}",
    "{city} - profile of {name}",
    "{name} ({age})",
    "New answers from {name}",
    "{city} companion",
    "Profile {city}, {age}",
    "Tonight, {city}?",
)
SEPARATORS = ("\n", " / ", "\n- ", " ~ ", "\n\n")
NOTICE = (
    "Profiles are filled in by members and shown as they are.",
    "Report a profile with the button below; we answer within two days.",
)
COPIED = (
    "Ten true things: I count stairs, I water plastic plants, I cry at weddings of strangers, I know all the bus lines,"
    " I keep every ticket, I am afraid of geese, I eat the crust first, I hum in lifts, I lose at cards, I am home.",
    "Reasons to ring me: it rains, it does not rain, your team won, your team lost, you have two tickets and one coat,"
    " you forgot how to waltz, the moon is where the moon should be.",
    "My mother says I answer questions nobody asked. So: yes to windows open, yes to dancing badly, no to raw onions,"
    " perhaps to Tuesday, and the answer to the last question is behind the second door on the left.",
)
ABOUT = (
    "She is {a} and {b}; ask for {name}.",
    "{name} is new to our list, she loves {a}.",
    "Ask for {name} when you call.",
    "Our {name} likes {a} and {b}.",
)
"""Said about somebody, not by her."""

TERMS = (
    "Members of the Corniche agency set their own terms; bookings are answered from nine to six.",
    "Booked through an agency of its members. Cancel a day ahead.",
    "Our office confirms each booking by text; every member may decline.",
)
FIRMS = ("Willow Court Spa", "Blue Heron Massage", "Quiet Fern Bodywork", "Opal Bay Wellness", "Cedar Row Spa")
FIRM = (
    "{firm}, {number} {street}.",
    "Opening hours: Monday to Saturday, 10 am to 9 pm, walk-ins welcome.",
    "Professional staff on duty: {team}.",
    "Licensed since 2011, private rooms and showers.",
    "Reception {phone}",
)
STREETS = ("Canal Street", "Juniper Avenue", "Mill Pond Road", "Eastgate Drive", "Almond Lane")
FLOOD = (
    "{city} is waiting, sign up for free.",
    "Click the link to see who is near {city}.",
    "Free trial for {city}, register with your card.",
    "Verification needed before you chat with {city} members.",
    "Visit this page, {city}, limited offer tonight.",
)
_SLOT = re.compile(r"\{(\w+)\}")


def filled(rng: Random, pattern: str, facts: dict[str, str]) -> str:
    """`pattern` with facts in their slots; `a` and `b` are answers to any question when no fact says otherwise."""
    return _SLOT.sub(lambda m: facts.get(m[1]) or rng.choice(TOPICS["looks"][1]).replace("-", " "), pattern)


def answer(rng: Random, topic: str) -> str:
    """One line: a way of putting it, and what she says."""
    frames, bank = TOPICS[topic]
    a, b = (one.replace("-", " ") for one in rng.sample(bank, 2))
    return filled(rng, rng.choice(frames), {"a": a, "b": b})


def answers(rng: Random, count: int) -> list[str]:
    return [answer(rng, topic) for topic in rng.sample(sorted(TOPICS), count)]


def edited(rng: Random, line: str, part: float) -> str:
    """The line as a second pair of eyes leaves it: about `part` of its words doubled by a small word or dropped, and
    another ending now and then."""
    words = []
    for word in line.split():
        if rng.random() >= part:
            words.append(word)
        elif rng.random() < 0.5:
            words += [rng.choice(("quite", "very", "mostly", "always", "nice", "some")), word]
    text = " ".join(words) or line
    return text.rstrip(".") + rng.choice((".", "", " :)", "!")) if rng.random() < part else text
