import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BacklogError } from '../../src/domain/errors.ts';
import { toInstant } from '../../src/domain/instant.ts';
import type { Run } from '../../src/domain/records.ts';
import { RUN_REASON_NAMES } from '../../src/domain/runs/run-reasons.ts';
import { ACTS, type ActName } from '../../src/runs/lifecycle/run-commands.ts';
import { TRANSITIONS, type Verb } from '../../src/runs/lifecycle/transitions.ts';
import { situationIn } from '../../src/runs/view/situation.ts';
import { runStepText } from '../../src/text/runs/run.ts';
import { git } from '../support/git.ts';
import { askedBy, gitProject, resultOf, runIn } from '../support/runs.ts';
import { everyNth } from '../support/soak-test.ts';
import { ADA, NOON, type TestWorkspace, workspaces } from '../support/workspace.ts';
import { SHOWN_RUNS, type ShownRun } from './support/shown-runs.ts';

const AT = toInstant(NOON);
const RED = { name: 'unit', ok: false, why: 'exit 1', ms: 1, output: '', commit: 'a'.repeat(40) };

/** What can be true of a run beside its state. */
const AROUND: readonly (readonly [
  name: string,
  more: Partial<Run>,
  act?: (work: TestWorkspace) => Promise<unknown>,
])[] = [
  ['', {}],
  ['with a deleted worktree', { cleaned: AT }],
  ['with failed checks', { checks: [RED], result: resultOf({ files: 0, outside: ['README.md'] }) }],
  ['returned by the merge queue', { waits: { why: 'conflict', text: 'it conflicts' } }],
  ['of a closed task', {}, closeTask],
];

/** Closes the task without the rules that keep a run's task open, as an import or another machine can. */
async function closeTask({ opened }: TestWorkspace): Promise<void> {
  await opened.context(ADA).write('given', (tx) => {
    for (const [id, task] of [...tx.all('task')])
      tx.put('task', id, { ...task, status: 'completed', start: undefined, end: tx.at });
  });
}

interface Row {
  name: string;
  run: ShownRun;
  act?: ((work: TestWorkspace) => Promise<unknown>) | undefined;
}

const RUNS: readonly Row[] = [
  ...SHOWN_RUNS.flatMap(([shown, run]) =>
    AROUND.map(([name, more, act]) => ({ name: `${shown} ${name}`, run: { ...more, ...run }, act })),
  ),
  ...RUN_REASON_NAMES.map((code) => ({
    ...{ name: `failed (${code})`, run: { state: 'failed' as const, reason: { code, text: 'x' } } },
  })),
];

const empty = workspaces(async (work) => {
  await gitProject(work);
  git(join(work.folder, 'project'), 'remote', 'add', 'origin', join(work.folder, 'origin.git'));
  await work.opened.context(ADA).make();
  await work.run('setting_set', { name: 'runs.push', value: 'origin' });
  await work.run('task_add', { description: 'Fix login' });
});

async function withRun(
  { state, ...more }: ShownRun,
  act?: (work: TestWorkspace) => Promise<unknown>,
): Promise<TestWorkspace> {
  const work = await empty();
  const result = ['review', 'approved', 'merging', 'merged'].includes(state) ? { result: resultOf({ files: 0 }) } : {};
  const run = await runIn(work, state, { number: 1, ...result, ...more });
  if (state === 'asking') await askedBy(work, run);
  await act?.(work);
  return work;
}

/**
 * The calls of a text that act on the run: `run_approve r1 --override "…"`. One with a place for a value that only the
 * person knows (`--commit COMMIT`) can't be made.
 */
