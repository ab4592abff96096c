import type { Project } from '../planted.ts';
import { pythonTests } from './python-tests.ts';

/** A ledger that reads bank statements into SQLite. */
export const python: Project = {
  language: 'python',
  checks: [
    { name: 'test', command: 'pytest' },
    { name: 'lint', command: 'ruff check .' },
    { name: 'check', command: 'sh scripts/check.sh' },
  ],
  files: {
    'ledger/__init__.py': '"""Reads bank statements and keeps balances."""\n',
    'ledger/statement.py': `"""Parses statements that banks export as CSV."""
import csv
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation


class StatementError(ValueError):
    """A line that cannot be read."""


@dataclass(frozen=True)
class Entry:
    day: date
    payee: str
    amount: Decimal


def parse(lines):
    """Yields an entry for each line after the header."""
    for number, row in enumerate(csv.reader(lines), start=1):
        if number == 1 or not row:
            continue
        if len(row) != 3:
            raise StatementError(f"line {number}: expected 3 fields, found {len(row)}")
        try:
            amount = Decimal(row[2].replace(" ", ""))
            day = date.fromisoformat(row[0])
        except (InvalidOperation, ValueError) as error:
            raise StatementError(f"line {number}: {error}") from error
        yield Entry(day, row[1].strip(), amount.quantize(Decimal("0.01")))


def fee(amount):
    """Returns the bank's fee: 0.5 %, at least 1.00."""
    return max((abs(amount) * Decimal("0.005")).quantize(Decimal("0.01")), Decimal("1.00"))
`,
    'ledger/store.py': `"""Keeps entries in SQLite."""
import sqlite3
from decimal import Decimal


class Store:
    def __init__(self, path):
        self.db = sqlite3.connect(path)
        self.db.execute("CREATE TABLE IF NOT EXISTS entry (day TEXT, payee TEXT, cents INTEGER)")

    def add(self, entries):
        with self.db:
            self.db.executemany(
                "INSERT INTO entry VALUES (?, ?, ?)",
                [(e.day.isoformat(), e.payee, int(e.amount * 100)) for e in entries],
            )

    def balance(self, payee=None):
        if payee is None:
            row = self.db.execute("SELECT COALESCE(SUM(cents), 0) FROM entry").fetchone()
        else:
            row = self.db.execute("SELECT COALESCE(SUM(cents), 0) FROM entry WHERE payee = ?", (payee,)).fetchone()
        return Decimal(row[0]) / 100

    def payees(self):
        return [row[0] for row in self.db.execute("SELECT DISTINCT payee FROM entry ORDER BY payee")]
`,
    'ledger/rates.py': `"""Asks for exchange rates."""
import json
import os
import urllib.request
from decimal import Decimal

URL = "https://rates.example/v1/"


def rate(currency, opener=urllib.request.urlopen):
    """Returns euros for one unit of a currency."""
    if not (currency.isalpha() and len(currency) == 3):
        raise ValueError(f"not a currency: {currency}")
    request = urllib.request.Request(URL + currency.upper())  # noqa: S310
    request.add_header("X-Key", os.environ.get("RATES_KEY", ""))
    with opener(request, timeout=5) as answer:
        return Decimal(str(json.load(answer)["eur"]))
`,
    'ledger/cli.py': `"""The command line."""
import argparse
import logging
import sys

from ledger.statement import StatementError, parse
from ledger.store import Store

log = logging.getLogger(__name__)


def main(argv=None):
    args = argparse.ArgumentParser(prog="ledger")
    args.add_argument("statement")
    args.add_argument("--db", default="ledger.db")
    given = args.parse_args(argv)
    store = Store(given.db)
    try:
        with open(given.statement, encoding="utf-8") as lines:
            store.add(list(parse(lines)))
    except (OSError, StatementError) as error:
        log.error("not read: %s", error)
        return 1
    print(store.balance())
    return 0


if __name__ == "__main__":
    sys.exit(main())
`,
    ...pythonTests,
    'pyproject.toml': `[project]
name = "ledger"
version = "0.6.0"
requires-python = ">=3.11"
dependencies = []

[project.optional-dependencies]
dev = ["pytest==8.4.1", "pytest-cov==6.2.1", "ruff==0.12.2"]

[tool.pytest.ini_options]
testpaths = ["tests"]
addopts = "--strict-markers --cov=ledger --cov-fail-under=60"

[tool.ruff]
line-length = 120

[tool.ruff.lint]
select = ["E", "F", "S", "B"]

[tool.ruff.lint.per-file-ignores]
"tests/*" = ["S101"]
`,
    'requirements.lock': `pytest==8.4.1 \\
    --hash=sha256:539c70ba6fcead8e78eebbf1115e8b589e7565830d7d006a8723f19ac8a0afb7
pytest-cov==6.2.1 \\
    --hash=sha256:f5bc4c23f42f1cdd23c70b1dab1bbaef4fc505ba950d53e0081d0730dd7e86d5
ruff==0.12.2 \\
    --hash=sha256:093ea2b221df1d2b8e7ad92fc6ffdca40a2cb10d8564477a987b44fd4008a7be
`,
    'migrations/001_entry.sql': `CREATE TABLE entry (
  day TEXT NOT NULL,
  payee TEXT NOT NULL,
  cents INTEGER NOT NULL
);
CREATE INDEX entry_by_payee ON entry (payee);
`,
    '.github/workflows/ci.yml': `name: ci
on: [push, pull_request]
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with: { python-version: "3.12" }
      - run: pip install --require-hashes -r requirements.lock
      - run: ruff check .
      - run: pytest
`,
    'scripts/check.sh': '#!/bin/sh\nset -eu\nruff check .\npytest\n',
    '.gitignore': '__pycache__/\n*.db\n.coverage\n',
    'README.md': `# Ledger

Reads bank statements: \`python -m ledger.cli march.csv --db ledger.db\`. Rates need RATES_KEY in the environment.
`,
    'AGENTS.md': `# Agents

Money is Decimal, never float. Each bug fix comes with a test. Run scripts/check.sh before you hand in.
`,
  },
};
