"""Word stock of the fifth world: short letters in whole sentences, signed at the end.

Sentences are small grammars; who writes keeps her own choice of them. Nothing is taken from the other worlds.
Everything is plain and invented; everybody is an adult.
"""

from __future__ import annotations

import re
from random import Random

_split = str.split

NAMES = tuple(
    _split(
        "Abril Adelaide Agatha Alba Alondra Amparo Anouk Araceli Astrid Beatrix Birgit Blanca Calista Carmina Celestine"
        " Corinne Dagny Damaris Dolores Dominique Eira Eleni Emilia Esperanza Estelle Fatima Fern Fiorella Flora"
        " Frances Gala Ginevra Graciela Greta Hanne Harriet Honora Ilse Ines Ingrid Ivonne Jacinta Jolie Judit"
        " Katrin Leonor Linnea Lourdes Lucia Magda Malena Mathilde Mirela Nadia Nerys Noemi Olga Ottilie Paloma"
        " Perla Philippa Pilar Ramona Renata Rosalba Rowena Sabine Saskia Signe Solveig Soraya Tabitha Thea Ulla"
        " Valeria Vera Verena Violetta Wanda Ximena Yvette Zelda Grace Hope Dawn Summer Ruby Amber"
    )
)
"""The last six are words of the language as well."""

CITIES = tuple(
    tuple(row.split("|"))
    for row in _split(
        "Akron|OH|330 Albany|NY|518 Atlanta|GA|404 Austin|TX|512 Baton_Rouge|LA|225 Birmingham|AL|205 Buffalo|NY|716"
        " Chattanooga|TN|423 Cincinnati|OH|513 Colorado_Springs|CO|719 Columbus|OH|614 Dayton|OH|937 Denver|CO|303"
        " Durham|NC|919 Fort_Wayne|IN|260 Greensboro|NC|336 Houston|TX|713 Indianapolis|IN|317 Jacksonville|FL|904"
        " Kansas_City|MO|816 Lansing|MI|517 Louisville|KY|502 Madison|WI|608 Memphis|TN|901 Milwaukee|WI|414"
        " Nashville|TN|615 Norfolk|VA|757 Orlando|FL|407 Phoenix|AZ|602 Pittsburgh|PA|412 Portland|OR|503"
        " Providence|RI|401 Raleigh|NC|919 Sacramento|CA|916 Salt_Lake_City|UT|801 San_Antonio|TX|210 Tampa|FL|813"
    )
)
"""(name with _ for a space, state, area code)"""

