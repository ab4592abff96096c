import { join } from 'node:path';
import { type Instant, toInstant } from '../../../src/domain/instant.ts';
import type { Run } from '../../../src/domain/records.ts';
import { newOutgoing } from '../../../src/runs/outgoing/due.ts';
import { wholePlan } from '../../goals/plan.ts';
import { writeFiles } from '../../support/files.ts';
import { git } from '../../support/git.ts';
import { askedBy, draftIn, gitProject, runIn, runWithResult } from '../../support/runs.ts';
import { ADA, agent, NOON, type TestWorkspace, testWorkspace } from '../../support/workspace.ts';
import { CARRIED } from '../writes.ts';

const HOUR = 3_600_000;

/** The time at which {@link fillQueue} begins; it ends at NOON. */
const BEGIN = NOON - 75 * HOUR;

/** Makes ids in the order of their number, which differ in the characters that texts show. */
function idsFrom(letter: string): () => string {
  let made = 0;
  return () => `${letter}${(++made).toString(16).padStart(7, '0')}-0000-4000-8000-000000000000`;
}

/** Opens the queue in a folder, at the beginning of its history or at NOON. */
export function openQueue(folder: string, at: 'begin' | 'noon'): Promise<TestWorkspace> {
  const [now, letter] = at === 'begin' ? [BEGIN, 'a'] : [NOON, 'b'];
  return testWorkspace({ folder, zone: 'Europe/Berlin', now, ids: idsFrom(letter) });
}

/** Fills a queue with records of every kind, in many states, in three days of history. */
export async function fillQueue(work: TestWorkspace): Promise<void> {
  await withFiles(work);
  await withTasks(work);
  await withWork(work);
  await withRuns(work);
}

async function withFiles(work: TestWorkspace): Promise<void> {
  const project = join(work.folder, 'project');
  await gitProject(work, {
    'src/a.txt': 'a\n',
    'package.json': '{"scripts": {"test": "node --test"}}\n',
    [CARRIED.file]: CARRIED.text,
    '.backlog/config.yaml': 'checks: {unit: npm test}\n',
  });
  git(work.folder, 'init', '-q', '--bare', '-b', 'main', 'origin.git');
  git(project, 'remote', 'add', 'origin', '../origin.git');
  git(project, 'push', '-q', 'origin', 'main');
  git(project, 'commit', '-q', '--allow-empty', '-m', 'Second');
  git(project, 'config', 'user.name', 'Ada');
  git(project, 'config', 'user.email', 'ada@example.invalid');
  for (const name of ['old', 'new']) {
    const folder = join(work.folder, name);
    git(work.folder, 'init', '-q', '-b', 'main', name);
    writeFiles(folder, { 'README.md': `# ${name}\n` });
    git(folder, 'add', '-A');
    git(folder, 'commit', '-q', '-m', 'First');
  }
}

/** Settings, agents, goals, repositories and views, then tasks 1 to 15. */
async function withTasks(work: TestWorkspace): Promise<void> {
  const { run } = work;
  await run('repo_add', { path: '../old' });
  await run('setting_set', { name: 'checks.unit', value: 'npm test' });
  await run('setting_set', { name: 'repo.remote', value: 'origin' });
  await run('agent_add', { name: 'fixer', provider: 'command', argv: ['node', 'fix.mjs'], paths: 'src/**' });
  await wholePlan(work);
  await run('view_set', { name: 'mine', filter: '+READY project:web' });
  const add = (input: object, caller = ADA) => run('task_add', input, caller);
  await add({
    ...{ description: 'Sign in with a passkey', project: 'web.auth', tags: 'security,ux', priority: 'H' },
    ...{ due: 'wednesday', type: 'feature', estimate: '4h', goal: 'I-1', scope: 'src/auth/**', checks: 'unit' },
    acceptance: ['A passkey signs in', 'A password still works'],
    spec: '# Passkeys\n\nA person signs in with a passkey.\n\n- Store the key\n- Ask for it\n',
  });
  await add({
    description: 'Store the keys of passkeys',
    project: 'web.auth',
    depends: 1,
    due: 'friday',
    agent: 'fixer',
  });
  await add({ description: 'Name the buttons', project: 'web.ui', parent: 1, tags: 'ux' });
  await add({ description: 'Search finds 日本語 too', project: 'web.search', goal: 'I-1', scope: 'src/search/**' });
  await add({ description: 'Measure the first result', project: 'web.search', depends: '4', estimate: '1h' });
  await add({ description: 'Ask the lawyers about keys', project: 'legal', wait: 'monday' });
  await add({ description: 'Remove the old cookie', project: 'web.auth', priority: 'L', scope: 'src/cookie/**' });
  await add({
    description: 'Write the release notes',
    project: 'docs',
    due: 'today',
    acceptance: ['Every change is named'],
  });
  await add({ description: 'Fix the login page on phones', project: 'web.ui', type: 'bug' }, agent('s1'));
  await add({ description: 'Ship in both repositories', scope: 'src/ship/**,old:src/**' });
  await add({ description: 'Try another font', project: 'web.ui' });
  await add({ description: 'Buy a domain' });
  await add({ description: 'Count the visits', project: 'web.search', type: 'feature' });
  await add({ description: 'Water the plants', recur: 'weekly', due: 'saturday' });
}

