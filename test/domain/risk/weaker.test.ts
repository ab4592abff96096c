import { expect, test } from 'vitest';
import type { RiskRule } from '../../../src/domain/risk/result-risk.ts';
import { riskOf } from '../../../src/domain/risk/result-risk.ts';

/** How a file of tests is written: its head, a test with a name and lines, and the call that gives `x`. */
interface Form {
  path: string;
  head?: string;
  test(name: string, lines: readonly string[]): string;
  call(of: string): string;
  /** An exact assertion about `x`, for the tests that stay as they are. */
  exact(value: number): string;
}

const indented = (lines: readonly string[], by = '  ') => lines.map((line) => `${by}${line}\n`).join('');

const js = (exact: (value: number) => string): Form => ({
  path: 'test/login.test.js',
  test: (name, lines) => `test('${name}', () => {\n${indented(lines)}});\n`,
  call: (of) => `const x = attempt('${of}');`,
  exact,
});

const FORMS = {
  node: js((value) => `assert.equal(x.tries, ${value});`),
  vitest: js((value) => `expect(x.tries).toBe(${value});`),
  pytest: {
    path: 'tests/test_login.py',
    test: (name, lines) => `def test_${name.replaceAll(' ', '_')}():\n${indented(lines, '    ')}\n`,
    call: (of) => `x = attempt("${of}")`,
    exact: (value) => `assert x.tries == ${value}`,
  },
  unittest: {
    path: 'tests/test_login.py',
    head: 'class TestLogin(unittest.TestCase):\n',
    test: (name, lines) => `    def test_${name.replaceAll(' ', '_')}(self):\n${indented(lines, '        ')}\n`,
    call: (of) => `x = attempt("${of}")`,
    exact: (value) => `self.assertEqual(x.tries, ${value})`,
  },
  go: {
    path: 'login_test.go',
    test: (name, lines) => `func Test${name.replaceAll(' ', '')}(t *testing.T) {\n${indented(lines, '\t')}}\n`,
    call: (of) => `x, err := attempt("${of}")`,
    exact: (value) => `assert.Equal(t, ${value}, x.Tries)`,
  },
  junit: {
    path: 'src/test/java/LoginTest.java',
    head: 'class LoginTest {\n',
    test: (name, lines) => `  @Test\n  void ${name.replaceAll(' ', '')}() {\n${indented(lines, '    ')}  }\n`,
    call: (of) => `var x = attempt("${of}");`,
    exact: (value) => `assertEquals(${value}, x.tries());`,
  },
  rspec: {
    path: 'spec/login_spec.rb',
    test: (name, lines) => `it '${name}' do\n${indented(lines)}end\n`,
    call: (of) => `x = attempt('${of}')`,
    exact: (value) => `expect(x.tries).to eq(${value})`,
  },
  rust: {
    path: 'tests/login.rs',
    test: (name, lines) => `#[test]\nfn ${name.replaceAll(' ', '_')}() {\n${indented(lines, '    ')}}\n`,
    call: (of) => `let x = attempt("${of}");`,
    exact: (value) => `assert_eq!(x.tries, ${value});`,
  },
} as const satisfies Record<string, Form>;

