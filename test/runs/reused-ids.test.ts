import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { salvageStore } from '../../src/store/doctor/store.ts';
import { cutFrom } from '../store/damage/harms.ts';
import { git } from '../support/git.ts';
import { everyNth, soak } from '../support/soak-test.ts';
import { testWorkspace } from '../support/workspace.ts';
import { type Outgoing, outgoing, withRemote } from './support/outgoing.ts';

/** Damages the first change of a run, and gives up all changes from there. The task is in the queue, the run isn't. */
async function giveUpRuns({ opened, folder }: Outgoing): Promise<Outgoing> {
  await opened.close();
  const store = join(folder, 'store');
  cutFrom(store, (line) => line.includes('"kind":"run"'));
  await salvageStore(store, Date.now());
  const again = outgoing(await testWorkspace({ folder }));
  expect(await again.run('run_list')).toMatchObject({ runs: [] });
  return again;
}

test.each(
  everyNth(2, [
    ['whose refs have their own files', () => undefined],
    ['whose refs are packed', (store: string) => git(store, 'pack-refs', '--all', '--prune')],
  ]),
)('no run gets the id of a forgotten one that was merged and cleaned, %s', async (_, pack) => {
  const work = await withRemote({ push: '' });
  await work.run('agent_add', { name: 'fixer', provider: 'command', argv: ['true'] });
  const id = await work.approved({ 'a.txt': 'a\n' });
  await work.merge();
  await work.run('run_clean', { run: id });
  pack(join(work.folder, 'store/runs/repositories/project/store.git'));
  const again = await giveUpRuns(work);
  expect(await again.run('run_start', { filter: '1', agent: 'fixer' })).toMatchObject({
    runs: [{ run: { id: 'r2' } }],
  });
});

soak.each([
  ['its message', 'b\n'],
  ['its change', 'a\n'],
])('a merge from before the start of a run is not the merge of that run, which has its id: by %s', async (_, text) => {
  const work = await withRemote();
  await work.run('setting_set', { name: 'runs.propose', value: 'echo https://forge.example/pull/1' });
  const id = await work.approved({ 'a.txt': 'a\n' });
  await work.merge();
  await work.send();
  const forge = join(work.folder, 'forge');
  git(work.folder, 'clone', '-q', 'origin.git', 'forge');
  git(forge, 'merge', '-q', 'origin/backlog/1');
  git(forge, 'push', '-q', 'origin', 'main', ':backlog/1');
  git(work.project, 'pull', '-q', '--ff-only', 'origin', 'main');
  await work.run('run_list');
  expect(work.one(id).state).toBe('merged');

  const again = await giveUpRuns(work);
  // The forgotten run was another machine's, so its files are not here.
  rmSync(join(work.folder, 'store/runs'), { recursive: true });
  git(work.project, 'revert', '--no-edit', 'HEAD');
  git(work.project, 'push', '-q', 'origin', 'main');
  expect(await again.approved({ 'a.txt': text })).toBe(id);
  await again.merge();
  await again.send();
  await again.run('run_list');
  expect(again.one(id)).toMatchObject({ state: 'approved', proposed: { text: 'https://forge.example/pull/1' } });
});
