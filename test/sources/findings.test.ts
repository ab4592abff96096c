import { describe, expect, test } from 'vitest';
import { candidatesOf } from '../../src/sources/findings/candidates.ts';
import { readReport, reportFormatOf } from '../../src/sources/findings/reports.ts';

const json = (value: unknown) => JSON.stringify(value);

const SARIF = {
  version: '2.1.0',
  runs: [
    {
      tool: {
        driver: {
          name: 'CodeQL',
          rules: [
            { id: 'js/sql', shortDescription: { text: 'SQL from input' }, defaultConfiguration: { level: 'error' } },
            { id: 'js/log', messageStrings: { told: { text: 'logs {0} in {1}' } } },
          ],
        },
      },
      artifacts: [{ location: { uri: 'src/a.js' } }, { location: { uri: 'src/b%20c.js' } }],
      results: [
        {
          ruleIndex: 0,
          message: { text: 'Built from input' },
          locations: [
            { physicalLocation: { artifactLocation: { uri: 'file:///repo/src/a.js' }, region: { startLine: 7 } } },
          ],
        },
        {
          ruleId: 'js/log',
          level: 'note',
          message: { id: 'told', arguments: ['a password', 'login'] },
          locations: [{ physicalLocation: { artifactLocation: { uri: 'src/b%20c.js' } } }],
        },
        { ruleId: 'js/sql', message: { text: 'hidden' }, suppressions: [{ kind: 'inSource' }] },
        { ruleId: 'js/sql', message: { text: 'old' }, baselineState: 'absent' },
        { ruleId: 'js/sql', message: { text: 'fine' }, kind: 'pass' },
        { ruleId: 'js/sql', message: { text: 'no place' } },
      ],
    },
  ],
};

const ESLINT = [
  {
    filePath: '/repo/src/a.js',
    messages: [
      { ruleId: 'no-unused-vars', severity: 2, message: "'x' is never used.", line: 3 },
      { ruleId: null, severity: 2, fatal: true, message: 'Parsing error', line: 9 },
      { ruleId: 'semi', severity: 1, message: 'Missing semicolon.', line: 4 },
      { message: 5 },
    ],
    suppressedMessages: [{ ruleId: 'eqeqeq', message: 'No.' }],
  },
  { filePath: '/repo/src/clean.js', messages: [] },
];

const AUDIT = {
  auditReportVersion: 2,
  vulnerabilities: {
    lodash: {
      severity: 'critical',
      range: '<4.17.21',
      via: [{ title: 'Command injection', url: 'https://example.com/1' }],
      fixAvailable: { name: 'lodash', version: '4.17.21' },
    },
    gulp: { severity: 'high', via: ['lodash'], range: '*', fixAvailable: true },
  },
  metadata: {},
};

const AUDIT_1 = {
  advisories: { 7: { module_name: 'qs', title: 'Pollution', severity: 'moderate', recommendation: 'Update to 6.9.7' } },
  metadata: {},
};

const SEMGREP = {
  results: [
    { check_id: 'py.exec', path: 'app.py', start: { line: 2 }, extra: { message: 'exec', severity: 'ERROR' } },
    {
      check_id: 'py.exec',
      path: 'b.py',
      start: { line: 3 },
      extra: { message: 'x', severity: 'INFO', is_ignored: true },
    },
  ],
  paths: { scanned: ['app.py', 'b.py'] },
  errors: [],
};

const JUNIT = `<?xml version="1.0"?><testsuites><testsuite name="s">
<testcase classname="Login" name="refuses &lt;wrong&gt; passwords" file="test/login.py" line="12"><failure message="expected 401"><![CDATA[x <testcase name="no"/>]]></failure></testcase>
<testcase name="passes"/><testcase name="later"><skipped/></testcase></testsuite></testsuites>`;

const LCOV =
  'TN:\nSF:/repo/src/a.js\nDA:1,1\nDA:2,0\nDA:3,0\nLF:3\nLH:1\nend_of_record\nSF:src/full.js\nDA:1,4\nend_of_record\n';
