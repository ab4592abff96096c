import type { Served } from '../interfaces/web/served.ts';
import { askedBy, runIn } from '../support/runs.ts';

/** Every view with a text that it shows of {@link filledBoard}. */
export const VIEW_PATHS = [
  { path: 'now', shows: 'Waiting for you' },
  { path: 'board', shows: 'Show the attempts' },
  { path: 'list', shows: 'Show the attempts' },
  { path: 'graph', shows: 'Unblocks most' },
  { path: 'task/1', shows: 'Events are lost' },
  { path: 'run/r4', shows: 'Elapsed' },
  { path: 'review/r2', shows: 'There is no result yet' },
  { path: 'git', shows: 'Nothing waits to be merged' },
  { path: 'activity', shows: 'task import' },
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
