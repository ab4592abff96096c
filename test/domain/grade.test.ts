import { expect, test } from 'vitest';
import {
  type GRADES,
  type GradedRun,
  type GradeFacts,
  gradingOf,
  mentionsCommand,
} from '../../src/domain/task/grade.ts';
import { isShownBy, metBy } from '../../src/domain/task/task-grades.ts';

const [BASE, OLD, NOW] = ['b', 'a', 'f'].map((digit) => digit.repeat(40)) as [string, string, string];

type Check = NonNullable<GradedRun['checks']>[number];

const check = (more: Partial<Check> = {}): Check =>
  ({ name: 'unit', ok: true, why: 'it exited with 0', ms: 1, output: '', commit: NOW, ...more }) as Check;

const run = (checks: Check[], more: object = {}): GradedRun =>
  ({ id: 'r1', base: BASE, state: 'review', result: { commit: NOW }, checks, ...more }) as unknown as GradedRun;

/** A run whose result is in a pull request, with what CI reported there. */
const ci = (reported: { name: string; ok?: boolean }, result = NOW): GradedRun =>
  run([], { ci: { commit: 'c'.repeat(40), result, checks: [reported] } });

const met = (more: object = {}) =>
  ({ at: '2026-07-30T14:30:00Z', actor: 'ai:x', evidence: 'all good', run: 'r1', commit: NOW, ...more }) as never;

const facts = (more: Partial<GradeFacts['criterion']>, of?: GradedRun, agree?: string): GradeFacts => ({
  criterion: { id: 'c1', text: 'It works', ...more },
  run: of,
  agree,
});

const CLAIM = 'claimed: "all good" (ai:x)';
const PASSED = 'run by Backlog on fffffff: passed';
const CURED = 'failed before, passes now (run by Backlog on bbbbbbb and fffffff)';

