"""Disguises of telephone numbers: family name -> function from (random source, digits) to the written number.

Digits are ten (a NANP number) unless the family makes its own. The numbers are nobody's: the fiction block 555-01xx,
or an area code that is never assigned (N9X is kept for expansion, 37X and 96X are set aside; NANPA, 2026), or a block
that the United Kingdom, Australia, France or Germany keep for drama.
"""

# ruff: noqa: E501 - one disguise a line

from __future__ import annotations

from collections.abc import Callable
from random import Random

WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
PALABRAS = ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve")
SOUNDS = {
    "0": ("oh", "o", "zero"),
    "1": ("won", "one"),
    "2": ("too", "to", "two"),
    "3": ("tree", "three"),
    "4": ("for", "fore", "four"),
    "8": ("ate", "eight"),
    "9": ("niner", "nine"),
}
LEET = {
    "0": ("zer0", "z3ro", "z3r0"),
    "1": ("0ne", "on3", "0n3"),
    "2": ("tw0", "7wo"),
    "3": ("thr33", "thre3", "7hree"),
    "4": ("f0ur", "4our", "fo0r"),
    "5": ("f1ve", "fiv3", "f1v3"),
    "6": ("s1x", "5ix", "51x"),
    "7": ("s3ven", "sev3n", "s3v3n", "5even"),
    "8": ("e1ght", "3ight", "eigh7"),
    "9": ("n1ne", "nin3", "n1n3"),
}
SLIPS = {
    "0": ("zerro", "zeero"),
    "1": ("onee", "oone"),
    "2": ("twoo", "twwo"),
    "3": ("threee", "thre", "thrree"),
    "4": ("fourr", "foour", "fouur"),
    "5": ("fve", "fivee", "fiive", "fiv"),
    "6": ("sixx", "siix", "sx"),
    "7": ("sevn", "sevenn", "seveen"),
    "8": ("eigt", "eightt", "eigth", "eigght"),
    "9": ("ninee", "niine", "nien"),
}
LOOKS = {
    "0": "OoQОоΟο",
    "1": "lIi|!Іӏ",
    "2": "Zz",
    "3": "EЗз",
    "4": "A",
    "5": "Ss$Ѕѕ",
    "6": "bGб",
    "7": "T",
    "8": "B",
    "9": "gq",
}
KEYCAP = [f"{digit}\ufe0f\u20e3" for digit in "0123456789"]
ROUND = {
    "circled": "⓪①②③④⑤⑥⑦⑧⑨",
    "negative": "⓿❶❷❸❹❺❻❼❽❾",
    "double": "⓪⓵⓶⓷⓸⓹⓺⓻⓼⓽",
    "sans": "🄋➀➁➂➃➄➅➆➇➈",
    "black": "🄌➊➋➌➍➎➏➐➑➒",
    "bracketed": "0⑴⑵⑶⑷⑸⑹⑺⑻⑼",
    "stopped": "🄀⒈⒉⒊⒋⒌⒍⒎⒏⒐",
}
ZEROS = {
    "arabic": 0x660,
    "persian": 0x6F0,
    "devanagari": 0x966,
    "bengali": 0x9E6,
    "gurmukhi": 0xA66,
    "gujarati": 0xAE6,
    "tamil": 0xBE6,
    "telugu": 0xC66,
    "kannada": 0xCE6,
    "malayalam": 0xD66,
    "thai": 0xE50,
    "lao": 0xED0,
    "tibetan": 0xF20,
    "myanmar": 0x1040,
    "khmer": 0x17E0,
    "mongolian": 0x1810,
}
STYLED = {"bold": 0x1D7CE, "double": 0x1D7D8, "sans": 0x1D7E2, "sans bold": 0x1D7EC, "mono": 0x1D7F6, "wide": 0xFF10}
RAISED, LOWERED = "⁰¹²³⁴⁵⁶⁷⁸⁹", "₀₁₂₃₄₅₆₇₈₉"
HAN = "〇一二三四五六七八九"
NOISE = (
    "*",
    "~",
    "_",
    ".",
    "-",
    "/",
    "\\",
    "|",
    "=",
    "+",
    ":",
    ";",
    "^",
    "•",
    "·",
    "–",
    "—",
    "´",
    "`",
    "'",
    '"',
    "#",
    "%",
    "<>",
    "><",
    "()",
    "...",
    "--",
    "-.-",
    " . ",
    " - ",
    " * ",
    "~~",
    "**",
    "  ",
    "_ _",
    "!",
    "¬",
    "«»",
    "†",
)
FACES = (
    "🌸",
    "🌟",
    "✨",
    "☎️",
    "📞",
    "💫",
    "🔥",
    "🌺",
    "🦋",
    "🍀",
    "☀️",
    "👍🏽",
    "🎵",
    "❤️",
    "🌈",
    "🐝",
    "➡️",
    "📲",
    "🙂",
    "⭐",
)
PLURAL = {"5": "fives", "0": "zeros", "7": "sevens", "6": "sixes", "2": "twos", "3": "threes", "9": "nines"}
TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")

