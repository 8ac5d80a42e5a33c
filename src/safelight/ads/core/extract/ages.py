"""Ages: what the ad states about a person's age, conflicts kept.

Rules by strength: a labelled age ("Age: 24"), "24 years old" and its short forms, "I'm 24", "Mia, 24, ...", and,
only when nothing stronger was found, the listing suffix ("... - 24"). Refuses ages of readers ("over 35", "must be
18+"), years of experience, heights, times, prices and anything a phone has claimed. Linear.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from safelight.ads.core.extract.digits import TEENS, TENS, UNITS
from safelight.ads.core.extract.name_words import FIRST
from safelight.ads.core.extract.passage import Passage
from safelight.ads.core.mention import Mention

YOUNGEST, OLDEST = 10, 80
"""Ages read as a person's who advertises. Below ten it is a child or pet that is mentioned; stated ages under 18 "
"are read."""

_TENS = "|".join(TENS)
_TEENS = "|".join(sorted(TEENS, key=lambda word: (-len(word), word)))
_NUMBER = (
    rf"(?:[1-9][0-9]|(?:{_TENS})(?:[ -]?(?:one|two|three|four|five|six|seven|eight|nine|[1-9](?![0-9])))?|(?:{_TEENS}))"
)
_LABEL = re.compile(
    rf"(?<![a-z])(?:age|edad|idade|alter|aged|years old(?=\s{{0,2}}:)|y(?:ea)?rs(?=\s{{0,2}}:))s?(?:\s+is)?"
    rf"\s{{0,3}}[:=\-.]{{0,8}}\s{{0,4}}(?P<a>{_NUMBER})(?![0-9])"
    r"(?:\s?(?:-|/|&|and|to)\s?(?P<b>[1-9][0-9])(?![0-9/]))?"
)
_YEARS = re.compile(
    rf"(?<![0-9a-z.,/'$#])(?:(?P<b>{_NUMBER})\s?(?:/|&|and|,|-)\s?)?(?P<a>{_NUMBER})\s?-?\s?"
    r"(?P<unit>(?:years?|yrs?|yr'?s)\.?\s?-?(?:old|young|of age)|y\s?[./]?\s?o(?![a-z])\.?|yo(?![a-z])|"
    r"yrs?(?![a-z])|years?(?![a-z])|"
    r"an(?:(?:i|o|y|it|inh)?os|ni)(?![a-z])|ans(?![a-z])|jahre(?:\s(?:alt|jung))?(?![a-z])|jaar(?![a-z])|(?:let|goda)(?=\s?(?:[,.;!|\n]|\Z))|"
    r"ja(?:eh|h)?rige[rsn]?(?![a-z])|j(?:\.|(?=\)))|enne(?![a-z]))"
)
_LABELS = ("age", "edad", "alter", "idade", "rs:", "old:")
_UNITS = ("y", "an", "ja", "enne", "j.", "j)", "let", "goda")
"""Parts of what `_LABEL` and `_YEARS` look for."""

_FIRST_PERSON = re.compile(
    rf"(?<![a-z])(?:i\s?'?\s?a?m|im|turned|turning|tengo|we\s?'?\s?a?re|she\s?'?i?s|friend\s?(?:'s|is)|barely|newly)\s(?:(?:a|an|"
    rf"only|just|now|about)\s)?"
    rf"(?P<a>{_NUMBER})(?![0-9])(?:\s?(?:&|and)\s?(?P<b>[1-9][0-9])(?![0-9]))?(?!\s?(?:[.:/][0-9]|%|'|\"|-[0-9]|"
    rf"min|mn|hour|hr|h\b|mile|block|lb|pound|kg|cm|"
    rf"am\b|pm\b|day|week|month|st\b|nd\b|"
    r"rd\b|th\b|dd|[a-h]\b|inch|feet|ft|and\s(?:over|up|older)|or\s(?:over|up|older)|\+|years?\s(?!old|young|of age)|"
    r"anos\sde\b))"
)
_BOTH_ARE = re.compile(
    r"(?<![a-z])(?:we|friends?|girls|ladies|us)\s(?:are\s)?(?:both|all)\s(?:are\s)?(?P<a>[1-9][0-9])(?=\s{0,3}(?:[.,!;\n]|\Z|and\b))"
)
_SEX = re.compile(
    r"(?<![a-z0-9/])(?:[fw](?:/|,\s?)(?P<a>[1-9][0-9])|(?P<b>[1-9][0-9])/[fw])(?![0-9a-z%'\"-]|[.,/][0-9])"
    r"|(?<![a-z0-9/.,:\-#$])(?<!room )(?<!unit )(?<!suite )(?<!apt )(?<!gate )"
    r"(?P<c>2[0-7]|[2-5][13579])f(?![a-z0-9'\-])"
)
"""How personals have it: "f/32", "23f". Even figures from 28 before an f are as often a size of clothes."""

