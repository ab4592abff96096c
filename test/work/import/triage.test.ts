import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Task } from '../../../src/domain/task/task.ts';
import { testWorkspace } from '../../support/workspace.ts';

const issue = (labels: string[], state = 'OPEN') =>
  JSON.stringify([
    {
      ...{ number: 1, title: 'Seat map', state, labels: labels.map((name) => ({ name })) },
      url: 'https://github.com/acme/shop/issues/1',
    },
    { number: 2, title: 'Other', state: 'OPEN', labels: [], url: 'https://github.com/acme/shop/issues/2' },
  ]);
const linear = (status: string) => `ID,Title,Status\nENG-1,Seat map,${status}\nENG-2,Other,Todo\n`;

/** A task that nobody has decided to do yet, and the same one decided. */
const SOURCES: readonly [name: string, file: string, open: string, decided: string][] = [
  ...['Triage', 'Needs Triage', 'Inbox', 'Proposed', 'Idea', 'Icebox'].map((word): (typeof SOURCES)[number] => [
    ...([`a table: ${word}`, 'linear.csv', linear(word), linear('Todo')] as const),
  ]),
  ...['needs-triage', 'triage', 'status: needs triage'].map((label): (typeof SOURCES)[number] => [
    ...([`a label: ${label}`, 'issues.json', issue([label]), issue(['bug'])] as const),
  ]),
  [
    ...(['beads: triage', 'issues.jsonl'] as const),
    `${JSON.stringify({ id: 'x-1', title: 'Seat map', status: 'triage', priority: 2, issue_type: 'task' })}\n`,
    `${JSON.stringify({ id: 'x-1', title: 'Seat map', status: 'open', priority: 2, issue_type: 'task' })}\n`,
  ],
];

test.each(SOURCES)('%s is not free for agents until its source says so', async (_, file, open, decided) => {
  const work = await testWorkspace();
  const from = join(work.folder, 'project', file);
  const elsewhere = async () => {
    const { tasks } = await work.run<{ tasks: Task[] }>('task_export', { docs: false });
    return tasks.find(({ description }) => description === 'Seat map')!.handoff?.elsewhere ?? false;
  };
  writeFileSync(from, open);
  await work.run('task_import', { from });
  expect(await elsewhere()).toBe(true);
  writeFileSync(from, decided);
  await work.run('task_import', { from });
  expect(await elsewhere()).toBe(false);
});