Disguise = Callable[[Random, str], str]


def digits(rng: Random) -> str:
    """Ten digits that are nobody's number."""
    if rng.random() < 0.5:
        area = f"{rng.choice('2345678')}{rng.choice('01234567')}{rng.choice('23456789')}"
        return f"{area}55501{rng.randrange(100):02d}"
    area = f"{rng.choice('23456789')}9{rng.randrange(10)}" if rng.random() < 0.7 else f"{rng.choice('39')}{{}}"
    if "{}" in area:
        area = f"37{rng.randrange(10)}" if area[0] == "3" else f"96{rng.randrange(10)}"
    return f"{area}{rng.choice('23456789')}{rng.randrange(100):02d}{rng.randrange(10_000):04d}"


def parts(number: str) -> tuple[str, str, str]:
    return number[:3], number[3:6], number[6:]


def grouped(rng: Random, signs: list[str]) -> str:
    """Ten signs with or without a separator between the usual three groups."""
    gap = rng.choice(("", "-", " ", ".", " - ", "/"))
    return gap.join("".join(signs[a:b]) for a, b in ((0, 3), (3, 6), (6, 10)))


def keycap(rng: Random, number: str) -> str:
    inner = rng.choice(("", "", " ", "-"))
    signs = [KEYCAP[int(d)] for d in number]
    if rng.random() < 0.2:
        signs = [sign.replace("\ufe0f", "") for sign in signs]
    return inner.join(signs) if inner else grouped(rng, signs)


def circled(rng: Random, number: str) -> str:
    table = ROUND[rng.choice(sorted(ROUND))]
    return grouped(rng, [table[int(d)] for d in number])


def scripts(rng: Random, number: str) -> str:
    zero = ZEROS[rng.choice(sorted(ZEROS))]
    return grouped(rng, [chr(zero + int(d)) for d in number])


def styled(rng: Random, number: str) -> str:
    zero = STYLED[rng.choice(sorted(STYLED))]
    signs = [chr(zero + int(d)) for d in number]
    return grouped(rng, [sign if rng.random() < 0.8 else d for sign, d in zip(signs, number, strict=True)])


def raised(rng: Random, number: str) -> str:
    table = rng.choice((RAISED, LOWERED))
    return grouped(rng, [table[int(d)] for d in number])


def han(rng: Random, number: str) -> str:
    return grouped(rng, [HAN[int(d)] for d in number])


def looks(rng: Random, number: str) -> str:
    """Two to four digits as letters that look like them; the rest are figures."""
    able = [at for at, d in enumerate(number) if d in LOOKS]
    chosen = set(rng.sample(able, rng.randint(2, 4)))
    signs = [rng.choice(LOOKS[d]) if at in chosen else d for at, d in enumerate(number)]
    gap = rng.choice(("-", "-", " ", ".", ""))
    return gap.join("".join(signs[a:b]) for a, b in ((0, 3), (3, 6), (6, 10)))


def worded(rng: Random, number: str, table: tuple[str, ...] = WORDS) -> str:
    gap = rng.choice((" ", " ", "-", ", ", ".", " . ", "...", "/", " - ", "\n", "*"))
    cased = rng.choice((str, str, str.upper, str.title))
    return gap.join(cased(table[int(d)]) for d in number)


def spanish(rng: Random, number: str) -> str:
    return worded(rng, number, PALABRAS)


