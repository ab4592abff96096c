import { join } from 'node:path';
import { expect, test } from 'vitest';
import { WRITTEN } from '../../../src/sources/index.ts';
import { testWorkspace } from '../../support/workspace.ts';

test.each(WRITTEN.map(({ name }) => name))('an export of no tasks as %s can be imported', async (format) => {
  const work = await testWorkspace();
  const to = join(work.folder, 'project', `empty.${format}`);
  await work.run('task_export', { format, to });
  expect(await work.run('task_import', { from: to, format })).toMatchObject({ added: 0, changed: [], bad: [] });
});