GREETINGS = (
    "Good evening.",
    "Dear reader,",
    "Hello and welcome.",
    "Thank you for stopping at my letter.",
    "A few lines about me.",
    "To whoever reads this,",
    "Greetings from {city}.",
)
NAMED = ("My name is {name}.", "I am {name}.", "They call me {name}.", "This is {name} writing.", "I answer to {name}.")
SIGNED = ("Yours, {name}", "Warmly, {name}", "Until soon, {name}", "- {name}", "Kisses, {name}", "Signed, {name}")
UNSIGNED = ("Until then.", "Be well.", "Take care on the road.", "See you there.")
SENTENCES = (
    "On {when} I can be found with {thing} and {thing}.",
    "My flat has {thing}, {thing} and a view of {spot}.",
    "I used to work at {spot} and I still miss {thing}.",
    "Nobody else in this town owns {thing}, let alone {thing}.",
    "If you bring {thing}, I will bring {thing}.",
    "I speak {tongue} and enough {tongue} to order {thing}.",
    "You would describe me as {trait}, my sister would say {trait}.",
    "The best hour of the week is {when} at {spot}.",
    "Being {trait} matters more to me than {thing}.",
    "I collect {thing} from every visit to {spot}.",
    "Please be {trait}, and please leave {thing} at home.",
    "There is always {thing} on my table and {thing} by the door.",
    "I am {trait} before noon and {trait} after it.",
    "Years of {craft} gave me {trait} hands.",
    "I gave up {craft} for {craft} and never looked back.",
    "Ask me about {craft}, about {thing}, about anything.",
    "We could talk of {craft} or sit near {spot} in silence.",
    "A {trait} guest who knows {craft} is halfway home.",
    "In winter I dream of {spot}, in summer of {thing}.",
    "My weakness is {thing}, my strength is {craft}.",
    "I would rather walk to {spot} than drive anywhere on {when}.",
    "They taught me {craft} near {spot} when I was small.",
    "What I cannot stand is {thing} on {when}.",
    "Half my shelf is {craft}, the other half is {thing}.",
    "I keep {when} free for {trait} company.",
    "Between {spot} and {spot} there is a bench that I consider mine.",
)
BANKS: dict[str, list[str]] = {
    "when": _split(
        "Monday-mornings Tuesday-nights rainy-Wednesdays late-Thursdays Friday-evenings slow-Saturdays quiet-Sundays"
        " market-days bank-holidays foggy-mornings the-first-of-the-month long-weekends school-nights"
    ),
    "thing": _split(
        "peppermint-tea old-maps black-coffee a-record-player two-armchairs poppy-seed-cake a-chess-board wool-blankets"
        " a-brass-lamp lemon-trees a-typewriter silk-scarves smoked-almonds a-parakeet ginger-beer pressed-flowers"
        " sheet-music an-accordion a-telescope plum-jam paper-lanterns postage-stamps a-hammock crossword-books"
        " sea-glass a-sewing-machine chestnut-honey wooden-puppets a-rocking-chair tin-soldiers goat-cheese"
        " hand-cream a-kettle rose-water a-barometer walnut-bread wind-chimes a-sleepy-dog cinnamon-rolls bath-salts"
    ),
    "spot": _split(
        "the-harbour the-old-mill the-botanical-garden the-ferry-landing the-observatory the-tram-depot the-salt-marsh"
        " the-reading-room the-cider-house the-covered-bridge the-opera-stairs the-fish-market the-quarry-lake"
        " the-bell-tower the-orchard the-skating-rink the-flea-market the-lighthouse the-north-station the-glasshouse"
    ),
    "trait": _split(
        "punctual mischievous unhurried courteous stubborn well-read soft-spoken forgetful curious plain-spoken patient"
        " daring shy generous sceptical playful tidy restless discreet cheerful thoughtful absent-minded frank gentle"
    ),
    "tongue": _split("Portuguese Danish Greek Catalan Polish Welsh Hungarian Flemish Finnish Basque Dutch Maltese"),
    "craft": _split(
        "beekeeping fencing bookbinding rowing pottery ballroom-dancing glass-blowing carpentry nursing accounting"
        " map-drawing weaving bird-watching clock-repair archery marzipan-making fly-fishing calligraphy shoemaking"
        " choir-singing landscape-painting cheese-making ice-skating translation stage-lighting juggling gardening"
    ),
}
RATES = (
    "An hour is {price} dollars.",
    "${price} for the hour.",
    "My hour costs ${price}.",
    "{price} an hour, no haggling.",
)
AGES = ("I am {age} years old.", "{age} years young.", "Age: {age}.", "At {age} I know what I like.")
TOWNS = ("I am in {city} now.", "You will find me in {city}.", "Visiting {city}.", "{city} is where I am this week.")
CALLS = ("Call {phone}.", "Reach me at {phone}.", "Text {phone} please.", "Telephone: {phone}", "My number is {phone}.")
TITLES = (
    "{name} in {city}",
    "A letter from {name}",
    "{city}: {trait} company",
    "{trait}, {trait} and {age}",
    "{name}, {age}",
    "Evenings in {city}",
)
NOTICE = (
    "Members write their own letters; the page only prints them.",
    "Letters older than thirty days are moved to the archive by the page.",
)
COPIED = (
    "There are evenings that want nothing but a slow song, a tall glass and somebody who listens. If tonight is one of "
    "yours then put down the paper, comb your hair and come over; I leave the porch light on until the last train.",
    "Three things are certain: the kettle sings at nine, the cat owns the sofa and I never ask what you do for a "
    "living. Everything else we decide together, in no hurry at all, with the window open.",
    "I believe in second helpings, in clean sheets and in people who ring when they are late. I do not believe in "
    "horoscopes, small umbrellas or saying maybe. That is nearly all there is to know.",
)
FIRMS = ("Lotus Gate Spa", "River Stone Massage", "Morning Calm Bodywork", "Jade Garden Wellness", "Pine Hill Spa")
FIRM = (
    "{firm} welcomes you at {number} {street}.",
    "Open daily from 10 am to 10 pm, walk-ins welcome.",
    "Our friendly staff: {team}.",
    "Licensed therapists, private showers, parking behind the house.",
    "Front desk: {phone}",
)
STREETS = ("Harbor Street", "Maple Avenue", "Old County Road", "Station Drive", "Orchard Lane")
FLOOD = (
    "Lonely in {city}? Click the link and register for free.",
    "{city} members are online now, sign up to see them.",
    "Verify your age at the link below, {city}.",
    "Pay a small deposit by gift card and pick your evening in {city}.",
    "Limited time offer for {city}: follow the link, join today.",
)
_SLOT = re.compile(r"\{(\w+)\}")


def filled(rng: Random, pattern: str, facts: dict[str, str]) -> str:
    """`pattern` with facts in their slots, and a word of the bank in every other."""
    return _SLOT.sub(lambda m: facts.get(m[1]) or rng.choice(BANKS[m[1]]).replace("-", " "), pattern)


def sentence(rng: Random) -> str:
    return filled(rng, rng.choice(SENTENCES), {})


def reworded(rng: Random, text: str, part: float) -> str:
    """The sentence with about `part` of its words left out, doubled by a filler or put elsewhere."""
    words = []
    for word in text.split():
        if rng.random() >= part:
            words.append(word)
        elif rng.random() < 0.6:
            words += [rng.choice(("really", "truly", "so", "quite", "dearly", "always")), word]
    return " ".join(words)
