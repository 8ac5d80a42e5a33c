"""Word stock of the third world: cards of fields, made-up sentences and worn phrases; nothing of the other two worlds.

A sentence is drawn from a small grammar with wide slots, so that two writers almost never say the same; worn phrases
(`STOCK`) and notices (`HOUSE`) are what everybody pastes. Everything is plain and invented; everybody is an adult.
"""

from __future__ import annotations

import re
from random import Random

_split = str.split
NAMES = (
    *_split(
        "Anouk Saskia Tamsin Ludmila Noor Xiomara Marisol Ottilie Ingrid Zuleika Perpetua Rosalind Magda Ines Leocadia"
        " Svetla Aurelia Bettina Calliope Dunya Ersilia Fenella Ginevra Hadley Isolde Jessamy Kalina Liorah Morwenna"
        " Nerissa Octavia Philippa Quilla Rosamund Sunniva Thora Ulrika Valeria Wenona Yesenia Zenobia Araceli Brisa"
        " Consuelo Dagmar Esperanza Franka Graciela Halina Itzel Jacinta Karina Luz Mireya Nayeli Oksana Paz Reina"
        " Soledad Trinidad Ximena Yadira"
    ),
    *_split("Jade Ruby Sky Summer Pearl Amber Ivy Dawn Misty Honey Coral Autumn"),
)
"""The last twelve are words of the language as well."""

ADJECTIVES = _split(
    "patient droll breezy bookish sunny earthy candid mellow sporty dreamy tidy gentle nimble playful steady curious"
    " mannered frank unfussy lively courteous serene hearty quick-witted softly-spoken practical musical cosy elegant"
    " adventurous plain-spoken punctual"
)
THINGS = _split(
    "lanterns ferns clay-pots rooftops ballads puzzles lemons maps crosswords velvet thunderstorms kites marble ginger"
    " linen sketches waterfalls postcards almonds cellos rivers chess tulips sandcastles magnets tango peppermint"
    " telescopes harbours bonsai quilts harmonicas mosaics origami saffron canoes dominoes violets bridges candles"
    " photographs vinyl olives daydreams trains gardens espresso cherries cinnamon marmalade"
)
ROOMS = _split("studio apartment loft bungalow suite cottage room flat townhouse den")
FEATURES = _split(
    "a-balcony thick-curtains a-record-player two-armchairs a-deep-bathtub heated-floors a-tiny-kitchen tall-windows"
    " a-blue-sofa a-skylight wooden-beams a-fireplace a-view-of-the-hills fresh-towels a-back-entrance a-fish-tank"
)
WHEN = _split("mornings noon-hours afternoons early-evenings late-evenings weekdays weekends Tuesdays Thursdays nights")
DOING = _split(
    "baking hiking dancing painting swimming gossiping reading travelling cooking stargazing singing sewing gardening"
    " cycling skating birdwatching improvising"
)
VISITORS = _split(
    "night-owls tradesmen engineers professors pilots musicians chefs newcomers widowers commuters skippers farmers"
    " poets accountants drivers ranchers architects retirees"
)
ATTITUDES = _split(
    "at-your-pace over-tea without-watching-the-clock with-a-smile in-good-spirits barefoot by-candlelight"
    " after-a-short-chat with-soft-music in-plain-words"
)
GRAMMAR = (
    "{adj}, {adj} and {adj} is how friends put it",
    "my {room} comes with {feat} and {feat}",
    "ask me about {thing}, {thing} or {thing}",
    "{when} work best and {when} now and then",
    "when nobody visits i am {doing} or {doing}",
    "fond of {thing} and {thing}, tired of {thing}",
    "{visitor} and {visitor} feel at ease here {att}",
    "you bring {thing}, i bring {thing}, we talk {att}",
    "a {adj} soul in a {adj} {room}",
    "{doing} and {doing} keep me {adj}",
    "think {thing} and {thing}, never {thing}",
    "the {room} is {adj}, the hostess {adj}",
    "if {thing} make you happy we will get on {att}",
    "no {visitor} after dark, {visitor} any time",
    "between {when} and {when} i am mostly {doing}",
    "grew up among {thing} and {thing}, still {adj}",
)
SPANISH = (
    "me gusta {doing} y hablar de {thing}",
    "soy {adj} y tambien {adj}",
    "mi casa tiene {feat}, todo limpio y tranquilo",
    "atiendo {when} con cita previa",
    "bienvenidos {visitor}, siempre {att}",
)
STOCK = (
    "Serious inquiries only",
    "no blocked numbers please",
    "pics are 100% me",
    "parking on site",
    "clean and discreet",
    "no games no drama",
    "sorry no email",
    "hosting only",
    "ready when you are",
    "available now",
    "same day ok",
    "mature gentlemen preferred",
    "respect gets respect",
    "don't miss out",
    "back by popular demand",
    "limited time in town",
)
HOUSE = (
    "This listing was placed by the advertiser. The board does not take part in any arrangement and accepts no fee. "
    "Use the flag if something is wrong.",
    "By contacting the advertiser I confirm that I have reached the age of majority where I live and have read the "
    "notice on fair use of this board.",
    "Prices on the board are set by advertisers. Never send anything ahead to somebody you have not met.",
)
VIRAL = (
    "Life is short and the day was long, so put down the phone and ring the bell. I pour something cold, you tell me "
    "about the week, and for one hour nobody needs anything from anybody. Kind eyes, warm hands, quick jokes.",
    "Not your usual card: I answer in whole sentences, I keep my word about the hour, and I laugh at bad puns. Come as "
    "you are, leave lighter. First time or fortieth time, the kettle is on and the door is green.",
    "Three good reasons to write: I read the whole message, I never cancel on the day, and the armchair is the best "
    "one in the county. Say your name, say the hour, and the rest is easy as a Sunday morning.",
)
"""Whole texts that strangers copy because they like them."""

