"""Columns by kind, so that a table fits a screen. Frozen: released migrations are written with it."""

from __future__ import annotations

from typing import Any, TypeAlias

import sqlalchemy as sa
from alembic import op

Columns: TypeAlias = list[sa.Column[Any]]


def text(*names: str, nullable: bool = False) -> Columns:
    """Columns of text: words, ISO dates, plain decimal figures, JSON."""
    return [sa.Column(name, sa.Text(), nullable=nullable) for name in names]


def whole(*names: str, nullable: bool = False) -> Columns:
    """Columns of whole numbers."""
    return [sa.Column(name, sa.Integer(), nullable=nullable, autoincrement=False) for name in names]


def serial(*names: str) -> Columns:
    """Columns that the database numbers itself."""
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def big(*names: str, nullable: bool = False) -> Columns:
    """Columns of whole numbers of 64 bits."""
    return [sa.Column(name, sa.BigInteger(), nullable=nullable) for name in names]


def yes_no(*names: str, nullable: bool = False) -> Columns:
    """Columns of truth values."""
    return [sa.Column(name, sa.Boolean(), nullable=nullable) for name in names]


def blob(*names: str, nullable: bool = False) -> Columns:
    """Columns of bytes."""
    return [sa.Column(name, sa.LargeBinary(), nullable=nullable) for name in names]


def among(table: str, column: str, *words: str) -> sa.CheckConstraint:
    """The constraint that a column holds one of some words, or nothing."""
    listed = ", ".join(f"'{word}'" for word in words)
    return sa.CheckConstraint(f'"{column}" IN ({listed})', name=op.f(f"ck_{table}_{column}"))


__all__ = ["Columns", "among", "big", "blob", "serial", "text", "whole", "yes_no"]
