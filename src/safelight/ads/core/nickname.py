"""Names by what they are short for: whether two given names are commonly one person's.

Groups are ordinary English and Spanish short forms, written down here from common usage. A name may stand in several
groups. `likeness` compares two folded names: the same, a short form of one another, or one slip of the pen apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from anyascii import anyascii

_GROUPS = """
abigail abby abbie gail|adriana adri|alejandra ale alex sandra|alexandra alex lexi sandra sasha ally
alexis alex lexi|alicia ali licha|alison allison ali ally|amanda mandy manda|amelia amy mia millie
andrea andie drea|angela angie|angelica angie|anastasia stacy ana nastya|ana anita annie|anna ann annie anya
barbara barb babs|beatrice beatriz bea|brenda bren|brianna bri|brittany britt
caroline carolina carol carrie caro|catherine katherine kathryn katrina cathy|kathy kate katie kat kitty
cassandra cassie sandra|charlotte charlie lottie|christina cristina kristina chris tina chrissy
christine chris chrissy|claudia clau|cynthia cindy|daniela danielle dani|deborah debra deb debbie|diana diane di
dolores lola|dorothy dot dottie|eleanor ellie nell nora
elizabeth isabel liz lizzie beth betty eliza ellie libby lisa|emily em emmy|esperanza espe
estefania stephanie steph stefani fani|esther ester|evelyn eve evie|fernanda fer nanda|florence flo
francesca francisca fran frankie paca|gabriela gabrielle gabby gabi|genevieve gen viv|georgina georgia georgie
gloria glo|grace gracie|graciela chela|guadalupe lupe lupita|gwendolyn gwen|hannah hana|heather
helen elena nell lena|isabella isabel bella izzy isa|jacqueline jackie|jane janie|janet jan
jasmine jazmin jaz jazz|jennifer jen jenny jenna|jessica jess jessie|joanna johanna jo
josephine josefina jo josie pepa|juana juanita|judith judy|julia julie jules|juliana juli|karen kari
katarina kat|kelly kel|kimberly kim kimmy|kristen kris|laura lauri|lauren laurie|leticia lety|lillian lily lil
linda lindy|lorena lore|lorraine lori|louise lou|lucia lucy lucille lu|lydia|madeline maddie
magdalena magda lena|margaret margarita maggie meg peggy rita greta marge|maria mari mary mia|mariana mari
marisol mari sol|maribel mari bel|martha marta|matilda tilly|megan meg|melanie mel|melissa mel missy
mercedes meche|michelle shelly mich|miranda mandy|miriam mimi|monica moni|natalie natalia nat talia
natasha tasha nat|nicole nicolette nicky nikki|olivia liv livvy|pamela pam|patricia pat patty trish tricia paty
paula pau|penelope penny|philippa pippa|priscilla cilla|rachel rach|raquel|rebecca becca becky|regina gina
roberta bobbie|rosa rosita rose rosie|rosario charo|rosalind roz|roxanne roxy|ruth ruthie|sabrina bri
samantha sam sammy|sarah sara sadie sally|savannah savvy|serena|shannon|sofia sophia sophie sofi
soledad sole sol|stephanie steph|susan susana susanna sue susie|suzanne sue suzy|sylvia silvia sil|tabitha tabby
tamara tammy|tatiana tania tati|teresa theresa tess terry tere|tiffany tiff|valentina val tina vale
valeria valerie val vale|vanessa nessa|veronica vero ronnie roni|victoria vicky tori viki|viviana vivian viv
virginia ginny gina|wendy|xiomara xio|yolanda yoli|yvonne|zoe zoey|alexander alex sandy|anthony tony
benjamin ben benny|charles charlie chuck|christopher chris|daniel dan danny|david dave|edward ed eddie ted
francisco paco pancho|frederick fred|gregory greg|james jim jimmy|jonathan jon|jose pepe|joseph joe joey
kenneth ken|lawrence larry|manuel manny|matthew matt|michael mike mikey|nicholas nick|patrick pat|peter pete
raymond ray|richard rick ricky dick|robert rob bob bobby|samuel sam|stephen steven steve|thomas tom tommy
timothy tim|vincent vince|william will bill billy liam
"""

_LONG_ENOUGH = 5
"""Letters from which one slip still points to the same name: Anna and Anya are two names."""

_FOND = re.compile(r"(?:ie|y|ee|i)$")
_STEM = 3
"""Letters of a stem that may stand inside the long form; with one less it must be its beginning."""

SAME, SHORT, SLIP = 1.0, 0.7, 0.5
"""Part of a name's points that a match of this kind carries; this project's choice."""


def _known() -> Mapping[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, group in enumerate(_GROUPS.replace("\n", "|").split("|")):
        for name in group.split():
            found.setdefault(name, set()).add(number)
    return {name: frozenset(numbers) for name, numbers in found.items()}


_IN = _known()
GIVEN = frozenset(_IN)
"""Every name of the groups."""


@lru_cache(maxsize=65_536)
def plain(name: str) -> str:
    """A name without case, marks or script: `José` and `JOSE` are `jose`."""
    return "".join(letter for letter in anyascii(name).lower() if letter.isalpha())


def short_forms(name: str) -> frozenset[str]:
    """Other names that are commonly the same person's as `name` (plain)."""
    own = _IN.get(name, frozenset())
    return frozenset(other for other, numbers in _IN.items() if numbers & own and other != name)


def short_of(a: str, b: str) -> bool:
    """Whether one plain name is commonly short for the other, or made from it: Etta of Henrietta, Vinnie of Lavinia,
    Evie of Evangeline."""
    if _IN.get(a, frozenset()) & _IN.get(b, frozenset()):
        return True
    short, long = sorted((a, b), key=len)
    stem = _FOND.sub("", short)
    if len(stem) > 2 and stem[-1] == stem[-2]:
        stem = stem[:-1]
    if len(stem) >= _STEM:
        return stem in long
    return len(stem) == _STEM - 1 and short.endswith("ie") and long.startswith(stem)


def likeness(a: str, b: str) -> float:
    """SAME, SHORT, SLIP or 0 of two plain names."""
    if not a or not b:
        return 0.0
    if a == b:
        return SAME
    if _IN.get(a, frozenset()) & _IN.get(b, frozenset()):
        return SHORT
    return SLIP if min(len(a), len(b)) >= _LONG_ENOUGH and one_slip(a, b) else 0.0


def one_slip(a: str, b: str) -> bool:
    """Whether one letter more, less, other or two neighbours swapped makes one of the other."""
    if abs(len(a) - len(b)) > 1:
        return False
    start = next((at for at, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    rest_a, rest_b = a[start:], b[start:]
    if len(a) == len(b):
        swapped = len(rest_a) > 1 and rest_a[:2] == rest_b[1::-1] and rest_a[2:] == rest_b[2:]
        return rest_a[1:] == rest_b[1:] or swapped
    return rest_a[1:] == rest_b if len(a) > len(b) else rest_a == rest_b[1:]
