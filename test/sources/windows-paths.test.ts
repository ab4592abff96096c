import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { Task } from '../../src/domain/task/task.ts';
import { tempFolder } from '../support/folder.ts';
import { testWorkspace } from '../support/workspace.ts';

async function scopeOf(file: string, content: string): Promise<string[]> {
  const folder = tempFolder('windows');
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), content.replaceAll('\n', '\r\n'));
  const work = await testWorkspace();
  await work.run('task_import', { from: folder });
  const { tasks } = await work.run<{ tasks: Task[] }>('task_export');
  return tasks.flatMap(({ scope }) => scope?.map(({ glob }) => glob) ?? []);
}

test('paths that Windows wrote are paths of the repository', async () => {
  const at = '2026-07-20T10:00:00Z';
  const spec = `id: a-1\ntitle: A\nstate: ready\ntask_kind: x\ntouch_paths:\n  - src\\win\\a.ts\n  - src\\v1.2\\kiosk\ncreated_at: ${at}\nupdated_at: ${at}\n`;
  expect(await scopeOf('backlog/tasks/a.yaml', spec)).toEqual(['src/win/a.ts', 'src/v1.2/kiosk', 'src/v1.2/kiosk/**']);
  const yaml =
    'version: 1\ntasks:\n  - id: T-1\n    title: A\n    status: ready\n' +
    'subtasks:\n  - id: S-1\n    task_id: T-1\n    title: B\n    status: queued\n    scopes:\n      - src\\win\\**\n      - src\\web\\*.ts\n';
  expect(await scopeOf('tasks.yaml', yaml)).toEqual(['src/win/**', 'src/web/*.ts']);
});