_SEXES = frozenset("fw")

_EXACT = re.compile(rf"(?<![a-z0-9])(?P<a>{_NUMBER})\sto\sbe\s(?:exact|precise|honest|frank|fair)(?![a-z])")
"""How a rounded age ("in my forties") is put right."""

_ME = re.compile(
    r"(?:\A|[\n.,;|!]\s{0,2}|about\s)me\s?[:=]\s?(?P<a>[1-9][0-9])(?=\s?[,.;\n]|\s(?:and|&|with|from)\b|\Z)"
)
_TWO = re.compile(
    r"(?<![a-z])(?:friends|ladies|women|girls|sisters|cousins|roommates|besties|blondes|brunettes|redheads|latinas|duo)"
    r"(?:-in-law)?[\s,:(\-]{1,3}(?:age[sd]?\s)?(?P<a>[1-9][0-9])\s?(?:and|&|/|y)\s?(?P<b>[1-9][0-9])"
    r"(?=\s?(?:[,;!)|\n]|\.(?![0-9])|\Z))"
)
"""Two people of one notice: "two friends, 23 & 25,"."""

_PAIRED = re.compile(
    r"(?<![a-z])(?P<name>[a-z]{3,12}),?\s\(?(?P<a>[1-9][0-9])\)?,?\s(?:and|or|&|y|et|und|e)\s(?P<other>[a-z]{3,12}),?\s"
    r"\(?(?P<b>[1-9][0-9])(?=\)|\s{0,2}(?:[,;!|\n]|\.(?![0-9])|\Z))"
)
"""Two people by name: "Ann, 29, or Bea, 31,"."""

_NEXT = 26
"""Characters between two figures that `_TWO` or `_PAIRED` can hold: two words, a name and what sets them off."""

_LOOKS = (
    "asian american argentina arab blonde blond blondie black boliviana brasileira brasilena brazilian brunette "
    "busty caribbean caucasian chilena chinese colombiana colombian cubana cuban curvy dominicana dominican ebony "
    "ecuatoriana european exotic filipina french german greek guera hondurena italian japanese korean latin latina "
    "loira lebanese mature mexicana mexican mixed morena mulata nicaraguense paraguaya peruana petite polish "
    "portuguese puertorriquena redhead romanian rubia russian salvadorena single slender slim spanish student tall "
    "thai turkish ukrainian venezolana vietnamese"
)
_LOOKING = re.compile(
    rf"(?<![a-z])(?P<name>[a-z]{{3,12}}),?\s(?P<a>[1-9][0-9])\s(?:{'|'.join(_LOOKS.split())})(?![a-z])"
)
"""A name, an age and a look: "Sofia 24 colombiana"."""

_TITLE_NAME = re.compile(r"(?<![a-z])(?P<name>[a-z]{3,12})\s(?P<a>[1-9][0-9])(?=\s{0,2}(?:[(|~,•*!–-]|\Z))(?!-[0-9])")
_TITLE_BARS = re.compile(
    r"[|~•*–-]{1,3}\s{0,2}(?P<a>[1-9][0-9])(?:\s?(?:&|and)\s?(?P<b>[1-9][0-9]))?(?=\s{0,2}(?:[|~•*]|\s[-–]{1,2}\s|\Z))"
)
_TITLE_PICTURES = re.compile(r"\s\s(?P<a>[1-9][0-9])(?=\s\s)")
"""Between pictures, which fold to blanks."""