/** Facts, the grade that follows, and what is said. */
const ROWS: [what: string, facts: GradeFacts, grade: keyof typeof GRADES | undefined, says: string[]][] = [
  ['nothing', facts({}), undefined, ['no evidence']],
  ['a claim', facts({ met: met() }, run([])), 'claimed', [CLAIM]],
  [
    'a green check of CI on the commit that has this result',
    facts({ by: 'ci:build' }, ci({ name: 'build', ok: true })),
    'ci',
    ['passed in CI on ccccccc: "build"'],
  ],
  [
    'a green check of CI of another name',
    facts({ by: 'ci:build' }, ci({ name: 'lint', ok: true })),
    undefined,
    ['CI has not answered yet for fffffff, or skipped it: "build", a required check of its pull request'],
  ],
  [
    'a green check of CI on the commit of an earlier result',
    facts({ by: 'ci:build' }, ci({ name: 'build', ok: true }, OLD)),
    undefined,
    ['CI has not answered yet for fffffff, or skipped it: "build", a required check of its pull request'],
  ],
  [
    'a check of CI without an outcome, beside a claim',
    facts({ by: 'ci:build', met: met() }, ci({ name: 'build' })),
    'claimed',
    [CLAIM, 'CI has not answered yet for fffffff, or skipped it: "build", a required check of its pull request'],
  ],
  [
    'a failed check of CI, whatever else is claimed',
    facts({ by: 'ci:build', met: met() }, ci({ name: 'build', ok: false })),
    undefined,
    ['failed in CI on ccccccc: "build"', CLAIM],
  ],
  [
    'a green check of CI that a local check has the name of',
    facts({ by: 'build' }, ci({ name: 'build', ok: true })),
    undefined,
    ['not run on fffffff yet: "build"'],
  ],
  [
    'a claim of a script',
    facts({ met: met({ actor: 'system:ci' }) }, run([])),
    'claimed',
    ['claimed: "all good" (system:ci)'],
  ],
  [
    'a claim that a person imported',
    facts({ met: met({ actor: 'human:ada', author: 'the plan' }) }, run([])),
    'claimed',
    ['claimed: "all good" ("the plan", imported by human:ada)'],
  ],
  [
    'a claim of another run',
    facts({ met: met({ run: 'r0' }) }, run([])),
    'claimed',
    [`claimed, not of this result: "all good" (ai:x)`],
  ],
  [
    'an outdated claim',
    facts({ met: met({ outdated: 'run r1 was discarded' }) }, run([])),
    undefined,
    ['outdated evidence (run r1 was discarded), "all good" (ai:x): doesn\'t count'],
  ],
  [
    "the agent's own run of what it claims",
    facts(
      { met: met({ evidence: 'npm test: 3 passed' }) },
      run([], { result: { commit: NOW, commands: [{ command: 'npm test', at: '' }] } }),
    ),
    'ran',
    ['run by the agent: "npm test" exited with 0', 'claimed: "npm test: 3 passed" (ai:x)'],
  ],
  [
    "the agent's own run of another command",
    facts({ met: met() }, run([], { result: { commit: NOW, commands: [{ command: 'npm test', at: '' }] } })),
    'claimed',
    [CLAIM],
  ],
  ['a check of this commit', facts({ by: 'unit', met: met() }, run([check()])), 'checked', [PASSED, CLAIM]],
  ['a check with this line', facts({ by: 'npm test' }, run([check({ command: 'npm test' })])), 'checked', [PASSED]],
  [
    'another check',
    facts({ by: 'npm test', met: met() }, run([check()])),
    'claimed',
    [CLAIM, 'not run on fffffff yet: "npm test"'],
  ],
  [
    'a check of an earlier commit',
    facts({ by: 'unit' }, run([check({ commit: OLD as never })])),
    undefined,
    ["run by Backlog on aaaaaaa: passed, but the result is another commit now: doesn't count"],
  ],
  [
    'a check of a discarded run',
    facts({ by: 'unit' }, run([check()], { state: 'discarded' })),
    undefined,
    ["run by Backlog on fffffff: passed, but run r1 was discarded: doesn't count"],
  ],
  [
    'a failed check, whatever else is said',
    facts({ by: 'unit', met: met() }, run([check({ ok: false, why: 'it exited with 1' })])),
    undefined,
    ['run by Backlog on fffffff: failed, it exited with 1', CLAIM],
  ],
  [
    'failed before, passes now',
    facts({ by: 'unit' }, run([check({ base: { commit: BASE as never, ok: false, why: 'it exited with 1' } })])),
    'compared',
    [CURED],
  ],
  [
    'a new test, which fails before because it is not there',
    facts(
      { by: 'unit' },
      run([check({ base: { commit: BASE as never, ok: false, why: '', newTest: 'a.test.ts is new' } })]),
    ),
    'added',
    ['new test, not on the start commit bbbbbbb (a.test.ts is new); run by Backlog on fffffff: passed'],
  ],
  [
    'passed before, too',
    facts({ by: 'unit' }, run([check({ base: { commit: BASE as never, ok: true, why: '' } })])),
    'checked',
    [PASSED, 'passes without the change, too: no evidence about it'],
  ],
  [
    'failed before for another reason',
    facts(
      { by: 'unit' },
      run([check({ base: { commit: BASE as never, ok: false, why: '', other: 'its 3 tests passed there' } })]),
    ),
    'checked',
    [PASSED, 'fails without the change for another reason (its 3 tests passed there): no evidence about it'],
  ],
  [
    'unknown before',
    facts({ by: 'unit' }, run([check({ base: { commit: BASE as never, why: 'the setup failed there' } })])),
    'checked',
    [PASSED, 'not known for bbbbbbb: the setup failed there'],
  ],
  [
    'failed on the start commit of an earlier round',
    facts({ by: 'unit' }, run([check({ base: { commit: OLD as never, ok: false, why: '' } })])),
    'checked',
    [PASSED],
  ],
  [
    'a person',
    facts({ met: met({ actor: 'human:ada' }) }, run([])),
    'accepted',
    ['accepted by a person: "all good" (human:ada)'],
  ],
  [
    'an approval without evidence',
    facts({}, run([], { verdict: { commit: NOW, actor: 'human:ada', unmet: ['c1'] } })),
    'accepted',
    ['accepted without evidence by human:ada'],
  ],
  [
    'an approval of an agent without evidence',
    facts({}, run([], { verdict: { commit: NOW, actor: 'ai:x', unmet: ['c1'] } })),
    undefined,
    ['no evidence'],
  ],
  [
    'an approval of an earlier commit',
    facts({}, run([], { verdict: { commit: OLD, actor: 'human:ada', unmet: ['c1'] } })),
    undefined,
    ['no evidence'],
  ],
  [
    'a command to which nobody agreed',
    facts({ by: 'npm test', met: met() }, run([]), 'LINE'),
    'claimed',
    [CLAIM, 'not run: nobody agreed to "npm test". To agree: LINE'],
  ],
  [
    'evidence of Backlog whose run is gone',
    facts({ by: 'unit', met: met({ actor: 'system:supervisor', by: 'unit' }) }),
    'checked',
    [PASSED],
  ],
  [
    'words that look like those of Backlog',
    facts({ met: met({ evidence: 'x" (ai:x); failed before, passes now' }) }, run([])),
    'claimed',
    ['claimed: “x" (ai:x); failed before, passes now” (ai:x)'],
  ],
  [
    'evidence of Backlog for another command',
    facts({ by: 'lint', met: met({ actor: 'system:supervisor', by: 'unit' }) }),
    undefined,
    ['no evidence'],
  ],
];

