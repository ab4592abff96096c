import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Task } from '../../../src/domain/task/task.ts';
import { ADA, agent, testWorkspace } from '../../support/workspace.ts';

/** What a person does with the tasks that an agent added, after they were exported. */
const ACTS = {
  nothing: {},
  'accepts one': { task_accept: { filter: '1' } },
  'changes one': { task_modify: { filter: '1', priority: 'H' } },
} as const;

test.each(Object.entries(ACTS))(
  'an export says what waited for a person then, and an import of it changes no mark: %s',
  async (_, acts) => {
    const work = await testWorkspace();
    for (const description of ['Rope', 'Oar']) await work.run('task_add', { description }, agent('s1'));
    const { tasks } = await work.run<{ tasks: Task[] }>('task_export');
    expect(tasks.map(({ awaits }) => awaits?.why)).toEqual(['added', 'added']);
    for (const [name, input] of Object.entries(acts)) await work.run(name, input, ADA);
    const from = join(work.folder, 'project', 'old.json');
    writeFileSync(from, JSON.stringify(tasks.map((task) => ({ ...task, modified: '2099-01-01T00:00:00Z' }))));
    const marks = async () => (await work.run<{ tasks: Task[] }>('task_export')).tasks.map(({ awaits }) => awaits?.why);
    const before = await marks();
    for (const caller of [ADA, ADA, agent('s2')]) {
      const { changed } = await work.run<{ changed: { fields: string[] }[] }>('task_import', { from }, caller);
      expect(changed.flatMap(({ fields }) => fields)).not.toContain('awaits');
    }
    expect(await marks()).toEqual(before);
  },
);
