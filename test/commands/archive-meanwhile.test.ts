import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { execute } from '../../src/commands/execute.ts';
import { commandNamed } from '../../src/commands/index.ts';
import { openWorkspace } from '../../src/work/workspace/open.ts';
import { ADA, NOON, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

/** Task 1 is done, and archived by another process while a command of this one keeps its bytes. */
async function archivedMeanwhile(): Promise<TestWorkspace> {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'Schema', spec: '# Tables' });
  await work.run('task_add', { description: 'Server' });
  await work.run('task_done', { id: '1' });
  const { store } = work.opened;
  const keep = store.putBlob.bind(store);
  store.putBlob = async (bytes) => {
    const other = await openWorkspace({
      cwd: work.folder,
      env: { BACKLOG_DIR: join(work.folder, 'store') },
      now: () => NOON,
    });
    await execute(other, ADA, commandNamed('task_archive'), { filter: '1' });
    await other.close();
    store.putBlob = keep;
    return keep(bytes);
  };
  return work;
}

test.each([
  ['attachment_add', { id: '1', content: 'YWJj', file: 'a.txt' }],
  ['task_doc_write', { id: '1', content: '# Other tables' }],
])(
  '%s of a task that is archived meanwhile is refused, and leaves nothing behind in the queue',
  async (name, input) => {
    const work = await archivedMeanwhile();
    expect(await work.refused(name, input)).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('task 1 "Schema" is archived since'),
    });
    const { state } = work.opened.store;
    expect([state.size('attachment'), state.size('doc')]).toEqual([0, 0]);
    await work.run('task_archive_restore', { id: '1' });
    expect(await work.text('task_doc_read', { id: '1' })).toBe('# Tables');
  },
);

/** 1 and 2 are done, 1 is archived; and the file of the archive. */
async function archivedOne() {
  const work = await testWorkspace();
  for (const description of ['Schema', 'Server', 'Client']) await work.run('task_add', { description });
  await work.run('task_done', { id: '1' });
  await work.run('task_done', { id: '2' });
  await work.run('task_archive', { filter: '1' });
  const folder = join(work.folder, 'store/archive');
  return { work, file: join(folder, readdirSync(folder)[0]!) };
}

const DAMAGES: [string, (file: string) => void][] = [
  ['cut off', (file) => truncateSync(file, 100)],
  ['of zeros', (file) => writeFileSync(file, Buffer.alloc(readFileSync(file).length))],
  ['changed in one letter', (file) => writeFileSync(file, readFileSync(file, 'utf8').replace('Schema', 'Schiff'))],
  [
    'of numbers',
    (file) =>
      writeFileSync(
        file,
        readFileSync(file, 'latin1').replace(/^.*$/m, (row) => '1'.repeat(row.length)),
      ),
  ],
];

test.each(DAMAGES)(
  'an archive file that is %s is never put together with others, which can be archived',
  async (_, spoil) => {
    const { work, file } = await archivedOne();
    spoil(file);
    const spoilt = readFileSync(file);
    await work.run('task_archive', { filter: '2' });
    expect(work.opened.store.state.size('archive')).toBe(2);
    expect(readFileSync(file)).toEqual(spoilt);
    expect(await work.text('task_archive_load', { filter: '2' })).toContain('Server');
  },
);

test.each(DAMAGES)(
  'what an archive file that is %s says does not come back into the queue: the file is named',
  async (_, spoil) => {
    const { work, file } = await archivedOne();
    spoil(file);
    const error = await work.refused('task_archive_restore', { id: '1' });
    expect(error).toMatchObject({ code: 'store', message: expect.stringContaining(file) });
    expect(work.opened.store.state.size('task')).toBe(2);
  },
);

test.each(DAMAGES)('the history is told where an archive file is %s', async (_, spoil) => {
  const { work, file } = await archivedOne();
  spoil(file);
  expect(await work.text('task_history')).toContain('Client');
});