const SUMMARY = {
  total: { lines: { total: 4, covered: 1 } },
  '/repo/src/a.js': { lines: { total: 4, covered: 1, pct: 25 } },
};
const COBERTURA = `<coverage line-rate="0.3"><packages><package><classes>
<class filename="src/a.py"><methods><method><lines><line number="1" hits="1"/></lines></method></methods><lines><line number="1" hits="1"/><line number="2" hits="0"/><line number="3" hits="0"/></lines></class>
</classes></package></packages></coverage>`;

const REPORTS: readonly [
  name: string,
  text: string,
  format: string,
  findings: [rule: string, path: string | undefined, level: string][],
  looked: unknown,
][] = [
  [
    'SARIF',
    json(SARIF),
    'sarif',
    [
      ['js/sql', '/repo/src/a.js', 'high'],
      ['js/log', 'src/b c.js', 'low'],
      ['js/sql', undefined, 'high'],
    ],
    { files: ['src/a.js', 'src/b c.js'] },
  ],
  [
    'ESLint',
    json(ESLINT),
    'eslint',
    [
      ['no-unused-vars', '/repo/src/a.js', 'medium'],
      ['syntax', '/repo/src/a.js', 'medium'],
      ['semi', '/repo/src/a.js', 'low'],
    ],
    { files: ['/repo/src/clean.js'] },
  ],
  ['npm audit', json(AUDIT), 'npm-audit', [['lodash', 'package.json', 'high']], 'everywhere'],
  ['npm audit of npm 6', json(AUDIT_1), 'npm-audit', [['qs', 'package.json', 'medium']], 'everywhere'],
  ['Semgrep', json(SEMGREP), 'semgrep', [['py.exec', 'app.py', 'high']], { files: ['app.py', 'b.py'] }],
  [
    'JUnit',
    JUNIT,
    'junit',
    [['Login > refuses <wrong> passwords', 'test/login.py', 'high']],
    { rules: new Set(['Login > refuses <wrong> passwords', 'passes']) },
  ],
  ['lcov', LCOV, 'coverage', [['coverage', '/repo/src/a.js', 'low']], { files: ['/repo/src/a.js', 'src/full.js'] }],
  ['Istanbul', json(SUMMARY), 'coverage', [['coverage', '/repo/src/a.js', 'low']], { files: ['/repo/src/a.js'] }],
  ['Cobertura', COBERTURA, 'coverage', [['coverage', 'src/a.py', 'low']], { files: ['src/a.py'] }],
];

describe.each(REPORTS)('%s', (_, text, format, findings, looked) => {
  test('is recognised and read', () => {
    expect(reportFormatOf(text)?.format.name).toBe(format);
    const report = readReport(text, 'report', { below: 50 });
    expect(report.findings.map(({ rule, path, level }) => [rule, path, level])).toEqual(findings);
    expect(report.looked).toEqual(looked);
  });

  test('cut anywhere, it is refused or read in part, and no finding of it is gone', () => {
    const whole = readReport(text, 'report', { below: 50 }).findings;
    for (let end = 0; end < text.length; end += 7) {
      const cut = text.slice(0, end);
      if (reportFormatOf(cut)) {
        const { findings: found, looked: places } = readReport(cut, 'report', { below: 50 });
        const isLooked = ({ rule, path }: (typeof whole)[number]) =>
          typeof places === 'string' ||
          ('rules' in places ? places.rules.has(rule) : places.files.includes(path ?? ''));
        const known = new Set(found.map(({ rule, path }) => `${rule} ${path}`));
        expect(whole.filter((one) => isLooked(one) && !known.has(`${one.rule} ${one.path}`))).toEqual([]);
      } else expect(() => readReport(cut, 'report', { below: 50 })).toThrow('no report that Backlog can read');
    }
  });
});

test('values of other types anywhere in a report are left out, and nothing breaks', () => {
  const odd = [null, 5, 'x', [], {}, [null], { a: [] }, true];
  for (const whole of [SARIF, ESLINT, AUDIT, AUDIT_1, SEMGREP, SUMMARY]) {
    const walk = (value: unknown, put: (next: unknown) => void) => {
      for (const other of odd) {
        put(other);
        const text = json(copy);
        if (reportFormatOf(text)) readReport(text, 'report', { below: 50 });
      }
      put(value);
      if (typeof value !== 'object' || value === null) return;
      for (const key of Object.keys(value))
        walk((value as Record<string, unknown>)[key], (next) => {
          (value as Record<string, unknown>)[key] = next;
        });
    };
    let copy: unknown = structuredClone(whole);
    walk(copy, (next) => {
      copy = next;
    });
  }
});

