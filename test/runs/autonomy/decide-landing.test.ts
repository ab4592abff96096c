import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Rule, type RuleSet, rulesOf } from '../../../src/domain/autonomy/rule.ts';
import { decideLanding, type ResultFacts, type RuleReader } from '../../../src/runs/autonomy/decide-landing.ts';
import { inGlobs, mayBeInGlobs } from '../../../src/runs/autonomy/rule-reader.ts';

const reader: RuleReader = {
  isIn: inGlobs,
  mayBeIn: mayBeInGlobs,
  isTask: (filter) => ({ yes: true, no: false })[filter],
  unread: (filter) => (filter === '+DOC' ? ['+DOC'] : []),
};

const FACTS: ResultFacts = {
  paths: ['docs/a.md'],
  files: 1,
  lines: 3,
  agent: 'claude',
  provider: 'claude',
  risk: { level: 'low', rules: [], unread: 0 },
  passed: ['unit'],
  notPassed: [],
  open: false,
  effects: [],
  unobserved: [],
  verdicts: [],
  objections: [],
  people: [],
};

const rules = (fields: Readonly<Record<string, string | number>>): RuleSet =>
  rulesOf(Object.entries(fields).map(([name, value]) => [`autonomy.${name}`, value]));
const LAND = { 'docs.then': 'land', 'docs.path': 'docs/**, *.md' };
const decided = (set: RuleSet, facts: Partial<ResultFacts> = {}) => {
  const decision = decideLanding(set, { ...FACTS, ...facts }, reader);
  return 'land' in decision ? decision.land.name : decision.ask.join(' | ');
};

