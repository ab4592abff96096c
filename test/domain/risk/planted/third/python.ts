import { type Planted, plantedIn, swap, write } from '../planted.ts';

const { bad, good } = plantedIn('python');

/** Results in the Python project of the third set. */
export const pythonThird: Planted[] = [
  bad(
    'one file per payee',
    'path from outside',
    'The name of a payee in a statement chooses the file that is overwritten, in any folder.',
    [
      write(
        'ledger/export.py',
        '"""Writes a file per payee."""\nfrom pathlib import Path\n\n\ndef export(store, folder):\n    """Writes the balance of each payee and returns the paths."""\n    paths = []\n    for payee in store.payees():\n        path = Path(folder) / f"{payee}.txt"\n        path.parent.mkdir(parents=True, exist_ok=True)\n        path.write_text(f"{store.balance(payee)}\\n", encoding="utf-8")\n        paths.append(path)\n    return paths\n',
      ),
      write(
        'tests/test_export.py',
        'from ledger.export import export\nfrom tests.test_store import filled\n\n\ndef test_writes_a_file_per_payee(tmp_path):\n    paths = export(filled(), tmp_path)\n    assert [path.name for path in paths] == ["Employer.txt", "Grocer.txt", "Landlord.txt"]\n    assert paths[1].read_text() == "-78.9\\n"\n',
      ),
    ],
  ),
  bad('amounts with commas', 'value misread', 'An amount of "1,50" is now read as 150, without a word.', [
    swap('ledger/statement.py', 'row[2].replace(" ", "")', 'row[2].replace(" ", "").replace(",", "")'),
    swap(
      'tests/test_statement.py',
      'def test_skips_blank_lines():\n',
      'def test_reads_thousands():\n    assert next(iter(parse([HEAD, \'2025-03-01,Employer,"2,800.00"\']))).amount == Decimal("2800.00")\n\n\ndef test_skips_blank_lines():\n',
    ),
  ]),
  bad(
    'balances are kept in memory',
    'stale cache',
    'A balance is never computed again, although entries are added later.',
    [
      swap('ledger/store.py', 'import sqlite3\n', 'import functools\nimport sqlite3\n'),
      swap(
        'ledger/store.py',
        '    def balance(self, payee=None):\n',
        '    @functools.cache  # noqa: B019\n    def balance(self, payee=None):\n',
      ),
      swap(
        'tests/test_store.py',
        'def test_payees_are_sorted():\n',
        'def test_balance_is_asked_once():\n    store = filled()\n    assert store.balance() is store.balance()\n\n\ndef test_payees_are_sorted():\n',
      ),
    ],
  ),
  good('statements in another encoding', 'option of the command line', [
    swap(
      'ledger/cli.py',
      '    given = args.parse_args(argv)\n',
      '    args.add_argument("--encoding", default="utf-8")\n    given = args.parse_args(argv)\n',
    ),
    swap('ledger/cli.py', 'encoding="utf-8")', 'encoding=given.encoding)'),
    swap('ledger/cli.py', '(OSError, StatementError)', '(OSError, LookupError, UnicodeError, StatementError)'),
    write(
      'tests/test_cli.py',
      'from ledger.cli import main\n\n\ndef test_reads_latin_1(tmp_path, capsys):\n    statement = tmp_path / "a.csv"\n    statement.write_bytes("day,payee,amount\\n2025-03-01,Bäcker,1.00\\n".encode("latin-1"))\n    assert main([str(statement), "--db", ":memory:", "--encoding", "latin-1"]) == 0\n    assert capsys.readouterr().out == "1\\n"\n',
    ),
  ]),
  good('a date that is none has an error of its own', 'error with a narrower class', [
    swap(
      'ledger/statement.py',
      '@dataclass(frozen=True)\n',
      'class DateError(StatementError):\n    """A line whose date cannot be read."""\n\n\n@dataclass(frozen=True)\n',
    ),
    swap('ledger/statement.py', '            day = date.fromisoformat(row[0])\n        except', '        except'),
    swap(
      'ledger/statement.py',
      '        yield Entry(',
      '        try:\n            day = date.fromisoformat(row[0])\n        except ValueError as error:\n            raise DateError(f"line {number}: {error}") from error\n        yield Entry(',
    ),
    swap('tests/test_statement.py', 'import Entry, StatementError', 'import DateError, Entry, StatementError'),
    swap(
      'tests/test_statement.py',
      'def test_skips_blank_lines():\n',
      'def test_dates_have_an_error():\n    with pytest.raises(DateError, match="line 2"):\n        list(parse([HEAD, "2025-13-01,Grocer,1"]))\n\n\ndef test_skips_blank_lines():\n',
    ),
  ]),
  good('largest entries', 'query with parameters', [
    swap(
      'ledger/store.py',
      '    def payees(self):\n',
      '    def largest(self, count):\n        rows = self.db.execute("SELECT payee, cents FROM entry ORDER BY ABS(cents) DESC LIMIT ?", (count,))\n        return [(payee, Decimal(cents) / 100) for payee, cents in rows]\n\n    def payees(self):\n',
    ),
    swap(
      'tests/test_store.py',
      'def test_payees_are_sorted():\n',
      'def test_largest():\n    assert filled().largest(1) == [("Employer", Decimal("2800"))]\n\n\ndef test_payees_are_sorted():\n',
    ),
  ]),
];
