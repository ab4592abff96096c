import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Task } from '../../../src/domain/task/task.ts';
import type { Caller } from '../../../src/work/workspace/context.ts';
import { everyNth } from '../../support/soak-test.ts';
import { ADA, agent, type TestWorkspace, testWorkspace } from '../../support/workspace.ts';
import { pairsOf, type Shown, STATE_FORMATS, type State, type StateFormat, writeStates } from './states.ts';

/** What a task is for agents: `free` for anybody, `elsewhere` if only a person may start it. */
function forAgents(task: Task | undefined): string {
  if (task === undefined) return 'none';
  if (task.status !== 'pending') return task.status;
  if (task.start) return 'started';
  if (task.handoff) return task.handoff.elsewhere ? 'elsewhere' : 'handed off';
  return 'free';
}

const OF_STATE: Readonly<Record<State, string>> = {
  ...{ todo: 'free', progress: 'elsewhere', review: 'elsewhere' },
  ...{ done: 'completed', cancelled: 'deleted', gone: 'none' },
};
const CLOSES: ReadonlySet<State> = new Set(['done', 'cancelled']);

/** What happens here to an open task between two imports, and what the second import then makes of it. */
interface Here {
  act(work: TestWorkspace, id: string): Promise<unknown>;
  /** The task after the change there; `before` is the task after the act here. */
  becomes(second: State, before: string): string;
}

/** Starts a task for an agent. A person accepts it first if somebody works on it elsewhere. */
async function startedBy({ run }: TestWorkspace, id: string, caller: Caller): Promise<unknown> {
  const { tasks } = await run<{ tasks: Task[] }>('task_list', { filter: id });
  if (tasks[0]?.handoff?.elsewhere) await run('task_accept', { filter: id });
  return run('task_start', { id }, caller);
}

const [S1, S2] = [agent('s1'), agent('s2')];
const stays = (_: State, before: string) => before;

const HERE: Readonly<Record<string, Here>> = {
  nothing: { act: async () => undefined, becomes: (second) => OF_STATE[second] },
  'an agent works on it': { act: (work, id) => startedBy(work, id, S1), becomes: stays },
  'an agent left it unfinished': {
    act: async (work, id) => {
      await startedBy(work, id, S1);
      await work.run('task_stop', { id, handoff: 'half' }, S1);
    },
    becomes: (second, before) => (CLOSES.has(second) ? OF_STATE[second] : before),
  },
  'it was completed': { act: ({ run }, id) => run('task_done', { id, force: true }), becomes: stays },
  'it was deleted': { act: ({ run }, id) => run('task_delete', { id }), becomes: stays },
  'it got a blocker': {
    act: ({ run }, id) => run('task_modify', { filter: id, depends: ['1'] }),
    becomes: (second) => OF_STATE[second],
  },
};

interface Row {
  first: State;
  second: State;
  here: string;
  shown: Omit<Shown, 'state'>;
}

/** Every pair of states there, with everything that can happen here. */
function rowsOf(format: StateFormat): Row[] {
  return pairsOf(format)
    .flatMap(([first, second]) =>
      Object.keys(HERE)
        .filter((here) => here === 'nothing' || OF_STATE[first] === 'free' || OF_STATE[first] === 'elsewhere')
        .map(
          (here): Row => ({ first, second, here, shown: { n: 0, title: `From ${first} to ${second} while ${here}` } }),
        ),
    )
    .map((row, i) => ({ ...row, shown: { ...row.shown, n: i + 1 } }));
}