FIRM_NAMES = (
    "Moonstone Bodywork",
    "Three Pines Spa",
    "Lotus Point Wellness",
    "Harborlight Salon",
    "Juniper Day Spa",
    "Silver Fern Studio",
)
FIRM = (
    "{firm} at {number} {street}",
    "Open daily {a}am - {b}pm, walk-ins welcome",
    "new staff every week, all licensed",
    "our therapists: {name} and others",
    "front desk {phone}",
    "table shower, hot stones, sauna",
)
STREETS = ("Birch Avenue", "Depot Street", "Quarry Road", "Lakeview Drive", "Foundry Lane")
FLOOD = (
    "{city} members are online right now, sign up free and see who is near",
    "your {city} invitation expires today: click the link and verify your profile",
    "new in {city}, register now, deposit by gift card is returned at once",
    "everybody in {city} talks about it, join free today, promo code inside",
    "skip the wait in {city}: subscribe, prepay, done",
    "limited offer for {city}: free trial membership, tap the link below",
)
CITIES = tuple(
    tuple(row.split("|"))
    for row in _split(
        "Akron|OH|330 Bakersfield|CA|661 Baton_Rouge|LA|225 Birmingham|AL|205 Buffalo|NY|716 Chattanooga|TN|423"
        " Corpus_Christi|TX|361 Davenport|IA|563 Erie|PA|814 Evansville|IN|812 Flint|MI|810 Gainesville|FL|352"
        " Green_Bay|WI|920 Huntsville|AL|256 Jackson|MS|601 Joplin|MO|417 Laredo|TX|956 Lansing|MI|517"
        " Modesto|CA|209 Norfolk|VA|757 Odessa|TX|432 Pensacola|FL|850 Providence|RI|401 Rapid_City|SD|605"
        " Rochester|NY|585 Rockford|IL|815 Salem|OR|503 Sioux_Falls|SD|605 Stockton|CA|209 Tacoma|WA|253"
        " Topeka|KS|785 Waco|TX|254 Wilmington|NC|910 Worcester|MA|508 Yakima|WA|509 Youngstown|OH|330"
    )
)
"""(name with _ for a space, state, area code)"""

_BANKS = {
    "adj": ADJECTIVES,
    "thing": THINGS,
    "room": ROOMS,
    "feat": FEATURES,
    "when": WHEN,
    "doing": DOING,
    "visitor": VISITORS,
    "att": ATTITUDES,
}
_SLOT = re.compile(r"\{(\w+)\}")


def sentence(rng: Random, spanish: bool = False) -> str:
    """A new sentence."""
    said = _SLOT.sub(lambda m: rng.choice(_BANKS[m.group(1)]), rng.choice(SPANISH if spanish else GRAMMAR))
    return said.replace("-", " ")


def reworded(rng: Random, text: str, part: float) -> str:
    """About `part` of the words of a sentence replaced by others of their bank, or dropped."""
    words = []
    for word in text.split():
        bank = next((b for b in _BANKS.values() if word.strip(",") in b), None)
        if rng.random() >= part:
            words.append(word)
        elif bank:
            words.append(rng.choice(bank).replace("-", " ") + ("," if word.endswith(",") else ""))
        elif rng.random() < 0.5:
            words.append(rng.choice(("really", "so", "always", "quite", "just", "too")))
    return " ".join(words)


def filled(rng: Random, pattern: str, **facts: str) -> str:
    return _SLOT.sub(lambda m: facts[m.group(1)], pattern)
