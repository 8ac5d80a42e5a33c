"""What a script looks like when nobody copied it cleanly."""

from __future__ import annotations

from safelight.ads.core.template import Token, scripts

FIRST = "Fresh bread and rolls every morning at the corner shop near the old bridge."
SECOND = "Ring the bell at the green door and ask for a basket of apples."
THIRD = "We also mend chairs and paint small boats in the warm season."


def tokens(texts: list[str]) -> tuple[Token, ...]:
    (found,) = scripts([texts])
    return found


def shown(texts: list[str]) -> str:
    return " ".join(token.text if token.text is not None else f"[{token.slot}]" for token in tokens(texts))


def edited(text: str, **words: str) -> str:
    return " ".join(words.get(word, word) for word in text.split())


def test_each_has_its_own_edits_and_the_script_has_none() -> None:
    texts = [
        edited(FIRST, bread="cake") + " " + SECOND,
        FIRST + " " + edited(SECOND, bell="gong", basket=""),
        edited(FIRST, corner="") + " " + edited(SECOND, green="tall"),
        edited(FIRST, old="very old") + " " + SECOND,
    ]
    assert shown(texts) == f"{FIRST} {SECOND}"


def test_moved_sentences_stand_where_they_stand_in_the_first() -> None:
    texts = [f"{FIRST} {SECOND} {THIRD}", f"{THIRD} {FIRST} {SECOND}", f"{SECOND} {FIRST} {THIRD}"]
    assert shown(texts) == texts[0]


def test_a_slot_moves_with_its_sentence() -> None:
    names = ("Anna", "Bela", "Cora", "Dina")
    texts = [f"{FIRST} Please ask the friendly clerk for {name}! {SECOND}" for name in names[:2]]
    texts += [f"Please ask the friendly clerk for {name}! {FIRST} {SECOND}" for name in names[2:]]
    found = tokens(texts)
    assert [token.slot for token in found] == [None, "word", None]
    assert found[1].examples == names


def test_disguised_letters_are_the_word_and_the_plain_form_is_shown() -> None:
    texts = [FIRST, FIRST.replace("bread", "br3ad"), FIRST.upper(), FIRST.replace("corner", "сorner")]
    assert shown(texts) == FIRST
    assert shown(["we bake rye br3ad and tarts", "we bake rye bread and tarts"]) == "we bake rye bread and tarts"


def test_ornaments_of_one_writer_are_no_part_of_it() -> None:
    assert shown([FIRST, FIRST.replace("every", "💎 every"), FIRST.replace("near", "near 🌙")]) == FIRST


def test_a_phone_or_a_date_is_one_slot() -> None:
    found = tokens([f"{SECOND} Ring {phone} before noon" for phone in ("212-555-0100", "646-555-0101", "718-555-0102")])
    assert [(token.text, token.slot) for token in found][1:] == [(None, "number"), ("before noon", None)]
    assert found[1].examples == ("212-555-0100", "646-555-0101", "718-555-0102")


def test_scripts_without_spaces_and_from_right_to_left() -> None:
    assert shown(["天地人山水 火木金", "天地人水水 火木金", "天地人山水 火木金"]) == "天地人山水 火木金"
    hebrew = "שלום עולם טוב מאד היום"
    assert shown([hebrew, hebrew.replace("טוב", "יפה"), hebrew]) == hebrew


def test_what_one_of_two_texts_left_out_is_still_of_the_script() -> None:
    assert shown([FIRST.replace(" old", ""), FIRST]) == FIRST


def test_where_nothing_says_which_word_was_edited_each_is_shown() -> None:
    assert shown([FIRST, edited(FIRST, bread="cake")]) == FIRST.replace("bread", "bread/cake")
    assert shown([FIRST, edited(FIRST, bread="cake"), FIRST]) == FIRST