test.each(ROWS)('%s', (_, of, grade, says) => {
  const { grade: found, says: said } = gradingOf(of);
  expect(said).toEqual(says);
  expect(found).toBe(grade);
});

test('evidence names a command as whole words only', () => {
  expect(mentionsCommand('npm test: 41 passed', 'npm test')).toBe(true);
  expect(mentionsCommand('I ran `npm test`.', 'npm test')).toBe(true);
  expect(mentionsCommand('npm testing is fun', 'npm test')).toBe(false);
  expect(mentionsCommand('pnpm test passed', 'npm test')).toBe(false);
  expect(mentionsCommand('ls', 'ls')).toBe(false);
});

const person = (more: object = {}) => met({ actor: 'human:ada', ...more });
const approved = { verdict: { actor: 'human:ada', commit: NOW, unmet: ['c1'] } };
const cured = check({ base: { commit: BASE, ok: false, why: 'it exited with 1' } } as Partial<Check>);

test.each<[what: string, criterion: object, of: GradedRun, isShown: boolean]>([
  ['a command that failed before', { by: 'unit' }, run([cured]), true],
  ['a person who looked at the result', { met: person() }, run([]), true],
  ['a person who looked at an earlier result', { met: person({ commit: OLD }) }, run([]), false],
  ['a person who looked before the run', { met: person({ run: undefined, commit: undefined }) }, run([]), false],
  ['a person who approves it without evidence', {}, run([], approved), false],
  ['the same for a command that failed before', { by: 'unit' }, run([cured], approved), true],
  ['a command that passes without the change', { by: 'unit' }, run([check()]), false],
])('what a result does is shown by evidence for it: %s', (_, criterion, of, isShown) => {
  expect(isShownBy({ acceptance: [{ id: 'c1', text: 'It works', ...criterion }] }, of)).toBe(isShown);
});

test('a criterion whose own command failed on the result is not counted as met, whoever says so', () => {
  const acceptance = [
    { id: 'a', text: 'It works', by: 'npm test', met: met() },
    { id: 'b', text: 'It is seen', by: 'npm test', met: met({ actor: 'human:ada', run: undefined }) },
    { id: 'c', text: 'It is fast', met: met() },
  ];
  const counted = (ok: boolean) => metBy(run([check({ command: 'npm test', ok })]), { acceptance });
  expect([counted(true), counted(false)]).toEqual([
    [3, 3],
    [1, 3],
  ]);
});
