import { type LandingResult, more, moved, swap } from './result.ts';

const good = (name: string, files: LandingResult['files']): LandingResult => ({ name, kind: 'good', files });

/** Small changes as people make them. */
export const GOOD: readonly LandingResult[] = [
  good('docs: a spelling', swap('docs/api.md', 'wich', 'which')),
  good('docs: a row of a table', swap('docs/guide.md', '| near | 8.90 |\n', '| near | 8.90 |\n| far | 16.90 |\n')),
  good(
    'docs: a section about reviews',
    more(
      'docs/guide.md',
      '\n## Reviews\n\nA reviewer reads each change before it is merged. Approved changes are in the next release.\n',
    ),
  ),
  good('docs: the changelog', more('CHANGELOG.md', '- Labels without spaces around names.\n')),
  good(
    'docs: a command of the project',
    more('docs/guide.md', '\nTo watch the tests, run:\n\n```sh\nnpm test -- --watch\n```\n'),
  ),
  good(
    'docs: an example with curl',
    more('docs/api.md', '\n```sh\ncurl "http://localhost:8080/price?pieces=2"\n```\n'),
  ),
  good(
    'docs: how to set a variable',
    more('README.md', '\nSet `PORT` to listen on another port: `PORT=9000 npm start`.\n'),
  ),
  good(
    'ts: a plain test',
    more('test/price.test.ts', "\ntest('no pieces cost nothing', () => {\n  expect(price(390, 0)).toBe(0);\n});\n"),
  ),
  good('ts: a table of a test', {
    'test/texts.test.ts': `import { describe, expect, it } from 'vitest';
import { euros } from '../src/texts.js';

describe('euros', () => {
  it.each([
    [390, '3.90 EUR'],
    [0, '0.00 EUR'],
  ])('%d cents', (cents, text) => {
    expect(euros(cents)).toBe(text);
  });
});
`,
  }),
  good('ts: a test with a temporary folder', {
    'test/load.test.ts': `import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { euros } from '../src/texts.js';

test('amounts are kept in files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'shop-'));
  const file = join(folder, 'a.txt');
  writeFileSync(file, euros(390));
  expect(readFileSync(file, 'utf8')).toBe('3.90 EUR');
});
`,
  }),
  good('py: a plain test', more('py/tests/test_orders.py', '\n\ndef test_none():\n    assert total([]) == 0\n')),
  good('py: a parametrized test', {
    'py/tests/test_more.py': `import pytest

from shop.orders import load, total


@pytest.mark.parametrize(("cents", "all_of"), [(1, 2), (390, 780)])
def test_twice(cents, all_of):
    assert total([{"cents": cents}, {"cents": cents}]) == all_of


def test_load(tmp_path):
    file = tmp_path / "a.json"
    file.write_text("[1]")
    assert load(file) == [1]


def test_no_cents():
    with pytest.raises(KeyError):
        total([{}])
`,
  }),
  good('py: a fixture more', more('py/tests/conftest.py', '\n\n@pytest.fixture\ndef none():\n    return []\n')),
  good('go: a table', {
    'go/stock/more_test.go': `package stock

import "testing"

func TestLeftTable(t *testing.T) {
	for _, tc := range []struct{ have, sold, want int }{{1, 1, 0}, {5, 0, 5}} {
		if got := Left(tc.have, tc.sold); got != tc.want {
			t.Errorf("got %d, want %d", got, tc.want)
		}
	}
}
`,
  }),
  good('go: a test of a handler', {
    'go/stock/handle_test.go': `package stock

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestHandle(t *testing.T) {
	w := httptest.NewRecorder()
	Handle(w, httptest.NewRequest(http.MethodGet, "/", nil))
	if w.Code != http.StatusNoContent {
		t.Fatalf("code %d", w.Code)
	}
}
`,
  }),
  good(
    'rb: a plain spec',
    swap(
      'rb/spec/label_spec.rb',
      "'TO Ada')\n  end\n",
      "'TO Ada')\n  end\n\n  it 'keeps spaces within' do\n    expect(Label.new('Ada L').to_s).to eq('TO Ada L')\n  end\n",
    ),
  ),
  good(
    'java: a plain test',
    swap(
      'java/src/test/java/org/shop/TaxTest.java',
      '    assertEquals(19, Tax.of(100));\n  }\n',
      '    assertEquals(19, Tax.of(100));\n  }\n\n  @Test\n  void ofNothing() {\n    assertEquals(0, Tax.of(0));\n  }\n',
    ),
  ),
  good(
    'cs: a theory',
    swap(
      'cs/tests/Shop.Tests/WeightTests.cs',
      'Weight.Grams(2));\n',
      'Weight.Grams(2));\n\n    [Theory]\n    [InlineData(0, 0)]\n    [InlineData(3, 3000)]\n    public void Many(int kilos, int grams) => Assert.Equal(grams, Weight.Grams(kilos));\n',
    ),
  ),
  good('rs: a plain test', more('rs/tests/zone.rs', '\n#[test]\nfn far() {\n    assert_eq!(zone("80331"), 2);\n}\n')),
  good('ts: a snapshot', {
    'test/__snapshots__/texts.test.ts.snap':
      '// Vitest Snapshot v1, https://vitest.dev/guide/snapshot.html\n\nexports[`euros 1`] = `"3.90 EUR"`;\n',
    'test/texts.test.ts': `import { expect, test } from 'vitest';
import { euros } from '../src/texts.js';

test('euros', () => {
  expect(euros(390)).toMatchSnapshot();
});
`,
  }),
  good(
    'a translation',
    swap(
      'locales/de.json',
      '"Ihr Warenkorb ist leer"\n',
      '"Ihr Warenkorb ist leer",\n  "basket.pay": "Jetzt bezahlen"\n',
    ),
  ),
  good('another size of a page', swap('config/settings.json', '"pageSize": 20', '"pageSize": 25')),
  good('ts: a fix with a test that was red', {
    ...swap('src/texts.ts', "(cents / 100).toFixed(2) + ' EUR'", "(Math.round(cents) / 100).toFixed(2) + ' EUR'"),
    'test/texts.test.ts':
      "import { expect, test } from 'vitest';\nimport { euros } from '../src/texts.js';\n\ntest('parts of cents', () => {\n  expect(euros(0.4)).toBe('0.00 EUR');\n});\n",
  }),
  good('py: a fix with a test that was red', {
    ...swap('py/shop/orders.py', 'for line in lines)', 'for line in lines or ())'),
    ...more('py/tests/test_orders.py', '\n\ndef test_nothing():\n    assert total(None) == 0\n'),
  }),
  good('rb: a fix with a spec that was red', {
    ...swap('rb/lib/label.rb', '@name.strip', '@name.to_s.strip'),
    ...swap(
      'rb/spec/label_spec.rb',
      "'TO Ada')\n  end\n",
      "'TO Ada')\n  end\n\n  it 'takes no name' do\n    expect(Label.new(nil).to_s).to eq('TO ')\n  end\n",
    ),
  }),
  good('go: a new function with its test', {
    ...more(
      'go/stock/stock.go',
      '\n// None says whether nothing is left.\nfunc None(have, sold int) bool {\n\treturn Left(have, sold) == 0\n}\n',
    ),
    ...more(
      'go/stock/stock_test.go',
      '\nfunc TestNone(t *testing.T) {\n\tif !None(2, 2) {\n\t\tt.Fatal("none")\n\t}\n}\n',
    ),
  }),
  good('ts: a file is renamed', { ...moved('src/texts.ts', 'src/amounts.ts') }),
  good(
    'ts: a function is taken out',
    swap(
      'src/server.ts',
      '  const pieces = Number(req.query.pieces);\n  res.json({ cents: price(390, pieces) });\n});\n',
      '  res.json({ cents: price(390, piecesIn(req.query)) });\n});\n\nfunction piecesIn(query: { pieces?: unknown }): number {\n  return Number(query.pieces);\n}\n',
    ),
  ),
  good(
    'rs: comments only',
    swap(
      'rs/src/lib.rs',
      '/// Returns the zone of a postal code.',
      '/// Returns the zone of a postal code. Codes that begin with 1 are near.',
    ),
  ),
  good('cs: another way to write a number', swap('cs/src/Shop/Weight.cs', 'kilos * 1000;', 'kilos * 1_000;')),
];