test('findings of a rule in a file are one candidate, the worst first, with bounded places', () => {
  const many = Array.from({ length: 30 }, (_, n) => ({
    ruleId: 'semi',
    severity: 1,
    message: `Missing ${n}`,
    line: n + 1,
  }));
  const report = readReport(
    json([{ filePath: '/repo/src/[id].js', messages: [...many, ESLINT[0]!.messages[0]] }]),
    'r',
    { below: 50 },
  );
  const candidates = candidatesOf(report, (path) => path.replace('/repo/', ''));
  expect(candidates.map(({ title }) => title)).toEqual([
    'ESLint: no-unused-vars in src/[id].js',
    'ESLint: semi in src/[id].js',
  ]);
  expect(candidates[1]!.body?.split('\n')).toHaveLength(22);
  expect(candidates[1]!.scope).toEqual([{ glob: 'src/[[]id].js' }]);
});

test('a finding outside the repository is left out', () => {
  expect(candidatesOf(readReport(json(ESLINT), 'r', { below: 50 }), () => undefined)).toEqual([]);
});

test.each(['.', './', ''])('a finding at the path %j of the repository itself has no place and no scope', (path) => {
  const [one] = candidatesOf(readReport(json(ESLINT), 'r', { below: 50 }), () => path);
  expect(one).toMatchObject({ title: 'ESLint: no-unused-vars' });
  expect(one).not.toHaveProperty('scope');
});

const lookedAt = (text: string) => readReport(text, 'r', { below: 50 }).looked;

test.each<[why: string, text: string, looked: unknown]>([
  ['ESLint could not parse it', json([{ filePath: 'a.js', messages: [{ message: 'x', fatal: true }] }]), { files: [] }],
  [
    'SARIF says that the run failed',
    json({ version: '2.1.0', runs: [{ ...SARIF.runs[0], invocations: [{ executionSuccessful: false }] }] }),
    { files: [] },
  ],
  ['Semgrep failed there', json({ ...SEMGREP, errors: [{ path: 'app.py', level: 'warn' }] }), { files: ['b.py'] }],
  ['the test was skipped', '<testsuite><testcase name="a"><skipped/></testcase></testsuite>', { rules: new Set() }],
  ['JUnit is cut at it', '<testsuite><testcase name="a"/><testcase name="b"><properties/>', { rules: new Set(['a']) }],
  [
    'JUnit is cut in an output that looks like it',
    '<testsuite><testcase name="a"/><testcase name="b"><system-out><![CDATA[<testcase name="c"/>',
    { rules: new Set(['a']) },
  ],
  ['lcov is cut at it', 'SF:a.js\nDA:1,1\nend_of_record\nSF:b.js\nDA:1,1\n', { files: ['a.js'] }],
  [
    'Cobertura is cut at it',
    '<coverage><class filename="a.py"><lines/></class><class filename="b.py"><lines><line number="1" hits="1"/>',
    { files: ['a.py'] },
  ],
])('a place is none at which the tool looked if %s', (_, text, looked) => {
  expect(lookedAt(text)).toEqual(looked);
});

test('a location of SARIF can name its base and its artifact', () => {
  const at = (artifactLocation: object) => ({
    ...{ ruleId: 'r', message: { text: 'm' } },
    locations: [{ physicalLocation: { artifactLocation } }],
  });
  const run = {
    tool: { driver: { name: 'T' } },
    originalUriBaseIds: { ROOT: { uri: 'file:///ci/app/' }, SRC: { uri: 'src/', uriBaseId: 'ROOT' }, OPEN: {} },
    artifacts: [{ location: { uri: 'b.js', uriBaseId: 'SRC' } }],
    results: [at({ uri: 'a.js', uriBaseId: 'SRC' }), at({ index: 0 }), at({ uri: 'c.js', uriBaseId: 'OPEN' })],
  };
  const report = readReport(json({ version: '2.1.0', runs: [run] }), 'r', { below: 50 });
  expect(report.findings.map(({ path }) => path)).toEqual(['/ci/app/src/a.js', '/ci/app/src/b.js', 'c.js']);
  expect(report.looked).toEqual({ files: ['/ci/app/src/b.js'] });
});
