import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Task } from '../../../src/domain/task/task.ts';
import { everyNth } from '../../support/soak-test.ts';
import { agent, testWorkspace } from '../../support/workspace.ts';

const STATES = ['todo', 'progress', 'review', 'done', 'cancelled', 'gone'] as const;
type State = (typeof STATES)[number];

/** A format: the path to import, and its file with a task in a state. Without a file, the format lacks the state. */
interface Format {
  path: string;
  file?: string;
  /** The formats of synchronised files. */
  syncs?: true;
  text(state: State): string | undefined;
}

const json = (value: unknown) => `${JSON.stringify(value)}\n`;
const OTHER = { id: 'x-9', title: 'Other' };
/** Returns the content for the tool's word of a state; undefined if the tool has none. */
const by = (words: Partial<Record<State, string>>, make: (word: string | undefined) => string) => (state: State) =>
  state === 'gone' ? make(undefined) : words[state] === undefined ? undefined : make(words[state]);

const FORMATS: Readonly<Record<string, Format>> = {
  beads: {
    path: 'issues.jsonl',
    text: by(
      { todo: 'open', progress: 'in_progress', review: 'review', done: 'closed', cancelled: 'tombstone' },
      (status) =>
        [{ ...OTHER, status: 'open' }, ...(status ? [{ id: 'x-1', title: 'Seat map', status }] : [])]
          .map((row) => json({ ...row, priority: 2, issue_type: 'task' }))
          .join(''),
    ),
  },
  'Task Master': {
    path: 'tasks.json',
    text: by(
      { todo: 'pending', progress: 'in-progress', review: 'review', done: 'done', cancelled: 'cancelled' },
      (status) =>
        json({
          master: {
            tasks: [
              { id: 9, title: 'Other', status: 'pending', dependencies: [], testStrategy: '' },
              ...(status ? [{ id: 1, title: 'Seat map', status, dependencies: [], testStrategy: '' }] : []),
            ],
          },
        }),
    ),
  },
  'Backlog.md': {
    path: 'backlog',
    file: 'backlog/tasks/task-1.md',
    text: by({ todo: 'To Do', progress: 'In Progress', review: 'Review', done: 'Done' }, (status) =>
      status ? `---\nid: TASK-1\ntitle: Seat map\nstatus: ${status}\n---\n` : '',
    ),
  },
  osmove: {
    path: 'tasks.yaml',
    text: by(
      { todo: 'ready', progress: 'in_progress', review: 'review', done: 'done' },
      (status) =>
        `version: 1\ntasks:\n  - id: T-9\n    title: Other\n    status: ready\n${status ? `  - id: T-1\n    title: Seat map\n    status: ${status}\n` : ''}`,
    ),
  },
  mazen160: {
    path: 'findings.json',
    text: by({ todo: 'todo', progress: 'doing', done: 'done' }, (status) =>
      json({
        version: 1,
        items: [
          { external_ref: 'f-9', title: 'Other', status: 'todo' },
          ...(status ? [{ external_ref: 'f-1', title: 'Seat map', status }] : []),
        ],
      }),
    ),
  },
  'Linear as CSV': {
    path: 'linear.csv',
    text: by(
      { todo: 'Todo', progress: 'In Progress', review: 'In Review', done: 'Done', cancelled: 'Canceled' },
      (status) => `ID,Title,Status\nENG-9,Other,Todo\n${status ? `ENG-1,Seat map,${status}\n` : ''}`,
    ),
  },
  'a table without ids': {
    path: 'table.csv',
    text: by(
      { todo: 'todo', progress: 'in progress', review: 'review', done: 'done', cancelled: 'cancelled' },
      (status) => `Title,Owner,Status\nOther,,todo\n${status ? `Seat map,,${status}\n` : ''}`,
    ),
  },
  JSON: {
    path: 'rows.json',
    text: by(
      { todo: 'todo', progress: 'in progress', review: 'in review', done: 'done', cancelled: 'cancelled' },
      (status) => json([{ title: 'Other', status: 'todo' }, ...(status ? [{ title: 'Seat map', status }] : [])]),
    ),
  },
  Org: {
    path: 'plan.org',
    text: by(
      { todo: 'TODO', progress: 'DOING', review: 'WAITING', done: 'DONE', cancelled: 'CANCELLED' },
      (word) => `* TODO Other\n${word ? `* ${word} Seat map\n` : ''}`,
    ),
  },
  Markdown: {
    path: 'TODO.md',
    syncs: true,
    text: by(
      { todo: '[ ]', progress: '[/]', done: '[x]', cancelled: '[-]' },
      (box) => `# Plan\n\n- [ ] Other\n${box ? `- ${box} Seat map\n` : ''}`,
    ),
  },
};