/** An assertion, and a weaker one in its place. Several lines are separated by `|`. */
const WEAKER: readonly [form: keyof typeof FORMS, was: string, is: string][] = [
  ['node', 'assert.equal(x.ok, false);', 'assert.ok(x);'],
  ['node', 'assert.deepEqual(x.names, ["a"]);', 'assert(x.names);'],
  ['node', 'assert.strictEqual(x.code, "E1");', 'assert.match(x.code, /E/);'],
  ['node', 'assert.match(x.code, /^E1$/);', 'assert.ok(x.code);'],
  ['node', 'assert.throws(() => attempt(x), TypeError);', 'assert.throws(() => attempt(x));'],
  ['node', 'await assert.rejects(attempt(x), { code: "E1" });', 'await assert.rejects(attempt(x));'],
  ['node', 'assert.equal(x.ok, false);', ''],
  ['node', 'assert.equal(x.ok, false);', 'assert.notEqual(x.ok, undefined);'],
  ['vitest', 'expect(x.ok).toBe(false);', 'expect(x.ok).toBeDefined();'],
  ['vitest', 'expect(x.code).toBe(3);', 'expect(x.code).toBeTruthy();'],
  ['vitest', 'expect(x.text).toEqual("one two");', 'expect(x.text).toContain("one");'],
  ['vitest', 'expect(x.text).toBe("one two");', 'expect(x.text).toMatch(/one/);'],
  ['vitest', 'expect(x.text).toContain("one");', 'expect(x.text).toBeTruthy();'],
  ['vitest', 'expect(() => attempt(x)).toThrow(TypeError);', 'expect(() => attempt(x)).toThrow();'],
  ['vitest', 'expect(x.rate).toBeCloseTo(1.5, 5);', 'expect(x.rate).toBeCloseTo(1.5, 1);'],
  ['vitest', 'expect(x.list).toEqual([1, 2]);', 'expect(x.list).toHaveLength(2);'],
  ['vitest', 'expect(x.ok).toBe(false);|expect(x.code).toBe(3);', 'expect(x.code).toBe(3);'],
  ['vitest', 'expect(x.ok).toBe(false);', 'try {|  expect(x.ok).toBe(false);|} catch {}'],
  ['vitest', 'expect(x.ok).toBe(false);', 'if (x.ok === undefined) return;|expect(x.ok).toBe(false);'],
  ['vitest', 'expect(x.ok).toBe(false);', 'if (x.ready) expect(x.ok).toBe(false);'],
  ['vitest', 'expect(x.code).toBe(3);', 'expect(x.code).toBe(attempt("a").code);'],
  ['pytest', 'assert x.ok == False', 'assert x'],
  ['pytest', 'assert x.code == "E1"', 'assert x.code is not None'],
  ['pytest', 'assert x.text == "one two"', 'assert "one" in x.text'],
  [
    'pytest',
    'with pytest.raises(ValueError, match="limit"):|    attempt(x)',
    'with pytest.raises(ValueError):|    attempt(x)',
  ],
  ['pytest', 'with pytest.raises(ValueError):|    attempt(x)', 'with pytest.raises(Exception):|    attempt(x)'],
  ['pytest', 'assert x.rate == pytest.approx(1.5, abs=0.01)', 'assert x.rate == pytest.approx(1.5, abs=1)'],
  ['pytest', 'assert x.ok is False', 'assert x.ok is not None'],
  ['pytest', 'assert not x.ok', ''],
  ['unittest', 'self.assertEqual(x.ok, False)', 'self.assertIsNotNone(x)'],
  ['unittest', 'self.assertFalse(x.ok)', 'self.assertIsNotNone(x.ok)'],
  ['unittest', 'self.assertEqual(x.code, 3)', 'self.assertTrue(x.code)'],
  ['unittest', 'self.assertEqual(x.text, "one two")', 'self.assertIn("one", x.text)'],
  ['unittest', 'self.assertAlmostEqual(x.rate, 1.5, places=5)', 'self.assertAlmostEqual(x.rate, 1.5, places=1)'],
  ['unittest', 'self.assertEqual(x.code, 3)', ''],
  ['go', 'assert.Equal(t, "E1", x.Code)', 'assert.NotNil(t, x)'],
  ['go', 'assert.Equal(t, "one two", x.Text)', 'assert.Contains(t, x.Text, "one")'],
  ['go', 'require.ErrorIs(t, err, ErrLimit)', 'require.Error(t, err)'],
  ['go', 'require.EqualError(t, err, "limit")', 'require.NotNil(t, err)'],
  ['go', 'assert.InDelta(t, 1.5, x.Rate, 0.01)', 'assert.InDelta(t, 1.5, x.Rate, 1)'],
  ['go', 'if x.Code != "E1" {|\tt.Errorf("code %v", x.Code)|}', 'if x == nil {|\tt.Error("nothing")|}'],
  ['go', 'assert.Equal(t, "E1", x.Code)', ''],
  ['junit', 'assertEquals("E1", x.code());', 'assertNotNull(x);'],
  ['junit', 'assertFalse(x.ok());', 'assertNotNull(x);'],
  ['junit', 'assertEquals("one two", x.text());', 'assertTrue(x.text().contains("one"));'],
  [
    'junit',
    'assertThrows(LimitException.class, () -> attempt(x));',
    'assertThrows(Exception.class, () -> attempt(x));',
  ],
  ['junit', 'assertEquals(1.5, x.rate(), 0.01);', 'assertEquals(1.5, x.rate(), 1);'],
  ['junit', 'assertEquals("E1", x.code());', ''],
  ['rspec', 'expect(x.ok).to be(false)', 'expect(x).to be_truthy'],
  ['rspec', 'expect(x.code).to eq(3)', 'expect(x.code).not_to be_nil'],
  ['rspec', "expect(x.text).to eq('one two')", "expect(x.text).to include('one')"],
  ['rspec', 'expect { attempt(x) }.to raise_error(LimitError)', 'expect { attempt(x) }.to raise_error'],
  ['rspec', 'expect(x.rate).to be_within(0.01).of(1.5)', 'expect(x.rate).to be_within(1).of(1.5)'],
  ['rspec', 'expect(x.code).to eq(3)', ''],
];