describe.each(everyNth(4, Object.entries(STATE_FORMATS)))('%s', (_, format) => {
  const rows = rowsOf(format);
  const write = (work: TestWorkspace, of: (row: Row) => State) =>
    writeStates(
      join(work.folder, 'project'),
      format,
      rows.map((row) => ({ ...row.shown, state: of(row) })),
    );

  test('every change of a state there is a transition here, by what happened to the task here', async () => {
    const work = await testWorkspace();
    const tasks = async () => {
      const all = (await work.run<{ tasks: Task[] }>('task_export', { docs: false })).tasks;
      return new Map(all.map((task) => [task.description, task]));
    };
    await work.run('task_add', { description: 'Blocker' });
    const from = write(work, ({ first }) => first);
    await work.run('task_import', { from }, S2);
    const first = await tasks();
    for (const { here, shown } of rows) {
      const task = first.get(shown.title);
      if (task?.status === 'pending') await HERE[here]!.act(work, String(task.id));
    }
    const before = await tasks();

    write(work, ({ second }) => second);
    const answer = await work.run<Answer>('task_import', { from }, S2);
    const after = await tasks();
    const expected = (row: Row) => {
      const was = forAgents(before.get(row.shown.title));
      return row.second === 'gone' || row.second === row.first ? was : HERE[row.here]!.becomes(row.second, was);
    };
    const table = (of: (row: Row) => string) => Object.fromEntries(rows.map((row) => [row.shown.title, of(row)]));
    expect(table(({ shown }) => forAgents(after.get(shown.title)))).toEqual(table(expected));

    // A task that another agent works on isn't closed, and the import names it. The other rows arrive.
    const held = rows.filter(({ second, here }) => here === 'an agent works on it' && CLOSES.has(second));
    expect(answer.bad.map(({ problem }) => problem)).toEqual(held.map(() => expect.stringContaining('is claimed by')));
    const despite = rows.filter(
      ({ first, second, here }) => here === 'it got a blocker' && second === 'done' && OF_STATE[first] !== 'completed',
    );
    expect(answer.warnings.filter((text) => text.includes('is blocked by'))).toHaveLength(despite.length);

    expect(await work.run('task_import', { from }, S2)).toMatchObject({ imported: [], changed: [] });
  });
});

interface Answer {
  bad: { problem: string }[];
  warnings: string[];
}

test("a person's import that would close a task of an agent is refused, and names the task", async () => {
  const work = await testWorkspace();
  const format = STATE_FORMATS.beads!;
  const put = (state: State) => writeStates(join(work.folder, 'project'), format, [{ n: 1, title: 'Seat map', state }]);
  await work.run('task_import', { from: put('todo') });
  await work.run('task_start', { id: '2' }, S1);
  const { code, message } = await work.refused('task_import', { from: put('done') }, ADA);
  expect([code, message]).toEqual(['claimed', expect.stringContaining('Seat map')]);
});

describe.each(Object.entries(STATE_FORMATS).filter(([, { syncs }]) => syncs))(
  '%s: a state that changes in a synchronised file',
  (_, format) => {
    const pairs = pairsOf(format).filter((pair) => !pair.includes('gone'));

    test.each(everyNth(3, pairs))('%s, then %s', async (first, second) => {
      const work = await testWorkspace();
      const { run, folder } = work;
      const put = (state: State) => writeStates(join(folder, 'project'), format, [{ n: 1, title: 'Seat map', state }]);
      const task = async () =>
        (await run<{ tasks: Task[] }>('task_export', { docs: false })).tasks.find(
          ({ description }) => description === 'Seat map',
        )!;
      const at = put(first);
      await run('task_sync', { file: at });
      expect(forAgents(await task())).toBe(OF_STATE[first]);
      const { uuid } = await task();
      const text = Object.values(
        format.files([{ n: 1, title: `Seat map <!-- task ${uuid} -->`, word: format.words[second]! }]),
      );
      writeFileSync(at, text[0]!);
      await run('task_sync', { file: at, theirs: true });
      // A line in progress that was free before says nothing that the queue compares.
      if (first === 'todo' && second === 'progress') return;
      if (first === 'progress' && second === 'todo') return;
      expect(forAgents(await task())).toBe(OF_STATE[second]);
    });
  },
);

test('a synchronised file that completes a blocked task says what blocks it', async () => {
  const { run, text, folder } = await testWorkspace();
  const format = STATE_FORMATS.Markdown!;
  const at = writeStates(join(folder, 'project'), format, [{ n: 1, title: 'Seat map', state: 'todo' }]);
  await run('task_sync', { file: at });
  const all = (await run<{ tasks: Task[] }>('task_export', { docs: false })).tasks;
  const idOf = (words: string) => String(all.find(({ description }) => description === words)!.id);
  await run('task_modify', { filter: idOf('Seat map'), depends: [idOf('Other')] });
  writeFileSync(at, readFileSync(at, 'utf8').replace('[ ] Seat map', '[x] Seat map'));
  const said = await text('task_sync', { file: at, theirs: true });
  expect(said).toMatch(/Note: task \d+ is blocked by #\d+ Other\. It was completed anyway\./);
});
