import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import type { Task } from '../../../src/domain/task/task.ts';
import type { SyncResult } from '../../../src/report/sync-result.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { ENVIRONMENT } from '../../support/environment.ts';
import { tempFolder } from '../../support/folder.ts';
import { madeOnce } from '../../support/made-once.ts';
import { everyNth, soak } from '../../support/soak-test.ts';
import { tally } from '../../support/tally.ts';

const plugin = builtPlugin();

/** A synchronised file or folder: what it is made of, and how a person changes it. */
interface Format {
  path: string;
  files: Readonly<Record<string, string>>;
  /** What a person does to it meanwhile. */
  edit(at: (path: string) => string): void;
  /** A part of the paths that are written. */
  written: string;
  /** Number of tasks in it. */
  count(read: (path: string) => string, list: (path: string) => string[]): number;
}

const page = (id: number, title: string) =>
  `---\nid: TASK-${id}\ntitle: ${title}\nstatus: To Do\nassignee: []\ncreated_date: '2026-11-20 16:18'\nlabels: []\ndependencies: []\n---\n`;
const replaced = (file: string, from: string, to: string) =>
  writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));

const FORMATS: Readonly<Record<string, Format>> = {
  markdown: {
    path: 'TODO.md',
    files: { 'TODO.md': '# L\n\n- [ ] One\n- [ ] Two\n- [ ] Old\n' },
    written: 'TODO.md',
    edit(at) {
      replaced(at('TODO.md'), 'Two', 'Zwei');
      writeFileSync(at('TODO.md'), `${readFileSync(at('TODO.md'), 'utf8')}- [ ] From the file\n`);
    },
    count: (read) => read('TODO.md').match(/- \[[ x]\] /g)!.length,
  },
  csv: {
    path: 'plan.csv',
    files: { 'plan.csv': 'Title,Status,Priority\nOne,To do,\nTwo,To do,\nOld,To do,\n' },
    written: 'plan.csv',
    edit(at) {
      replaced(at('plan.csv'), 'Two', 'Zwei');
      writeFileSync(at('plan.csv'), `${readFileSync(at('plan.csv'), 'utf8')}From the file,To do,,\n`);
    },
    count: (read) => read('plan.csv').trim().split('\n').length - 1,
  },
  'Backlog.md': {
    path: 'backlog',
    files: {
      'backlog/config.yml': 'project_name: "Ferry"\nstatuses: ["To Do", "In Progress", "Done"]\ntask_prefix: "task"\n',
      'backlog/tasks/task-1 - One.md': page(1, 'One'),
      'backlog/tasks/task-2 - Two.md': page(2, 'Two'),
      'backlog/tasks/task-3 - Old.md': page(3, 'Old'),
    },
    written: 'task-',
    edit(at) {
      replaced(at('backlog/tasks/task-2 - Two.md'), 'title: Two', 'title: Zwei');
      writeFileSync(at('backlog/tasks/task-4 - From-the-file.md'), page(4, 'From the file'));
    },
    count: (_, list) => list('backlog/tasks').length + list('backlog/archive/tasks').length,
  },
};

/** Points at which the process is killed: before and after each file is written or removed, and around each commit. */
const POINTS = ['rename', 'link', 'rm', 'linkSync'].flatMap((name) =>
  [1, 2, 3].flatMap((n) => ['before', 'after'].map((when) => `${name} ${n} ${when}`)),
);

function place(folder: string) {
  const project = join(folder, 'project');
  mkdirSync(project, { recursive: true });
  const env = { ...ENVIRONMENT, HOME: folder, BACKLOG_DIR: join(folder, 'store') };
  const run = (args: string[], more: Record<string, string> = {}): SpawnSyncReturns<string> =>
    spawnSync(process.execPath, [plugin.cli, ...args], { cwd: project, env: { ...env, ...more }, encoding: 'utf8' });
  const json = <T>(...args: string[]) => JSON.parse(run([...args, '--json']).stdout) as T;
  return { project, file: join(project, 'TODO.md'), env, run, json };
}

/** A source of each format, and later changes of both sides. */
const changed = Object.fromEntries(
  Object.entries(FORMATS).map(([name, { path, files, edit }]) => [
    name,
    madeOnce(async (folder) => {
      const made = place(folder);
      const at = (path: string) => join(made.project, path);
      for (const [file, text] of Object.entries(files)) {
        mkdirSync(dirname(at(file)), { recursive: true });
        writeFileSync(at(file), text);
      }
      for (const line of [
        ['sync', path, '--only', ''],
        ['modify', '1', '--priority', 'H'],
        ['delete', '3'],
        ['add', 'From the queue'],
      ])
        expect(made.run(line)).toMatchObject({ status: 0, stderr: '' });
      edit(at);
      return made;
    }),
  ]),
);

/** In `npm test`, some rows of each format; a soak has all. */
const ROWS = everyNth(
  72,
  Object.keys(FORMATS).flatMap((format) => POINTS.map((point) => ({ format, point }))),
);

test.each(ROWS)('$format, killed at "$point": the next call loses nothing and doubles nothing', async (row) => {
  const { format, point } = row;
  const { path, written, count } = FORMATS[format]!;
  const { project, run, json } = await changed[format]!();
  const killer = pathToFileURL(join(import.meta.dirname, 'kill-at.mjs')).href;
  const where = point.startsWith('linkSync') ? 'store' : written;
  const killed = run(['sync', path], {
    NODE_OPTIONS: `--import ${killer}`,
    KILL_AT: point,
    KILL_PATH: where,
  });
  // A file that is replaced is not linked, for example.
  if (killed.signal === null) expect(killed.status).toBe(0);
  else tally({ kills: 1 });
  const next = run(['sync', path]);
  expect([next.status, next.stderr]).toEqual([0, '']);
  const { tasks } = json<{ tasks: Task[] }>('export');
  expect(tasks.map(({ description, priority, status }) => [description, priority, status]).sort()).toEqual([
    ['From the file', undefined, 'pending'],
    ['From the queue', undefined, 'pending'],
    ['Old', undefined, 'deleted'],
    ['One', 'H', 'pending'],
    ['Zwei', undefined, 'pending'],
  ]);
  const list = (folder: string) => {
    const at = join(project, folder);
    return existsSync(at) ? readdirSync(at).filter((name) => !name.startsWith('.')) : [];
  };
  // In Markdown, the box of a deleted task has another sign.
  const inFile = format === 'markdown' ? 4 : 5;
  expect(count((one) => readFileSync(join(project, one), 'utf8'), list)).toBe(inFile);
  expect(json<SyncResult>('sync', path)).toMatchObject({ toQueue: [], toFile: [], undecided: [], written: false });
  expect(readdirSync(project).filter((name) => !name.startsWith('.'))).toEqual([path]);
});

soak('several calls at once: each change arrives once', async () => {
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
