import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { Task } from '../../../src/domain/task/task.ts';
import { ADA, agent, testWorkspace } from '../../support/workspace.ts';

const page = (status: string) => `---\nid: TASK-1\ntitle: Rope\nstatus: ${status}\n---\n\n## Description\n\nLong.\n`;

/** A file by format, the path of its source, and how it says that nobody works on its task, and that somebody does. */
const FILES = {
  markdown: { file: 'TODO.md', of: 'TODO.md', text: (state: string) => `- [${state}] Rope\n`, words: [' ', '/'] },
  csv: {
    ...{ file: 'plan.csv', of: 'plan.csv', words: ['To Do', 'In Review'] },
    text: (state: string) => `Key,Title,Status\nA-1,Rope,${state}\n`,
  },
  'backlog-md': {
    ...{ file: 'backlog/tasks/task-1 - Rope.md', of: 'backlog', words: ['To Do', 'In Progress'] },
    text: page,
  },
} as const;

test.each(Object.keys(FILES) as (keyof typeof FILES)[])(
  '%s: a task on which somebody works in the synchronised file is not free, until nobody does or somebody begins here',
  async (service) => {
    const { file, of, text, words } = FILES[service];
    const work = await testWorkspace();
    const path = join(work.folder, 'project', file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(
      join(work.folder, 'project', of === 'backlog' ? 'backlog/config.yml' : 'none'),
      'task_prefix: task\n',
    );
    writeFileSync(path, text(words[1]));
    const { source } = await work.run<{ source: { name: string } }>('source_add', {
      service,
      list: join(work.folder, 'project', of),
    });
    const sync = () => work.run<{ changed: { fields: string[] }[] }>('source_sync', { name: source.name });
    const change = async (from: string, to: string) => {
      writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
      return (await sync()).changed.map(({ fields }) => fields);
    };
    const isFree = async () => {
      const [task] = (await work.run<{ tasks: Task[] }>('task_export')).tasks;
      return task!.handoff === undefined;
    };
    const [free, taken] = words.map((word) => (service === 'markdown' ? `[${word}]` : word)) as [string, string];
    await sync();
    expect(await isFree()).toBe(false);
    expect(await change(taken, free)).toEqual([['handoff']]);
    expect(await isFree()).toBe(true);
    expect(await change(free, taken)).toEqual([['handoff']]);
    expect(await isFree()).toBe(false);
    expect(await change('', '')).toEqual([]);
    await work.run('task_start', { id: 1 }, ADA);
    expect(await change(taken, free)).toEqual([]);
    expect(await change(free, taken)).toEqual([]);
    expect(await isFree()).toBe(true);
    await work.refused('task_start', { id: 1 }, agent('s1'));
  },
);