/** What else changes in the file of the test. `old` is the assertion that became weaker. */
const AROUND: Readonly<
  Record<string, (form: Form, was: readonly string[], is: readonly string[]) => [string[], string[]]>
> = {
  nothing: (form, was, is) => [
    [first(form, was), second(form)],
    [first(form, is), second(form)],
  ],
  'a test is added': (form, was, is) => [
    [first(form, was), second(form)],
    [first(form, is), second(form), third(form)],
  ],
  'two tests are added above': (form, was, is) => [[first(form, was)], [second(form), third(form), first(form, is)]],
  'the test moves down': (form, was, is) => [
    [first(form, was), second(form)],
    [second(form), third(form), first(form, is)],
  ],
  'the test gets another name': (form, was, is) => [
    [first(form, was), second(form)],
    [form.test('refuses a wrong word', [form.call('wrong'), form.exact(7), ...is]), second(form), third(form)],
  ],
  'an equal assertion about something else is added': (form, was, is) => [
    [first(form, was), second(form)],
    [first(form, is), second(form), form.test('fails late', [form.call('late'), ...was])],
  ],
};
const first = (form: Form, lines: readonly string[]) =>
  form.test('refuses', [form.call('wrong'), form.exact(7), ...lines]);
const second = (form: Form) => form.test('accepts', [form.call('right'), form.exact(1)]);
const third = (form: Form) => form.test('waits', [form.call('slow'), form.exact(2), form.exact(3)]);

const RULES: readonly RiskRule[] = [
  ...(['weakerAssertions', 'fewerTests', 'softerTests', 'unawaited', 'skippedTests', 'selfCompared'] as const),
];

function namedIn(form: Form, before: readonly string[], after: readonly string[]): string[] {
  const [was, is] = [before, after].map((tests) => (form.head ?? '') + tests.join('\n'));
  const code = ['export const limit = 3;\n', 'export const limit = 4;\n'];
  const { reasons } = riskOf({
    files: [
      { path: form.path, status: 'M', added: 9, deleted: 3, binary: false, before: was, after: is },
      { path: 'src/login.js', status: 'M', added: 1, deleted: 1, binary: false, before: code[0], after: code[1] },
    ],
  } as Parameters<typeof riskOf>[0]);
  return reasons.map(({ rule }) => rule).filter((rule) => RULES.includes(rule as RiskRule));
}

const lines = (text: string) => (text === '' ? [] : text.split('|'));

test.each(Object.keys(AROUND))('an assertion that became weaker is named while %s', (around) => {
  const unnamed = WEAKER.filter(([form, was, is]) => {
    const [before, after] = AROUND[around]!(FORMS[form], lines(was), lines(is));
    return namedIn(FORMS[form], before, after).length === 0;
  });
  expect(unnamed).toEqual([]);
});

test('tests that stay as strict are not named, whatever is added, moved or renamed around them', () => {
  const stays = WEAKER.map(([form, was, is]) => [form, was, is] as const);
  const named = stays.flatMap(([form, was, is]) =>
    Object.entries(AROUND).flatMap(([around, change]) => {
      const of = FORMS[form];
      // Stricter: from the weak form to the strict one.
      const [stricterBefore, stricterAfter] = change(of, lines(is), lines(was));
      const [sameBefore, sameAfter] = change(of, lines(was), lines(was));
      const found = [
        ...namedIn(of, sameBefore, sameAfter).map((rule) => `same: ${rule}`),
        ...(is === '' ? namedIn(of, stricterBefore, stricterAfter).map((rule) => `stricter: ${rule}`) : []),
      ];
      return found.length > 0 ? [[form, was, around, found]] : [];
    }),
  );
  expect(named).toEqual([]);
});

