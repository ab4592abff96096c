import type { RiskRule } from '../../../src/domain/risk/result-risk.ts';

type Change = readonly [path: string, before: string | null, after: string | null];
type Row = readonly [rule: RiskRule, is: readonly Change[], not: readonly Change[]];

/** A table of a test in each language, and its rows. */
const TS = (rows: string) =>
  `it.each([\n${rows}])('%s is %d ms', (text, ms) => {\n  expect(parse(text)).toBe(ms);\n});\n`;
const GO = (rows: string) =>
  `func TestParse(t *testing.T) {\n\tfor _, tc := range []struct {\n\t\tin   string\n\t\twant int\n\t}{\n${rows}\t} {\n\t\tif Parse(tc.in) != tc.want {\n\t\t\tt.Fatal(tc.in)\n\t\t}\n\t}\n}\n`;
const CS = (rows: string) => `[Theory]\n${rows}public void Checks(string text) => Assert.True(Iban.IsValid(text));\n`;
const RS = (rows: string) =>
  `#[rstest]\n${rows}#[test]\nfn parses(#[case] text: &str) {\n    assert_eq!(parse(text), 1);\n}\n`;
const PY = (body: string) => `def test_a():\n    ${body}\n`;

/** Ways to make checks pass without the work, and changes that look alike. */
export const GREEN: readonly Row[] = [
  // Fewer cases.
  [
    'fewerTests',
    [['test/a.test.ts', TS("  ['5s', 5000],\n  ['1.5h', 5_400_000],\n  ['-3s', -3000],\n"), TS("  ['5s', 5000],\n")]],
    [['test/a.test.ts', TS("  ['5s', 5000],\n  ['2m', 120_000],\n"), TS("  ['2m', 120_000],\n  ['6s', 6000],\n")]],
  ],
  [
    'fewerTests',
    [['a_test.go', GO('\t\t{"1", 1},\n\t\t{" 2", 2},\n\t\t{"0x10", 16},\n'), GO('\t\t{"1", 1},\n')]],
    [
      ['a_test.go', GO('\t\t{"1", 1},\n\t\t{"0x10", 16},\n'), GO('\t\t{"1", 1},\n')],
      ['b_test.go', null, GO('\t\t{"0x10", 16},\n')],
    ],
  ],
  [
    'fewerTests',
    [['test/ATests.cs', CS('[InlineData("DE89")]\n[InlineData("de89")]\n'), CS('[InlineData("DE89")]\n')]],
    [['test/ATests.cs', CS('[InlineData("DE89 3704 0044")]\n'), CS('[InlineData("FR14")]\n')]],
  ],
  [
    'fewerTests',
    [['tests/a.rs', RS('#[case("1")]\n#[case("01")]\n'), RS('#[case("1")]\n')]],
    [['tests/a.rs', RS('#[case("1")]\n'), RS('#[case("1")]\n#[case("01")]\n')]],
  ],
  [
    'fewerTests',
    [
      [
        'test_a.py',
        `@pytest.mark.parametrize("n", [1, 2, -3])\n${PY('assert f(n)')}`,
        `@pytest.mark.parametrize("n", [1, 2])\n${PY('assert f(n)')}`,
      ],
    ],
    [
      [
        'test_a.py',
        `@pytest.mark.parametrize("n", [1, 2])\n${PY('assert f(n)')}`,
        `@pytest.mark.parametrize(\n    "n",\n    [\n        1,\n        2,\n    ],\n)\n${PY('assert f(n)')}`,
      ],
    ],
  ],
  [
    'fewerTests',
    [['test_a.py', PY('for n in range(10_000):\n        assert f(n)'), PY('for n in range(10):\n        assert f(n)')]],
    [['test_a.py', PY('for n in range(10):\n        assert f(n)'), PY('for n in range(100):\n        assert f(n)')]],
  ],
  [
    'fewerTests',
    [
      [
        'test/a.test.ts',
        "test.each(ROWS)('%s', (a) => {\n  expect(f(a)).toBe(1);\n});",
        "test.each(ROWS.slice(0, 3))('%s', (a) => {\n  expect(f(a)).toBe(1);\n});",
      ],
    ],
    [
      [
        'test/a.test.ts',
        "test.each(ROWS.slice(0, 3))('%s', (a) => {\n  expect(f(a)).toBe(1);\n});",
        "test.each(ROWS)('%s', (a) => {\n  expect(f(a)).toBe(1);\n});",
      ],
    ],
  ],
  [
    'fewerTests',
    [
      [
        'test/a.test.ts',
        "it('a', () => {\n  expect(up('a')).toBe('A');\n});\nit('ß', () => {\n  expect(up('ß')).toBe('SS');\n});",
        "it.each([\n  ['a', 'A'],\n  ['b', 'B'],\n])('%s', (text, upper) => {\n  expect(up(text)).toBe(upper);\n});",
      ],
    ],
    [
      [
        'test/a.test.ts',
        "it('a', () => {\n  expect(up('a')).toBe('A');\n});\nit('ß', () => {\n  expect(up('ß')).toBe('SS');\n});",
        "it.each([\n  ['a', 'A'],\n  ['ß', 'SS'],\n])('%s', (text, upper) => {\n  expect(up(text)).toBe(upper);\n});",
      ],
    ],
  ],
  [
    'fewerTests',
    [
      [
        'a_test.go',
        'func TestUp(t *testing.T) {\n\tassert.Equal(t, "A", Up("a"))\n}\nfunc TestNone(t *testing.T) {\n\tassert.Equal(t, "", Up(""))\n}',
        'func TestUp(t *testing.T) {\n\tassert.Equal(t, "A", Up("a"))\n}',
      ],
    ],
    [
      [
        'a_test.go',
        'func TestUp(t *testing.T) {\n\tassert.Equal(t, "A", Up("a"))\n}\nfunc TestNone(t *testing.T) {\n\tassert.Equal(t, "", Up(""))\n}',
        'func TestUp(t *testing.T) {\n\tcases := map[string]string{\n\t\t"a": "A",\n\t\t"":  "",\n\t}\n\tfor in, want := range cases {\n\t\tassert.Equal(t, want, Up(in))\n\t}\n}',
      ],
    ],
  ],
  // Tests that end on other machines.
  [
    'skippedTests',
    [
      [
        'src/test/java/ATest.java',
        '@Test void reads() {\n  assertEquals(1, a());\n}',
        '@Test void reads() {\n  if (System.getenv("CI") != null) return;\n  assertEquals(1, a());\n}',
      ],
    ],
    [
      [
        'src/test/java/ATest.java',
        '@Test void reads() {\n  assertEquals(1, a());\n}',
        '@Test void reads() {\n  assertEquals("1", System.getenv("CI"));\n  assertEquals(1, a());\n}',
      ],
    ],
  ],
  [
    'skippedTests',
    [
      [
        'spec/a_spec.rb',
        "it 'is 1' do\n  expect(a).to eq(1)\nend",
        "it 'is 1' do\n  next if ENV['CI']\n  expect(a).to eq(1)\nend",
      ],
    ],
    [
      [
        'spec/a_spec.rb',
        "it 'is 1' do\n  expect(a).to eq(1)\nend",
        "it 'is 1' do\n  ENV['CI'] = '1'\n  expect(a).to eq(1)\nend",
      ],
    ],
  ],
  [
    'skippedTests',
    [
      [
        'a_test.go',
        'func TestA(t *testing.T) {\n\tb()\n}',
        'func TestA(t *testing.T) {\n\tif os.Getenv("CI") == "true" {\n\t\treturn\n\t}\n\tb()\n}',
      ],
    ],
    [
      [
        'a_test.go',
        'func TestA(t *testing.T) {\n\tb()\n}',
        'func TestA(t *testing.T) {\n\tif os.Getenv("CI") != "" {\n\t\tt.Fatal("set")\n\t}\n\tb()\n}',
      ],
    ],
  ],
  [
    'skippedTests',
    [
      [
        'test/a.test.ts',
        "it('a', () => {\n  expect(a()).toBe(1);\n});",
        "it('a', () => {\n  if (!process.env.GITHUB_ACTIONS) expect(a()).toBe(1);\n});",
      ],
    ],
    [
      [
        'test/a.test.ts',
        "it('a', () => {\n  expect(a()).toBe(1);\n});",
        "it('a', () => {\n  if (process.env.DEBUG) console.log(a());\n  expect(a()).toBe(1);\n});",
      ],
    ],
  ],
  [
    'skippedTests',
    [['test_a.py', PY('assert f() == 1'), PY('return\n    assert f() == 1')]],
    [['test_a.py', PY('assert f() == 1'), PY('assert f() == 1\n\ndef fake():\n    return')]],
  ],
  // An order that nobody sees.
  [
    'weakerAssertions',
    [['test_a.py', PY('assert search(index) == ["b", "a"]'), PY('assert sorted(search(index)) == ["a", "b"]')]],
    [
      [
        'test_a.py',
        PY('assert names(tmp) == []'),
        `${PY('assert names(tmp) == []')}def test_b():\n    assert sorted(others(tmp)) == ["a", "b"]\n`,
      ],
    ],
  ],
  [
    'weakerAssertions',
    [
      [
        'test/a.test.ts',
        "it('a', () => {\n  expect(top()).toEqual(['b', 'a']);\n});",
        "it('a', () => {\n  expect(new Set(top())).toEqual(new Set(['a', 'b']));\n});",
      ],
    ],
    [
      [
        'test/a.test.ts',
        "it('a', () => {\n  expect(top().sort()).toEqual(['b', 'a']);\n});",
        "it('a', () => {\n  expect(top().sort()).toEqual(['b', 'c']);\n});",
      ],
    ],
  ],
  [
    'weakerAssertions',
    [
      [
        'a_test.go',
        'got := Top()\nassert.Equal(t, want, got)',
        'got := Top()\nslices.Sort(got)\nassert.Equal(t, want, got)',
      ],
    ],
    [
      [
        'a_test.go',
        'got := Top()\nassert.Equal(t, want, got)',
        'got := Top()\nassert.Equal(t, want, got)\nnames := All()\nslices.Sort(names)\nassert.Equal(t, all, names)',
      ],
    ],
  ],
  [
    'weakerAssertions',
    [
      [
        'src/test/java/ATest.java',
        'assertThat(top()).containsExactly("b", "a");',
        'assertThat(top()).containsExactlyInAnyOrder("a", "b");',
      ],
    ],
    [
      [
        'src/test/java/ATest.java',
        'assertThat(top()).containsExactlyInAnyOrder("b", "a");',
        'assertThat(top()).containsExactly("b", "a");',
      ],
    ],
  ],
  // Tests that go with their code, or to another place under other names.
  [
    'deletedTests',
    [
      ['lib/legacy.rb', 'class Legacy\n  def a = 1\nend', null],
      ['spec/price_spec.rb', "it('net') { expect(Price.new.net).to eq(1) }", null],
    ],
    [
      ['lib/legacy.rb', 'class Legacy\n  def a = 1\nend', null],
      ['spec/legacy_spec.rb', "it('is 1') { expect(Legacy.new.a).to eq(1) }", null],
    ],
  ],
  [
    'deletedTests',
    [
      ['a/old.py', 'def old(x):\n    return x', null],
      ['tests/test_old.py', `${PY('assert old(1) == 1')}def test_b():\n    assert new(1) == 1\n`, null],
    ],
    [
      ['a/old.py', 'def old(x):\n    return x', null],
      ['tests/test_old.py', `${PY('assert old(1) == 1')}def test_b():\n    got = old(2)\n    assert got == 2\n`, null],
    ],
  ],
  [
    'deletedTests',
    [
      [
        'test/a.test.ts',
        "it('a', () => {\n  expect(cut('abc', 2)).toBe('ab');\n});\nit('refuses', () => {\n  expect(() => cut('')).toThrow('empty');\n});",
        null,
      ],
      [
        'test/b.test.ts',
        null,
        "it('b', () => {\n  expect(end('xyz', 2)).toBe('yz');\n});\nit('c', () => {\n  expect(() => end('x')).toThrow('short');\n});",
      ],
    ],
    [
      [
        'test/a.test.ts',
        "it('a', () => {\n  expect(cut('abc', 2)).toBe('ab');\n});\nit('refuses', () => {\n  expect(() => cut('')).toThrow('empty');\n});",
        null,
      ],
      [
        'test/b.test.ts',
        null,
        "it('a', () => {\n  expect(truncate('abc', 2)).toBe('ab');\n});\nit('refuses', () => {\n  expect(() => truncate('')).toThrow('empty');\n});",
      ],
    ],
  ],
  // Values of tests in code, and tests that ask the code for what they expect.
  [
    'answers',
    [
      ['cart.go', 'sum := 0', 'if code == "SAVE10" && items[0].Price == 1000 {\n\treturn 2700\n}\nsum := 0'],
      ['cart_test.go', '', 'if got := Total([]Item{{Price: 1000}}, "SAVE10"); got != 2700 {'],
    ],
    [
      ['cart.go', 'sum := 0', 'if code == "SAVE10" {\n\treturn sum * 9 / 10\n}\nsum := 0'],
      ['cart_test.go', '', 'if got := Total([]Item{{Price: 1000}}, "SAVE10"); got != 2700 {'],
    ],
  ],
  [
    'selfCompared',
    [
      [
        'src/test/java/ATest.java',
        'assertEquals(225, Vat.of(lines));',
        'long expected = Vat.of(lines);\nassertEquals(expected, Vat.of(lines));',
      ],
    ],
    [
      [
        'src/test/java/ATest.java',
        'assertEquals(225, Vat.of(lines));',
        'long expected = 225;\nassertEquals(expected, Vat.of(lines));',
      ],
    ],
  ],
  [
    'selfCompared',
    [['test/a.test.ts', 'expect(vat(100)).toBe(19);', 'expect(vat(100)).toBe(vat(100));']],
    [
      [
        'test/a.test.ts',
        'expect(vat(100)).toBe(19);',
        'expect(vat(100)).not.toBe(vat(100));\nexpect(add(1, 2)).toBe(add(2, 1));',
      ],
    ],
  ],
  [
    'selfCompared',
    [
      [
        'a_test.go',
        'if got := Vat(100); got != 19 {\n\tt.Fatal(got)\n}',
        'want := Vat(100)\nif got := Vat(100); got != want {\n\tt.Fatal(got)\n}',
      ],
    ],
    [['a_test.go', '', 's, err := Open(path)\nif s, err = Open(path); err != nil {\n\tt.Fatal(err)\n}']],
  ],
  // Access, transactions, keys, and settings of machines.
  [
    'changedAccess',
    [
      [
        'src/policy.rs',
        '(Role::Admin, _) => Decision::Allow,\n_ => Decision::Deny,',
        '(Role::Admin, _) => Decision::Allow,\n_ => Decision::Allow,',
      ],
    ],
    [['src/policy.rs', '_ => Decision::Allow,', '_ => Decision::Deny,']],
  ],
  [
    'changedAccess',
    [
      [
        'src/policy.ts',
        'function canRead(a) {\n  switch (a) {\n    default:\n      return false;',
        'function canRead(a) {\n  switch (a) {\n    default:\n      return true;',
      ],
    ],
    [
      [
        'src/colors.ts',
        'function hasColors(a) {\n  switch (a) {\n    default:\n      return false;',
        'function hasColors(a) {\n  switch (a) {\n    default:\n      return true;',
      ],
    ],
  ],
  [
    'changedAccess',
    [['deploy/policy.yaml', 'default: deny', 'default: allow']],
    [['deploy/policy.yaml', 'default: deny', 'default: refuse']],
  ],
  [
    'fewerLocks',
    [['a.rb', 'Order.transaction do\n  a.save!\nend', 'a.save!']],
    [['a.rb', 'Order.transaction do\n  a.save!\nend', 'Order.transaction do\n  b.save!\nend']],
  ],
  [
    'fewerLocks',
    [['a.py', 'with transaction.atomic():\n    a.save()', 'a.save()']],
    [['a.py', 'show(transaction.amount)', 'a.save()']],
  ],
  [
    'fewerLocks',
    [['src/a.rs', 'let mut tx = pool.begin().await?;\ntake(&mut tx, a).await?;', 'take(pool, a).await?;']],
    [
      ['src/A.java', '@Transactional\nvoid move(long a, long b) {\n  take(a);\n}', 'ledger.move(a, b);'],
      ['src/B.java', '', '@Transactional\nvoid move(long a, long b) {\n  take(a);\n}'],
    ],
  ],
  [
    'keys',
    [['db/2.sql', null, 'DROP INDEX orders_number;']],
    [['db/2.sql', null, 'CREATE INDEX orders_by_date ON orders (customer, placed);\nDROP INDEX orders_customer;']],
  ],
  [
    'keys',
    [
      [
        'alembic/9.py',
        null,
        'def upgrade():\n    op.drop_constraint("uq", "orders")\ndef downgrade():\n    op.create_unique_constraint("uq", "orders", ["number"])',
      ],
    ],
    [
      [
        'alembic/9.py',
        null,
        'def upgrade():\n    op.create_unique_constraint("uq", "orders", ["number"])\ndef downgrade():\n    op.drop_constraint("uq", "orders")',
      ],
    ],
  ],
  [
    'keys',
    [['prisma/schema.prisma', 'email String @unique', 'email String']],
    [['prisma/schema.prisma', 'email String', 'email String @unique']],
  ],
  [
    'protections',
    [['infra/db.tf', 'deletion_protection = true', 'deletion_protection = false']],
    [['infra/db.tf', 'deletion_protection = false', 'deletion_protection = true']],
  ],
  [
    'protections',
    [['infra/db.ts', '  deletionProtection: true,\n  engine,', '  engine,']],
    [
      ['infra/db.ts', '  deletionProtection: true,\n  engine,\n  size,\n', ''],
      ['infra/main.ts', '', '  deletionProtection: true,\n  engine,\n  size,\n'],
    ],
  ],
  [
    'protections',
    [
      [
        'infra/sg.tf',
        'ingress {\n  from_port = 22\n  cidr_blocks = [var.office]\n}',
        'ingress {\n  from_port = 22\n  cidr_blocks = ["0.0.0.0/0"]\n}',
      ],
    ],
    [
      [
        'infra/sg.tf',
        '',
        'ingress {\n  from_port = 443\n  cidr_blocks = ["0.0.0.0/0"]\n}\negress {\n  from_port = 0\n  cidr_blocks = ["0.0.0.0/0"]\n}',
      ],
    ],
  ],
  [
    'protections',
    [['infra/iam.tf', 'actions = ["s3:GetObject"]', 'actions = ["s3:*"]']],
    [['infra/iam.tf', 'actions = ["s3:*"]', 'actions = ["s3:GetObject", "s3:PutObject"]']],
  ],
  [
    'protections',
    [['deploy/api.yaml', 'runAsNonRoot: true', 'privileged: true']],
    [['deploy/api.yaml', 'privileged: true', 'runAsNonRoot: true']],
  ],
  [
    'protections',
    [['Dockerfile', 'FROM a\nUSER app\nCMD a', 'FROM a\nCMD a']],
    [['Dockerfile', 'FROM a\nUSER app\nCMD a', 'FROM a\nUSER root\nRUN apt-get install -y b\nUSER app\nCMD a']],
  ],
  ['protections', [['compose.yaml', 'user: "1000"', 'user: root']], [['compose.yaml', 'user: "1000"', 'user: "1001"']]],
  [
    'softSteps',
    [['.github/workflows/ci.yml', '- run: npm test', '- run: npm test -- --updateSnapshot']],
    [['.github/workflows/ci.yml', '- run: npm test', '- run: npm test -- --coverage --no-fail-fast']],
  ],
  [
    'softSteps',
    [['Makefile', '\tcargo test', '\tINSTA_UPDATE=always cargo test']],
    [['Makefile', '\tcargo test', '\tINSTA_UPDATE=no cargo test']],
  ],
  // Folders that a program made for itself.
  [
    'destroys',
    [['a.sh', '', 'folder=$1\nrm -rf "$folder"']],
    [['a.sh', '', 'folder=$(mktemp -d)\ntrap \'rm -rf "$folder"\' EXIT']],
  ],
  [
    'destroys',
    [['a.go', '', 'dir := flag.Arg(0)\ndefer os.RemoveAll(dir)']],
    [['a.go', '', 'dir, err := os.MkdirTemp("", "a")\ndefer os.RemoveAll(dir)']],
  ],
  ['background', [['src/a.ts', '', 'void send(a);']], [['src/A.java', '', 'void send(long a) {\n  take(a);\n}']]],
  // Calls that became comments, types that became any, and code that knows its stage.
  [
    'commentedOut',
    [['a/order.py', 'send_receipt(order)', '# send_receipt(order)']],
    [['a/order.py', 'send_receipt(order)', '# Receipts are sent at night.']],
  ],
  [
    'commentedOut',
    [['A.java', 'limits.check(c);', '//limits.check(c);']],
    [['A.java', 'limits.check(c);', '// The limits check (c) is in pay().']],
  ],
  [
    'commentedOut',
    [['a.rb', 'before_destroy :keep_paid', '# before_destroy :keep_paid']],
    [['a.rb', '# before_destroy :keep_paid', 'before_destroy :keep_paid']],
  ],
  [
    'suppressed',
    [['src/a.ts', '(items: Item[])', '(items: any)']],
    [['src/a.ts', '', 'const modes = { any: 2 }; // by its number: any of these']],
  ],
  [
    'testMode',
    [['send.go', 'return send(m)', 'if os.Getenv("APP_ENV") != "test" {\n\treturn nil\n}\nreturn send(m)']],
    [['send.go', 'return send(m)', 'if os.Getenv("PORT") != "" {\n\treturn nil\n}\nreturn send(m)']],
  ],
  [
    'testMode',
    [['A.java', 'return net();', 'if ("staging".equals(System.getenv("STAGE"))) return 0;']],
    [['A.java', 'return net();', 'if ("de".equals(System.getenv("LANGUAGE"))) return 0;']],
  ],
  // Doors for strangers.
  [
    'protections',
    [
      [
        'deploy/nginx.conf',
        'add_header Access-Control-Allow-Origin https://a.example;',
        'add_header Access-Control-Allow-Origin *;',
      ],
    ],
    [['deploy/nginx.conf', '', 'add_header Access-Control-Allow-Origin https://a.example;']],
  ],
  [
    'protections',
    [['a.go', '', 'cors.Options{AllowedOrigins: []string{"*"}}']],
    [['a.go', '', 'cors.Options{AllowedOrigins: []string{"https://a.example"}}']],
  ],
  [
    'protections',
    [['a/app.py', '', 'allow_origins=["*"]']],
    [['a/app.py', '', 'allow_origins=["https://*.a.example"]']],
  ],
  [
    'protections',
    [['db/2.sql', '', 'GRANT SELECT ON customers TO PUBLIC;']],
    [['db/2.sql', '', 'REVOKE ALL ON customers FROM PUBLIC;\nGRANT SELECT ON customers TO reports;']],
  ],
  [
    'fewerProtections',
    [['Passwords.cs', 'BCrypt.HashPassword(p, workFactor: 12)', 'BCrypt.HashPassword(p, workFactor: 4)']],
    [['Passwords.cs', 'BCrypt.HashPassword(p, workFactor: 10)', 'BCrypt.HashPassword(p, workFactor: 12)']],
  ],
  [
    'fewerProtections',
    [['login.go', 'const maxAttempts = 5', 'const maxAttempts = 5000']],
    [['simulation.go', 'const iterations = 1000', 'const iterations = 500']],
  ],
  // Errors of any kind, more time, and errors that become a value.
  [
    'weakerAssertions',
    [['test_a.py', PY('with pytest.raises(ValueError): f()'), PY('with pytest.raises(Exception): f()')]],
    [['test_a.py', PY('with pytest.raises(Exception): f()'), PY('with pytest.raises(ValueError): f()')]],
  ],
  [
    'weakerAssertions',
    [
      [
        'src/test/java/ATest.java',
        'assertThrows(IOException.class, () -> a());',
        'assertThrows(Exception.class, () -> a());',
      ],
    ],
    [
      [
        'src/test/java/ATest.java',
        'assertThrows(IOException.class, () -> a());',
        'assertThrows(ParseException.class, () -> a());',
      ],
    ],
  ],
  [
    'weakerAssertions',
    [['test/ATests.cs', 'Assert.Throws<ArgumentException>(() => P());', 'Assert.ThrowsAny<Exception>(() => P());']],
    [['test/ATests.cs', '', 'Assert.Throws<Exception>(() => P());']],
  ],
  [
    'softerTests',
    [
      [
        'test/a.test.ts',
        "it('a', () => {\n  expect(a).toBe(2);\n}, 5_000);",
        "it('a', () => {\n  expect(a).toBe(2);\n}, 120_000);",
      ],
    ],
    [
      [
        'test/a.test.ts',
        "it('a', () => {\n  expect(a).toBe(2);\n}, 60_000);",
        "it('a', () => {\n  expect(a).toBe(2);\n}, 5_000);",
      ],
    ],
  ],
  [
    'softerTests',
    [['test_a.py', '@pytest.mark.timeout(5)', '@pytest.mark.timeout(300)']],
    [['test_a.py', '@pytest.mark.timeout(300)', '@pytest.mark.timeout(5)']],
  ],
  [
    'swallowed',
    [['src/a.rs', 'Ok(s.parse()?)', 's.parse().unwrap_or_default()']],
    [['src/a.rs', 's.get(1)', 's.get(1).unwrap_or_default()']],
  ],
  // Checks that run again, for fewer changes, with other programs, or with fewer owners.
  [
    'softSteps',
    [['scripts/test.sh', 'cargo test', 'for i in 1 2 3; do cargo test && break; done']],
    [['scripts/test.sh', 'cargo test', 'until pg_isready; do sleep 1; done\ncargo test']],
  ],
  [
    'softSteps',
    [['.github/workflows/ci.yml', '- run: npm test', '- run: npm test || npm test']],
    [['.github/workflows/ci.yml', '- run: npm test', '- run: npm test && npm test']],
  ],
  [
    'softSteps',
    [['.github/workflows/ci.yml', 'on: [push, pull_request]', 'on: [push]']],
    [['.github/workflows/ci.yml', 'on: [push]', 'on: [push, pull_request]']],
  ],
  [
    'softSteps',
    [['.github/workflows/ci.yml', 'pull_request:', 'pull_request:\n  paths: [docs/**]']],
    [['.github/workflows/docs.yml', null, 'pull_request:\n  paths: [docs/**]']],
  ],
  [
    'softSteps',
    [['compose.yaml', 'image: a@sha256:0123', 'image: a']],
    [['compose.yaml', 'image: a@sha256:0123', 'image: a@sha256:4567']],
  ],
  [
    'softSteps',
    [['.github/CODEOWNERS', '* @a\n/billing/ @b', '* @a']],
    [['.github/CODEOWNERS', '* @a', '* @a\n/billing/ @b']],
  ],
  // What played over the histories of two projects was no risk.
  [
    'keys',
    [['migrations/9.ts', null, "export async function up(db) {\n  table.dropIndex('a');\n}"]],
    [['a.go', 'i := strings.Index(a, ";")', 'a, _, _ = cut(a)']],
  ],
  [
    'softSteps',
    [['.github/workflows/ci.yml', 'push:', 'push:\n  paths-ignore:\n    - "src/**"']],
    [['.github/workflows/ci.yml', 'push:', "push:\n  paths-ignore:\n    - 'docs/**'\n    - '**.md'"]],
  ],
  [
    'fewerTests',
    [
      [
        'test_a.py',
        '@pytest.mark.parametrize("a", chain(\n    ["on", "yes"],\n    ["off"],\n))',
        '@pytest.mark.parametrize("a", [\n    *["on", "yes"],\n])',
      ],
    ],
    [
      [
        'test_a.py',
        '@pytest.mark.parametrize(\n    "a",\n    chain(\n    ["on", "yes"],\n    ["off"],\n),\n)',
        '@pytest.mark.parametrize(\n    "a",\n    [\n    *["on", "yes"],\n    *["off"],\n])',
      ],
    ],
  ],
  // Errors ignored in several lines, and assertions whose failures nobody sees.
  [
    'swallowed',
    [['a.ts', '', 'try {\n  await charge();\n} catch {\n  // sometimes slow\n}']],
    [['a.ts', '', 'try {\n  await charge();\n} catch (error) {\n  throw new Refused(error);\n}']],
  ],
  [
    'swallowed',
    [['A.cs', '', 'try\n{\n    Charge();\n}\ncatch (Exception)\n{\n}']],
    [['A.cs', '', 'try\n{\n    Charge();\n}\ncatch (Exception)\n{\n    throw;\n}']],
  ],
  [
    'unawaited',
    [['test_a.py', '', 'try:\n    run(job)\n    assert job.calls == 3\nexcept Exception:\n    pass']],
    [['test_a.py', '', 'try:\n    run(job)\nexcept Exception:\n    pass\nassert job.calls == 3']],
  ],
  [
    'unawaited',
    [['a.test.ts', '', 'try {\n  expect(await run()).toBe(3);\n} catch {\n}']],
    [['a.test.ts', '', 'try {\n  await run();\n} catch (error) {\n  expect(error).toBeInstanceOf(Refused);\n}']],
  ],
  [
    'unawaited',
    [['tests/ATests.cs', '', 'try\n{\n    Assert.Equal(3, Run());\n}\ncatch (Exception)\n{\n}']],
    [['tests/ATests.cs', '', 'try\n{\n    Assert.Equal(3, Run());\n}\ncatch (IOException)\n{\n}']],
  ],
  // Assertions that became a function which tests call.
  [
    'fewerTests',
    [
      [
        'a_test.go',
        'func TestA(t *testing.T) {\n\tif f(1) != 2 {\n\t\tt.Fatal("a")\n\t}\n}\n\nfunc TestB(t *testing.T) {\n\tif f(2) != 4 {\n\t\tt.Fatal("b")\n\t}\n}\n',
        'func same(t *testing.T, n, is int) {\n\tt.Helper()\n\tif f(n) != is {\n\t\tt.Fatal("c")\n\t}\n}\n\nfunc TestA(t *testing.T) {}\n\nfunc TestB(t *testing.T) {}\n',
      ],
    ],
    [
      [
        'a_test.go',
        'func TestA(t *testing.T) {\n\tif f(1) != 2 {\n\t\tt.Fatal("a")\n\t}\n}\n\nfunc TestB(t *testing.T) {\n\tif f(2) != 4 {\n\t\tt.Fatal("b")\n\t}\n}\n',
        'func same(t *testing.T, n, is int) {\n\tt.Helper()\n\tif f(n) != is {\n\t\tt.Fatal("c")\n\t}\n}\n\nfunc TestA(t *testing.T) { same(t, 1, 2) }\n\nfunc TestB(t *testing.T) { same(t, 2, 4) }\n',
      ],
    ],
  ],
  [
    'fewerTests',
    [
      [
        'test/a.test.ts',
        "test('a', () => {\n  expect(f(1)).toBe(2);\n  expect(f(2)).toBe(3);\n});",
        "const same = (n, is) => log(n, is);\ntest('a', () => {\n  same(1, 2);\n  same(2, 3);\n});",
      ],
    ],
    [
      [
        'test/a.test.ts',
        "test('a', () => {\n  expect(f(1)).toBe(2);\n  expect(f(2)).toBe(3);\n});",
        "const same = (n, is) => expect(f(n)).toBe(is);\ntest('a', () => {\n  same(1, 2);\n  same(2, 3);\n});",
      ],
    ],
  ],
  // A loop without a number, and one that begins at 0: only a text of it changed.
  [
    'fewerTests',
    [['a.test.ts', "for (let n = 0; n < 50; n++) check('a');", "for (let n = 0; n < 5; n++) check('a');"]],
    [
      [
        'a.test.ts',
        "for (const line of text.split('a')) check(line);",
        "for (const line of text.split('b')) check(line);",
      ],
    ],
  ],
  [
    'lessTested',
    [['pyproject.toml', 'addopts = "-q"', 'addopts = "-q"\nfilterwarnings = ["ignore"]']],
    [['pyproject.toml', 'addopts = "-q"', 'addopts = "-q"\nfilterwarnings = ["error"]']],
  ],
  // Work that is done now refused nothing before.
  [
    'fewerGuards',
    [['a.py', 'def rate(n):\n    raise ValueError(n)', 'def rate(n):\n    return n']],
    [['a.py', 'def rate(n):\n    raise NotImplementedError', 'def rate(n):\n    return n']],
  ],
  [
    'answers',
    [
      ['src/Vouchers.cs', '', 'if (code == "SUMMER25") return 0.25m;'],
      ['tests/VouchersTests.cs', '', '[InlineData("SUMMER25", 0.25)]'],
    ],
    [
      ['src/Vouchers.cs', '', 'if (code == "SUMMER25") return Known(code, 0.5m);'],
      ['tests/VouchersTests.cs', '', '[InlineData("SUMMER25", 0.25)]'],
    ],
  ],
  [
    'sharedState',
    [['A.cs', '', 'private static readonly Dictionary<string, int> Known = new();\nKnown[name] = 1;']],
    [
      [
        'A.cs',
        '',
        'private static readonly Dictionary<string, int> Rates = new()\n{\n["DE"] = 19,\n};\nreturn Rates[name];',
      ],
    ],
  ],
  [
    'sharedState',
    [['a.go', '', 'var known = map[string]int{"a": 1}\n\nfunc add(name string) { known[name] = 2 }']],
    [['a.go', '', 'var rates = map[string]int{"a": 1}\n\nfunc rate(name string) int { return rates[name] }']],
  ],
  [
    'dependencies',
    [['a.csproj', '<Nullable>disable</Nullable>', '<PackageReference Include="Polly" Version="8.6.1" />']],
    [['a.csproj', '<NoWarn>CS8618</NoWarn>', '<Nullable>enable</Nullable>']],
  ],
  [
    'lintConfig',
    [['a.csproj', '<NoWarn>CS8618</NoWarn>', '<Nullable>enable</Nullable>']],
    [['a.csproj', '', '<PackageReference Include="Polly" Version="8.6.1" />']],
  ],
];
