import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Task } from '../../src/domain/task/task.ts';
import { readDoc } from '../../src/work/documents/documents.ts';
import { type TestWorkspace, testWorkspace } from '../support/workspace.ts';

const ROOT = fileURLToPath(new URL('../fixtures/formats', import.meta.url));

/** A file or folder of another tool; its `broken/` holds damaged ones. */
export const fixture = (path: string) => `${ROOT}/${path}`;

export const readFixture = <T>(path: string): T => JSON.parse(readFileSync(fixture(path), 'utf8'));

export interface Answer {
  imported: { task: Task }[];
  source: string;
  added: number;
  unchanged: number;
  documents: string[];
  changed: { id: number; fields: string[] }[];
  mapped: { field: string; to: string; rows: number }[];
  left: string[];
  warnings: string[];
  bad: { file?: string; line?: number; row: number; problem: string }[];
  badFile?: string;
}

/** A task as it came in, with the ids of its source where it names others. */
export interface Came extends Omit<Task, 'depends' | 'parent' | 'links'> {
  depends: string[];
  parent: string | null;
  links: string[];
  docs: Record<string, string>;
}

/** Every task of a workspace by list and id of its source: `bd-12`, `master 5.2`. */
export async function cameIn({ opened, run }: TestWorkspace): Promise<Map<string, Came>> {
  const { tasks } = await run<{ tasks: Task[] }>('task_export', { docs: false });
  const name = ({ source }: Task) => [source?.list, source?.id].filter(Boolean).join(' ');
  const id = new Map(tasks.map((task) => [task.uuid, task.source?.id ?? '?']));
  const came = new Map<string, Came>();
  for (const task of tasks) {
    const docs: Record<string, string> = {};
    for (const doc of opened.store.state.all('doc'))
      if ((doc[1] as { task?: string }).task === task.uuid) {
        const { name } = doc[1] as { name: string };
        docs[name] = (await readDoc({ store: opened.store }, task, name)) ?? '';
      }
    came.set(name(task), {
      ...task,
      depends: (task.depends ?? []).map((uuid) => id.get(uuid)!).sort(),
      parent: task.parent === undefined ? null : id.get(task.parent)!,
      links: (task.links ?? []).map(({ type, uuid }) => `${type} ${id.get(uuid)}`),
      docs,
    });
  }
  return came;
}

/** Imports a fixture into a new workspace. */
export async function imported(
  path: string,
  input: object = {},
): Promise<{ work: TestWorkspace; answer: Answer; came: Map<string, Came> }> {
  const work = await testWorkspace();
  const answer = await work.run<Answer>('task_import', { from: fixture(path), ...input });
  return { work, answer, came: await cameIn(work) };
}

/** What holds for every format: the same file twice changes nothing, and a trial writes nothing. */
export function holdsFor(path: string, rows: number): void {
  test(`${path}: a second import changes nothing`, async () => {
    const { work, answer } = await imported(path);
    expect(answer.imported).toHaveLength(rows);
    const before = work.opened.store.state.seq;
    const again = await work.run<Answer>('task_import', { from: fixture(path) });
    expect(again).toMatchObject({ imported: [], changed: [], unchanged: rows });
    expect(work.opened.store.state.seq).toBe(before);
  });

  test(`${path}: a trial says the same and writes nothing`, async () => {
    const work = await testWorkspace();
    const tried = await work.run<Answer>('task_import', { from: fixture(path), dry_run: true });
    expect(tried.imported).toHaveLength(rows);
    expect((await work.run<{ tasks: Task[] }>('task_export')).tasks).toEqual([]);
  });
}

/** The number of rows that come in; or why the file is refused; or both the number and what is left out. */
type Damage = number | RegExp | readonly [rows: number, left: RegExp];

/** Each damaged file with what comes in of it, and what is said. */
export function refusals(folder: string, said: Readonly<Record<string, Damage>>, input: object = {}): void {
  test(`${folder}: every damaged file has its case`, () => {
    const files = readdirSync(fixture(folder)).filter((name) => name !== 'NOTES.md');
    expect(files.sort()).toEqual(Object.keys(said).sort());
  });

  test.each(Object.entries(said))(`${folder}/%s`, async (file, expected) => {
    const work = await testWorkspace();
    const from = fixture(`${folder}/${file}`);
    if (!(expected instanceof RegExp)) {
      const [rows, left] = typeof expected === 'number' ? [expected, /(?:)/] : expected;
      const answer = await work.run<Answer>('task_import', { from, ...input });
      expect(answer.imported).toHaveLength(rows);
      expect([...answer.warnings, ...answer.left, ...answer.bad.map(({ problem }) => problem)].join('\n')).toMatch(
        left,
      );
      return;
    }
    expect((await work.refused('task_import', { from, ...input })).message).toMatch(expected);
    expect((await work.run<{ tasks: Task[] }>('task_export')).tasks).toEqual([]);
  });
}

/** Returns the tasks of a workspace by their words. */
export async function shownTasks(work: TestWorkspace): Promise<Map<string, Record<string, unknown>>> {
  const { tasks } = await work.run<{ tasks: (Task & { docs?: { spec?: string } })[] }>('task_export');
  const words = new Map(tasks.map(({ uuid, description }) => [uuid, description]));
  return new Map(
    tasks.map(({ depends, parent, source, handoff, annotations, docs, ...task }): [string, Record<string, unknown>] => [
      task.description,
      {
        ...task,
        spec: docs?.spec,
        depends: depends?.map((uuid) => words.get(uuid)),
        parent: parent && words.get(parent),
        source: source && `${source.kind} ${source.id}`,
        handoff: handoff?.note,
        annotations: annotations?.map(({ text }) => text),
      },
    ]),
  );
}
