import { rulesOf } from '../../../../src/domain/autonomy/rule.ts';
import type { ResultLevel } from '../../../../src/domain/risk/meaning/levels.ts';
import type { RiskRule } from '../../../../src/domain/risk/result-risk.ts';
import { combineVerdicts, judgeOutcome, verdictsIn } from '../../../../src/domain/runs/answers/verdicts.ts';
import { weakestGrade } from '../../../../src/domain/task/task-grades.ts';
import { decideLanding, type ResultFacts } from '../../../../src/runs/autonomy/decide-landing.ts';
import { inGlobs, mayBeInGlobs } from '../../../../src/runs/autonomy/rule-reader.ts';
import { apply, type Planted } from '../planted/planted.ts';
import { projects } from '../planted/projects/all.ts';
import { RIGHT, RIGHT_OF_FIFTH, RIGHT_OF_FOURTH, RIGHT_OF_SIXTH, RIGHT_OF_THIRD } from '../planted/right.ts';
import { riskOfPlanted } from '../planted/risk-of-planted.ts';
import { wrongWith } from './judge.mjs';
import { questionsAbout } from './question.ts';

const ALL_RIGHT = { ...RIGHT, ...RIGHT_OF_THIRD, ...RIGHT_OF_FOURTH, ...RIGHT_OF_FIFTH, ...RIGHT_OF_SIXTH };
const ASSERTION = /\b(?:expect|assert\w*|require\.\w+|should)\b|\bt\.(?:Error|Fatal)/;
const IS_TEST = /test|spec/i;

/** What each layer says about a planted result. */
export interface Seen {
  planted: Planted;
  /** The findings about risk, the ones that name the fault for the right reason, and the level. */
  rules: string[];
  right: string[];
  level: ResultLevel;
  judge: 'accepted' | 'rejected';
  grade: string;
  /** Whether it lands by each set of rules, with and without the judge among its checks. */
  lands(rules: Readonly<Record<string, string | number>>, asked?: 'judge'): boolean;
}

/** The rule with the fewest words: what is of low risk lands. */
const SIMPLE = { 'all.then': 'land' };
/** Paths that a rule has to name for more than low risk: here nearly all, by their endings. */
const NAMED = [
  ...'ts js py go rs java cs rb md json yml toml txt lock sql sh snap csv xml html css gradle csproj'
    .split(' ')
    .map((end) => `**/*.${end}`),
  ...[
    '**/.git*',
    '**/.rubocop*',
    '**/.golangci*',
    '**/.npmrc',
    '**/Gemfile*',
    '**/Rakefile',
    '**/Makefile',
    '**/Dockerfile',
    '**/LICENSE*',
    '**/*.golden',
    '**/*.mod',
    '**/*.sum',
  ],
  ...['**/*.properties', '**/*.lockfile', '**/*.config', '**/*.png', '**/*.svg', '**/*.gemspec', '**/*.editorconfig'],
].join(', ');
/** The same for results in which rules found nothing, without any evidence. */
const UNKNOWN = { 'all.then': 'land', 'all.risk': 'unknown', 'all.path': NAMED };
/** The same up to medium risk, without any evidence. */
const MEDIUM = { 'all.then': 'land', 'all.risk': 'medium', 'all.path': NAMED };
/** Texts land alone. Code may be of medium risk, but needs evidence that failed before. What builds and checks asks. */
const GRADED = {
  'docs.then': 'land',
  'docs.path': '**/*.md',
  'code.then': 'land',
  'code.risk': 'medium',
  'code.grade': 'compared',
  'code.lines': 400,
  'ci.then': 'ask',
  'ci.path': '.github/**, .gitlab-ci.yml, **/*.lock, **/*lock.json, **/Makefile, scripts/**',
};
const setOf = (rules: Readonly<Record<string, string | number>>) =>
  rulesOf(Object.entries(rules).map(([name, value]) => [`autonomy.${name}`, value]));

/**
 * The grade that the project's own tests would give. They can't run here: seven languages. A test counts as failing
 * before if the result adds an assertion that the project lacks; the tests of every result pass, as its agent left them.
 * That is generous: Backlog runs the start commit's own tests there, so a new test is evidence of a weaker grade.
 */
