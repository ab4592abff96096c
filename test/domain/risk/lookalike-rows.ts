import type { RiskRule } from '../../../src/domain/risk/result-risk.ts';

type Change = readonly [path: string, before: string | null, after: string | null];
type Row = readonly [rule: RiskRule, is: readonly Change[], not: readonly Change[]];

const ASSERTED = 'test("a", () => {\n  expect(f(1)).toBe(2);\n  expect(f(2)).toBe(3);\n});';

/** Risks that look like what is no risk: tables, functions that assert, work begun, and settings of a compiler. */
export const LOOKALIKES: readonly Row[] = [
  // A table that something gets as a whole, or of which code changes an element, in whatever way.
  ...[
    ['A.cs', 'private static readonly Dictionary<string, int> Rates = new();', 'Rates[names[0]] = 1;'],
    ['A.cs', 'private static readonly Dictionary<string, int> Rates = new();', 'Rates[name] ??= 1;'],
    ['A.cs', 'private static readonly HashSet<string> Rates = new();', 'Rates.UnionWith(names);'],
    ['A.cs', 'private static readonly List<string> Rates = new();', 'Fill(Rates, names);'],
    ['A.cs', 'private static readonly List<string> Rates = new();', 'var all = Rates;\nall.Add(name);'],
    ['A.cs', 'private static readonly List<string> Rates = new();', 'Rates.Sort();'],
    ['A.java', 'private static final Map<String, Integer> RATES = new HashMap<>();', 'RATES.replaceAll(this::raised);'],
    ['A.java', 'private static final List<String> RATES = new ArrayList<>();', 'Collections.addAll(RATES, names);'],
    [
      'A.java',
      'private static final Map<String, List<String>> RATES = new HashMap<>();',
      'RATES.get(name).add(other);',
    ],
    ['a.go', 'var rates = map[string]int{"a": 1}', 'func all() (map[string]int, error) { return rates, nil }'],
    ['a.go', 'var rates = map[string]int{"a": 1}', 'func add(names []string) { rates[names[0]]++ }'],
    ['a.go', 'var rates = map[string]int{"a": 1}', 'func add(name string) { rates[name] *= 2 }'],
    ['a.go', 'var rates = map[string]int{"a": 1}', 'func add(more map[string]int) { maps.Copy(rates, more) }'],
    ['a.go', 'var rates = map[string]int{"a": 1}', 'func add(name string) { rates[name], ok = 2, true }'],
  ].map(
    ([path, table, use]): Row => [
      'sharedState',
      [[path!, '', `${table}\n${use}`]],
      [
        [
          'a.go',
          '',
          'var rates = []string{"a"}\n\nfunc rate(n int) int {\n\tfor _, one := range rates {\n\t}\n\treturn len(rates)\n}',
        ],
      ],
    ],
  ),
  [
    'sharedState',
    [
      ['rate/a.go', '', 'var rates = map[string]int{"a": 1}'],
      ['rate/b.go', '', 'func add(name string) { rates[name] = 2 }'],
    ],
    [
      ['rate/a.go', '', 'var rates = map[string]int{"a": 1}'],
      ['tax/b.go', '', 'func add(name string) { rates[name] = 2 }'],
    ],
  ],
  // A function that asserts, of which only the name is there, which is another one's, or which nothing calls.
  ...[
    'test("a", () => {\n  void same;\n  void same;\n});',
    'test("a", () => {\n  f(1);\n});\nexport { same };\nexport const other = [same];',
    'test("a", () => {\n  shop.same(1, 2);\n  shop.same(2, 3);\n});',
    'function all() {\n  same(1, 2);\n  same(2, 3);\n}\ntest("a", () => {\n  f(1);\n});',
  ].map(
    (bad): Row => [
      'fewerTests',
      [['test/a.test.ts', ASSERTED, `const same = (n, is) => expect(f(n)).toBe(is);\n${bad}`]],
      [
        [
          'test/a.test.ts',
          ASSERTED,
          'const same = (n, is) => expect(f(n)).toBe(is);\nfunction all() {\n  same(1, 2);\n  same(2, 3);\n}\ntest("a", () => {\n  all();\n});',
        ],
      ],
    ],
  ),
  // A refusal of some input is one, whatever it says, and whatever a comment says of it.
  ...[
    [
      'a.py',
      'def pay(n):\n    if n < 0: raise NotImplementedError("refunds")\n    return charge(n)',
      'def pay(n):\n    return charge(n)',
    ],
    [
      'a.py',
      'def pay(n):\n    if n < 0:\n        raise NotImplementedError\n    return charge(n)',
      'def pay(n):\n    return charge(n)',
    ],
    ['a.ts', 'if (!user.admin) throw new Forbidden(); // TODO: better words\ncharge(n);', 'charge(n);'],
    ['a.go', 'if n < 0 {\n\treturn errors.New("negative") // TODO: a type\n}\nreturn charge(n)', 'return charge(n)'],
  ].map(
    ([path, before, after]): Row => [
      'fewerGuards',
      [[path!, before!, after!]],
      [['a.ts', 'function pay(n) {\n  throw new Error("TODO");\n}', 'function pay(n) {\n  return charge(n);\n}']],
    ],
  ),
  [
    'dependencies',
    [
      [
        'a.csproj',
        '<Nullable>disable</Nullable>',
        '<Nullable>enable</Nullable><PackageReference Include="Polly" Version="8.6.1" />',
      ],
    ],
    [['a.csproj', '<Nullable>disable</Nullable>', '<Nullable>enable</Nullable>']],
  ],
];