_PRICED = re.compile(r"[$£€]|(?<![a-z])(?:h{1,2}|hrs?|hours?|half|q[vk]s?|ss|specials?|roses?|mins?|off|sale)(?![a-z])")
_DATED = re.compile(r"(?:[0-9]|(?<![a-z])(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?\s?)\Z")
OLDEST_BARE = 60
"""Numbers of which bars alone make an age in a title; others are as often a day, a price or a size."""

_AFTER_NAME = re.compile(r"(?<![a-z])(?P<name>[a-z]{3,12})(?:\shere)?,\s(?P<a>[1-9][0-9])(?=,|\s{0,3}(?:\Z|\n))")
_SUFFIX = re.compile(r"(?:\s[-–|]\s{0,2}|\(\s?)(?P<a>[1-9][0-9])(?=\s{0,3}(?:\Z|\n|\r|\)|_{3}|-\s[a-z(]|\([a-z]))")
_OPENING = re.compile(
    rf"\W{{0,6}}(?P<a>[1-9][0-9]|(?:{_TENS})[ -]?(?:one|two|three|four|five|six|seven|eight|nine))"
    r"(?:,|\s?[|•/](?=\s)|(?<=[a-z])\sand)\s?"
    r"(?!(?:mins?|minutes?|hours?|hrs?|half|full|maybe|roses|dollars|days|more|counting|still|over|older|under|up)\b)(?:[a-z]{3}|[1-9]['’])"
)
"""How a text begins with the age: "27, tall, ..."."""

_TITLE_OPENING = re.compile(
    r"[^a-z0-9]{0,6}(?P<a>[1-9][0-9])\s[-–]{1,2}\s(?=[a-z]{4})(?!(?:mins?|minutes?|hours?|full|half|more|days|specials?)\b)"
)
_GLUED = re.compile(
    r"[0-9](?:yr|yrs|year)\s(?!(?:of|in|as|at|doing|strong|anni|exp|lic|serv|plus|on|and|for|with|mem)[a-z]*)[a-z]"
)
""" "37yr redhead": years that touch their figure are an age before any word that tells no length of time."""

_RANGED = re.compile(r"\([0-9]{1,2}\s?-\s?[0-9]{1,2}\)")
"""Days of a tour: where they stand in brackets, bracketed figures are days too."""

_DASHES = frozenset("-–|(")
_THINGS = (
    "dog|puppy|cat|kitten|horse|parrot|bird|car|truck|boat|bike|motorcycle|house|building|business|company|marriage|"
    "studio|spa|salon|shop|store|restaurant|bar|club|brand|sofa|couch|chair|piano|guitar|table|whisky|whiskey|wine|"
    "brother|nephew|niece"
)
_TURNED = re.compile(rf"(?<![a-z])(?:{_THINGS})\s(?:just\s|recently\s|has\s)?\Z")
_BEFORE = re.compile(
    r"(?:over|under|above|below|least|older than|younger than|must be|be|than|men|man|guys?|gentlem[ae]n|"
    r"clients?|age of|legal age|over the age|"
    r"no one|with|for|past|last|open|since|serving|almost|nearly|experience|son|daughter|kids?|son is|"
    r"daughter is|kids? (?:is|are)|"
    r"married|together|for the|"
    r"(?<![a-z])(?:m[ae]s|plus|moins|mais|piu|mayores|menores|maiores|hommes|partir|hombres|herren|uomini)\s(?:de|di|que|als)"
    r"(?:\s(?:los|las|dos|i))?|"
    r"(?<![a-z])(?:ab|uber|unter|seit|vor|vanaf|boven|desde|hace|depuis|oltre|da|il y a|ya|con|com|mit|avec)|"
    rf"(?<![a-z])(?:{_THINGS})(?:'s|\sis)?(?:,?\s(?:about|almost|nearly|now|only|just|around))?)\s{{0,2}}(?:the\s)?\Z"
)
_AFTER = re.compile(
    r"\s?(?:\+|and\s(?:over|up|older|above)|or\s(?:over|up|older|above)|plus\b|experience|exp\b|in the|ago|"
    r"of exp|of service|in business|welcome|preferred|"
    r"(?:d[ei']\s?|di |als )?(?:exp|esp)er|(?:berufs)?erfahrung|ervaring|d[ei] servi|"
    r"of\s(?!age)|old(?:er)? (?:and|or|than))"
)


