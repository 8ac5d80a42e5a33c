"""A home too small for a company of its own: judged whole each day, and not at all when nothing is new."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

from tests.lib.homes import Home, home_with_people, on_her_own, one_hand


def stages(home: Home, records: list[dict[str, object]]) -> list[str]:
    told: list[str] = []
    lines = io.BytesIO("".join(json.dumps(record) + "\n" for record in records).encode())
    home.platform.ingest.ingest_paths(home.actor("ines"), ["-"], lines, progress=lambda stage, *_: told.append(stage))
    return told


def test_nothing_new_is_not_judged_again(tmp_path: Path) -> None:
    home = home_with_people(tmp_path)
    assert "leads" in stages(home, one_hand())
    assert "leads" not in stages(home, one_hand())
    assert "leads" in stages(home, on_her_own())
    assert "leads" not in stages(home, [*one_hand(), *on_her_own()])


def test_another_list_of_known_pictures_is_a_reason_to_judge_again(tmp_path: Path) -> None:
    home = home_with_people(tmp_path)
    stages(home, one_hand())
    home.platform.ingest.learn_known(home.actor("ines"), ["ab" * 32], "a list")
    assert "leads" in stages(home, one_hand())
    assert "leads" not in stages(home, one_hand())


def test_without_the_files_of_days_all_is_judged_again(tmp_path: Path) -> None:
    home = home_with_people(tmp_path)
    stages(home, one_hand())
    for folder in tmp_path.glob("**/days"):
        shutil.rmtree(folder)
    assert "leads" in stages(home, one_hand())
    assert home.platform.leads.queue(home.actor("ines")).total == 1
