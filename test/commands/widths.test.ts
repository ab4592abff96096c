import { describe, expect, test } from 'vitest';
import { execute } from '../../src/commands/execute.ts';
import { COMMANDS, commandNamed } from '../../src/commands/index.ts';
import { renderScreen } from '../../src/commands/render.ts';
import { cells } from '../../src/text/screen/layout/width.ts';
import type { Caller } from '../../src/work/workspace/context.ts';
import { wholePlan } from '../goals/plan.ts';
import { receiver } from '../scheduler/webhooks/receiver.ts';
import { withSource } from '../support/github/with-source.ts';
import { askedBy, draftIn, gitProject, runIn, runWithResult } from '../support/runs.ts';
import { everyNth } from '../support/soak-test.ts';
import { ADA, agent, type TestWorkspace, testWorkspace, workspaces } from '../support/workspace.ts';
import { callerOf, fill, WRITES } from './writes.ts';

const COLUMNS = 80;

/** Lines that may be wider, because a break would make them useless: what they show, and why. */
const WIDER: Readonly<Record<string, RegExp>> = {
  'an address': /https?:\/\/\S{40}/,
  'a path of this machine': /(^|\s|["'`])\/\S{40}/,
  'a command to paste': /`backlog [^`]{50,}`/,
};

/** Commands whose text people copy or compare as it is: a document, a diff, a file. */
const AS_THEY_ARE = COMMANDS.filter(({ show }) => show.verbatim).map(({ name }) => name);

/** Input of the reading commands, where it is not nothing. */
const READS: Readonly<Record<string, object>> = {
  task_info: { id: 1 },
  task_list: { filter: '+ANY' },
  task_search: { text: 'first' },
  task_doc_read: { id: 1 },
  task_doc_diff: { id: 1 },
  task_doc_list: { id: 1, name: 'spec' },
  task_doc_search: { text: 'word' },
  task_explain: { id: 2 },
  task_history: { full: true },
  attachment_get: { id: 1, file: 'a.txt' },
  claim_check: { paths: 'src/a.ts' },
  filter_explain: {
    filter: 'project:web.store.payments.checkout.form and ( +bug or pri:H ) due.before:friday',
    task: 1,
  },
  filter_complete: { text: 'project:' },
  filter_eval: { tasks: JSON.stringify([{ uuid: 'a', description: 'x' }]), filters: '["+READY"]' },
  date_eval: {
    exprs: JSON.stringify(['friday', 'in a very long while that no calendar of the world has a name for, I think']),
  },
  urgency_eval: { tasks: JSON.stringify([{ description: 'x', priority: 'H', due: '2026-08-01' }]) },
  setting_get: { name: 'claims.outsideScope' },
  report_standup: { since: 'yesterday' },
  run_show: { run: 'r1' },
  run_compare: { run: 'r1' },
  run_diff: { run: 'r1' },
  goal_info: { id: 'I-1' },
  run_steps: { run: 'r1', paths: ['src/a.txt'] },
  run_changes: { run: 'r1', path: 'src/a.txt' },
  run_events: { run: 'r1' },
  run_wait: { run: 'r1', minutes: 0 },
  run_list: { all: true },
  review_comments: { run: 'r1' },
  worktree_show: { run: 'r1' },
  agent_check: { name: 'fixer' },
  repo_show: { name: 'project' },
  config_explain: { name: 'claims.outsideScope' },
  source_show: { name: 'app' },
  source_validate: { name: 'app' },
  webhook_show: { name: 'chat' },
  webhook_test: { name: 'near' },
  task_archive_load: { filter: '+ANY' },
};

const LONG = 'A title that says in one sentence what a person would rather have said in three of them, at some length';
const WIDE = '日本語のタスクを確認する'.repeat(6);
const TURNED = 'שלום עולם '.repeat(12).trim();

/** A queue with something of every kind, each with long texts. */
async function rich(): Promise<TestWorkspace> {
  const work = await testWorkspace();
  const { run } = work;
  const path = `src/${'a-folder-with-a-name/'.repeat(3)}file.ts`;
  await gitProject(work, { 'src/a.txt': 'a\n', [path]: 'b\n' } as never);
  await run('agent_add', { name: 'fixer', provider: 'command', argv: ['node', 'fix.mjs', '--with', LONG] });
  const common = { project: 'web.store.payments.checkout.form', tags: 'bug,security,customer-request,payments' };
  await run('task_add', {
    ...common,
    ...{ description: `First ${LONG}`, scope: [path, 'docs/**'], due: 'yesterday', type: 'bug', agent: 'fixer' },
    ...{ spec: `# Spec\n\n${'word '.repeat(60)}`, acceptance: [`${LONG} ${LONG}`, WIDE] },
  });
  await wholePlan(work);
  await run('task_modify', { filter: '1', goal: 'I-1' });
  await run('night_start', { until: '3h' });
  await withSource(work);
  const near = await receiver();
  process.env.WIDTHS_TEST_SECRET = near.secret;
  await run('webhook_add', { name: 'near', url: near.url, secret_env: 'WIDTHS_TEST_SECRET' });
  await run('webhook_add', {
    name: 'chat',
    url: `https://${'long.'.repeat(30)}example.com/`,
    secret_env: 'NO_SUCH_SECRET',
  });
  await run('task_add', { ...common, description: WIDE, depends: 1, due: 'friday', recur: 'weekly' });
  await run('task_add', { ...common, description: TURNED, parent: 1, priority: 'H' });
  for (const name of ['Fourth', 'Fifth', 'Sixth']) await run('task_add', { description: `${name} ${LONG}` });
  await run('task_done', { id: 6 });
  await run('task_archive', { filter: '6' });
  await run('task_annotate', { id: 1, text: `${LONG} ${WIDE}` });
  await run('task_annotate', { id: 1, text: LONG, criterion: 1 });
  await run('task_doc_write', { id: 1, content: `# Spec\n${LONG}`, note: LONG });
  await run('attachment_add', { id: 1, file: 'a.txt', content: 'aGkK', note: LONG });
  await run('task_block', { id: 4, reason: LONG, until: 'friday' }).catch(() => undefined);
  await run('task_start', { id: 5 }, agent('s1'));
  await run('task_stop', { id: 5, handoff: LONG }, agent('s1'));
  await run('claim_acquire', { scope: `docs/**,${path},${'other/'.repeat(8)}**` }, agent('s2'));
  await run('view_set', { name: 'long', filter: 'project:web.store.payments.checkout.form and ( +bug or pri:H )' });
  const checks = [{ name: 'unit', ok: false, why: LONG, ms: 9, output: LONG, commit: 'a'.repeat(40) }];
  await runWithResult(work, { 'src/a.txt': `b ${LONG}\n`, [path]: 'c\n' }, { number: 1, checks } as never);
  await askedBy(work, await runIn(work, 'asking', { number: 2 }), LONG);
  await runIn(work, 'failed', { number: 3, reason: { code: 'crashed', text: LONG } });
  await runIn(work, 'running', { number: 4 });
  await draftIn(work);
  return work;
}

