import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { findCommand } from '../../src/commands/index.ts';
import { parseInput } from '../../src/commands/parse.ts';
import { type Call, callText } from '../../src/domain/calls/call.ts';
import { thresholdSetting } from '../../src/domain/thresholds.ts';
import { parseArgs } from '../../src/interfaces/cli/words/args.ts';
import { resolveCommand } from '../../src/interfaces/cli/words/resolve.ts';
import { LINT_RULES } from '../../src/lint/lint.ts';
import { LINT_KINDS } from '../../src/lint/lint-output.ts';
import { LINT_THRESHOLDS } from '../../src/lint/thresholds.ts';
import { ADA, agent, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

const DAY = 86_400_000;
const WHOLE = { scope: 'src/**', acceptance: ['`npm test` passes'] };

interface Linted {
  total: number;
  kinds: Record<string, number>;
  findings: { kind: string; id: number; why: string; others: number[]; mend: Call[] }[];
  more: Record<string, number>;
}

/** Tasks without any flaw but those of `rows`. */
async function queue(...rows: Record<string, unknown>[]): Promise<TestWorkspace> {
  const work = await testWorkspace();
  for (const row of rows) await work.run('task_add', { ...WHOLE, ...row });
  return work;
}

/** Writes into records what no command lets through. */
async function put({ opened }: TestWorkspace, id: number, fields: object): Promise<void> {
  const context = opened.context(ADA);
  const task = context.queue.byId(id)!;
  await context.write('given', (tx) => tx.put('task', task.uuid, { ...task, ...fields }));
}

const uuid = ({ opened }: TestWorkspace, id: number) => opened.context(ADA).queue.byId(id)!.uuid;

interface Case {
  kind: string;
  says: string;
  make(): Promise<TestWorkspace>;
  /** About which task, in which words. */
  id: number;
  why: RegExp;
}

const CASES: readonly Case[] = [
  {
    kind: 'circular',
    says: 'two tasks that wait for each other',
    async make() {
      const work = await queue(
        { description: 'Write the parser first' },
        { description: 'Print what was parsed', depends: '1' },
      );
      await put(work, 1, { depends: [uuid(work, 2)] });
      return work;
    },
    id: 1,
    why: /^it is blocked by #2 Print what was parsed, which is blocked by #1 Write the parser first$/,
  },
  {
    kind: 'circular',
    says: 'a task and its own subtask',
    async make() {
      const work = await queue({ description: 'Write the parser first' }, { description: 'Print what was parsed' });
      await put(work, 1, { parent: uuid(work, 2) });
      await put(work, 2, { parent: uuid(work, 1) });
      return work;
    },
    id: 1,
    why: /which is blocked by/,
  },
  {
    kind: 'never-ready',
    says: 'a task after one that recurs',
    make: () =>
      queue(
        { description: 'Water the office plants', due: 'friday', recur: 'weekly' },
        { description: 'Sell the watering can', depends: '1' },
      ),
    id: 3,
    why: /^it is blocked by #1 Water the office plants, which recurs and is never completed$/,
  },
  {
    kind: 'never-ready',
    says: 'a parent with a subtask that recurs',
    async make() {
      const work = await queue({ description: 'Keep the office tidy always' });
      await work.run('task_add', {
        ...WHOLE,
        description: 'Empty the paper bins',
        parent: 1,
        due: 'friday',
        recur: 'weekly',
      });
      return work;
    },
    id: 1,
    why: /^it is blocked by #2 Empty/,
  },
  {
    kind: 'never-ready',
    says: 'a task that is deleted before it begins',
    make: () => queue({ description: 'Send the summer card', scheduled: '2026-09-01', until: '2026-08-15' }),
    id: 1,
    why: /^it is deleted 2026-08-15 and is not ready before 2026-09-01$/,
  },
  {
    kind: 'never-ready',
    says: 'a task hidden until after it is due',
    make: () => queue({ description: 'Send the summer card', wait: '2026-09-01', due: '2026-08-15' }),
    id: 1,
    why: /^it is due 2026-08-15 and is hidden until 2026-09-01$/,
  },
  {
    kind: 'orphaned',
    says: 'a subtask of a closed task',
    async make() {
      const work = await queue(
        { description: 'Move to the new server' },
        { description: 'Copy the mail over', parent: 1 },
      );
      await put(work, 1, { status: 'completed', end: '2026-07-30T12:00:00Z' });
      return work;
    },
    id: 2,
    why: /^it is open, but a subtask of #1 Move to the new server, which is completed$/,
  },
  {
    kind: 'orphaned',
    says: 'a task after a deleted one',
    async make() {
      const work = await queue(
        { description: 'Move to the new server' },
        { description: 'Copy the mail over', depends: '1' },
      );
      await work.run('task_delete', { id: 1 });
      return work;
    },
    id: 2,
    why: /^it depends on #1 Move to the new server, which was deleted, not completed$/,
  },
  {
    kind: 'duplicate',
    says: 'two tasks with the same words in another order and number',
    make: () =>
      queue(
        { description: 'Cache the results of slow queries of the shop' },
        { description: 'Cache result of slow shop queries, please' },
      ),
    id: 2,
    why: /^it has nearly the same description as #1 Cache the results of slow queries of the shop$/,
  },
  {
    kind: 'stale',
    says: 'a task untouched for two months',
    async make() {
      const work = await queue({ description: 'Rename the config file' });
      work.pass(61 * DAY);
      return work;
    },
    id: 1,
    why: /^nobody changed it for 61 days$/,
  },
  {
    kind: 'stale',
    says: 'a started task whose claim was released',
    async make() {
      const work = await queue({ description: 'Rename the config file' });
      await work.run('task_start', { id: 1 }, agent('s1'));
      await work.run('claim_release', { task: 1 }, agent('s1'));
      work.pass(5 * DAY);
      return work;
    },
    id: 1,
    why: /^it was started 5 days ago, and nobody has claimed it$/,
  },
  {
    kind: 'stale',
    says: 'a handoff that nobody took up',
    async make() {
      const work = await queue({ description: 'Rename the config file' });
      await work.run('task_stop', { id: 1, handoff: 'half done' });
      work.pass(20 * DAY);
      return work;
    },
    id: 1,
    why: /^it was left unfinished 20 days ago, and nobody continued it$/,
  },
  {
    kind: 'large',
    says: 'a task of a week',
    make: () => queue({ description: 'Rebuild the whole shop', estimate: '40h' }),
    id: 1,
    why: /^it is estimated at 40 hours, more than 16$/,
  },
  {
    kind: 'large',
    says: 'a scope of every file',
    make: () => queue({ description: 'Change the licence headers', scope: '**' }),
    id: 1,
    why: /^its scope is every file/,
  },
  {
    kind: 'vague',
    says: 'two words and nothing else',
    make: () => queue({ description: 'Fix login', acceptance: undefined }),
    id: 1,
    why: /^"Fix login" is its only text, and too short$/,
  },
  {
    kind: 'vague',
    says: 'words that fit any task',
    make: () => queue({ description: 'Improve the code quality', acceptance: undefined }),
    id: 1,
    why: /names no visible change$/,
  },
  {
    kind: 'vague',
    says: 'an open end',
    make: () => queue({ description: 'Rename config, logger, paths etc.', acceptance: undefined }),
    id: 1,
    why: /does not define "etc\."$/,
  },
  {
    kind: 'no-criteria',
    says: 'nothing to prove',
    make: () => queue({ description: 'Rename the config file', acceptance: undefined }),
    id: 1,
    why: /^it has no acceptance criterion and no check$/,
  },
  {
    kind: 'no-scope',
    says: 'no files',
    make: () => queue({ description: 'Rename the config file', scope: undefined }),
    id: 1,
    why: /^it has no scope/,
  },
];

/** What whoever mends would fill in. */
const FILLED: Readonly<Record<string, string>> = {
  '<verb, what, where>': 'Rename the settings file of the shop',
  '<part 1>': 'Rebuild the cart page',
  '<part 2>': 'Rebuild the search page',
  '<globs of the files it changes>': 'src/shop/**',
  '<result that a command can check>': '`npm test` passes',
};

const filled = (value: unknown) =>
  JSON.parse(
    JSON.stringify(value).replace(/<[^>]*>/g, (hole) => FILLED[hole] ?? 'something quite different from all others'),
  );

const inputOf = ({ words, flags }: Call) => filled({ ...words, ...flags });

describe.each(CASES)('$kind: $says', ({ kind, make, id, why }) => {
  test('is found, and nothing else of that kind', async () => {
    const work = await make();
    const { findings } = await work.run<Linted>('task_lint', { kind });
    expect(findings.map((finding) => finding.id)).toEqual([id]);
    expect(findings[0]).toMatchObject({ kind, why: expect.stringMatching(why) });
  });

  test('is gone after each of the calls that mend it', async () => {
    const { findings } = await (await make()).run<Linted>('task_lint', { kind });
    expect(findings[0]!.mend.length).toBeGreaterThan(0);
    for (const call of findings[0]!.mend) {
      const work = await make();
      await work.run(call.command, inputOf(call));
      expect((await work.run<Linted>('task_lint', { kind })).findings, call.command).toEqual([]);
    }
  });

  test('names calls that both doors understand', async () => {
    const { findings } = await (await make()).run<Linted>('task_lint', { kind });
    for (const call of findings[0]!.mend) {
      const [, name, json] = /^(\w+) (\{.*\})$/s.exec(callText('mcp', call))!;
      const asTool = parseInput(findCommand(name!)!, JSON.parse(json!));
      const [program, ...words] = execFileSync('sh', ['-c', `printf '%s\\n' ${callText('cli', call)}`], {
        encoding: 'utf8',
      }).split('\n');
      expect(program).toBe('backlog');
      const { command, rest } = resolveCommand(words.slice(0, -1))!;
      expect(command.name).toBe(name);
      expect(parseInput(command, parseArgs(command, rest).input)).toEqual(asTool);
    }
  });
});

test('every rule has the name of its kind, and a case', () => {
  expect(LINT_RULES.map(({ name }) => name)).toEqual(LINT_KINDS);
  expect([...new Set(CASES.map(({ kind }) => kind))]).toEqual(LINT_RULES.map(({ name }) => name));
});

describe('is no flaw', () => {
  test.each<[string, Record<string, unknown>[]]>([
    [
      'the same words in another project',
      [
        { description: 'Write the tests', project: 'a' },
        { description: 'Write the tests', project: 'b' },
      ],
    ],
    [
      'the same words about other files',
      [
        { description: 'Write the tests', scope: 'a/**' },
        { description: 'Write the tests', scope: 'b/**' },
      ],
    ],
    ['another number', [{ description: 'Answer ticket number 4711' }, { description: 'Answer ticket number 4712' }]],
    ['an instance of a series', [{ description: 'Water', due: 'yesterday', recur: 'daily' }]],
    [
      'a short line with a spec',
      [{ description: 'Fix login', acceptance: undefined, checks: undefined, spec: '# Goal' }],
    ],
    ['a short line that names a file', [{ description: 'Delete cache_storage.go', acceptance: undefined }]],
    ['a line without blanks in a script that has none', [{ description: '修复登录错误' }]],
    [
      'a later date to begin, before it is due',
      [{ description: 'Send the card', scheduled: '2026-08-15', due: '2026-09-01' }],
    ],
  ])('%s', async (_, rows) => {
    const { findings } = await (await queue(...rows)).run<Linted>('task_lint');
    expect(findings.filter(({ kind }) => !kind.startsWith('no-'))).toEqual([]);
  });

  test('a wait of months that has a date', async () => {
    const work = await queue({ description: 'Renew the certificate', scheduled: '2027-03-01' });
    work.pass(100 * DAY);
    expect(await work.run<Linted>('task_lint', { kind: 'stale' })).toMatchObject({ total: 0 });
  });

  test('a task that its holder still works on', async () => {
    const work = await queue({ description: 'Rename the config file' });
    await work.run('task_start', { id: 1 });
    work.pass(5 * DAY);
    await put(work, 1, { modified: '2026-08-04T12:00:00Z' });
    expect(await work.run<Linted>('task_lint', { kind: 'stale' })).toMatchObject({ total: 0 });
  });
});

describe('the answer', () => {
  async function many(): Promise<TestWorkspace> {
    const work = await testWorkspace();
    const rows = Array.from({ length: 30 }, (_, i) => ({
      description: `Migrate table ${i + 1}`,
      project: i % 2 ? 'web' : 'api',
    }));
    await work.run('task_import', { tasks: rows });
    return work;
  }

  test('is bounded, and says how many of which kind it left out', async () => {
    const work = await many();
    const text = await work.text('task_lint', {}, agent('s1'));
    expect(text.split('\n')[0]).toBe('60 findings in 30 of 30 open tasks: 30 no-criteria, 30 no-scope.');
    expect(text.split('\n').at(-1)).toMatch(/^Not shown: 17 no-criteria, 18 no-scope\./);
    expect(Buffer.byteLength(text)).toBeLessThan(6_144);
    expect(await work.run<Linted>('task_lint', { limit: 100 })).toMatchObject({ total: 60, more: {} });
  });

  test('spells the calls for whoever reads it', async () => {
    const work = await many();
    const input = { limit: 1, kind: 'no-scope' };
    expect(await work.text('task_lint', input, agent('s1'))).toContain(
      'task_modify {"filter":"1","scope":"<globs of the files it changes>"}',
    );
    expect(await work.text('task_lint', input, { ...ADA, door: 'cli' })).toContain(
      `backlog modify 1 --scope '<globs of the files it changes>'`,
    );
  });

  test('is about the tasks of the filter and the kinds that are asked for', async () => {
    const work = await many();
    expect(await work.run<Linted>('task_lint', { filter: 'project:web', kind: 'no-scope' })).toMatchObject({
      total: 15,
      kinds: { 'no-scope': 15 },
    });
    expect(await work.refused('task_lint', { kind: 'vauge' })).toMatchObject({
      code: 'invalid',
      message: 'kind: no kind "vauge" (did you mean "vague"?)',
    });
  });

  test('counts the tasks of the filter, and calls none sound where it fits none', async () => {
    const work = await queue({ description: 'Fix it' }, { description: 'Rename the config file', project: 'web' });
    expect(await work.text('task_lint', { filter: 'project:web' })).toBe('No problems found in 1 open task.');
    expect(await work.text('task_lint', { filter: 'project:wbe' })).toBe(
      'There are no open tasks to check.\nNothing has project:wbe; did you mean project:web?',
    );
    await work.run('task_delete', { id: 2 });
    expect(await work.text('task_lint', { filter: 'project:web' })).toBe(
      'There are no open tasks to check.\n1 closed task matches too: add +ANY.',
    );
  });

  test('of a queue without problems is one line', async () => {
    const work = await queue({ description: 'Rename the config file' });
    expect(await work.text('task_lint')).toBe('No problems found in 1 open task.');
  });
});

test('each threshold is a setting', async () => {
  const work = await queue({ description: 'Rename the config file', estimate: '10h' });
  expect(await work.run<Linted>('task_lint', { kind: 'large' })).toMatchObject({ total: 0 });
  await work.run('setting_set', { name: 'lint.hours', value: 8 });
  const { findings } = await work.run<Linted>('task_lint', { kind: 'large' });
  expect(findings[0]?.why).toBe('it is estimated at 10 hours, more than 8');
  const { settings } = await work.run<{ settings: { name: string; fallback: unknown }[] }>('setting_list');
  for (const [name, { fallback }] of Object.entries(LINT_THRESHOLDS))
    expect(settings.find((row) => row.name === thresholdSetting('lint', name))?.fallback).toBe(fallback);
});
