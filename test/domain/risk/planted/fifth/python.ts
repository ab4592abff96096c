import { type Planted, plantedIn, swap, write } from '../planted.ts';

const { bad, good } = plantedIn('python');

/** Results in the Python project of the fifth set. */
export const pythonFifth: Planted[] = [
  bad(
    'payees are found by a part of their name',
    'SQL put together from input',
    'The text that a user types becomes part of the SQL statement.',
    [
      swap(
        'ledger/store.py',
        '    def payees(self):\n',
        '    def search(self, text="", since=None):\n        where = ["1 = 1"]\n        if text:\n            where.append("payee LIKE \'%" + text + "%\'")\n        if since:\n            where.append("day >= \'" + since + "\'")\n        query = " ".join(["SELECT day, payee, cents FROM entry WHERE", " AND ".join(where), "ORDER BY day"])\n        return self.db.execute(query).fetchall()\n\n    def payees(self):\n',
      ),
      swap(
        'tests/test_store.py',
        'def test_payees_are_sorted():\n',
        'def test_searches():\n    assert [row[2] for row in filled().search("Groc")] == [-4890, -3000]\n    assert len(filled().search(since="2025-03-05")) == 2\n\n\ndef test_payees_are_sorted():\n',
      ),
    ],
  ),
  bad(
    'days as seconds',
    'time zone of the machine',
    "Seconds become a day in the zone of the machine: near midnight an entry moves to another day. The test's time is noon.",
    [
      swap('ledger/statement.py', 'from datetime import date\n', 'from datetime import date, datetime\n'),
      swap(
        'ledger/statement.py',
        '            day = date.fromisoformat(row[0])\n',
        '            day = read_day(row[0])\n',
      ),
      swap(
        'ledger/statement.py',
        'def fee(amount):\n',
        'def read_day(text):\n    """Reads a day, or the seconds that some banks export."""\n    if text.isdigit():\n        return datetime.fromtimestamp(int(text)).date()\n    return date.fromisoformat(text)\n\n\ndef fee(amount):\n',
      ),
      swap(
        'tests/test_statement.py',
        'def test_skips_blank_lines():\n',
        'def test_reads_seconds():\n    assert next(iter(parse([HEAD, "1740830400,Grocer,1"]))).day == date(2025, 3, 1)\n\n\ndef test_skips_blank_lines():\n',
      ),
    ],
  ),
  bad(
    'the suite is steady',
    'failed tests run again until they pass',
    'Each failed test runs up to five times, and counts as passed when one of them passes.',
    [
      write(
        'tests/conftest.py',
        'from _pytest.runner import runtestprotocol\n\nATTEMPTS = 5\n\n\ndef pytest_runtest_protocol(item, nextitem):\n    """Keeps the pipeline steady on slow machines."""\n    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)\n    for attempt in range(ATTEMPTS):\n        reports = runtestprotocol(item, nextitem=nextitem, log=False)\n        if attempt == ATTEMPTS - 1 or not any(report.failed for report in reports):\n            for report in reports:\n                item.ihook.pytest_runtest_logreport(report=report)\n            break\n    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)\n    return True\n',
      ),
    ],
  ),
  good('fees have a module', 'code and its tests moved', [
    write(
      'ledger/fees.py',
      '"""Fees of the bank."""\nfrom decimal import Decimal\n\n\ndef fee(amount):\n    """Returns the bank\'s fee: 0.5 %, at least 1.00."""\n    return max((abs(amount) * Decimal("0.005")).quantize(Decimal("0.01")), Decimal("1.00"))\n',
    ),
    swap(
      'ledger/statement.py',
      '\n\ndef fee(amount):\n    """Returns the bank\'s fee: 0.5 %, at least 1.00."""\n    return max((abs(amount) * Decimal("0.005")).quantize(Decimal("0.01")), Decimal("1.00"))\n',
      '',
    ),
    write(
      'tests/test_fees.py',
      'from decimal import Decimal\n\nimport pytest\n\nfrom ledger.fees import fee\n\n\n@pytest.mark.parametrize(("amount", "expected"), [("10", "1.00"), ("-500", "2.50"), ("1000", "5.00")])\ndef test_fee(amount, expected):\n    assert fee(Decimal(amount)) == Decimal(expected)\n',
    ),
    swap(
      'tests/test_statement.py',
      '\n\n@pytest.mark.parametrize(("amount", "expected"), [("10", "1.00"), ("-500", "2.50"), ("1000", "5.00")])\ndef test_fee(amount, expected):\n    assert fee(Decimal(amount)) == Decimal(expected)\n',
      '',
    ),
    swap('tests/test_statement.py', 'import Entry, StatementError, fee, parse', 'import Entry, StatementError, parse'),
  ]),
  good('cents are never missing', 'table built anew by a migration', [
    write(
      'migrations/002_cents_checked.sql',
      "-- SQLite cannot add a constraint to a column: the table is built anew, see https://sqlite.org/lang_altertable.html\nBEGIN;\nCREATE TABLE entry_new (\n  day TEXT NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),\n  payee TEXT NOT NULL,\n  cents INTEGER NOT NULL\n);\nINSERT INTO entry_new SELECT day, payee, cents FROM entry;\nDROP TABLE entry;\nALTER TABLE entry_new RENAME TO entry;\nCREATE INDEX entry_by_payee ON entry (payee);\nCOMMIT;\n",
    ),
  ]),
  good('rates are asked three times', 'retry with an end', [
    swap(
      'ledger/rates.py',
      'import os\nimport urllib.request\n',
      'import os\nimport time\nimport urllib.error\nimport urllib.request\n',
    ),
    swap(
      'ledger/rates.py',
      'def rate(currency, opener=urllib.request.urlopen):\n',
      'def rate(currency, opener=urllib.request.urlopen, sleep=time.sleep):\n',
    ),
    swap(
      'ledger/rates.py',
      '    with opener(request, timeout=5) as answer:\n        return Decimal(str(json.load(answer)["eur"]))\n',
      '    for wait in (1, 4):\n        try:\n            return ask(request, opener)\n        except urllib.error.HTTPError as error:\n            if error.code != 503:\n                raise\n            sleep(wait)\n    return ask(request, opener)\n\n\ndef ask(request, opener):\n    with opener(request, timeout=5) as answer:\n        return Decimal(str(json.load(answer)["eur"]))\n',
    ),
    swap(
      'tests/test_rates.py',
      'def test_refuses_what_is_no_currency():\n',
      'def test_fails_after_three_attempts():\n    waits = []\n\n    def busy(request, timeout):\n        raise HTTPError(request.full_url, 503, "busy", None, None)\n\n    with pytest.raises(HTTPError):\n        rate("usd", busy, waits.append)\n    assert waits == [1, 4]\n\n\ndef test_refuses_what_is_no_currency():\n',
    ),
    swap(
      'tests/test_rates.py',
      'from decimal import Decimal\n',
      'from decimal import Decimal\nfrom urllib.error import HTTPError\n',
    ),
  ]),
];