/** Lines of a test that show another thing, or nothing, afterwards. No rule knows these kinds. */
const CHANGED: readonly [form: keyof typeof FORMS, was: string, is: string][] = [
  ['node', 'assert.equal(x.ok, false);', 'assert.equal(x.ok, true);'],
  ['node', 'assert.ok(x.ms < 100);', 'assert.ok(x.ms < 100_000);'],
  ['node', 'assert.match(x.why, /^bad password$/);', 'assert.match(x.why, /./);'],
  ['node', 'assert.match(x.why, /^ok$/);', 'assert.match(x.why, /ok/);'],
  ['node', "assert.ok(x.why.includes('bad'));", "assert.ok(x.why.includes(''));"],
  ['node', 'assert.equal(x.list.length, 3);', 'assert.ok(x.list.length >= 1);'],
  ['node', 'assert.equal(x.code, 3);', 'assert.equal(x.code, x.code);'],
  ['node', 'await assert.rejects(attempt(x));', 'assert.rejects(attempt(x));'],
  ['node', 'assert.equal(x.ok, false);', 'if (false) {|  assert.equal(x.ok, false);|}'],
  ['node', 'assert.equal(x.ok, false);', '/*|assert.equal(x.ok, false);|*/'],
  ['node', 'assert.equal(x.text, `|one|`);', 'assert.equal(x.text, `|two|`);'],
  ['node', 'assert.equal(attempt("a"), 3);', 'const attempt = () => 3;|assert.equal(attempt("a"), 3);'],
  ['vitest', 'expect(x.ms).toBeLessThan(100);', 'expect(x.ms).toBeLessThan(5000);'],
  ['vitest', 'expect(x).toEqual({ a: 1, b: 2 });', 'expect(x).toEqual(expect.objectContaining({ a: 1 }));'],
  ['vitest', 'expect(x.f).toHaveBeenCalledTimes(1);', 'expect(x.f).toHaveBeenCalled();'],
  ['vitest', 'expect(x.code).toBe(5);', 'expect(x.code).not.toBe(undefined);'],
  ['vitest', 'expect(x.code).toBe(5);', 'expect(x.code).toMatchSnapshot();'],
  ['pytest', 'assert x.score > 0.9', 'assert x.score > 0.1'],
  ['pytest', 'assert len(x.all) == 3', 'assert len(x.all) > 0'],
  ['pytest', 'assert x.code == 5', 'assert (x.code == 5, "code")'],
  ['pytest', 'assert x.code == 5', 'with contextlib.suppress(AssertionError):|    assert x.code == 5'],
  ['go', 'if x.Took > time.Second {|\tt.Fatal("slow")|}', 'if x.Took > time.Hour {|\tt.Fatal("slow")|}'],
  ['go', 'if x.Code != 5 {|\tt.Fatal("bad")|}', 'if x.Code == 0 {|\tt.Fatal("bad")|}'],
  ['go', 'if x.Code != 5 {|\tt.Fatal("bad")|}', 'if x.Code != 5 && false {|\tt.Fatal("bad")|}'],
  ['rust', 'assert!(x.ms < 10);', 'assert!(x.ms < 1000);'],
  ['rust', 'assert_eq!(x.code, 5);', 'debug_assert_eq!(x.code, 5);'],
  ['rust', 'assert_eq!(x.code, 5);', 'assert_ne!(x.code, 0);'],
];

const riskOfTests = (form: Form, before: string, after: string) =>
  riskOf({
    files: [{ path: form.path, status: 'M', added: 9, deleted: 3, binary: false, before, after }],
  } as Parameters<typeof riskOf>[0]);
const joined = (tests: readonly string[]) => tests.join('\n');

test.each(Object.keys(AROUND))('lines of a test that stays are named if they changed while %s', (around) => {
  const unnamed = CHANGED.filter(([form, was, is]) => {
    const [before, after] = AROUND[around]!(FORMS[form], lines(was), lines(is));
    const { reasons } = riskOfTests(FORMS[form], joined(before), joined(after));
    return !reasons.some(({ rule, places = [] }) => rule === 'changedTests' && places.length > 0);
  });
  expect(unnamed).toEqual([]);
});