def mixed(rng: Random, number: str) -> str:
    table = rng.choice((WORDS, WORDS, PALABRAS))
    signs = [table[int(d)] if rng.random() < 0.45 else d for d in number]
    gap = rng.choice((" ", "", "", "-", ".", " - "))
    return gap.join(signs) if rng.random() < 0.6 else grouped(rng, signs)


def spelled(rng: Random, number: str) -> str:
    """Words letter by letter, digits wide apart: "f i v e   o n e"."""
    inner, outer = rng.choice(
        ((" ", "  "), (" ", " - "), (".", " "), ("-", " "), (" ", "   "), (" ", " / "), (" ", " "))
    )
    return outer.join(inner.join(WORDS[int(d)]) for d in number)


def doubled(rng: Random, number: str) -> str:
    """Runs of one digit as "double five", "triple oh", "doble cinco", "three fives"; there is always one."""
    at = rng.choice((1, 4, 6, 8))
    number = number[:at] + number[at] + number[at] + number[at + 2 :]
    out, at = [], 0
    while at < len(number):
        run = 1
        while run < 3 and at + run < len(number) and number[at + run] == number[at]:
            run += 1
        word = rng.choice(("oh", "zero", "o")) if number[at] == "0" else WORDS[int(number[at])]
        if run > 1 and number[at] in PLURAL and rng.random() < 0.2:
            out.append(f"{'two' if run == 2 else 'three'} {PLURAL[number[at]]}")
        elif run > 1 and rng.random() < 0.2:
            out.append(f"{'doble' if run == 2 else 'triple'} {PALABRAS[int(number[at])]}")
        elif run > 1:
            out.append(f"{'double' if run == 2 else 'triple'} {word if rng.random() < 0.8 else number[at]}")
        else:
            out.append(number[at] if rng.random() < 0.3 else word if word != "o" else "oh")
        at += run
    return rng.choice((" ", " ", ", ", "-")).join(out), number  # type: ignore[return-value]


def noisy(rng: Random, number: str) -> str:
    gap = rng.choice(NOISE)
    if rng.random() < 0.5:
        return gap.join(parts(number))
    if rng.random() < 0.5:
        return gap.join(number)
    return "".join(f"{d}{rng.choice(NOISE)}" if rng.random() < 0.6 else d for d in number[:-1]) + number[-1]


def faces(rng: Random, number: str) -> str:
    few = rng.sample(FACES, 3)
    if rng.random() < 0.5:
        return rng.choice(few).join(number)
    return f"{few[0]}".join(parts(number)) if rng.random() < 0.5 else "".join(f"{d}{rng.choice(few)}" for d in number)


def told(rng: Random, number: str) -> str:
    """Split over words or lines."""
    a, b, c = parts(number)
    return rng.choice(
        (
            f"area code {a} then {b} then {c}",
            f"first {a}, next {b}, last {c}",
            f"{a} and then {b} and {c}",
            f"start with {a} then {b} end with {c}",
            f"{a}\n{b}\n{c}",
            f"{a} (call) {b} (text) {c}",
            f"{a}\n-\n{b}\n-\n{c}",
            f"starts {a} middle {b} ends {c}",
            f"{a} followed by {b} followed by {c}",
            f"{a}-{b}\n{c}",
            f"{a} y luego {b} y {c}",
            f"{a} + {b} + {c}",
            f"{a} dash {b} dash {c}",
            f"{a} dot {b} dot {c}",
            f"({a}) area, {b} {c}",
            f"{a} space {b} space {c}",
            f"{a[0]} {a[1]} {a[2]}\n{b[0]} {b[1]} {b[2]}\n{c[0]} {c[1]} {c[2]} {c[3]}",
        )
    )


def behind(rng: Random, number: str) -> str:
    """The area code after the number, or in words in brackets before it."""
    a, b, c = parts(number)
    said = " ".join(WORDS[int(d)] for d in a)
    tail = rng.choice((f"{b}-{c}", f"{b} {c}", f"{b}.{c}"))
    return rng.choice(
        (
            f"({said}) {tail}",
            f"({said}) {' '.join(WORDS[int(d)] for d in b)} {c}",
            f"[{said}] {tail}",
            f"({said}){b}{c}",
            f"({'-'.join(WORDS[int(d)] for d in a)}) {tail}",
            f"{tail} (area code {a})",
            f"{tail}, area code {a}",
            f"{tail} area {said}",
            f"area {said}: {tail}",
            f"area code ({a}) {tail}",
            f"{tail} ({a} area code)",
        )
    )


