import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The states of a task in another tool. `gone` means that the file no longer has it. */
export const STATES = ['todo', 'progress', 'review', 'done', 'cancelled', 'gone'] as const;
export type State = (typeof STATES)[number];

/** A task in a file: its number gives the id, its title is unique. */
export interface Shown {
  n: number;
  title: string;
  state: State;
}

/** A format with states. */
export interface StateFormat {
  /** The path to import. */
  path: string;
  /** The tool's word for each state that it has. */
  words: Partial<Record<State, string>>;
  /** Set for formats of synchronised files. */
  syncs?: true;
  /** Returns the text of the file at the path, or of several files below it. */
  files(tasks: readonly { n: number; title: string; word: string }[]): Readonly<Record<string, string>>;
}

const json = (value: unknown) => `${JSON.stringify(value)}\n`;
const one = (text: string) => ({ '': text });

export const STATE_FORMATS: Readonly<Record<string, StateFormat>> = {
  beads: {
    path: 'issues.jsonl',
    words: { todo: 'open', progress: 'in_progress', review: 'review', done: 'closed', cancelled: 'tombstone' },
    files: (tasks) =>
      one(
        tasks
          .map(({ n, title, word }) => json({ id: `x-${n}`, title, status: word, priority: 2, issue_type: 'task' }))
          .join(''),
      ),
  },
  'Task Master': {
    path: 'tasks.json',
    words: { todo: 'pending', progress: 'in-progress', review: 'review', done: 'done', cancelled: 'cancelled' },
    files: (tasks) =>
      one(
        json({
          master: {
            tasks: tasks.map(({ n, title, word }) => ({
              ...{ id: n, title, status: word, dependencies: [], testStrategy: '' },
            })),
          },
        }),
      ),
  },
  'Backlog.md': {
    path: 'backlog',
    words: { todo: 'To Do', progress: 'In Progress', review: 'Review', done: 'Done' },
    files: (tasks) => ({
      'config.yml': 'statuses: ["To Do", "In Progress", "Review", "Done"]\n',
      ...Object.fromEntries(
        tasks.map(({ n, title, word }) => [
          `tasks/task-${n}.md`,
          `---\nid: TASK-${n}\ntitle: ${title}\nstatus: ${word}\n---\n`,
        ]),
      ),
    }),
  },
  osmove: {
    path: 'tasks.yaml',
    words: { todo: 'ready', progress: 'in_progress', review: 'review', done: 'done' },
    files: (tasks) =>
      one(
        `version: 1\ntasks:\n${tasks.map(({ n, title, word }) => `  - id: T-${n}\n    title: ${title}\n    status: ${word}\n`).join('')}`,
      ),
  },
  mazen160: {
    path: 'findings.json',
    words: { todo: 'todo', progress: 'doing', done: 'done' },
    files: (tasks) =>
      one(
        json({
          version: 1,
          items: tasks.map(({ n, title, word }) => ({ external_ref: `f-${n}`, title, status: word })),
        }),
      ),
  },
  'Linear as CSV': {
    path: 'linear.csv',
    words: { todo: 'Todo', progress: 'In Progress', review: 'In Review', done: 'Done', cancelled: 'Canceled' },
    files: (tasks) =>
      one(`ID,Title,Status\n${tasks.map(({ n, title, word }) => `ENG-${n},${title},${word}\n`).join('')}`),
  },
  'a table without ids': {
    path: 'table.csv',
    words: { todo: 'todo', progress: 'in progress', review: 'review', done: 'done', cancelled: 'cancelled' },
    files: (tasks) => one(`Title,Owner,Status\n${tasks.map(({ title, word }) => `${title},,${word}\n`).join('')}`),
  },
  JSON: {
    path: 'rows.json',
    words: { todo: 'todo', progress: 'in progress', review: 'in review', done: 'done', cancelled: 'cancelled' },
    files: (tasks) => one(json(tasks.map(({ title, word }) => ({ title, status: word })))),
  },
  'issues of GitHub': {
    path: 'issues.json',
    words: { todo: 'OPEN', done: 'CLOSED', cancelled: 'NOT_PLANNED' },
    files: (tasks) =>
      one(
        json(
          tasks.map(({ n, title, word }) => ({
            ...{ number: n, title, url: `https://github.com/acme/shop/issues/${n}`, labels: [] },
            ...(word === 'NOT_PLANNED' ? { state: 'CLOSED', stateReason: word } : { state: word }),
          })),
        ),
      ),
  },
  'a board of Trello': {
    path: 'board.json',
    words: { todo: 'To do', progress: 'Doing', review: 'Review', done: 'Done' },
    files: (tasks) => {
      const words = ['To do', 'Doing', 'Review', 'Done'];
      return one(
        json({
          ...{ id: 'b', name: 'Shop', checklists: [], actions: [], labels: [], members: [] },
          lists: words.map((name) => ({ id: name, name, closed: false })),
          cards: tasks.map(({ n, title, word }) => ({
            ...{ id: `${n}`.padStart(24, '0'), idShort: n, name: title, desc: '', idList: word, closed: false },
            ...{ idChecklists: [], idMembers: [], labels: [], shortLink: `s${n}` },
          })),
        }),
      );
    },
  },
  Org: {
    path: 'plan.org',
    words: { todo: 'TODO', progress: 'DOING', review: 'WAITING', done: 'DONE', cancelled: 'CANCELLED' },
    files: (tasks) => one(tasks.map(({ title, word }) => `* ${word} ${title}\n`).join('')),
  },
  Markdown: {
    path: 'TODO.md',
    words: { todo: '[ ]', progress: '[/]', done: '[x]', cancelled: '[-]' },
    syncs: true,
    files: (tasks) => one(`# Plan\n\n${tasks.map(({ title, word }) => `- ${word} ${title}\n`).join('')}`),
  },
};

/** Every pair of states that a format has, before and after a change there. */
export function pairsOf({ words }: StateFormat): [first: State, second: State][] {
  const has = STATES.filter((state) => state === 'gone' || words[state] !== undefined);
  return has.flatMap((first) => has.map((second): [State, State] => [first, second]));
}

/** Writes the file of a format with tasks in their states, below a folder. @returns the path to import */
export function writeStates(folder: string, { path, words, files }: StateFormat, tasks: readonly Shown[]): string {
  const at = join(folder, path);
  const shown = tasks.flatMap(({ n, title, state }) => (state === 'gone' ? [] : [{ n, title, word: words[state]! }]));
  rmSync(at, { recursive: true, force: true });
  for (const [name, text] of Object.entries(files([{ n: 99, title: 'Other', word: words.todo! }, ...shown]))) {
    const to = name === '' ? at : join(at, name);
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, text);
  }
  return at;
}