/** Gives task 1 a long title. Not by a command: a change by a person accepts a task. */
async function rename({ opened }: TestWorkspace): Promise<void> {
  const context = opened.context(agent('s1'));
  const first = [...context.queue.open()].find(({ id }) => id === 1);
  if (first) await context.write('renamed', (tx) => tx.put('task', first.uuid, { ...first, description: LONG }));
}

async function tooWide(work: TestWorkspace, name: string, input: object, caller: Caller = ADA): Promise<string[]> {
  const executed = await execute(work.opened, { ...caller, door: 'cli' }, commandNamed(name), input);
  const shown = await renderScreen(executed, { columns: COLUMNS, colour: 0 });
  return shown
    .split('\n')
    .filter((line) => cells(line) > COLUMNS && !Object.values(WIDER).some((reason) => reason.test(line)));
}

const READING = COMMANDS.filter(({ access }) => access.effect === 'read');

test('each reading command fits 80 columns in a queue of long texts', async () => {
  const work = await rich();
  const wide: Record<string, string[]> = {};
  const refused: string[] = [];
  for (const { name } of everyNth(8, READING)) {
    if (AS_THEY_ARE.includes(name)) continue;
    try {
      const lines = await tooWide(work, name, READS[name] ?? {});
      if (lines.length > 0) wide[name] = lines;
    } catch (error) {
      refused.push(`${name}: ${(error as Error).message}`);
    }
  }
  expect(wide).toEqual({});
  expect(refused).toEqual([]);
});

const CHANGING = Object.keys(WRITES).filter((name) => !AS_THEY_ARE.includes(name));

/** Returns copies of a workspace for the commands that need nothing else in it, filled by a person or by an agent. */
const filledBy = (isPerson: boolean) =>
  workspaces((work) =>
    fill(
      work,
      CHANGING.find((name) => needsNothing(name) && !WRITES[name]!.person === !isPerson),
    ),
  );
const needsNothing = (name: string) => !WRITES[name]!.prepare;
const filled = { person: filledBy(true), agent: filledBy(false) };

async function startOf(name: string): Promise<TestWorkspace> {
  if (needsNothing(name)) return filled[WRITES[name]!.person ? 'person' : 'agent']();
  const work = await testWorkspace();
  await fill(work, name);
  return work;
}

describe('each changing command fits 80 columns', () => {
  test.each(everyNth(12, CHANGING))('%s', async (name) => {
    const work = await startOf(name);
    await rename(work);
    expect(await tooWide(work, name, WRITES[name]!.does, callerOf(name))).toEqual([]);
  });
});
