import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { present } from '../../../src/base/present.ts';
import { execute } from '../../../src/commands/execute.ts';
import { commandNamed } from '../../../src/commands/index.ts';
import { render } from '../../../src/commands/render.ts';
import type { Task } from '../../../src/domain/task/task.ts';
import { oldDigest } from '../../../src/work/import/match/imported-before.ts';
import type { Caller } from '../../../src/work/workspace/context.ts';
import { openWorkspace } from '../../../src/work/workspace/open.ts';
import { validateRecord } from '../../../src/work/workspace/validate.ts';
import DIGESTS from '../../fixtures/digests-of-bases.json' with { type: 'json' };
import { tempFolder } from '../../support/folder.ts';
import { git } from '../../support/git.ts';
import { initRepository } from '../../support/repository.ts';
import { ADA, NOON } from '../../support/workspace.ts';

/** The bases of tasks as an earlier version stored them: by format, id in the source, and field. */
type Digests = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>>;

/** Files of one source, by path in the folder to import; '' for a source that is one file. */
export type Files = Readonly<Record<string, string>>;

/** A source in a format: what is imported, its files, and the same files after its first open task was closed. */
export interface Brought {
  format: string;
  /** The path to import, in the repository. */
  path: string;
  files: Files;
  closed: Files;
}

const one = (path: string, text: string, closed: string): Omit<Brought, 'format'> => ({
  path,
  files: { '': text },
  closed: { '': closed },
});

/** Says in the text that a task is closed: replaces the first of the words. */
const closing = (text: string, from: string, to: string) => text.replace(from, () => to);

const MARKDOWN =
  '# Plan\n\n- [x] Old\n- [ ] Login\n  - [ ] Form\n- [ ] Logout\n- [ ] Report @due(2026-12-24)\n\n## web\n\n- [ ] Same\n- [ ] Same\n- [x] Done in web\n';
const ORG = '* DONE Old\n* TODO Login\n** TODO Form\n* TODO Logout\n* CANCELLED Never\n';
const TODO_TXT = 'x 2026-07-01 2026-06-01 Old\n(A) Login +web\nLogout\nReport due:2026-12-24\n';
const ROWS = [
  { title: 'Old', status: 'done' },
  { title: 'Login', status: 'todo' },
  { title: 'Logout', status: 'todo' },
];
const NUMBERED = ROWS.map((row, i) => ({ id: i + 1, ...row }));
const CSV = 'Title,Status\nOld,done\nLogin,todo\nLogout,todo\nSame,todo\nSame,todo\n';
const NUMBERED_CSV = 'id,Title,Status\n1,Old,done\n2,Login,todo\n3,Logout,todo\n';
const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
const lines = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
const done = <Row extends object>(rows: readonly Row[]) =>
  rows.map((row, i) => (i === 1 ? { ...row, status: 'done' } : row));

const BEADS = ['Old', 'Login', 'Logout'].map((title, i) => ({
  ...{ id: `bd-${i + 1}`, title, status: i === 0 ? 'closed' : 'open', priority: 2, issue_type: 'task' },
}));
const TASK_MASTER = {
  master: {
    tasks: ['Old', 'Login', 'Logout'].map((title, i) => ({
      ...{ id: i + 1, title, status: i === 0 ? 'done' : 'pending', dependencies: [], priority: 'high' },
      subtasks: i === 2 ? [{ id: 1, title: 'Button', status: 'pending', dependencies: [] }] : [],
    })),
  },
};
const TASKWARRIOR = ['Old', 'Login', 'Logout'].map((description, i) => ({
  ...{
    uuid: `0000000${i}-0000-4000-8000-000000000000`,
    description,
    entry: '20260701T100000Z',
    modified: '20260702T100000Z',
  },
  ...(i === 0 ? { status: 'completed', end: '20260702T100000Z' } : { status: 'pending' }),
}));
const note = (id: number, title: string, status: string) =>
  `---\nid: task-${id}\ntitle: ${title}\nstatus: ${status}\ncreated_date: '2026-07-01'\n---\n\n## Description\n\nWords\n`;
const BACKLOG_MD = {
  'config.yml': 'project_name: "shop"\nstatuses: ["To Do", "In Progress", "Done"]\n',
  'tasks/task-1 - Old.md': note(1, 'Old', 'Done'),
  'tasks/task-2 - Login.md': note(2, 'Login', 'To Do'),
  'tasks/task-3 - Logout.md': note(3, 'Logout', 'To Do'),
};