describe('rules × facts', () => {
  test.each<[string, Record<string, string | number>, Partial<ResultFacts>, string | RegExp]>([
    ['no rule lands nothing', {}, {}, 'no rule lands results'],
    ['a rule that allows it lands it', LAND, {}, 'docs'],
    ['a rule without conditions lands low risk', { 'all.then': 'land' }, {}, 'all'],
    ['a rule without then asks', { ...LAND, 'x.path': 'docs/**' }, {}, /the rule x asks: docs\/a\.md/],
    ['the first by name of two rules is its author', { 'b.then': 'land', 'a.then': 'land' }, {}, 'a'],
    ['all files must match', LAND, { paths: ['docs/a.md', 'src/a.ts'] }, 'docs: other files: src/a.ts'],
    ['a renamed file has two paths', LAND, { paths: ['src/a.md', 'docs/a.md'] }, 'docs: other files: src/a.md'],
    ['ask wins, whatever its name', { ...LAND, 'zz.then': 'ask', 'zz.path': 'docs/a*' }, {}, /the rule zz asks/],
    ['ask by task', { ...LAND, 'x.then': 'ask', 'x.task': 'yes' }, {}, 'the rule x asks'],
    ['ask by another task does not', { ...LAND, 'x.then': 'ask', 'x.task': 'no' }, {}, 'docs'],
    ['ask with a filter that nobody can read asks', { ...LAND, 'x.then': 'ask', 'x.task': '?' }, {}, 'the rule x asks'],
    [
      'ask with a filter whose answer agents can choose asks, and says so',
      { ...LAND, 'x.then': 'ask', 'x.task': '+DOC' },
      {},
      'the rule x asks: its filter reads +DOC, which agents can change',
    ],
    [
      'a filter whose answer agents can choose lands nothing',
      { ...LAND, 'docs.task': '+DOC' },
      {},
      'docs: its filter reads +DOC, which agents can change: +DOC',
    ],
    ['ask by agent', { ...LAND, 'x.then': 'ask', 'x.agent': 'claude, codex' }, {}, 'the rule x asks'],
    ['ask by another provider does not', { ...LAND, 'x.then': 'ask', 'x.provider': 'codex' }, {}, 'docs'],
    ['paths that nobody can read ask', LAND, { paths: undefined }, /changed files can't be read/],
    ['a task that matches', { ...LAND, 'docs.task': 'yes' }, {}, 'docs'],
    ['a task that does not', { ...LAND, 'docs.task': 'no' }, {}, "docs: the task doesn't match no"],
    ['a filter that nobody can read', { ...LAND, 'docs.task': '?' }, {}, "docs: its filter can't be read: ?"],
    ['files at the limit', { ...LAND, 'docs.files': 1 }, {}, 'docs'],
    ['files over the limit', { ...LAND, 'docs.files': 1 }, { files: 2 }, 'docs: 2 files, at most 1'],
    ['lines over the limit', { ...LAND, 'docs.lines': 2 }, {}, 'docs: 3 lines, at most 2'],
    [
      'medium risk by default',
      LAND,
      { risk: { level: 'medium', rules: ['size'], unread: 0 } },
      'docs: medium risk: size',
    ],
    [
      'medium risk if allowed',
      { ...LAND, 'docs.risk': 'medium' },
      { risk: { level: 'medium', rules: ['size'], unread: 0 } },
      'docs',
    ],
    [
      'high risk always asks',
      { ...LAND, 'docs.risk': 'medium' },
      { risk: { level: 'high', rules: ['secretTexts'], unread: 0 } },
      /its risk is high: secretTexts/,
    ],
    [
      'a finding about which tests say nothing asks, whatever the evidence',
      { ...LAND, 'docs.risk': 'medium', 'docs.grade': 'compared' },
      { risk: { level: 'medium', rules: ['size', 'answers', 'suppressed'], unread: 0 }, grade: 'compared' },
      /^tests that pass say nothing about it: answers, suppressed/,
    ],
    ...(
      [
        ['src/**', 'unknown', 'claimed', true],
        ['src/**, *.md', 'unknown', 'claimed', true],
        ['**/*.ts', 'unknown', 'claimed', true],
        ['src/a*', 'unknown', 'claimed', true],
        ['', 'unknown', 'claimed', false],
        ['', 'medium', 'claimed', false],
        ['**', 'unknown', 'claimed', false],
        ['**, src/**', 'unknown', 'claimed', false],
        ['*', 'unknown', 'claimed', false],
        ['**/*', 'medium', 'claimed', false],
        ['**/*.*', 'unknown', 'claimed', false],
        ['?*/**', 'unknown', 'claimed', false],
        ['[a-z]*/**', 'unknown', 'claimed', false],
        ['{**', 'unknown', 'claimed', false],
        ['!docs/**', 'unknown', 'claimed', false],
        ['', 'medium', 'compared', false],
      ] as const
    ).map(([path, risk, grade, lands]): [string, Record<string, string>, Partial<ResultFacts>, string | RegExp] => [
      `unknown risk ${lands ? 'lands' : 'asks'} by a rule up to ${risk} with the path ${path || '(none)'} and evidence ${grade}`,
      { 'all.then': 'land', 'all.risk': risk, 'all.path': path, 'all.grade': grade },
      { paths: ['src/a.ts'], grade, risk: { level: 'unknown', rules: [], unread: 0 } },
      lands ? 'all' : /^all: (?:unknown risk, and the rule names no paths: it needs `path`|other files)/,
    ]),
    [
      'medium risk asks by a rule without paths and evidence',
      { 'all.then': 'land', 'all.risk': 'medium' },
      { risk: { level: 'medium', rules: ['size'], unread: 0 } },
      /^all: medium risk, and the rule names no paths/,
    ],
    [
      'medium risk lands by a rule without paths that asks for evidence',
      { 'all.then': 'land', 'all.risk': 'medium', 'all.grade': 'compared' },
      { risk: { level: 'medium', rules: ['size'], unread: 0 }, grade: 'compared' },
      'all',
    ],
    ['unknown risk asks', LAND, { risk: undefined }, "its risk can't be computed"],
    [
      'unread contents ask',
      LAND,
      { risk: { level: 'low', rules: [], unread: 2 } },
      'contents of 2 files were not read',
    ],
    ['a check of another commit asks', LAND, { notPassed: ['unit'] }, 'checks did not pass on this commit: unit'],
    ['an objection asks', LAND, { objections: ['task 1 has unmet acceptance criteria'] }, /unmet/],
    ['a person asks', LAND, { people: ['human:ada requested changes'] }, /requested changes/],
    [
      'breaks asks without any rule about verdicts',
      LAND,
      { verdicts: [{ by: 'judge', kind: 'breaks' }] },
      /judged as breaking its goal: judge/,
    ],
    [
      'neutral is not moves',
      { ...LAND, 'docs.verdict': 'moves' },
      { verdicts: [{ by: 'judge', kind: 'neutral' }] },
      'docs: judged neutral (judge)',
    ],
    [
      'the weakest judge counts',
      { ...LAND, 'docs.verdict': 'moves' },
      {
        verdicts: [
          { by: 'a', kind: 'moves' },
          { by: 'b', kind: 'neutral' },
        ],
      },
      /judged moves \(a\), neutral \(b\)/,
    ],
    [
      'moves is enough for neutral',
      { ...LAND, 'docs.verdict': 'neutral' },
      { verdicts: [{ by: 'a', kind: 'moves' }] },
      'docs',
    ],
    ['no grade is claimed', { ...LAND, 'docs.grade': 'checked' }, {}, 'docs: evidence is claimed, at least checked'],
    ['a better grade', { ...LAND, 'docs.grade': 'checked' }, { grade: 'compared' }, 'docs'],
    [
      'a new test is less than a failure before',
      { ...LAND, 'docs.grade': 'compared' },
      { grade: 'added' },
      'docs: evidence is added, at least compared',
    ],
    ['a rule to start lands nothing', { 's.then': 'start' }, {}, 'no rule lands results'],
    [
      'a mistake in any rule asks',
      { ...LAND, 's.then': 'start', 's.lines': 3 },
      {},
      "the rule s can't have lines with then: start",
    ],
  ])('%s', (_, fields, facts, expected) => {
    const told = decided(rules(fields), facts);
    if (typeof expected === 'string') expect(told).toBe(expected);
    else expect(told).toMatch(expected);
  });
});

const GLOBS = ['docs/**', 'src/**', '*.md', 'docs/a.md', ''];
const PATHS = ['docs/a.md', 'docs/b/c.md', 'src/a.ts', 'README.md'];
const rule = (name: string): fc.Arbitrary<Rule> =>
  fc.record({
    name: fc.constant(name),
    effect: fc.constantFrom('ask', 'land', 'land', 'start'),
    path: fc.constantFrom(...GLOBS).map((glob) => (glob === '' ? [] : [glob])),
    task: fc.constantFrom('', '', 'yes', 'no', '?'),
    agent: fc.constantFrom([], ['claude'], ['codex']),
    provider: fc.constantFrom([], ['claude']),
    lines: fc.constantFrom(0, 2, 50),
    files: fc.constantFrom(0, 1, 9),
    risk: fc.constantFrom('low', 'medium'),
    verdict: fc.constantFrom('none', 'none', 'neutral', 'moves'),
    grade: fc.constantFrom('claimed', 'claimed', 'checked'),
  });
/** The first value most of the time, so that a part of the results lands. */
const mostly = <T>(usual: T, ...others: T[]) =>
  fc.oneof({ weight: 29, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });
const riskOf = (level: 'low' | 'medium' | 'high', unread = 0) => ({ level, rules: ['size'], unread });
const facts: fc.Arbitrary<ResultFacts> = fc.record({
  paths: fc.oneof(
    { weight: 9, arbitrary: fc.uniqueArray(fc.constantFrom(...PATHS), { minLength: 1 }) },
    { weight: 1, arbitrary: fc.constant(undefined) },
  ),
  files: fc.integer({ min: 1, max: 10 }),
  lines: fc.integer({ min: 0, max: 60 }),
  agent: fc.constantFrom('claude', 'codex'),
  provider: fc.constant('claude'),
  risk: mostly<ResultFacts['risk']>(riskOf('low'), riskOf('medium'), riskOf('high'), riskOf('low', 1), undefined),
  passed: fc.constant([]),
  notPassed: mostly<string[]>([], ['unit']),
  open: fc.boolean(),
  effects: mostly<string[]>([], ['unit starts curl']),
  unobserved: mostly<string[]>([], ['Backlog did not observe unit']),
  verdicts: mostly<ResultFacts['verdicts']>(
    [],
    [{ by: 'j', kind: 'moves' }],
    [{ by: 'j', kind: 'neutral' }],
    [{ by: 'j', kind: 'breaks' }],
  ),
  objections: mostly<string[]>([], ['checks failed']),
  people: mostly<string[]>([], ['a person']),
  grade: fc.constantFrom(undefined, 'claimed' as const, 'ci' as const),
});

test('a result never lands without a rule that allows it, and ask wins', () => {
  let landed = 0;
  const sets = fc.tuple(rule('a'), rule('b'), rule('c')).map((all) => ({ rules: all, problems: [] }));
  fc.assert(
    fc.property(sets, facts, (set, of) => {
      const decision = decideLanding(set, of, reader);
      if (!('land' in decision)) {
        expect(decision.ask).not.toEqual([]);
        return;
      }
      landed++;
      const { land } = decision;
      // The oracle says it anew, condition by condition.
      expect(set.rules).toContain(land);
      expect([land.effect, of.objections, of.people, of.notPassed]).toEqual(['land', [], [], []]);
      expect(of.paths!.every((path) => land.path.length === 0 || land.path.some((glob) => inGlobs(path, [glob])))).toBe(
        true,
      );
      expect(['', 'yes']).toContain(land.task);
      expect(land.lines === 0 || of.lines <= land.lines).toBe(true);
      expect(land.files === 0 || of.files <= land.files).toBe(true);
      expect(of.risk!.level === 'low' || (of.risk!.level === 'medium' && land.risk === 'medium')).toBe(true);
      expect(of.risk!.unread).toBe(0);
      expect(of.verdicts.some(({ kind }) => kind === 'breaks')).toBe(false);
      const asks = set.rules.filter(
        ({ effect, path, task, agent, provider }) =>
          effect === 'ask' &&
          (path.length === 0 || of.paths!.some((one) => inGlobs(one, path))) &&
          task !== 'no' &&
          (agent.length === 0 || agent.includes(of.agent)) &&
          (provider.length === 0 || provider.includes(of.provider)),
      );
      expect(asks).toEqual([]);
    }),
    { seed: 20_261_127, numRuns: 5_000 },
  );
  expect(landed).toBeGreaterThan(20);
});
