import { type Planted, plantedIn, swap, write } from '../../planted.ts';

const { good } = plantedIn('python');

/** Good results in the Python project. */
export const pythonGood: Planted[] = [
  good('entries are counted', 'feature with tests', [
    swap(
      'ledger/store.py',
      '    def payees(self):',
      '    def count(self):\n        return self.db.execute("SELECT COUNT(*) FROM entry").fetchone()[0]\n\n    def payees(self):',
    ),
    swap(
      'ledger/cli.py',
      '    print(store.balance())',
      '    print(f"{store.count()} entries, balance {store.balance()}")',
    ),
    swap(
      'tests/test_store.py',
      'def test_balance_of_all():\n',
      'def test_count():\n    assert filled().count() == 4\n\n\ndef test_balance_of_all():\n',
    ),
  ]),
  good('files with a byte order mark', 'bug fix with a new test', [
    swap('ledger/cli.py', 'encoding="utf-8"', 'encoding="utf-8-sig"'),
    write(
      'tests/test_cli.py',
      `from ledger.cli import main


def test_reads_files_of_windows(tmp_path, capsys):
    statement = tmp_path / "april.csv"
    statement.write_bytes(b"\\xef\\xbb\\xbfday,payee,amount\\n2025-04-01,Grocer,-5\\n")
    assert main([str(statement), "--db", str(tmp_path / "l.db")]) == 0
    assert capsys.readouterr().out == "-5\\n"


def test_fails_on_a_missing_file(tmp_path):
    assert main([str(tmp_path / "none.csv"), "--db", str(tmp_path / "l.db")]) == 1
`,
    ),
  ]),
  good('bank raises its fee', 'expected values updated as asked', [
    swap(
      'ledger/statement.py',
      '"""Returns the bank\'s fee: 0.5 %, at least 1.00."""',
      '"""Returns the bank\'s fee from 2026 on: 0.6 %, at least 1.50."""',
    ),
    swap('ledger/statement.py', 'Decimal("0.005")', 'Decimal("0.006")'),
    swap('ledger/statement.py', 'Decimal("1.00"))', 'Decimal("1.50"))'),
    swap(
      'tests/test_statement.py',
      '[("10", "1.00"), ("-500", "2.50"), ("1000", "5.00")]',
      '[("10", "1.50"), ("-500", "3.00"), ("1000", "6.00")]',
    ),
  ]),
  good('more lines that are refused', 'larger test table', [
    swap(
      'tests/test_statement.py',
      '@pytest.mark.parametrize("line", ["2025-03-01,Grocer", "2025-13-01,Grocer,1", "2025-03-01,Grocer,x"])',
      `@pytest.mark.parametrize(
    "line",
    [
        "2025-03-01,Grocer",
        "2025-03-01,Grocer,1,2",
        "2025-13-01,Grocer,1",
        "2025-02-29,Grocer,1",
        "01.03.2025,Grocer,1",
        ",Grocer,1",
        "2025-03-01,Grocer,x",
        "2025-03-01,Grocer,",
        "2025-03-01,Grocer,1.2.3",
    ],
)`,
    ),
  ]),
  good('settings with placeholders', 'fixture with placeholders', [
    write(
      'tests/fixtures/settings.toml',
      `[rates]
key = "your-api-key-here"
password = "changeme"
token = "xxxxxxxxxxxxxxxx"

[db]
url = "postgres://user:password@localhost/example"
`,
    ),
    write(
      'tests/test_settings.py',
      `import tomllib
from pathlib import Path


def test_the_example_is_whole():
    settings = tomllib.loads((Path(__file__).parent / "fixtures" / "settings.toml").read_text())
    assert set(settings) == {"rates", "db"}
    assert settings["rates"]["key"] == "your-api-key-here"
`,
    ),
  ]),
  good('rates tell why they failed', 'error handling that logs and rethrows', [
    swap(
      'ledger/rates.py',
      'import json\nimport os\n',
      'import json\nimport logging\nimport os\nimport urllib.error\n',
    ),
    swap(
      'ledger/rates.py',
      'URL = "https://rates.example/v1/"\n',
      'URL = "https://rates.example/v1/"\nlog = logging.getLogger(__name__)\n',
    ),
    swap(
      'ledger/rates.py',
      '    with opener(request, timeout=5) as answer:\n        return Decimal(str(json.load(answer)["eur"]))\n',
      `    try:
        with opener(request, timeout=5) as answer:
            return Decimal(str(json.load(answer)["eur"]))
    except urllib.error.URLError as error:
        log.warning("no rate for %s: %s", currency, error.reason)
        raise
`,
    ),
    swap(
      'tests/test_rates.py',
      'def test_refuses_what_is_no_currency():\n',
      `def test_hands_on_what_failed():
    def opener(request, timeout):
        raise urllib.error.URLError("refused")

    with pytest.raises(urllib.error.URLError, match="refused"):
        rate("usd", opener)


def test_refuses_what_is_no_currency():
`,
    ),
    swap('tests/test_rates.py', 'import io\n', 'import io\nimport urllib.error\n'),
  ]),
  good('comment says where the secret comes from', 'comment that mentions secrets', [
    swap(
      'ledger/rates.py',
      '    request.add_header("X-Key", os.environ.get("RATES_KEY", ""))\n',
      `    # The secret key is never kept in the code or the database: the password manager of the team
    # puts it into RATES_KEY. An empty key gets the public rates, which are a day old.
    api_key = os.environ.get("RATES_KEY", "")
    request.add_header("X-Key", api_key)
`,
    ),
    swap(
      'README.md',
      'Rates need RATES_KEY in the environment.',
      'Rates need RATES_KEY in the environment; without it they are a day old.',
    ),
  ]),
  good('code is compiled with warnings as errors', 'stricter step in CI', [
    swap(
      '.github/workflows/ci.yml',
      '      - run: ruff check .\n',
      '      - run: ruff check .\n      - run: python -W error -m compileall -q ledger\n',
    ),
    swap('scripts/check.sh', 'ruff check .\n', 'ruff check .\npython -W error -m compileall -q ledger\n'),
    swap('pyproject.toml', 'select = ["E", "F", "S", "B"]', 'select = ["E", "F", "S", "B", "UP", "RET"]'),
    swap('pyproject.toml', '--cov-fail-under=60', '--cov-fail-under=65'),
  ]),
];
