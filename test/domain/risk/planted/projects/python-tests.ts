/** The tests of the Python project, with what they read. */
export const pythonTests: Record<string, string> = {
  'tests/test_statement.py': `from datetime import date
from decimal import Decimal

import pytest

from ledger.statement import Entry, StatementError, fee, parse

HEAD = "day,payee,amount"


def test_reads_an_entry():
    assert list(parse([HEAD, "2025-03-01, Grocer ,-12.5"])) == [Entry(date(2025, 3, 1), "Grocer", Decimal("-12.50"))]


def test_skips_blank_lines():
    assert len(list(parse([HEAD, "", "2025-03-01,Grocer,1"]))) == 1


@pytest.mark.parametrize("line", ["2025-03-01,Grocer", "2025-13-01,Grocer,1", "2025-03-01,Grocer,x"])
def test_refuses_what_it_cannot_read(line):
    with pytest.raises(StatementError, match="line 2"):
        list(parse([HEAD, line]))


@pytest.mark.parametrize(("amount", "expected"), [("10", "1.00"), ("-500", "2.50"), ("1000", "5.00")])
def test_fee(amount, expected):
    assert fee(Decimal(amount)) == Decimal(expected)
`,
  'tests/test_store.py': `from decimal import Decimal
from pathlib import Path

from ledger.statement import parse
from ledger.store import Store

STATEMENT = Path(__file__).parent / "fixtures" / "march.csv"


def filled():
    store = Store(":memory:")
    store.add(parse(STATEMENT.read_text().splitlines()))
    return store


def test_balance_of_all():
    assert filled().balance() == Decimal("1871.10")


def test_balance_of_one_payee():
    assert filled().balance("Grocer") == Decimal("-78.90")
    assert filled().balance("nobody") == 0


def test_payees_are_sorted():
    assert filled().payees() == ["Employer", "Grocer", "Landlord"]
`,
  'tests/test_rates.py': `import io
from decimal import Decimal

import pytest

from ledger.rates import rate


def test_reads_a_rate():
    asked = []

    def opener(request, timeout):
        asked.append((request.full_url, timeout))
        return io.BytesIO(b'{"eur": 0.92}')

    assert rate("usd", opener) == Decimal("0.92")
    assert asked == [("https://rates.example/v1/USD", 5)]


def test_refuses_what_is_no_currency():
    with pytest.raises(ValueError):
        rate("../admin")
`,
  'tests/fixtures/march.csv': `day,payee,amount
2025-03-01,Employer,2800.00
2025-03-02,Landlord,-850.00
2025-03-05,Grocer,-48.90
2025-03-19,Grocer,-30.00
`,
};
