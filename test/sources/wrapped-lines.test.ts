import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Task } from '../../src/domain/task/task.ts';
import { testWorkspace } from '../support/workspace.ts';
import { ground, NOTHING, plainOf } from '../work/sync/ground.ts';

async function read(text: string) {
  const { work, file } = await ground(text);
  await work.run('task_import', { from: file });
  const { tasks } = await work.run<{ tasks: (Task & { docs?: { spec?: string } })[] }>('task_export', {});
  return tasks.map(({ description, docs }) => [description, docs?.spec]);
}

describe('a sentence that an editor wrapped', () => {
  test.each([0, 2, 4, 6])('is whole, with its second line indented by %i', async (width) => {
    const text = `- [ ] Count the crates in the\n${' '.repeat(width)}northern shed\n- [ ] Weigh them\n`;
    expect(await read(text)).toEqual([
      ['Count the crates in the northern shed', undefined],
      ['Weigh them', undefined],
    ]);
  });

  test.each([
    [
      '- [ ] Count the crates\n      of wood, and note\n      their weights\n',
      'Count the crates of wood, and note their weights',
    ],
    ['1. [ ] Count, weigh,\n   and load\n', 'Count, weigh, and load'],
    ['- [ ] Zähle die Kisten in der\n      Halle 4\n', 'Zähle die Kisten in der Halle 4'],
    [
      '  * [x] Count the many crates of the northern shed\n    before noon\n',
      'Count the many crates of the northern shed before noon',
    ],
  ])('is whole: %j', async (text, words) => expect(await read(text)).toEqual([[words, undefined]]));

  test.each([
    ['- [ ] Fix login\n  Steps: open the page\n', 'Fix login', 'Steps: open the page'],
    ['- [ ] Fix login.\n      it hangs\n', 'Fix login.', 'it hangs'],
    ['- [ ] Fix login\n\n      it hangs\n', 'Fix login', 'it hangs'],
    ['- [ ] Fix login in\n  - the page\n', 'Fix login in', '- the page'],
    ['- [ ] Fix the\n  ```\n  a\n  ```\n', 'Fix the', '```\na\n```'],
    ['- [ ] Fix #a\n  One.\n', 'Fix', 'One.'],
  ])('ends where its text begins: %j', async (text, words, spec) => expect(await read(text)).toEqual([[words, spec]]));

  test('stays wrapped in a synchronised file until its words change', async () => {
    const text =
      '# L\n\n- [ ] Count the crates in the\n      northern shed #a\n      and far out.\n  Its text.\n- [ ] Weigh\n';
    const { work, sync, read: file, edit, tasks } = await ground(text);
    await sync();
    expect(plainOf(file())).toBe(text);
    expect(await sync()).toMatchObject(NOTHING);
    await work.run('task_done', { id: '1' });
    await sync();
    expect(plainOf(file())).toBe(text.replace('[ ] Count', '[x] Count'));
    edit('northern', 'southern');
    await sync();
    expect((await tasks())[0]).toMatchObject({ description: 'Count the crates in the southern shed and far out.' });
    await work.run('task_modify', { filter: 'id:1', description: 'Count them' });
    await sync();
    expect(plainOf(file())).toBe('# L\n\n- [x] Count them #a\n  Its text.\n- [ ] Weigh\n');
    expect(await sync()).toMatchObject(NOTHING);
  });
});

test('marks of a section of Backlog.md may be indented, together or alone', async () => {
  const work = await testWorkspace();
  const folder = join(work.folder, 'project/backlog');
  mkdirSync(join(folder, 'tasks'), { recursive: true });
  writeFileSync(join(folder, 'config.yml'), 'project_name: "pier"\n');
  const path = join(folder, 'tasks/task-1 - Count.md');
  writeFileSync(
    path,
    "---\nid: task-1\ntitle: Count\nstatus: To Do\nassignee: []\ncreated_date: '2026-11-20'\nlabels: []\ndependencies: []\n---\n\n## Description\n\n<!-- SECTION:DESCRIPTION:BEGIN -->\n- all\n  <!-- SECTION:DESCRIPTION:END -->\n\n## Acceptance Criteria\n  <!-- AC:BEGIN -->\n- [ ] #1 counted\n  <!-- AC:END -->\n",
  );
  const from = join(work.folder, 'project');
  await work.run('task_import', { from });
  const { tasks } = await work.run<{ tasks: object[] }>('task_export', {});
  expect(tasks).toMatchObject([{ docs: { spec: '- all' }, acceptance: [{ text: 'counted' }] }]);
  await work.run('task_sync', { file: from });
  await work.run('task_doc_write', { id: '1', content: '- all of them' });
  await work.run('task_sync', { file: from });
  expect(readFileSync(path, 'utf8')).toContain(
    'BEGIN -->\n- all of them\n  <!-- SECTION:DESCRIPTION:END -->\n\n## Acc',
  );
});