def boxed(rng: Random, number: str) -> str:
    a, b, c = parts(number)
    left, right = rng.choice(("[]", "{}", "<>", "()", "«»", "⟨⟩", "【】", "||", "**", "__"))
    if rng.random() < 0.5:
        return "".join(f"{left}{piece}{right}" for piece in (a, b, c))
    return rng.choice(("", " ")).join(f"{left}{d}{right}" for d in number)


def dotted(rng: Random, number: str) -> str:
    a, b, c = parts(number)
    gap = rng.choice(("_", ".", "..", "__", "-_-", " _ ", "._."))
    return (
        gap.join(number)
        if rng.random() < 0.5
        else gap.join((a, b, c[:2], c[2:]))
        if rng.random() < 0.3
        else gap.join((a, b, c))
    )


def leet(rng: Random, number: str) -> str:
    signs = [rng.choice(LEET[d]) if rng.random() < 0.6 else WORDS[int(d)] for d in number]
    return rng.choice((" ", " ", "-", ".", ", ", " . ")).join(signs)


def sounds(rng: Random, number: str) -> str:
    signs = [rng.choice(SOUNDS[d]) if d in SOUNDS else rng.choice((d, WORDS[int(d)])) for d in number]
    return rng.choice((" ", " ", "-", "")).join(signs) if rng.random() < 0.7 else grouped(rng, signs)


def slips(rng: Random, number: str) -> str:
    """Misspelled and drawn-out number words among right ones."""
    signs = [rng.choice(SLIPS[d]) if rng.random() < 0.4 else WORDS[int(d)] for d in number]
    return rng.choice((" ", " ", "-", ", ")).join(signs)


def hidden(rng: Random, number: str) -> str:
    """Zero-width and combining marks between the digits."""
    mark = rng.choice(
        ("\u200b", "\u200d", "\u2060", "\u0336", "\u0332", "\ufeff", "\u00ad", "\u034f", "\u0305", "\u2062")
    )
    return mark.join(number) + mark if rng.random() < 0.6 else mark.join(parts(number))


def glued(rng: Random, number: str) -> str:
    cased = rng.choice((str, str.title, str.upper))
    return "".join(cased(WORDS[int(d)]) if rng.random() < 0.75 else d for d in number)


def lookalike_words(rng: Random, number: str) -> str:
    """Number words whose vowels are Cyrillic or Greek look-alikes."""
    table = str.maketrans({"e": "е", "o": rng.choice(("о", "ο")), "i": "і", "x": "х"})
    return rng.choice((" ", "-", " . ")).join(WORDS[int(d)].translate(table) for d in number)


def pairs(rng: Random, number: str) -> str:
    """Digits two at a time in words: "five ten, five fifty-five, oh one twenty-three"."""
    a, b, c = parts(number)
    return rng.choice((" ", ", ", " - ")).join(
        (f"{WORDS[int(a[0])]} {_pair(a[1:])}", f"{WORDS[int(b[0])]} {_pair(b[1:])}", f"{_pair(c[:2])} {_pair(c[2:])}")
    )


def _pair(two: str) -> str:
    if two[0] == "0":
        return f"oh {WORDS[int(two[1])]}" if two[1] != "0" else "oh oh"
    if two[0] == "1":
        return TEENS[int(two[1])]
    return TENS[int(two[0])] + (f"-{WORDS[int(two[1])]}" if two[1] != "0" else "")


FAMILIES: dict[str, Disguise] = {
    "keycap": keycap,
    "circled": circled,
    "scripts": scripts,
    "styled": styled,
    "raised": raised,
    "han": han,
    "looks": looks,
    "worded": worded,
    "spanish": spanish,
    "mixed": mixed,
    "spelled": spelled,
    "doubled": doubled,
    "noisy": noisy,
    "faces": faces,
    "told": told,
    "behind": behind,
    "boxed": boxed,
    "dotted": dotted,
    "leet": leet,
    "sounds": sounds,
    "slips": slips,
    "hidden": hidden,
    "glued": glued,
    "lookalike words": lookalike_words,
    "pairs": pairs,
}


