import type { Served } from '../interfaces/web/served.ts';
import { askedBy, gitProject, runIn, runWithResult } from '../support/runs.ts';

/** Every view with a text that it shows of {@link filledBoard}. */
export const VIEW_PATHS = [
  { path: 'now', shows: 'Waiting for you' },
  { path: 'board', shows: 'Show the attempts' },
  { path: 'list', shows: 'Show the attempts' },
  { path: 'graph', shows: 'Unblocks most' },
  { path: 'timeline', shows: 'claude' },
  { path: 'task/1', shows: 'Events are lost' },
  { path: 'run/r4', shows: 'Elapsed' },
  { path: 'review/r2', shows: 'There is no result yet' },
  { path: 'review/r5', shows: 'src/deliver.ts:2:1: say what for' },
  { path: 'git', shows: 'Nothing waits to be merged' },
  { path: 'activity', shows: 'annotate' },
  { path: 'agents', shows: 'Orchestrator' },
  { path: 'documents/1/spec?to=2', shows: 'Version 1 to 2' },
  { path: 'settings', shows: 'claims.outsideScope' },
  { path: 'repositories', shows: 'Add a repository' },
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
      due: '2020-01-01',
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
}

/** A run of it, `r5`, with a real result: code in colours, a changed word, a finding at its line. */
export async function reviewedBoard({ call, opened, folder }: Served): Promise<void> {
  const work = { opened, folder } as never;
  await gitProject(work, { 'src/a.txt': 'a\n', 'src/deliver.ts': FROM } as never);
  const { id } = (await call<{ id: number }>('task_add', { description: 'Sign the deliveries' })).body;
  await opened.store.refresh();
  const output = 'src/deliver.ts:2:1: say what for';
  const checks = [{ name: 'lint', ok: false, why: 'it ended with 1', ms: 900, output, commit: 'a'.repeat(40) }];
  await runWithResult(work, { 'src/deliver.ts': TO, 'package-lock.json': '{}\n' }, { number: id, checks });
}

const FROM = `/** Sends what waits. */\nexport const deliver = (to: string, tries = 3) => send(to, { tries, sign: false });\n`;
const TO = FROM.replace('tries = 3', 'tries = 5').replace('sign: false', "sign: 'sha256'");