def ages(passage: Passage, listing: bool) -> tuple[list[Mention], list[Mention]]:
    """(stated, suffix): the second list holds weak readings. In a title (`listing`) the suffix is a statement."""
    lower = passage.lower
    hits = [(start, end) for start, end in passage.figures if end - start == 2]
    words = passage.number_words
    if not hits and not words:
        return [], []
    labels = any(word in lower for word in _LABELS)
    years = any(word in lower for word in _UNITS)
    rare = _rare(lower, hits)
    stated = [
        mention
        for start, end in passage.around(sorted([*hits, *words]), 28, 24)
        for mention in _stated(passage, start, end, labels, years, rare)
    ]
    weak = [
        m
        for match in (_SUFFIX.finditer(lower) if _may_be_suffixed(passage) else ())
        if not _numbered(lower, match)
        for m in _both(passage, match, "age.suffix")
    ]
    weak += _opening(passage)
    return (stated + weak + _titled(passage), []) if listing else (stated, weak)


def _rare(lower: str, hits: Sequence[tuple[int, int]]) -> list[re.Pattern[str]]:
    """Those of the rarer patterns that can be found in a text at all, by its two-digit figures and its words."""
    found: list[re.Pattern[str]] = []
    if "both" in lower or " all " in lower:
        found.append(_BOTH_ARE)
    if any(
        lower[end : end + 1] in ("f", "/")
        or lower[start - 2 : start - 1] in _SEXES
        or lower[start - 3 : start - 2] in _SEXES
        for start, end in hits
    ):
        found.append(_SEX)
    if " to be " in lower:
        found.append(_EXACT)
    if "me:" in lower or "me=" in lower or "me :" in lower or "me =" in lower:
        found.append(_ME)
    if any(other - end <= _NEXT for (_, end), (other, _) in pairwise(hits)):
        found += (_TWO, _PAIRED)
    if any(lower[end : end + 1].isspace() and lower[start - 1 : start].isspace() for start, end in hits):
        found.append(_LOOKING)
    return found


def _stated(
    passage: Passage, start: int, end: int, labels: bool, years: bool, rare: Sequence[re.Pattern[str]]
) -> list[Mention]:
    """The sure readings near figures and number words; `labels`, `years` and `rare` may stand in the text."""
    lower, stated = passage.lower, list[Mention]()
    for match in _LABEL.finditer(lower, start, end) if labels else ():
        if not _readers(lower, match.start(), match.end()):
            stated += _both(passage, match, "age.label")
    for match in _YEARS.finditer(lower, start, end) if years else ():
        if not _readers(lower, match.start(), match.end()) and _plain_years(lower, match):
            stated += _both(passage, match, "age.years")
    for match in _FIRST_PERSON.finditer(lower, start, end):
        if not _TURNED.search(lower, max(0, match.start() - 24), match.start()):
            stated += _both(passage, match, "age.first_person")
    for match in _AFTER_NAME.finditer(lower, start, end) if lower.find(", ", start, end) >= 0 else ():
        if match["name"] in FIRST and match["name"] != "april":
            stated += _both(passage, match, "age.after_name")
    for pattern in rare:
        stated += _rarely(passage, pattern, start, end)
    return stated


