import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runFiles } from '../../src/runs/run-folder.ts';
import { WHOLE } from '../goals/plan.ts';
import { writeFiles } from '../support/files.ts';
import { askedBy, gitProject, runIn, runWithResult } from '../support/runs.ts';
import { ADA } from '../support/workspace.ts';
import type { Served } from '../web/served.ts';

const AT = '2026-01-01T00:00:00Z' as const;

/** Every view with a text that it shows of {@link filledBoard}. */
export const VIEW_PATHS = [
  { path: 'now', shows: 'Not sent' },
  { path: 'board', shows: 'Show the attempts' },
  { path: 'list', shows: 'Show the attempts' },
  { path: 'graph', shows: 'Unblocks most' },
  { path: 'timeline', shows: 'claude' },
  { path: 'task/1', shows: 'Events are lost' },
  { path: 'run/r4', shows: 'Work time' },
  { path: 'review/r2', shows: 'The result appears here' },
  { path: 'review/r6', shows: 'conflicts without markers' },
  { path: 'inbox', shows: 'Paint the wall' },
  { path: 'git', shows: 'Approved results appear here' },
  { path: 'activity', shows: 'Retry failed deliveries' },
  { path: 'agents', shows: 'To be retried when you press Start' },
  { path: 'claims', shows: 'Claim files' },
  { path: 'conflicts', shows: 'Keep this value' },
  { path: 'usage', shows: 'Usage' },
  { path: 'documents/1/spec?to=2', shows: 'Version 1 to 2' },
  { path: 'settings', shows: 'claims.outsideScope' },
  { path: 'repositories', shows: 'Add a repository' },
  { path: 'goals', shows: 'Without a goal' },
  { path: 'goals/roadmap', shows: 'Closed' },
  { path: 'goals/people', shows: 'Severity' },
  { path: 'goals/gaps', shows: 'A task is traced' },
  { path: 'goals/page', shows: 'All goals as one page' },
  { path: 'goal/I-1', shows: '3 readings' },
];

/** Tasks and runs of every sort, so that each view has something of everything. */
export async function filledBoard({ call, opened }: Served): Promise<void> {
  const tasks = [
    {
      ref: 'a',
      description: 'Retry failed deliveries',
      project: 'api',
      priority: 'H',
      tags: ['net'],
      due: '2020-01-01' as const,
      acceptance: ['It tries five times', 'It waits longer each time'],
      spec: '# Why\n\nEvents are lost.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```ts\nlet x;\n```',
    },
    { description: 'Show the attempts', project: 'web', depends: ['a'], priority: 'M' },
    { description: 'Rotate the secrets', priority: 'L', agent: 'writer' },
    { description: 'Measure the load', project: 'ops' },
    { description: 'Limit the rates', project: 'api' },
    { description: 'Explain it', project: 'docs' },
    { description: 'Look at midnight', tags: ['bug'] },
  ];
  await call('task_import', { tasks });
  await planned(call);
  await call('inbox_add', { title: 'Paint the wall', found: 'src/a.ts:3', body: 'It is grey.' });
  await call('task_annotate', { id: 1, text: 'The other side says 429 means wait.' });
  await call('task_doc_write', { id: 1, content: '# Why\n\nEvents are lost at night.', note: 'more exact' });
  await call('task_doc_write', { id: 'workspace', name: 'conventions', content: '# Conventions\n\nTests first.' });
  await call('task_done', { id: 6 });
  await call('task_start', { id: 7 });
  await call('task_stop', { id: 7, handoff: 'Half of it is done' });
  await opened.store.refresh();
  await askedBy({ opened } as never, await runIn({ opened }, 'asking', { number: 3 }), 'Which of the two?');
  await runIn({ opened }, 'review', { number: 4 });
  await runIn({ opened }, 'running', { number: 5 });
  await runIn({ opened }, 'failed', { number: 2, reason: { code: 'crashed', text: 'exit 1' } });
  await opened.context(ADA).write('given', (tx) => {
    const [, task] = [...tx.all('task')].find(([, { id }]) => id === 4)!;
    const values = {
      here: '"Measure the load"',
      there: '"Measure the load at night"',
      thereBy: 'octocat',
      thereAt: AT,
    };
    tx.put('conflict', `app/${task.uuid}/description`, {
      ...{ source: 'app', task: task.uuid, field: 'description', ...values, hereAt: AT, at: AT },
    });
  });
  const failed = { at: AT, next: AT, tries: 2, failed: 'origin has commits of main that this repository lacks' };
  await runIn({ opened }, 'merged', { number: 6, outgoing: { commit: 'a'.repeat(40), ...failed } });
}

/** Goals of each kind. Task 1 belongs to I-1, whose measure has readings; B-2 is closed. */
async function planned(call: Served['call']): Promise<void> {
  await call('goal_save', { records: [...WHOLE, { kind: 'bet', title: 'Sync everywhere', by: '2020-01-01' }] });
  await call('goal_close', { id: 'B-2', learned: 'Nobody syncs', state: 'lost' });
  await call('task_modify', { filter: '1', goal: 'I-1' });
  for (const reading of [400, 210, 120])
    await call('goal_modify', { id: 'I-1', reading, measure: 'p95 ms', baseline: 400, target: 50 });
}