/** Notes, documents, attachments, blocks, handoffs, closed and archived tasks. */
async function withWork(work: TestWorkspace): Promise<void> {
  const { run, pass } = work;
  const s1 = agent('s1');
  pass(20 * HOUR);
  await run('task_log', { description: 'Answered the survey', project: 'docs' });
  await run('task_annotate', { id: 1, text: 'The library supports it since 2.0' }, s1);
  await run('task_annotate', { id: 1, text: 'Run by hand: a passkey signs in', criterion: 1 });
  await run('task_doc_write', { id: 1, content: '# Passkeys\n\nA person signs in with a passkey.\n\n- Ask for it\n' });
  await run('task_doc_write', {
    id: 1,
    name: 'notes',
    content: '# Notes\n\nKeys have no export.\n',
    note: 'From the call',
  });
  await run('task_doc_write', { id: 'workspace', name: 'vision', content: '# Vision\n\nNobody types a password.\n' });
  await run('attachment_add', { id: 1, file: 'flow.txt', content: 'aGkK', note: 'The flow' });
  await run('task_delete', { id: '11' });
  await run('task_done', { id: '12' });
  await run('task_archive', { filter: '12' });
  pass(30 * HOUR);
  await run('task_block', { id: 7, reason: 'Waiting for legal', until: 'monday' });
  await run('task_start', { id: 3 }, s1);
  pass(HOUR);
  await run('task_stop', { id: 3, handoff: 'Two buttons are left' }, s1);
  await run('task_start', { id: 9 }, s1);
  await run('task_done', { id: '9' }, s1);
  pass(23.9 * HOUR);
  await run('claim_acquire', { scope: 'docs/**' }, agent('s2'));
  await run('task_start', { id: 4 }, agent('s2'));
  await run('task_annotate', { id: 4, text: 'The index is built', progress: 40 }, agent('s2')).catch(() => undefined);
}

/** Runs: r1 in review with comments, r2 with a question, r3 failed, r4 running, r5 merged, r6 discarded. */
async function withRuns(work: TestWorkspace): Promise<void> {
  const { run } = work;
  const usage = (costUsd: number): NonNullable<Run['usage']> => ({
    input: 12_000,
    output: 800,
    cached: 0,
    turns: 3,
    costUsd,
  });
  const worked = (costUsd: number, ...whys: NonNullable<Run['rounds']>[number]['why'][]): Partial<Run> => ({
    usage: usage(costUsd),
    rounds: whys.map((why, i) => {
      const [at, ended] = [40 - 12 * i, 30 - 12 * i].map((minutes) => toInstant(NOON - minutes * 60_000)) as [
        Instant,
        Instant,
      ];
      return {
        n: i + 1,
        why,
        at,
        ended,
        until: ended,
        usage: usage(costUsd / whys.length),
        summary: `Round ${i + 1} done`,
      };
    }),
  });
  for (const description of ['Show the price', 'Translate the page', 'Cache the fonts', 'Sort the list', 'Log out'])
    await run('task_add', { description, project: 'shop', scope: `shop/${description.split(' ', 1)}/**` });
  const checks = [
    { name: 'unit', ok: false, why: '1 test failed', ms: 900, output: 'not ok 1 price', commit: 'a'.repeat(40) },
  ];
  const reviewed = { number: 17, ...worked(0.2, 'start', 'checks'), checks } as unknown as Parameters<typeof runIn>[2];
  await runWithResult(work, { 'src/a.txt': 'b\n', 'README.md': '# Shop\n' }, reviewed);
  await draftIn(work, { at: toInstant(NOON - 60_000), note: 'n1' }, '```suggestion\nc\n```');
  await askedBy(work, await runIn(work, 'asking', { number: 18, ...worked(0.1, 'start') }), 'Which languages?');
  await runIn(work, 'failed', { number: 19, reason: { code: 'crashed', text: 'exit 1' }, ...worked(1.5, 'start') });
  const since = toInstant(NOON - 20_000);
  await runIn(work, 'running', { number: 20, agent: 'fixer', provider: 'command', model: 'opus', at: since, since });
  const commit = git(join(work.folder, 'project'), 'rev-parse', 'HEAD');
  const at = toInstant(NOON - 30 * 60_000);
  await runIn(work, 'merged', {
    number: 13,
    merged: { commit, at },
    outgoing: newOutgoing(commit, at),
    ...worked(0.4, 'start'),
  });
  await runWithResult(work, { 'src/a.txt': 'd\n' }, { number: 21, state: 'discarded' });
  await run('task_add', { description: 'Update the licence' }, agent('s2'));
  const context = work.opened.context(agent('s2'));
  const added = [...context.queue.open()].find(({ id }) => id === 22)!;
  const awaits = { why: 'added' as const, at: added.entry, actor: 'ai:claude-code' };
  await context.write('given', (tx) => tx.put('task', added.uuid, { ...added, awaits }));
}