def abroad(rng: Random) -> tuple[str, str]:
    """(written, E.164) of a number with its country: drama blocks, with and without +, plain and disguised."""
    code, national, groups = rng.choice(
        (
            ("44", f"7700900{rng.randrange(1000):03d}", (4, 6)),
            ("61", f"49157{rng.randrange(10_000):04d}", (3, 3, 3)),
            ("33", f"63998{rng.randrange(10_000):04d}", (1, 2, 2, 2, 2)),
            ("49", f"176040690{rng.randrange(100):02d}", (3, 4, 4)),
            ("1", digits(rng), (3, 3, 4)),
        )
    )
    pieces, at = [], 0
    for size in groups:
        pieces.append(national[at : at + size])
        at += size
    gap = rng.choice((" ", "-", ".", " ", ""))
    body = gap.join(pieces)
    figures = code + national
    style = rng.randrange(8)
    written = (
        f"+{code}{gap or ' '}{body}",
        f"00{code} {body}",
        f"+{code} (0){body}" if code != "1" else f"+1 ({pieces[0]}) {body[4:] if gap else body[3:]}",
        f"+{' '.join(figures)}",
        "plus " + " ".join(WORDS[int(d)] for d in figures),
        "+" + "".join(chr(0xFF10 + int(d)) for d in figures),
        "+" + "".join(KEYCAP[int(d)] for d in figures),
        f"(+{code}) {body}",
    )[style]
    return written, f"+{figures}"


def linked(rng: Random) -> tuple[str, str]:
    """(written, expected) of a number in a link."""
    number = digits(rng)
    a, b, c = parts(number)
    said = "-".join(WORDS[int(d)] for d in number)
    form = rng.randrange(9)
    written = (
        f"https://wa.me/1{number}",
        f"tel:{number}",
        f"http://example.com/{a}-{b}-{c}/",
        f"https://example.org/call?phone={number}",
        f"sms:{a}-{b}-{c}",
        f"www.example.net/ads/{a}.{b}.{c}/new",
        f"http://example.com/{a}{b}{c}-evening-company/",
        f"https://example.com/u/{said}",
        f"https://api.whatsapp.com/send?phone=1{number}",
    )[form]
    return written, number


OTHER_NOISE = ("§", "°", "¤", "×", "÷", "∙", "→", "➤", "◆", "■", "○", "♥", "♦", "✦", "@", "&", "?", ",", ",,", "$ $", "{}", "[-]", "-/-",
               ".:.", "~-~", "=>", " ~ ", " | ", " _ ", "^^")  # fmt: skip
OTHER_FACES = ("🍓", "🌙", "🪻", "🎀", "🧸", "☕", "🏙️", "🕘", "🚕", "🎈", "🥂", "💎", "🌻", "🐚", "🧿", "📱")
OTHER_SLIPS = {
    "0": ("zeroo", "zzero", "zeros"), "1": ("onne", "ooone"), "2": ("ttwo", "twooo"), "3": ("three", "threeee", "thhree", "tthree"),
    "4": ("fouurr", "foor", "ffour"), "5": ("fyve", "ffive", "fivve", "fifve"), "6": ("sixxx", "ssix", "sicks"),
    "7": ("seveven", "sevenn", "seben", "svn"), "8": ("eightt", "eigh", "eihgt", "ayt"), "9": ("nyne", "nnine", "ninne", "nain"),
}  # fmt: skip
OTHER_LEET = {
    "0": ("z3r0", "zer0"), "1": ("0n3", "on3"), "2": ("tw0",), "3": ("thr3e", "7hr33", "thre3"), "4": ("f0ur", "f0ur"),
    "5": ("f!ve", "f1v3", "5ive"), "6": ("s!x", "6ix", "$ix"), "7": ("$even", "7even", "sev3n"), "8": ("8ight", "e!ght", "3igh7"),
    "9": ("9ine", "n!ne", "n1n3"),
}  # fmt: skip


