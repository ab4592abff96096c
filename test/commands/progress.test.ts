import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { execute } from '../../src/commands/execute.ts';
import { commandNamed } from '../../src/commands/index.ts';
import { tempFolder } from '../support/folder.ts';
import { git } from '../support/git.ts';
import { initRepository } from '../support/repository.ts';
import { ADA, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

/** Commands that may take longer than a second, each with a call and what its progress names. */
const LONG: Readonly<
  Record<string, readonly [step: RegExp, call: (work: TestWorkspace) => Promise<readonly [string, object]>]>
> = {
  doctor: [/reading changes/, async () => ['doctor', {}]],
  'doctor --fix': [/reading changes/, async () => ['doctor', { fix: true }]],
  'doctor --salvage': [/reading changes/, async () => ['doctor', { salvage: true }]],
  import: [/storing tasks/, async (work) => ['task_import', { from: rows(work, 'rows.ndjson') }]],
  export: [/reading tasks/, async () => ['task_export', {}]],
  sync: [/storing tasks/, async (work) => ['task_sync', { file: rows(work, 'TODO.md') }]],
  backup: [/reading/, async (work) => ['backlog_backup', { file: join(work.folder, 'queue.tar') }]],
  archive: [/writing the archive/, async () => ['task_archive', { filter: '1' }]],
  'repo add --url': [
    /receiving objects/,
    async (work) => ['repo_add', { url: `file://${origin()}`, path: join(work.folder, 'clone') }],
  ],
};

test.each(Object.entries(LONG))('%s tells how far it is', async (_, [step, call]) => {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'one' });
  await work.run('task_done', { id: 1 });
  const steps = new Set<string>();
  const progress = (done: number, total: number, what: string) => {
    expect(done).toBeLessThanOrEqual(total);
    steps.add(what);
  };
  const [name, input] = await call(work);
  await execute(work.opened, { ...ADA, door: 'cli', atTerminal: true, progress } as never, commandNamed(name), input);
  expect([...steps].join(', ')).toMatch(step);
});

test('each step of the import of a table is told', async () => {
  const work = await testWorkspace();
  const count = 1_200;
  const from = join(work.folder, 'rows.csv');
  writeFileSync(from, `Title,Due date\n${Array.from({ length: count }, (_, i) => `Row ${i},2026-12-24`).join('\n')}\n`);
  const steps: string[] = [];
  const progress = (done: number, _: number, what: string) => {
    if (what !== steps.at(-1) || done === 0) steps.push(what);
  };
  const input = { from };
  await work.run('task_add', { description: 'first' });
  await execute(
    work.opened,
    { ...ADA, door: 'cli', atTerminal: true, progress } as never,
    commandNamed('task_import'),
    input,
  );
  expect(steps).toEqual([
    ...['reading the table', 'reading rows', 'finding tasks', 'checking rows', 'making tasks', 'comparing tasks'],
    ...['storing tasks', 'writing the change'],
  ]);
  expect((await work.run<{ id: number }>('task_add', { description: 'next' })).id).toBe(count + 2);
});

function rows({ folder }: TestWorkspace, name: string): string {
  const lines = Array.from({ length: 60 }, (_, i) =>
    name.endsWith('md') ? `- [ ] Row ${i}` : JSON.stringify({ description: `Row ${i}` }),
  );
  writeFileSync(join(folder, name), `${lines.join('\n')}\n`);
  return join(folder, name);
}

/** A repository to clone. Its address must be a URL: git copies a folder without steps. */
function origin(): string {
  const folder = tempFolder('origin');
  initRepository(folder);
  writeFileSync(join(folder, 'a.txt'), 'a\n');
  git(folder, 'add', '.');
  git(folder, 'commit', '-qm', 'one');
  return folder;
}