/**
 * A run of it, `r6`, with a real result: code in colours, a changed word, a finding at its line, evidence of an earlier result, and files
 * that are left out of it.
 */
export async function reviewedBoard({ call, opened, folder }: Served): Promise<void> {
  const work = { opened, folder } as never;
  await gitProject(work, { 'src/a.txt': 'a\n', 'src/deliver.ts': FROM } as never);
  const added = { description: 'Sign the deliveries', acceptance: ['They are signed', 'They are tried five times'] };
  const { id } = (await call<{ id: number }>('task_add', added)).body;
  await opened.store.refresh();
  const output = 'src/deliver.ts:2:1: say what for';
  const checks = [{ name: 'lint', ok: false, why: 'it exited with 1', ms: 900, output, commit: 'a'.repeat(40) }];
  const made = { base: 'a'.repeat(40), commit: 'b'.repeat(40), conflicts: [{ path: 'logo.png', kind: 'binary' }] };
  const update = { round: 1, why: 'conflict' as const, text: 'it conflicts with the target', made };
  const result = { 'src/deliver.ts': TO, 'package-lock.json': '{}\n' };
  const run = await runWithResult(work, result, { number: id, checks, update });
  writeFiles(join(opened.where.dir, 'runs', run.id, 'tree'), {
    'src/by-hand.ts': '\n',
    [`${'long'.repeat(40)}.ts`]: '\n',
  });
  for (const criterion of ['1', '2']) await call('task_annotate', { id, criterion, text: 'npm test: 4 passed' });
  await opened.context(ADA).write('given', (tx) => {
    const task = tx.get('task', run.task)!;
    const [first, second] = task.acceptance!;
    const met = { ...first!.met!, outdated: `run ${run.id} has a newer result (${run.result!.commit.slice(0, 7)})` };
    tx.put('task', run.task, { ...task, acceptance: [{ ...first!, met }, second!] });
  });
}

/** As an address that somebody pasted. */
const LONG = `https://example.com/${'long'.repeat(40)}`;

/** Lets everything of {@link filledBoard} that people and agents name be one long word: titles, notes, branches, files, log lines, reasons, questions. */
export async function longWords({ call, opened }: Served): Promise<void> {
  const tasks = Array.from({ length: 8 }, (_, i) => `${i + 1}`);
  for (const id of tasks) await call('task_modify', { filter: id, description: `${LONG}${id}` });
  await call('task_modify', { filter: '1', project: 'p'.repeat(60), tags: ['t'.repeat(60)], criterion: LONG });
  await call('task_annotate', { id: 1, text: LONG });
  await call('task_annotate', { id: 1, criterion: '1', text: LONG });
  await call('task_stop', { id: 7, handoff: LONG });
  await call('task_add', { description: LONG, priority: 'H' });
  await call('inbox_add', { title: 'long'.repeat(25), found: `src/${'l'.repeat(60)}.ts:3`, body: LONG });
  await call('task_doc_write', { id: 1, content: `# ${LONG}\n\n${LONG}`, note: LONG });
  await call('task_doc_write', { id: 'workspace', name: 'n'.repeat(60), content: LONG });
  await call('view_set', { name: 'v'.repeat(40), filter: 'priority:H' });
  for (const id of ['V-1', 'P-1', 'U-1', 'X-1', 'O-1', 'B-1', 'B-2', 'I-1'])
    await call('goal_modify', { id, title: `${LONG.slice(0, 110)}${id}` });
  const text = { why: LONG, wont: LONG, done_when: LONG, measure: LONG.slice(0, 110), learned: LONG };
  await call('goal_modify', { id: 'I-1', ...text });
  await call('goal_modify', { id: 'B-2', learned: LONG });
  await call('goal_modify', { id: 'X-1', hurts: `U-1 ${LONG}` });
  await opened.store.refresh();
  const context = opened.context(ADA);
  await context.write('given', (tx) => {
    for (const [id, question] of [...tx.all('question')]) tx.put('question', id, { ...question, text: LONG });
    for (const [id, run] of [...tx.all('run')]) {
      const reason = run.reason ? { reason: { ...run.reason, text: LONG } } : {};
      const outgoing = run.outgoing ? { outgoing: { ...run.outgoing, failed: LONG } } : {};
      const rounds = [{ n: 1, why: 'start' as const, at: AT, summary: LONG }];
      const branch = `backlog/${id}-${LONG.replace(/\W/g, '-')}`;
      tx.put('run', id, { ...run, ...reason, ...outgoing, rounds, branch, model: 'm'.repeat(60) });
    }
  });
  for (const id of ['r2', 'r3', 'r4', 'r6']) {
    const { events } = runFiles({ runs: join(opened.where.dir, 'runs'), id });
    mkdirSync(dirname(events), { recursive: true });
    const lines = [
      { type: 'round', n: 1, why: 'start' },
      { type: 'tool', id: 't', name: 'Bash', summary: LONG },
      { type: 'text', text: LONG },
    ];
    appendFileSync(events, lines.map((event) => `${JSON.stringify({ at: AT, ...event })}\n`).join(''));
  }
}

const FROM = `/** Sends what waits. */\nexport const deliver = (to: string, tries = 3) => send(to, { tries, sign: false });\n`;
const TO = FROM.replace('tries = 3', 'tries = 5').replace('sign: false', "sign: 'sha256'");
