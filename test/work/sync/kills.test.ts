import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import type { Task } from '../../../src/domain/task/task.ts';
import type { SyncResult } from '../../../src/report/sync-result.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { ENVIRONMENT } from '../../support/environment.ts';
import { tempFolder } from '../../support/folder.ts';
import { madeOnce } from '../../support/made-once.ts';
import { everyNth } from '../../support/soak-test.ts';

const plugin = builtPlugin();

/** Points at which the process is killed: before and after the file is written, and around each commit. */
const POINTS = [
  ...['before', 'after'].flatMap((when) => [`rename 1 ${when}`]),
  ...[1, 2, 3].flatMap((n) => ['before', 'after'].map((when) => `linkSync ${n} ${when}`)),
];

function place(folder: string) {
  const project = join(folder, 'project');
  mkdirSync(project, { recursive: true });
  const env = { ...ENVIRONMENT, HOME: folder, BACKLOG_DIR: join(folder, 'store') };
  const run = (args: string[], more: Record<string, string> = {}): SpawnSyncReturns<string> =>
    spawnSync(process.execPath, [plugin.cli, ...args], { cwd: project, env: { ...env, ...more }, encoding: 'utf8' });
  const json = <T>(...args: string[]) => JSON.parse(run([...args, '--json']).stdout) as T;
  return { project, file: join(project, 'TODO.md'), env, run, json };
}

/** A synchronised file, and later changes of both sides. */
const changed = madeOnce(async (folder) => {
  const made = place(folder);
  writeFileSync(made.file, '# L\n\n- [ ] One\n- [ ] Two\n');
  expect(made.run(['sync', 'TODO.md', '--only', '']).status).toBe(0);
  made.run(['modify', '1', '--priority', 'H']);
  made.run(['add', 'From the queue']);
  writeFileSync(made.file, `${readFileSync(made.file, 'utf8').replace('Two', 'Zwei')}- [ ] From the file\n`);
  return made;
});

test.each(everyNth(4, POINTS))('killed at "%s": the next call loses nothing and doubles nothing', async (point) => {
  const { project, file, run, json } = await changed();
  const killer = pathToFileURL(join(import.meta.dirname, 'kill-at.mjs')).href;
  const where = point.startsWith('rename') ? 'TODO.md' : 'store';
  const killed = run(['sync', 'TODO.md'], { NODE_OPTIONS: `--import ${killer}`, KILL_AT: point, KILL_PATH: where });
  expect(killed.signal).toBe('SIGKILL');
  const drafts = readdirSync(project).filter((name) => name.startsWith('.TODO.md.'));
  expect(drafts).toHaveLength(point === 'rename 1 before' ? 1 : 0);
  // Drafts of killed processes are removed when they are an hour old.
  for (const draft of drafts) utimesSync(join(project, draft), 0, 0);
  const next = run(['sync', 'TODO.md']);
  expect([next.status, next.stderr]).toEqual([0, '']);
  const { tasks } = json<{ tasks: Task[] }>('export');
  expect(tasks.map(({ description, priority }) => [description, priority])).toEqual(
    expect.arrayContaining([
      ['One', 'H'],
      ['Zwei', undefined],
      ['From the queue', undefined],
      ['From the file', undefined],
    ]),
  );
  expect(tasks).toHaveLength(4);
  const text = readFileSync(file, 'utf8');
  expect(text.match(/- \[ \] /g)).toHaveLength(4);
  expect(text).toContain('  - priority: H\n');
  expect(json<SyncResult>('sync', 'TODO.md')).toMatchObject({ toQueue: [], toFile: [], undecided: [], written: false });
  expect(readdirSync(project)).toEqual(['TODO.md']);
});

test('several calls at once: each change arrives once', async () => {
  const { project, file, env, run, json } = place(tempFolder('sync-kills'));
  writeFileSync(file, '# L\n\n- [ ] One\n- [ ] Two\n');
  run(['add', 'Three']);
  const calls = Array.from({ length: 4 }, () => {
    const child = spawn(process.execPath, [plugin.cli, 'sync', 'TODO.md', '--only', ''], {
      cwd: project,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (data) => {
      said += data;
    });
    return new Promise<[number | null, string]>((done) => child.on('close', (code) => done([code, said])));
  });
  for (const [code, said] of await Promise.all(calls)) {
    expect([0, 1]).toContain(code);
    if (code === 1) expect(said).toMatch(/another process is synchronising|changed while/);
  }
  const last = run(['sync', 'TODO.md']);
  expect(last.status).toBe(0);
  expect(
    json<{ tasks: Task[] }>('export')
      .tasks.map(({ description }) => description)
      .sort(),
  ).toEqual(['One', 'Three', 'Two']);
  expect(readFileSync(file, 'utf8').match(/- \[ \] /g)).toHaveLength(3);
});
