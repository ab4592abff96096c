import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testWorkspace } from '../../support/workspace.ts';

test('the list of sources has the files that sync keeps equal', async () => {
  const work = await testWorkspace();
  const file = join(work.folder, 'TODO.md');
  writeFileSync(file, '- [ ] One\n- [ ] Two\n');
  await work.run('task_sync', { file });
  await work.run('source_add', { service: 'github', list: 'acme/app' });
  expect(await work.run('source_list')).toMatchObject({
    sources: [
      { name: 'app', kind: 'github' },
      { name: 'TODO.md', kind: 'file', linked: 2, pushes: true },
    ],
  });
});
