import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { testWorkspace } from '../../support/workspace.ts';

const issue = (id: string, title: string, created: string, more: object = {}) =>
  JSON.stringify({ id, title, status: 'open', priority: 1, created_at: created, ...more });

/** Imports a beads file, and then another state of it. @returns what the second import did, and the tasks */
async function twice(first: readonly string[], second: readonly string[]) {
  const work = await testWorkspace();
  const file = join(work.folder, 'issues.jsonl');
  const bring = (lines: readonly string[]) => {
    writeFileSync(file, `${lines.join('\n')}\n`);
    return work.run<{ added: number; unchanged: number }>('task_import', { from: file });
  };
  await bring(first);
  const { added } = await bring(second);
  const { tasks } = await work.run<{ tasks: { description: string; depends?: string[]; source: { id: string } }[] }>(
    'task_list',
    { filter: '+ANY' },
  );
  return { added, ids: tasks.map(({ source }) => source.id).sort(), again: (await bring(second)).added };
}

const [MORNING, NOON] = ['2026-10-01T09:00:00Z', '2026-10-01T12:00:00Z'];

describe('a task whose tool gives it another id', () => {
  test('stays the same after a new prefix of all ids, with its dependencies', async () => {
    const lines = (prefix: string) => [
      issue(`${prefix}-a1`, 'Fix crash', MORNING, {
        dependencies: [{ issue_id: `${prefix}-a1`, depends_on_id: `${prefix}-b2`, type: 'blocks' }],
      }),
      issue(`${prefix}-b2`, 'Release', NOON),
    ];
    expect(await twice(lines('bd'), lines('shop'))).toEqual({ added: 0, ids: ['shop-a1', 'shop-b2'], again: 0 });
  });

  test('is none of two with its words, and none that was created at another time', async () => {
    const old = [issue('bd-a1', 'Update', MORNING)];
    // Rows with the words of an open task are left out, and the task keeps its id.
    for (const second of [
      [issue('bd-c3', 'Update', NOON)],
      [issue('bd-c3', 'Update', MORNING), issue('bd-d4', 'Update', MORNING)],
      [...old, issue('bd-c3', 'Update', MORNING)],
    ])
      expect((await twice(old, second)).ids).toEqual(['bd-a1']);
  });

  test('stays the same as a promoted draft of Backlog.md', async () => {
    const work = await testWorkspace();
    const folder = join(work.folder, 'project/backlog');
    const write = (path: string, id: string, status: string) => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(
        join(folder, path),
        `---\nid: ${id}\ntitle: Dark mode\nstatus: ${status}\nassignee: []\ncreated_date: '2026-11-20 16:18'\nlabels: []\ndependencies: []\n---\n`,
      );
    };
    write('config.yml', 'x', 'x');
    writeFileSync(join(folder, 'config.yml'), 'project_name: "Ferry"\nstatuses: ["To Do", "Done"]\n');
    write('drafts/draft-1 - Dark-mode.md', 'DRAFT-1', 'Draft');
    mkdirSync(join(folder, 'tasks'));
    await work.run('task_import', { from: folder });
    renameSync(join(folder, 'drafts/draft-1 - Dark-mode.md'), join(folder, 'tasks/task-5 - Dark-mode.md'));
    write('tasks/task-5 - Dark-mode.md', 'TASK-5', 'To Do');
    expect(await work.run('task_import', { from: folder })).toMatchObject({ added: 0 });
    expect(await work.run('task_count', { filter: '+ANY' })).toMatchObject({ count: 1 });
    expect(await work.run('task_count', { filter: '+READY' })).toMatchObject({ count: 1 });
  });
});
