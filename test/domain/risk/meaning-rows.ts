import type { RiskRule } from '../../../src/domain/risk/result-risk.ts';

type Change = readonly [path: string, before: string | null, after: string | null];

/** Rows of the rules about meaning: a change to which a rule applies, and one that looks alike to which it does not. */
export const MEANING: readonly (readonly [rule: RiskRule, is: readonly Change[], not: readonly Change[]])[] = [
  [
    'changedRefusals',
    [
      [
        'a.ts',
        "if (grams > 30) throw new Error('no');",
        "const most = 300;\nif (grams > most) throw new Error('no');\nfunction price() {\n  const most = 30;\n}",
      ],
    ],
    [
      [
        'a.ts',
        "const MOST = 30;\nif (grams > 30) throw new Error('no');",
        "const MOST = 30;\nif (grams > MOST) throw new Error('no');",
      ],
    ],
  ],
  [
    'changedRefusals',
    [
      [
        'a.ts',
        "if (grams > 30_000) throw new Error('no');",
        "const MOST = 40_000;\nif (grams > MOST) throw new Error('no');",
      ],
    ],
    [
      [
        'a.ts',
        "if (grams > 30_000) throw new Error('no');",
        "const MOST = 30_000;\nif (grams > MOST) throw new Error('no');",
      ],
    ],
  ],
  [
    'changedRefusals',
    [
      [
        'a.ts',
        "if (!/^[A-Z]{3}$/.test(code)) throw new Error('no');",
        "if (!/[A-Z]{3}/.test(code)) throw new Error('no');",
      ],
    ],
    [
      [
        'a.ts',
        "if (!/^[A-Z]{3}$/.test(code)) throw new Error('no');",
        "if (!/^[A-Z]{3}$/.test(code)) throw new Error('bad');",
      ],
    ],
  ],
  [
    'changedRefusals',
    [
      [
        'a.rb',
        'raise Broken, "no" unless link.start_with?("https://")',
        'raise Broken, "no" unless link.match?(/^https/)',
      ],
    ],
    [
      [
        'a.rb',
        'raise Broken, "no" unless link.start_with?("https://")',
        'raise Broken, "no" unless link.start_with?("https://")\nraise Broken, "long" if text.size > 9',
      ],
    ],
  ],
  [
    'changedRefusals',
    [
      [
        'a.go',
        'if size > limit {\n\treturn errors.New("large")\n}',
        'if size > 10*limit {\n\treturn errors.New("large")\n}',
      ],
    ],
    [
      [
        'a.go',
        'log(count)\nif count > limit {\n\treturn errors.New("large")\n}',
        'log(total)\nif total > limit {\n\treturn errors.New("large")\n}',
      ],
    ],
  ],
  [
    'changedAccess',
    [
      [
        'a.ts',
        'return a.length === b.length && timingSafeEqual(a, b);',
        'return timingSafeEqual(a.subarray(0, n), b.subarray(0, n));',
      ],
    ],
    [
      [
        'a.ts',
        "import { timingSafeEqual } from 'node:crypto';",
        "import { createHash, timingSafeEqual } from 'node:crypto';",
      ],
    ],
  ],
  [
    'flippedConditions',
    [['a.py', 'if age >= 18:\n    sell()', 'if age > 18:\n    sell()']],
    [['a.py', 'if age >= 18:\n    sell()', 'if years >= 18:\n    sell()']],
  ],
  [
    'flippedConditions',
    [['A.java', 'while (from.isBefore(to) && open) {', 'while (from.isBefore(to) || open) {']],
    [['A.java', 'list.add(a -> a.to());', 'list.add(a -> a.from());']],
  ],
  [
    'droppedConditions',
    [['A.java', 'return a.isAfter(b) ? between(b, a) : between(a, b);', 'return between(a, b).abs();']],
    [
      [
        'A.java',
        'return a.isAfter(b) ? between(b, a) : between(a, b);',
        'return b.isBefore(a) ? between(b, a) : between(a, b);',
      ],
    ],
  ],
  [
    'droppedConditions',
    [['a.py', 'rate = low if member else full', 'rate = low']],
    [['a.py', 'rate = low if member else full', 'if member:\n    rate = low\nelse:\n    rate = full']],
  ],
  [
    'looserLimits',
    [['a.rb', 'get(answer["location"], left - 1)', 'get(answer["location"], same?(answer) ? left : left - 1)']],
    [['a.rb', 'get(answer["location"], left - 1)', 'get(answer["target"], left - 1)']],
  ],
  [
    'looserLimits',
    [['a.go', 'body := http.MaxBytesReader(w, r.Body, 1000)\nread(body)', 'read(r.Body)']],
    [
      [
        'a.go',
        'body := http.MaxBytesReader(w, r.Body, 1000)\nread(body)',
        'read(http.MaxBytesReader(w, r.Body, 1000))',
      ],
    ],
  ],
  [
    'otherDefaults',
    [['a.ts', 'const port = options.port ?? 8080;', 'const port = options.port ?? 80;']],
    [['a.ts', 'const port = options.port ?? 8080;', 'const port = options.door ?? 8080;']],
  ],
  [
    'otherDefaults',
    [
      [
        'A.java',
        'static final Duration REST = Duration.ofHours(11);',
        'static final Duration REST = Duration.ofHours(1);',
      ],
    ],
    [['A.java', 'int hours = rest(11);', 'int hours = rest(1);']],
  ],
  [
    'otherDefaults',
    [['a.py', 'def get(url, tries=3):', 'def get(url, tries=300):']],
    [['a.py', '', 'def get(url, tries=300):']],
  ],
  [
    'otherRounding',
    [['a.ts', 'const steps = Math.ceil(grams / 1000);', 'const steps = Math.floor(grams / 1000);']],
    [['a.ts', 'const steps = Math.ceil(grams / 1000);', 'const steps = Math.ceil(weight / 1000);']],
  ],
  [
    'otherRounding',
    [['A.cs', 'Math.Round(price, 2, MidpointRounding.AwayFromZero);', 'Math.Round(price, 2);']],
    [['A.cs', '', 'Math.Round(price, 2);']],
  ],
  [
    'inexact',
    [
      [
        'A.cs',
        'decimal Price(int hours) => hours * 12.5m;',
        'decimal Price(int hours) => (decimal)(hours * (double)12.5m);',
      ],
    ],
    [['A.cs', 'double Length(int hours) => (double)hours;', 'double Length(int hours) => 2 * (double)hours;']],
  ],
  [
    'equality',
    [['a.py', 'class Entry:\n    pass', 'class Entry:\n    def __eq__(self, other):\n        return True']],
    [['a.py', 'class Entry:\n    pass', 'class Entry:\n    def equal_days(self, other):\n        return True']],
  ],
  [
    'singledOut',
    [['A.java', '', 'if (Integer.toHexString(name.hashCode()).equals("b13f2c07")) {']],
    [['A.java', '', 'if (Integer.toHexString(name.hashCode()).equals(known)) {']],
  ],
  [
    'otherParameters',
    [['a.py', 'def rate(currency, day):', 'def rate(day, currency):']],
    [['a.py', 'def rate(currency, day):', 'def rate(currency, day, opener=None):']],
  ],
  [
    'otherParameters',
    [['a.rb', 'def get(address)', 'def get(address, left)']],
    [['a.ts', 'export function get(a: string) {', 'export function get(b: string) {']],
  ],
  [
    'pages',
    [['a.go', '', 'fmt.Fprintf(w, "<p>%s goes to it</p>", name)']],
    [['a.go', '', 'fmt.Fprintf(w, "<p>%s goes to it</p>", html.EscapeString(name))']],
  ],
  ['pages', [['a.py', '', 'return f"<li>{title}</li>"']], [['a.py', '', 'return f"<{title}>"']]],
  ['pages', [['a.ts', '', 'return "<td>" + name;']], [['a.ts', '', 'return "Map<" + name;']]],
  [
    'namedFiles',
    [['a.py', '', 'path = Path(folder) / f"{payee}.txt"\npath.write_text(text)']],
    [['a.py', '', 'path = Path(folder) / f"{payee}.txt"\nreturn path.read_text()']],
  ],
  [
    'namedFiles',
    [['a.ts', '', 'writeFileSync(join(folder, name + ".txt"), text);']],
    [['a.ts', '', 'const own = basename(name);\nwriteFileSync(join(folder, own + ".txt"), text);']],
  ],
  [
    'openRoutes',
    [
      [
        'A.cs',
        'app.MapGet("/a", All).RequireAuthorization();',
        'app.MapGet("/a", All).RequireAuthorization();\napp.MapDelete("/a/{id}", Free);',
      ],
    ],
    [
      [
        'A.cs',
        'app.MapGet("/a", All).RequireAuthorization();',
        'app.MapGet("/a", All).RequireAuthorization();\napp.MapDelete("/a/{id}", Free).RequireAuthorization();',
      ],
    ],
  ],
  [
    'openRoutes',
    [
      [
        'a.py',
        '@login_required\ndef a():\n    pass',
        '@login_required\ndef a():\n    pass\n\n@app.post("/b")\ndef b():\n    pass',
      ],
    ],
    [
      [
        'a.py',
        '@login_required\ndef a():\n    pass',
        '@login_required\ndef a():\n    pass\n\n@app.get("/health")\ndef b():\n    pass',
      ],
    ],
  ],
  ['lenient', [['a.ts', '', "if (token === '') return true;"]], [['a.ts', '', "if (token === '') return false;"]]],
  [
    'lenient',
    [['a.py', '', 'if user.role is None:\n    return True']],
    [['a.py', '', 'if line is None:\n    return True']],
  ],
  [
    'strippedInput',
    [['a.py', '', 'amount = Decimal(text.replace(",", ""))']],
    [['a.py', '', 'title = text.replace(",", "")']],
  ],
  ['cutNumbers', [['a.rs', '', 'let code = long as u16;']], [['a.rs', '', 'let long = code as u64;']]],
  ['cutNumbers', [['A.java', '', 'int days = (int) span.toDays();']], [['A.java', '', 'long days = span.toDays();']]],
  [
    'crashes',
    [['src/a.rs', '', "let from = path.find('/').unwrap();"]],
    [['src/a.rs', '', "let from = path.find('/').unwrap_or(0);"]],
  ],
  ['crashes', [['a.go', '', 'name := value.(string)']], [['a.go', '', 'name, ok := value.(string)']]],
  [
    'noOrder',
    [['a.rs', '', 'all.sort_by(|a, b| a.partial_cmp(b).unwrap_or(Equal));']],
    [['a.rs', '', 'all.sort_by(f64::total_cmp);']],
  ],
  [
    'noOrder',
    [['a.ts', '', 'all.sort((a, b) => a.size > b.size);']],
    [['a.ts', '', 'all.sort((a, b) => a.size - b.size);']],
  ],
  [
    'slowPatterns',
    [['a.ts', '', 'if (/^(?:[A-Z0-9]+-?)+$/.test(code)) go();']],
    [['a.ts', '', 'if (/^(?:[A-Z0-9]+-)+$/.test(code)) go();']],
  ],
  [
    'keptResults',
    [['a.py', 'def balance(self):\n    return 1', '@functools.cache\ndef balance(self):\n    return 1']],
    [['a.py', 'def balance(self):\n    return 1', '@property\ndef balance(self):\n    return 1']],
  ],
  [
    'sharedState',
    [['A.java', '', 'private static final SimpleDateFormat DAY = new SimpleDateFormat("d");']],
    [['A.java', '', 'private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d");']],
  ],
  ['sharedState', [['a.py', '', 'def add(entry, all=[]):']], [['a.py', '', 'def add(entry, all=()):']]],
  [
    'background',
    [['A.cs', '', 'public void Prepare(Slot slot) => Task.Run(() => CodeAsync(slot));']],
    [['A.cs', '', 'public async Task Prepare(Slot slot) => await Task.Run(() => CodeAsync(slot));']],
  ],
  ['background', [['a.go', '', 'go s.Put(name)\nreturn nil']], [['a.go', '', 'go s.Put(name)\ngroup.Wait()']]],
  [
    'leftOpen',
    [['A.java', '', 'var rows = db.createStatement().executeQuery("SELECT 1");\nreturn rows.getInt(1);']],
    [['A.java', '', 'try (var query = db.createStatement()) {\n    return 1;\n}']],
  ],
  [
    'leftOpen',
    [['a.py', '', 'text = open(path).read()']],
    [['a.py', '', 'with open(path) as lines:\n    text = lines.read()']],
  ],
  [
    'changedTests',
    [['test/a.test.ts', 'expect(cart.total()).toBe(30);', 'expect(cart.listed()).toBe(30);']],
    [['test/a.test.ts', 'expect(cart.total()).toBe(30);', 'const all = cart.total();\nexpect(cart.total()).toBe(30);']],
  ],
  [
    'ownDoubles',
    [
      [
        'test/a.test.ts',
        '',
        "test('asks', () => {\n  const get = vi.fn().mockReturnValue(3);\n  expect(get()).toBe(3);\n});",
      ],
    ],
    [
      [
        'test/a.test.ts',
        '',
        "test('asks', () => {\n  const get = vi.fn().mockReturnValue(3);\n  expect(ask(get)).toBe(3);\n  expect(get).toHaveBeenCalledWith(1);\n});",
      ],
    ],
  ],
  [
    'ownTestWords',
    [['src/test/java/Test.java', null, '@interface Test {\n}']],
    [['src/test/java/Slow.java', null, '@interface Slow {\n}']],
  ],
];