def other_noisy(rng: Random, number: str) -> str:
    gap = rng.choice(OTHER_NOISE)
    if rng.random() < 0.4:
        return gap.join(parts(number))
    if rng.random() < 0.4:
        return gap.join(number)
    cuts = sorted(rng.sample(range(1, 10), rng.randint(3, 6)))
    return rng.choice(OTHER_NOISE).join(number[a:b] for a, b in zip([0, *cuts], [*cuts, 10], strict=True))


def other_faces(rng: Random, number: str) -> str:
    few = rng.sample(OTHER_FACES, 3)
    if rng.random() < 0.5:
        return f" {rng.choice(few)} ".join(parts(number))
    return rng.choice(few).join(number) if rng.random() < 0.5 else "".join(f"{rng.choice(few)}{d}" for d in number)


def other_slips(rng: Random, number: str) -> str:
    signs = [rng.choice(OTHER_SLIPS[d]) if rng.random() < 0.3 else WORDS[int(d)] for d in number]
    return rng.choice((" ", "_", ". ", " - ")).join(signs)


def other_leet(rng: Random, number: str) -> str:
    signs = [rng.choice(OTHER_LEET[d]) if rng.random() < 0.5 else rng.choice((d, WORDS[int(d)])) for d in number]
    return rng.choice((" ", "-", "_", " / ", ",")).join(signs)


def other_spelled(rng: Random, number: str) -> str:
    table = rng.choice((WORDS, WORDS, PALABRAS))
    inner, outer = rng.choice(((" ", " "), ("-", "-"), (".", "."), ("_", " "), (" ", ", "), ("*", " "), (" ", " . ")))
    return outer.join(inner.join(table[int(d)]) if rng.random() < 0.8 else d for d in number)


def other_told(rng: Random, number: str) -> str:
    a, b, c = parts(number)
    return rng.choice(
        (
            f"{a}, then {b}, then {c}", f"begin with {a}, continue with {b}, finish with {c}", f"{a} & {b} & {c}", f"1st {a} 2nd {b} 3rd {c}",
            f"{a} guion {b} guion {c}", f"{a} punto {b} punto {c}", f"{a}\n\n{b}\n\n{c}", f"{a} * then * {b} * then * {c}", f"{a}... {b}... {c}",
            f"the first three {a}, the next three {b}, the last four {c}", f"{a} hyphen {b} hyphen {c}", f"{a} underscore {b} underscore {c}",
            f"{a} [space] {b} [space] {c}", f"{a[:2]} {a[2]}{b[:2]} {b[2]}{c[0]} {c[1:]}", f"primero {a} luego {b} al final {c}", f"{a} plus {b} plus {c}",
        )
    )  # fmt: skip


def other_behind(rng: Random, number: str) -> str:
    a, b, c = parts(number)
    said = " ".join(WORDS[int(d)] for d in a)
    tail = rng.choice((f"{b}-{c}", f"{b} {c}", f"{b}{c}"))
    return rng.choice(
        (
            f"{{{said}}} {tail}", f"({said.title()}) {tail}", f"({a}) - {' '.join(WORDS[int(d)] for d in b + c)}", f"{tail} in the {a} area",
            f"the {a} area, {tail}", f"{tail} <area {a}>", f"area code is {a} number is {tail}", f"[{a}] area code, {tail}", f"A/C {a} {tail}",
            f"( {said} ) - {' '.join(b)} - {c}",
        )
    )  # fmt: skip


def other_doubled(rng: Random, number: str) -> str:
    at = rng.choice((1, 4, 6, 8))
    number = number[:at] + number[at] + number[at] + number[at + 2 :]
    out, at = [], 0
    while at < len(number):
        twice = at + 1 < len(number) and number[at + 1] == number[at]
        digit, word = number[at], WORDS[int(number[at])]
        out.append(
            rng.choice((f"double {word}", f"dbl {digit}", f"{word} {word}", f"{word} twice"))
            if twice
            else rng.choice((word, digit))
        )
        at += 2 if twice else 1
    return rng.choice((" ", ". ", " - ")).join(out), number  # type: ignore[return-value]


OTHER_FAMILIES: dict[str, Disguise] = {
    **FAMILIES, "noisy": other_noisy, "faces": other_faces, "slips": other_slips, "leet": other_leet, "spelled": other_spelled,
    "told": other_told, "behind": other_behind, "doubled": other_doubled,
}  # fmt: skip