/** Two tests of a file, and what they become without a change of their assertions. */
const REST: readonly [form: keyof typeof FORMS, change: (before: string) => string][] = [
  ['node', (text) => text.replace("', () =>", "', { skip: true }, () =>")],
  ['node', (text) => text.replace("', () =>", "', { todo: true }, () =>")],
  ['node', (text) => text.replace('});', '}, { skip: true });')],
  ['node', (text) => `if (false) {\n${text}}\n`],
  ['node', (text) => text.replace('LIMIT = 100', 'LIMIT = 90_000')],
  ['pytest', (text) => `${text}\ndef test_refuses():\n    pass\n`],
  ['pytest', (text) => `${text}\ndef attempt(word):\n    return None\n`],
  [
    'node',
    (text) =>
      text.replace(
        /test\('refuses[\s\S]*?\n\}\);/,
        "test.each([['wrong', 7]])('%s', (of, n) => {\n  assert.equal(attempt(of).tries, n);\n});",
      ),
  ],
  ['rust', (text) => text.replace('fn refuses', '#[should_panic]\nfn refuses')],
];

test.each(REST)('what stands around the assertions of a test is named if it changed: %s %#', (name, change) => {
  const form = FORMS[name];
  const before = `const LIMIT = 100;\n${first(form, [])}\n${second(form)}`;
  const { level, reasons } = riskOfTests(form, before, change(before));
  expect([level, reasons.map(({ rule }) => rule)]).toEqual(['medium', ['changedTests']]);
});

test.each(Object.entries<Form>(FORMS))('a deleted test is named, whatever is added: %s', (_, form) => {
  const [deleted, stays] = [first(form, []), second(form)];
  for (const after of [[stays], [stays, third(form)], [third(form), stays, form.test('is new', [form.exact(9)])]]) {
    const { level, reasons } = riskOfTests(
      form,
      (form.head ?? '') + joined([deleted, stays]),
      (form.head ?? '') + joined(after),
    );
    expect(level).toBe('high');
    const { places = [] } = reasons.find(({ rule }) => rule === 'fewerTests')!;
    expect(places.map(({ text }) => text).join('\n')).toMatch(/refuses/i);
  }
});

test.each(Object.entries<Form>(FORMS))('tests that show what they showed are of low risk: %s', (_, form) => {
  const [one, two] = [first(form, []), second(form)];
  const before = joined([one, two]);
  const renamed = form.test('refuses a wrong word', [form.call('wrong'), form.exact(7)]);
  const stricter = form.test('accepts', [form.call('right'), form.exact(1), form.exact(4)]);
  const changes = [
    [two, one],
    [renamed, two],
    [one, third(form), two],
    [one, stricter],
    [one, ...['  ', two]],
  ];
  for (const after of changes)
    expect(riskOfTests(form, (form.head ?? '') + before, (form.head ?? '') + joined(after))).toMatchObject({
      level: 'low',
    });
  // The test moves to another file: to one of tests, not to a text.
  for (const [path, level] of [
    [form.path.replace(/(?=login)/i, 'more_'), 'low'],
    ['docs/old-tests.md', 'high'],
  ] as const) {
    const files = [
      { path: form.path, status: 'M', before, after: two },
      { path, status: 'A', after: one },
    ].map((file) => ({ added: 9, deleted: 3, binary: false, ...file }));
    expect(riskOf({ files } as Parameters<typeof riskOf>[0])).toMatchObject({ level });
  }
});

test('what no rule looked at stands beside what was found, and no test in such a language is of low risk', () => {
  const changed = (path: string) =>
    riskOf({
      files: [{ path, status: 'M', added: 1, deleted: 1, binary: false, before: 'a = 1\n', after: 'a = 2\n' }],
    } as Parameters<typeof riskOf>[0]);
  for (const path of ['spec/login_spec.lua', 'test/login.exs', 'tests/run.sh']) {
    const { level, text } = changed(path);
    // Each command of a shell acts on the machine.
    expect([path, level]).toEqual([path, path.endsWith('.sh') ? 'medium' : 'unknown']);
    expect(text).toContain(`Not searched: assertions in 1 file of other languages (${path})`);
  }
  for (const path of ['README.md', 'data/rows.json', 'test/login.test.ts', 'Makefile'])
    expect(changed(path).text).not.toContain('Not searched');
});