function offeredIn(text: string): { name: ActName; input: Record<string, unknown> }[] {
  // The second of two steps is possible after the first.
  const now = text.replaceAll(/\bThen [^.]*\./g, '');
  return [...now.matchAll(/run_([a-z_]+) r1((?: --[a-z]+(?: "[^"]*"| [A-Z]+\b)?)*)/g)].flatMap(
    ([, name = '', flags = '']) => {
      if (!Object.hasOwn(ACTS, name) || / [A-Z]+\b(?!")/.test(flags.replaceAll(/"[^"]*"/g, '""'))) return [];
      const given = [...flags.matchAll(/--([a-z]+)(?: "([^"]*)")?/g)].map(([, flag = '', value]) => [
        flag,
        value ?? true,
      ]);
      return [{ name: name as ActName, input: { run: 'r1', ...Object.fromEntries(given) } }];
    },
  );
}

const runOf = ({ opened }: TestWorkspace): Run => opened.store.state.get('run', 'r1')!;

/** Texts that say what is possible for the run now. Names of commands are as in the table. */
const VOICES: Readonly<Record<string, (work: TestWorkspace) => Promise<string> | string>> = {
  'run show': (work) =>
    runStepText(runOf(work), undefined, { task: work.opened.context(ADA).queue.get(runOf(work).task) }),
  situation: (work) =>
    situationIn(work.opened.context(ADA))
      .attention.map(({ next }) => next)
      .join('\n'),
  'task info': async (work) => JSON.stringify(await work.run('task_info', { id: 1, format: 'json' })),
  'orchestrator explain': (work) => work.text('orchestrator_explain', { filter: '1' }),
};

const noteFor = (name: ActName) => ((ACTS[name].takes as readonly string[]).includes('note!') ? { note: 'x' } : {});

/** Opens a workspace with the run for one use. The workspaces are in one folder, so only one is open at a time. */
async function inOne<T>({ run, act }: Row, use: (work: TestWorkspace) => Promise<T> | T): Promise<T> {
  const work = await withRun(run, act);
  try {
    return await use(work);
  } finally {
    await work.opened.close();
  }
}

/** The runs of this test have no folders, so that none is left to delete. */
function hasNoWorktree(error: unknown): true {
  if (error instanceof BacklogError && error.code === 'nothing-to-do') return true;
  // The merged commits of these records are in no branch.
  if (error instanceof BacklogError && error.message.startsWith("can't revert run r1: ")) return true;
  throw error;
}

/** Makes each call that a text offers, each in a workspace of its own. None may be refused. */
async function playAll(row: Row, text: string): Promise<void> {
  for (const { name, input } of new Map(
    offeredIn(text.replaceAll('…', 'Again')).map((one) => [JSON.stringify(one), one]),
  ).values())
    await expect(
      inOne(row, (work) => work.run(`run_${name}`, input)).catch(hasNoWorktree),
      `${name} ${JSON.stringify(input)}`,
    ).resolves.toBeDefined();
}

/** The hints of the refusals of every verb. */
async function hints(row: Row): Promise<string> {
  const texts: string[] = [];
  let work: TestWorkspace | undefined;
  for (const name of Object.keys(ACTS) as ActName[]) {
    work ??= await withRun(row.run, row.act);
    const refused = await work.run(`run_${name}`, { run: 'r1', ...noteFor(name) }).catch((error: unknown) => error);
    if (refused instanceof BacklogError) {
      if (refused.code === 'conflict') texts.push(String(refused.hint));
    } else {
      // What was done changed the run; a refusal leaves it as it is.
      await work.opened.close();
      work = undefined;
    }
  }
  await work?.opened.close();
  return texts.join('\n');
}

describe.each(everyNth(32, RUNS))('of a run that is $name, what is said to be possible is possible', (row) => {
  test.each(Object.entries(VOICES))('by %s', async (_, voice) => {
    await playAll(row, await inOne(row, voice));
  });

  test('by the hints of refusals', async () => {
    await playAll(row, await hints(row));
  });
});

test('every verb of the table of states that a person has is a command', () => {
  const commands: readonly string[] = Object.keys(ACTS);
  const own: readonly Verb[] = [
    'prepare',
    'launch',
    'ask',
    'check',
    'rework',
    'submit',
    'merge',
    'land',
    'find',
    'defer',
    'rebase',
    'bounce',
    'fail',
    'lose',
  ];
  for (const verb of Object.keys(TRANSITIONS) as Verb[])
    if (!own.includes(verb)) expect(commands).toContain(verb.replace('hand_off', 'handoff'));
});
