import * as z from 'zod';
import { lazy } from '../../../base/lazy.ts';
import { flagInput } from '../../../domain/calls/inputs.ts';
import type { TaskQueue } from '../../../domain/queue/queue.ts';
import { defineCommand } from '../../command.ts';

const input = lazy(() => z.strictObject({ all: flagInput().describe('Include closed tasks').optional() }));

const counts = lazy(() => z.array(z.strictObject({ name: z.string(), count: z.int() })));

export const taskProjects = defineCommand({
  name: 'task_projects',
  title: 'List projects',
  summary: 'List projects with the number of open tasks in each.',
  group: 'plan',
  access: { effect: 'read' },
  input,
  output: () => z.strictObject({ projects: counts() }),
  run: async (context, { all }) => ({ projects: counted(context.queue, 'projects', all ?? false) }),
  show: {
    rows: { of: 'projects', columns: ['name', 'count'] },
    text: ({ projects }) => countText(projects, 'No projects.'),
  },
});

export const taskTags = defineCommand({
  name: 'task_tags',
  title: 'List tags',
  summary: 'List tags with the number of open tasks that have each.',
  group: 'plan',
  access: { effect: 'read' },
  input,
  output: () => z.strictObject({ tags: counts() }),
  run: async (context, { all }) => ({ tags: counted(context.queue, 'tags', all ?? false) }),
  show: { rows: { of: 'tags', columns: ['name', 'count'] }, text: ({ tags }) => countText(tags, 'No tags.') },
});

function counted(queue: TaskQueue, what: 'projects' | 'tags', all: boolean): { name: string; count: number }[] {
  const counts = all ? queue[what]() : openCounts(queue, what);
  return [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function openCounts(queue: TaskQueue, what: 'projects' | 'tags'): Map<string, number> {
  const counts = new Map<string, number>();
  for (const task of queue.open()) {
    const names = what === 'tags' ? (task.tags ?? []) : task.project ? [task.project] : [];
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

function countText(rows: readonly { name: string; count: number }[], none: string): string {
  return rows.length === 0 ? none : rows.map(({ name, count }) => `${name} ${count}`).join('\n');
}