export const BROUGHT: readonly Brought[] = [
  { format: 'markdown', ...one('TODO.md', MARKDOWN, closing(MARKDOWN, '[ ] Logout', '[x] Logout')) },
  { format: 'csv without ids', ...one('tasks.csv', CSV, closing(CSV, 'Login,todo', 'Login,done')) },
  { format: 'json without ids', ...one('tasks.json', json(ROWS), json(done(ROWS))) },
  { format: 'org', ...one('plan.org', ORG, closing(ORG, 'TODO Logout', 'DONE Logout')) },
  { format: 'csv with numbers', ...one('ids.csv', NUMBERED_CSV, closing(NUMBERED_CSV, 'Login,todo', 'Login,done')) },
  { format: 'json with numbers', ...one('ids.json', json(NUMBERED), json(done(NUMBERED))) },
  { format: 'ndjson', ...one('tasks.ndjson', lines(ROWS), lines(done(ROWS))) },
  { format: 'todo.txt', ...one('todo.txt', TODO_TXT, closing(TODO_TXT, 'Logout', 'x 2026-07-30 Logout')) },
  {
    format: 'beads',
    path: '.beads',
    files: { 'issues.jsonl': lines(BEADS) },
    closed: { 'issues.jsonl': lines(BEADS.map((row, i) => (i === 1 ? { ...row, status: 'closed' } : row))) },
  },
  {
    format: 'task-master',
    path: '.taskmaster',
    files: { 'tasks/tasks.json': json(TASK_MASTER) },
    closed: { 'tasks/tasks.json': json({ master: { tasks: done(TASK_MASTER.master.tasks) } }) },
  },
  {
    format: 'taskwarrior',
    ...one(
      'warrior.json',
      json(TASKWARRIOR),
      json(
        TASKWARRIOR.map((row, i) =>
          i === 1 ? { ...row, status: 'completed', end: '20260731T100000Z', modified: '20260731T100000Z' } : row,
        ),
      ),
    ),
  },
  {
    format: 'backlog-md',
    path: 'backlog',
    files: BACKLOG_MD,
    closed: { ...BACKLOG_MD, 'tasks/task-2 - Login.md': note(2, 'Login', 'Done') },
  },
];

/** A format that needs its name, because a text of two columns looks like any text. */
const NAMED: Readonly<Record<string, string>> = { 'csv without ids': 'csv' };

/** Writes the files of a source at a path. */
export function put(at: string, files: Files): void {
  for (const [name, text] of Object.entries(files)) {
    const file = name === '' ? at : join(at, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

interface Answer {
  added: number;
  changed: { id: number; fields: string[] }[];
  unchanged: number;
  warnings: string[];
}

/** A repository with a source, and without a queue. Each call opens the queue as a new process does. */
export function newcomer({ format, path, files }: Brought) {
  const folder = tempFolder('newcomer');
  const repository = join(folder, 'shop');
  mkdirSync(join(repository, 'sub'), { recursive: true });
  initRepository(repository);
  put(join(repository, path), files);
  git(repository, 'add', '.');
  git(repository, 'commit', '-q', '-m', 'A plan');
  const openHere = async (cwd: string) => {
    const opened = await openWorkspace({
      ...{ cwd, env: { BACKLOG_HOME: join(folder, 'home') }, zone: 'UTC', now: () => NOON },
      store: { validate: validateRecord },
    });
    onTestFinished(() => opened.close());
    return opened;
  };
  const run = async <T>(name: string, input: object, { cwd = repository, caller = ADA as Caller } = {}) => {
    const opened = await openHere(cwd);
    return (await execute(opened, caller, commandNamed(name), input)).output as T;
  };
  /** Returns a command's answer as text, for the caller. */
  const show = async (name: string, input: object, caller: Caller = ADA) => {
    const opened = await openHere(repository);
    return render(await execute(opened, caller, commandNamed(name), input));
  };
  const more = NAMED[format] === undefined ? {} : { format: NAMED[format] };
  const bring = (
    from: string,
    { cwd, caller, ...ways }: { cwd?: string; caller?: Caller; list?: string; again?: true; theirs?: true } = {},
  ) => run<Answer>('task_import', { from, ...more, ...ways }, present({ cwd, caller }));
  /** Replaces the bases of all tasks by the digests that an earlier version stored for these files. */
  const asEarlier = async () => {
    const opened = await openHere(repository);
    const digests = (DIGESTS as Digests)[format]!;
    await opened.store.write({ actor: ADA.actor, command: 'given' }, (tx) => {
      for (const [uuid, task] of [...tx.all('task')]) {
        const { source, parent, depends } = task;
        if (!source?.seen) continue;
        const linked = Object.entries({ parent, depends }).filter(([field]) => source.seen![field] !== undefined);
        const seen = {
          ...digests[source.id],
          ...Object.fromEntries(linked.map(([field, value]) => [field, oldDigest(field, value)])),
        };
        expect(Object.keys(seen)).toEqual(expect.arrayContaining(Object.keys(source.seen)));
        tx.put('task', uuid, { ...task, source: { ...source, seen } });
      }
    });
  };
  /** Sends the files with their bytes, as the board does. */
  const upload = (at: string, name: string) => {
    const paths = statSync(at).isDirectory()
      ? (readdirSync(at, { recursive: true }) as string[]).filter((one) => statSync(join(at, one)).isFile())
      : [''];
    const sent = paths.map((one) => ({
      path: one === '' ? name : one,
      content: readFileSync(join(at, one)).toString('base64'),
    }));
    return run<Answer>('task_import', { files: sent, ...more });
  };
  const tasks = async () => (await run<{ tasks: Task[] }>('task_export', { docs: false })).tasks;
  /** Counts tasks by status. */
  const counts = async () => {
    const all = await tasks();
    const of = (status: string) => all.filter((task) => task.status === status).length;
    return { all: all.length, open: of('pending'), completed: of('completed'), deleted: of('deleted') };
  };
  return { folder, repository, run, show, bring, asEarlier, upload, tasks, counts };
}