const PAIRS = STATES.flatMap((first) => STATES.map((second): [State, State] => [first, second]));

async function project({ path, file = path, text }: Format) {
  const work = await testWorkspace();
  const at = join(work.folder, 'project', path);
  const to = join(work.folder, 'project', file);
  if (file.startsWith('backlog/')) {
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(
      join(work.folder, 'project/backlog/config.yml'),
      'statuses: ["To Do", "In Progress", "Review", "Done"]\n',
    );
    writeFileSync(join(dirname(to), 'task-9.md'), '---\nid: TASK-9\ntitle: Other\nstatus: To Do\n---\n');
  }
  const set = (state: State) => {
    const content = text(state)!;
    if (content === '') rmSync(to, { force: true });
    else writeFileSync(to, content);
  };
  const task = async () =>
    (await work.run<{ tasks: Task[] }>('task_export', { docs: false })).tasks.find(
      ({ description }) => description === 'Seat map',
    );
  return { ...work, set, at, task };
}

/** What a task is for agents: `free` for anybody, `elsewhere` if only a caller that names it may start it. */
const forAgents = (task: Task | undefined) =>
  task === undefined
    ? 'none'
    : task.status !== 'pending'
      ? task.status
      : task.handoff?.elsewhere
        ? 'elsewhere'
        : 'free';

const OF_STATE: Readonly<Record<State, string>> = {
  ...{
    todo: 'free',
    progress: 'elsewhere',
    review: 'elsewhere',
    done: 'completed',
    cancelled: 'deleted',
    gone: 'none',
  },
};

describe.each(Object.entries(FORMATS))('%s: a state that changes there', (_, format) => {
  const pairs = PAIRS.filter((pair) => pair.every((state) => format.text(state) !== undefined));

  test.each(everyNth(4, pairs))(
    '%s, then %s, arrives by a second import, and a third one changes nothing',
    async (first, second) => {
      const { set, run, at, task } = await project(format);
      set(first);
      await run('task_import', { from: at });
      expect(forAgents(await task())).toBe(OF_STATE[first]);
      set(second);
      await run('task_import', { from: at });
      const expected = second === 'gone' ? OF_STATE[first] : OF_STATE[second];
      expect(forAgents(await task())).toBe(expected);
      expect(await run('task_import', { from: at })).toMatchObject({ imported: [], changed: [], warnings: [] });
      const { peek } = await run<{ peek: Task[] }>('task_next', { peek: true, filter: 'Seat' }, agent('s9'));
      expect(peek).toHaveLength(expected === 'free' ? 1 : 0);
    },
  );

  test.each(everyNth(4, pairs))(
    '%s, then %s, while an agent here works on the task, takes nothing from it',
    async (first, second) => {
      const { set, run, at, task, refused } = await project(format);
      if (OF_STATE[first] !== 'free' && OF_STATE[first] !== 'elsewhere') return;
      const [s1, s2] = [agent('s1'), agent('s2')];
      set(first);
      await run('task_import', { from: at });
      const { id } = (await task())!;
      await run('task_start', { id }, s1);
      set(second);
      const closes = second === 'done' || second === 'cancelled';
      if (closes) expect((await refused('task_import', { from: at }, s2)).code).toBe('claimed');
      else await run('task_import', { from: at }, s2);
      expect(await task()).toMatchObject({ status: 'pending', start: expect.any(String) });
      expect((await task())!.handoff).toBeUndefined();
      expect(await run('claim_list')).toMatchObject({ claims: [{ holder: 's1' }] });
    },
  );
});

describe.each(Object.entries(FORMATS).filter(([, { syncs }]) => syncs))(
  '%s: a state that changes in a synchronised file',
  (_, format) => {
    const pairs = PAIRS.filter((pair) => pair.every((state) => format.text(state) !== undefined && state !== 'gone'));

    test.each(pairs)('%s, then %s', async (first, second) => {
      const { set, run, at, task } = await project(format);
      set(first);
      await run('task_sync', { file: at });
      expect(forAgents(await task())).toBe(OF_STATE[first]);
      const { uuid } = (await task())!;
      writeFileSync(at, format.text(second)!.replace('Seat map', `Seat map <!-- task ${uuid} -->`));
      await run('task_sync', { file: at, theirs: true });
      // A line in progress that was free before says nothing that the queue compares.
      if (first === 'todo' && second === 'progress') return;
      if (first === 'progress' && second === 'todo') return;
      expect(forAgents(await task())).toBe(OF_STATE[second]);
    });
  },
);
