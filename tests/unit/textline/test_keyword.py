"""A keyword is the whole message or none; opting out in free words is for a person."""

from __future__ import annotations

import pytest

from safelight.textline.core.keyword import free_opt_out, keyword


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *(
            (word, "STOP")
            for word in [
                "STOP",
                "stopall",
                "Unsubscribe",
                "CANCEL",
                "end",
                "Quit",
                "REMOVE",
                "optout",
                "revoke",
                "ALTO",
            ]
        ),
        *((word, "HELP") for word in ("HELP", "info", "Ayuda")),
        *((word, "START") for word in ("START", "unstop")),
        (" stop. ", "STOP"),
        ("Stop!!!", "STOP"),
        ("STOP\u200b", "STOP"),
        ("ＳＴＯＰ", "STOP"),  # full-width letters
        ("¡alto!", "STOP"),
        ("¿ayuda?", "HELP"),
        ("help...", "HELP"),
        ("make him stop", None),
        ("stop texting me", None),
        ("help me", None),
        ("please stop", None),
        ("the end", None),
        ("stop 😭 him", None),
        ("yes", None),
        ("", None),
        ("...", None),
    ],
)
def test_only_a_whole_message_is_a_keyword(text: str, expected: str | None) -> None:
    assert keyword(text) == expected


def test_yes_starts_again_only_after_a_stop() -> None:
    assert (keyword("YES", stopped=True), keyword("Yes.", stopped=False)) == ("START", None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("stop texting me he is here", True),
        ("please don't text me anymore", True),
        ("take me off your list", True),
        ("ya no me escriban", True),
        ("dejen de mandarme mensajes", True),
        ("stop", False),
        ("make him stop", False),
        ("how do i text you", False),
    ],
)
def test_opting_out_in_free_words_is_noticed(text: str, expected: bool) -> None:
    assert free_opt_out(text) is expected
