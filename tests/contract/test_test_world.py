"""The tests' own world keeps its promises: a database per test, a role bound by row-level security, a fixed clock."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from safelight.kernel.clock import FixedClock, iso

NAMES: set[str] = set()


@pytest.mark.postgres
@pytest.mark.parametrize("turn", [1, 2])
def test_every_test_gets_an_empty_postgresql_database_of_its_own(postgres: str, turn: int) -> None:
    engine = sa.create_engine(postgres, poolclass=sa.NullPool)
    with engine.begin() as connection:
        name = connection.scalar(sa.text("SELECT current_database()"))
        assert sa.inspect(connection).get_table_names() == []
        connection.execute(sa.text("CREATE TABLE left_behind (id integer)"))
    engine.dispose()
    assert name not in NAMES
    NAMES.add(name)


@pytest.mark.postgres
def test_the_role_of_the_tests_is_bound_by_row_level_security(postgres: str) -> None:
    engine = sa.create_engine(postgres, poolclass=sa.NullPool)
    with engine.connect() as connection:
        free = connection.scalar(sa.text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"))
    engine.dispose()
    assert free is False


def test_the_clock_stands_two_seconds_before_a_leap_day_ends(clock: FixedClock) -> None:
    assert iso(clock.now()) == "2024-02-29T23:59:58.000Z"
