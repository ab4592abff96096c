import { join } from 'node:path';
import { expect, test } from 'vitest';
import { execute } from '../../../src/commands/execute.ts';
import { commandNamed } from '../../../src/commands/index.ts';
import { openWorkspace } from '../../../src/work/workspace/open.ts';
import { validateRecord } from '../../../src/work/workspace/validate.ts';
import { withRepositories } from '../../commands/repositories.ts';
import { writeFiles } from '../../support/files.ts';
import { git } from '../../support/git.ts';
import { gitProject } from '../../support/runs.ts';
import { ADA, testWorkspace } from '../../support/workspace.ts';

test('passes of one name in two repositories have logs, proposals and pauses of their own', async () => {
  const work = await testWorkspace();
  await gitProject(work);
  await withRepositories(work);
  for (const [folder, text] of [
    ['project', 'ours'],
    ['old', 'theirs'],
  ] as const) {
    writeFiles(join(work.folder, folder), { [`${text}.ts`]: `// TODO: write ${text}\n` });
    git(join(work.folder, folder), 'add', '-A');
    git(join(work.folder, folder), 'commit', '-qm', 'A note');
  }
  const other = await openWorkspace({
    ...{ cwd: join(work.folder, 'old'), env: { BACKLOG_DIR: join(work.folder, 'store') } },
    ...{ now: () => work.opened.context(ADA).clock.now, zone: 'UTC' },
    ...{ start: () => {}, store: { validate: validateRecord } },
  });
  const there = (name: string, input: object) => execute(other, ADA, commandNamed(name), input);
  try {
    await work.run('pass_run', { name: 'todos' });
    await there('pass_run', { name: 'todos' });
    const { runs } = await work.run<{ runs: { pass: string; found: number }[] }>('pass_log', { name: 'todos' });
    expect(runs.map(({ pass }) => pass).sort()).toEqual(['old:todos', 'todos']);
    const { proposals } = await work.run<{ proposals: { title: string; source: object }[] }>('inbox_list');
    expect(proposals.map(({ title, source }) => [title, source])).toEqual(
      expect.arrayContaining([
        ['TODO: write ours', expect.objectContaining({ name: 'todos' })],
        ['TODO: write theirs', expect.objectContaining({ name: 'old:todos' })],
      ]),
    );
    const last = async (call: Promise<{ output: unknown }>) =>
      ((await call).output as { passes: { name: string; last?: string }[] }).passes.find(
        ({ name }) => name === 'todos',
      );
    expect(await last(there('pass_list', {}))).toMatchObject({ last: expect.any(String) });
  } finally {
    await other.close();
  }
});