def _rarely(passage: Passage, pattern: re.Pattern[str], start: int, end: int) -> list[Mention]:
    """ "we are both 26", "f/32", "two friends, 23 & 25", "44 to be exact", "me: 38"; behind a given name "Ann, 29, or
    Bea, 31" and "Sofia 24 colombiana"."""
    found = list[Mention]()
    for match in pattern.finditer(passage.lower, start, end):
        if pattern is _PAIRED and FIRST.isdisjoint((match["name"], match["other"])):
            continue
        if pattern is _LOOKING and (match["name"] not in FIRST or match["name"] == "april"):
            continue
        named = pattern is _PAIRED or pattern is _LOOKING
        found += _both(passage, match, "age.after_name" if named else "age.first_person")
    return found


def _opening(passage: Passage) -> list[Mention]:
    """ "27, tall, friendly": what a text begins with."""
    found = _OPENING.match(passage.lower)
    return _both(passage, found, "age.suffix") if found and (number(found["a"]) or 99) <= OLDEST_BARE else []


def _titled(passage: Passage) -> list[Mention]:
    """ "Jade 28 (Oakland)" and "Lina | 26 | 5'4": a number behind a given name or between bars, in a title without
    prices."""
    lower = passage.lower
    if _PRICED.search(lower):
        return []
    named = [match for match in _TITLE_NAME.finditer(lower) if match["name"] in FIRST and match["name"] != "april"]
    barred = [
        match
        for match in (*_TITLE_BARS.finditer(lower), *(_TITLE_PICTURES.finditer(lower) if "  " in lower else ()))
        if int(match["a"]) <= OLDEST_BARE and not _DATED.search(lower[max(0, match.start() - 10) : match.start()])
    ]
    opening = _TITLE_OPENING.match(lower)
    opened = [opening] if opening and int(opening["a"]) <= OLDEST_BARE else []
    return [mention for match in (*named, *barred, *opened) for mention in _both(passage, match, "age.title")]


def _may_be_suffixed(passage: Passage) -> bool:
    """The quick look for `_SUFFIX`: whether figures stand right behind a dash, a bar or a bracket."""
    lower = passage.lower
    marked = (lower[max(0, start - 3) : start] for start, end in passage.figures if end - start > 1)
    return any(not _DASHES.isdisjoint(before) for before in marked)


def _readers(lower: str, start: int, end: int) -> bool:
    """Whether the age is a reader's, an experience, or somebody else's."""
    return bool(_BEFORE.search(lower[max(0, start - 24) : start]) or _AFTER.match(lower, end))


def _plain_years(lower: str, match: re.Match[str]) -> bool:
    """Bare "years" needs an end of statement after it: "22 years, ..." but not "22 years of service"."""
    if match["unit"].rstrip(".") not in ("years", "year", "yrs", "yr"):
        return True
    if match["b"] is None and _GLUED.match(lower, match.end("a") - 1):
        return True
    return not re.match(r"\s[a-z]", lower[match.end() : match.end() + 2]) and match["b"] is None


def _numbered(lower: str, match: re.Match[str]) -> bool:
    """A suffix right after more digits is the tail of a phone or a date; in brackets beside "(10-12)" it is a day."""
    if lower[match.start() : match.start() + 1] == "(":
        return _RANGED.search(lower) is not None
    return lower[max(0, match.start() - 1) : match.start()].isdigit()


def _both(passage: Passage, match: re.Match[str], rule: str) -> list[Mention]:
    groups = match.re.groupindex
    found = []
    for name in ("a", "b", "c"):
        if name not in groups or match[name] is None:
            continue
        start, end = match.span(name)
        age = number(match[name])
        if age is not None and YOUNGEST <= age <= OLDEST and not passage.claimed(start, end):
            obscured = not match[name].isdigit() or passage.folded.foreign(start, end)
            found.append(passage.mention("age", age, start, end, rule, obscured))
    return found


def number(written: str) -> int | None:
    """10 to 99 from figures or English words."""
    if written.isdigit():
        return int(written)
    if written in TEENS:
        return int(TEENS[written])
    for word, tens in TENS.items():
        if written.startswith(word):
            rest = written[len(word) :].strip(" -")
            return int(tens + UNITS.get(rest, rest or "0")) if rest in UNITS or len(rest) < 2 else None
    return None
