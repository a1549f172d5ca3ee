"""Debian's PostgreSQL 15 on a Unix socket, also for root; its data are thrown away."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg

BINARIES = Path("/usr/lib/postgresql/15/bin")


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A server of our own on a Unix socket, its data thrown away at the end."""

    folder: Path
    numbers: Iterator[int] = field(default_factory=count)

    @classmethod
    def start(cls, connections: int = 60) -> PostgresServer:
        folder = Path(tempfile.mkdtemp(prefix="tally-pg-", dir="/tmp"))
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        server = cls(folder)
        server._run("initdb", "-D", f"{folder}/data", "-A", "trust", "-N", "-E", "UTF8", "--locale=C", "-U", "tally")
        options = f"-c listen_addresses='' -k {folder} -c fsync=off -c max_connections={connections}"
        server._run("pg_ctl", "-w", "-D", f"{folder}/data", "-l", f"{folder}/log", "-o", options, "start")
        return server

    def stop(self) -> None:
        self._run("pg_ctl", "-w", "-m", "immediate", "-D", f"{self.folder}/data", "stop")
        shutil.rmtree(self.folder)

    def url(self, database: str) -> str:
        return f"postgresql://tally@/{database}?host={self.folder}"

    def create(self, template: str = "template1") -> str:
        """A new database; returns its name."""
        name = f"tally{next(self.numbers)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
        return name

    def drop(self, name: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(BINARIES / program), *arguments]
        if os.geteuid() == 0:  # the server refuses to run as root
            command = ["runuser", "-u", "postgres", "--", *command]
        done = subprocess.run(command, cwd="/", capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
