"""Opening, migrating, transactions."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from alembic.command import check, downgrade
from alembic.script import ScriptDirectory
from sqlalchemy import text

from documents.errors import WrongUseError
from storage import Unit, Workspace
from storage.engine import writing
from storage.errors import StorageBusyError
from storage.schema import HEAD, MIGRATIONS, alembic_config, bring_up_to_date, revision
from tests.storage.builders import document, message


def test_a_new_workspace_has_its_folders(home: Path) -> None:
    with Workspace.open(home) as workspace:
        assert len(list((home / "archive/objects").iterdir())) == 256
        assert (home / "archive/tmp").is_dir()
        assert (home / "logs").is_dir()
        assert workspace.outbox.is_dir()
        assert workspace.dialect == "sqlite"
        assert (home / "tallymark.db").exists()


def test_the_revision_asked_for_is_the_newest_step() -> None:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_the_migrations_make_the_tables_that_the_models_describe(workspace: Workspace) -> None:
    with workspace._engine.connect() as connection:
        check(alembic_config(connection))


def test_migrations_go_down_and_up_again(workspace: Workspace) -> None:
    with writing(workspace._engine) as connection:
        downgrade(alembic_config(connection), "base")
    assert revision(workspace._engine) is None
    bring_up_to_date(workspace._engine, workspace.home)
    assert revision(workspace._engine) == HEAD


def test_a_database_of_a_later_release_is_refused_in_a_sentence(workspace: Workspace) -> None:
    with writing(workspace._engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(WrongUseError, match="another release"):
        bring_up_to_date(workspace._engine, workspace.home)


def test_opening_again_is_fast_and_does_without_alembic(home: Path) -> None:
    Workspace.open(home).close()
    begin = time.perf_counter()
    for _ in range(10):
        Workspace.open(home).close()
    assert (time.perf_counter() - begin) / 10 < 0.15
    program = (
        "import sys; from pathlib import Path; from storage import Workspace;"
        "Workspace.open(Path(sys.argv[1])).close(); print('alembic' in sys.modules)"
    )
    command = [sys.executable, "-c", program, str(home)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_sqlite_is_set_to_lose_nothing(home: Path) -> None:
    with Workspace.open(home) as workspace, workspace.begin() as unit:
        asked = {name: unit.transaction.value(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous")}
        assert asked == {"journal_mode": "wal", "synchronous": 2}
        assert unit.transaction.value(text("PRAGMA foreign_keys")) == 1


def test_an_exception_undoes_everything(workspace: Workspace) -> None:
    with pytest.raises(ZeroDivisionError), workspace.begin() as unit:
        document(unit, workspace)
        raise ZeroDivisionError
    with workspace.look() as unit:
        assert unit.custody.messages() == ()
        assert unit.audit.head()[0] == 0


def test_a_look_can_write_nothing(workspace: Workspace) -> None:
    with pytest.raises(Exception, match=r"read-?only"), workspace.look() as unit:
        message(unit, workspace, "1.eml")
    with workspace.begin() as unit:
        message(unit, workspace, "1.eml")


def test_writers_take_turns_and_readers_see_a_steady_picture(workspace: Workspace) -> None:
    order: list[str] = []
    entered = threading.Event()

    def second() -> None:
        entered.set()
        with workspace.begin() as unit:
            order.append(f"second sees {len(unit.custody.messages())}")

    with workspace.begin() as unit:
        thread = threading.Thread(target=second)
        thread.start()
        entered.wait()
        message(unit, workspace, "1.eml")
        with workspace.look() as other:
            assert other.custody.messages() == ()
        time.sleep(0.05)
        order.append("first is done")
    thread.join()
    assert order == ["first is done", "second sees 1"]


def test_run_tries_again_where_the_database_was_busy(workspace: Workspace) -> None:
    tries = []

    def act(unit: Unit) -> int:
        tries.append(len(unit.custody.messages()))
        message(unit, workspace, "1.eml")
        if len(tries) < 3:
            raise StorageBusyError("busy")
        return len(tries)

    assert workspace.run(act) == 3
    assert tries == [0, 0, 0]


def test_run_gives_up_in_the_end(workspace: Workspace) -> None:
    def act(_unit: Unit) -> None:
        raise StorageBusyError("busy")

    with pytest.raises(StorageBusyError):
        workspace.run(act)