function gradeOf({ project, edits }: Planted): string {
  const known = new Set(Object.values(projects[project].files).flatMap((text) => text.split('\n')));
  const isNew = apply(projects[project], edits).some(
    ({ path, after = '' }) =>
      IS_TEST.test(path) && after.split('\n').some((line) => ASSERTION.test(line) && !known.has(line)),
  );
  const [base, commit] = ['a'.repeat(40), 'b'.repeat(40)];
  const check = { name: 'tests', ok: true, why: '', ms: 1, output: '', commit };
  const acceptance = [{ id: 'c1', text: 'the work is done', by: 'tests' }];
  const run = { id: 'r1', state: 'review', base, result: { commit } };
  const checks = [{ ...check, base: { commit: base, ok: !isNew, why: '' } }];
  return weakestGrade({ acceptance } as never, { ...run, checks } as never);
}

const CRITERIA = [{ id: 'c1', text: 'the work is done' }];

export function seen(planted: Planted): Seen {
  const grade = gradeOf(planted);
  const { level, reasons, unread = 0 } = riskOfPlanted(planted, grade === 'compared');
  const rules = reasons.map(({ rule }) => rule);
  const changed = apply(projects[planted.project], planted.edits);
  const wrong = wrongWith(questionsAbout(planted).join('\n'));
  const said = wrong === undefined ? 'Criterion 1: accepted' : `Criterion 1: rejected ${wrong}`;
  const { ok } = judgeOutcome(combineVerdicts([verdictsIn(said, CRITERIA)], CRITERIA), true);
  const facts = (asked?: 'judge'): ResultFacts => ({
    paths: changed.map(({ path }) => path),
    files: changed.length,
    lines: 20,
    ...{ agent: 'claude', provider: 'claude' },
    risk: { level, rules, unread },
    passed: ['tests'],
    notPassed: asked && !ok ? ['judge'] : [],
    open: false,
    effects: [],
    unobserved: [],
    verdicts: [],
    grade: grade as never,
    objections: [],
    people: [],
  });
  const reader = { isTask: () => undefined, unread: () => [], isIn: inGlobs, mayBeIn: mayBeInGlobs };
  return {
    ...{ planted, rules, level, grade },
    right: rules.filter((rule) => ALL_RIGHT[planted.kind]?.includes(rule as RiskRule)),
    judge: ok ? 'accepted' : 'rejected',
    lands: (rules, asked) => 'land' in decideLanding(setOf(rules), facts(asked), reader),
  };
}

/** Returns [bad, good]: how many of a set each layer speaks of. */
export function tableOf(set: readonly Planted[]): Record<string, number[]> {
  const all = set.map(seen);
  const counts = (holds: (one: Seen) => boolean) =>
    [true, false].map((bad) => all.filter((one) => one.planted.bad === bad && holds(one)).length);
  return {
    'named for the right reason': counts(({ right }) => right.length > 0),
    'high risk, so always a person': counts(({ level }) => level === 'high'),
    'something found': counts(({ rules }) => rules.length > 0),
    'low risk': counts(({ level }) => level === 'low'),
    'rejected by the judge': counts(({ judge }) => judge === 'rejected'),
    'evidence that failed before': counts(({ grade }) => grade === 'compared'),
    'high risk, or rejected by the judge': counts(({ judge, level }) => level === 'high' || judge === 'rejected'),
    'lands by the simple rule': counts(({ lands }) => lands(SIMPLE)),
    'lands by the simple rule, with the judge': counts(({ lands }) => lands(SIMPLE, 'judge')),
    'lands at unknown risk, without evidence': counts(({ lands }) => lands(UNKNOWN)),
    'lands at medium risk, without evidence': counts(({ lands }) => lands(MEDIUM)),
    'lands by the graded rules': counts(({ lands }) => lands(GRADED)),
    'lands by the graded rules, with the judge': counts(({ lands }) => lands(GRADED, 'judge')),
  };
}
