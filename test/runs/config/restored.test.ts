import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runSettings } from '../../../src/runs/run-settings.ts';
import { backupStore } from '../../../src/store/backup/backup.ts';
import { unpack } from '../../../src/store/backup/restore.ts';
import { openStore, type Tx } from '../../../src/store/index.ts';
import { checksOf } from '../../../src/work/settings/named-checks.ts';
import { settingOf } from '../../../src/work/settings/settings.ts';
import { tempFolder } from '../../support/folder.ts';
import { git } from '../../support/git.ts';
import { ADA, type TestWorkspace, testWorkspace } from '../../support/workspace.ts';

const PERSON = { ...ADA, door: 'cli' as const };
const AT = '2026-01-01T00:00:00Z' as const;
const HASH = '1'.repeat(40);
/** What no config file may set before a person agreed. */
const EVIL = { 'runs.setup': 'evil', 'checks.unit': 'evil', 'runs.merge': 'merge', 'review.agents': true };

interface Scene extends TestWorkspace {
  project: string;
}

/** A queue in a repository, with a committed config file. */
async function scene(config?: string): Promise<Scene> {
  const home = process.env.BACKLOG_HOME;
  process.env.BACKLOG_HOME = tempFolder('person');
  onTestFinished(() => {
    if (home === undefined) delete process.env.BACKLOG_HOME;
    else process.env.BACKLOG_HOME = home;
  });
  const folder = tempFolder('workspace');
  const project = join(folder, 'project');
  mkdirSync(project);
  git(project, 'init', '-q', '-b', 'main');
  commit(project, config ?? '');
  const work = await testWorkspace({ folder });
  await work.run('task_add', { description: 'First' });
  await work.run('backlog_status');
  return { ...work, project };
}

function commit(project: string, config: string): void {
  const file = join(project, config === '' ? 'README.md' : '.backlog/config.yaml');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${config}\n`);
  git(project, 'add', '-A');
  git(project, 'commit', '-q', '-m', 'change');
}

/** A backup of the queue whose records somebody changed. */
async function forged(work: Scene, change: (tx: Tx) => void): Promise<string> {
  const file = join(work.folder, 'first.tar.gz');
  await work.run('backlog_backup', { file }, PERSON);
  const unpacked = await unpack(file, join(work.folder, 'elsewhere/store'));
  const store = await openStore({ dir: unpacked.folder });
  await store.write({ command: 'task_add', actor: ADA.actor }, change);
  await store.close();
  const evil = join(work.folder, 'evil.tar.gz');
  await backupStore(unpacked.folder, evil);
  return evil;
}

/** What counts after the next command. */
async function counting({ folder }: Scene) {
  const work = await testWorkspace({ folder });
  await work.run('backlog_status');
  const { state } = work.opened.store;
  return {
    setups: ['project', undefined].map((repository) => runSettings(state, repository).setup),
    ...{ checks: checksOf(state), rights: settingOf(state, 'review.agents'), how: runSettings(state, 'project').how },
  };
}

test('values that a forged backup calls read from a config file count only as the files here have them', async () => {
  const work = await scene('runs: {merge: merge}');
  const file = '.backlog/config.yaml';
  const evil = await forged(work, (tx) => {
    tx.put('config', 'project', { file, values: EVIL, at: AT });
    tx.put('config', '~', { file, values: EVIL, at: AT });
    tx.put('config', 'gone', { file, values: EVIL, at: AT });
    const { home: _, ...here } = tx.get('repository', 'project')!;
    tx.put('repository', 'project', here);
    tx.put('repository', 'gone', { name: 'gone', folder: '/nowhere', common: '/nowhere/.git', home: true });
  });
  await work.run('backlog_restore', { file: evil }, PERSON);
  expect(await counting(work)).toEqual({ setups: ['', ''], checks: [], rights: false, how: 'merge' });
});

test('an older backup brings no older values of a config file', async () => {
  const work = await scene('runs: {merge: merge}');
  const file = join(work.folder, 'queue.tar.gz');
  await work.run('backlog_backup', { file }, PERSON);
  commit(work.project, 'runs: {merge: squash}');
  await work.run('backlog_status');
  await work.run('backlog_restore', { file, force: true }, PERSON);
  expect(await counting(work)).toMatchObject({ how: 'squash' });
});

const RUN = {
  ...{ id: 'r1', attempt: 1, since: AT, at: AT, by: 'human:ada', agent: 'x', provider: 'command' as const },
  ...{ repository: 'project', target: 'refs/heads/main', base: HASH, branch: 'b', scope: [], fence: 1 },
  limits: { wallMs: 1, idleMs: 1, checkRounds: 0 },
  verdict: { commit: HASH, actor: 'human:ada', at: AT },
};

test.each<[string, (tx: Tx, task: string) => void, string]>([
  ['an approved run', (tx, task) => tx.put('run', 'r1', { ...RUN, task, state: 'approved' }), '+ runs.r1.merge: 1111'],
  [
    'an interrupted merge',
    (tx, task) =>
      tx.put('run', 'r1', { ...RUN, task, state: 'merging', merge: { old: HASH, new: HASH, commit: HASH, at: AT } }),
    '+ runs.r1.merge: 1111',
  ],
  [
    'a push',
    (tx, task) =>
      tx.put('run', 'r1', { ...RUN, task, state: 'merged', outgoing: { commit: HASH, at: AT, next: AT, tries: 0 } }),
    '+ runs.r1.send: 1111',
  ],
  [
    'another folder as a repository',
    (tx) => tx.put('repository', 'other', { name: 'other', folder: tempFolder('other') }),
    '+ repositories.other: /',
  ],
])('%s in a backup asks a person first', async (_, change, line) => {
  const work = await scene();
  const [[task] = ['']] = [...work.opened.store.state.all('task')];
  const evil = await forged(work, (tx) => change(tx, task));
  const { code, data } = await work.refused('backlog_restore', { file: evil }, PERSON);
  expect([code, data!.lines]).toEqual(['conflict', [expect.stringContaining(line)]]);
  // Half as many digits have two backups with the same identity after some minutes of search.
  expect(data!.content).toMatch(/^[0-9a-f]{32}$/);
  await work.run('backlog_restore', { file: evil, content: data!.content }, PERSON);
});
