import { expect, test } from 'vitest';
import { testWorkspace } from '../support/workspace.ts';
import { type Answer, shownTasks } from './imported.ts';

/** Imports a text twice: the second time changes nothing. */
async function twice(from: string, format: string) {
  const work = await testWorkspace();
  const answer = await work.run<Answer>('task_import', { from, format });
  const tasks = await shownTasks(work);
  expect(await work.run<Answer>('task_import', { from, format })).toMatchObject({ added: 0, changed: [] });
  return { answer, tasks };
}

test('a header that comes again, and the name of the group above it, are left out and named', async () => {
  const { answer, tasks } = await twice(
    'Board,,,\nOne,,,\nName,Person,Status,Date\nA,Ada,Working on it,\nB,,Done,\n,,,\nTwo,,,\nName,Person,Status,Date\nC,,Stuck,\n',
    'csv',
  );
  expect([...tasks.keys()]).toEqual(['A', 'B', 'C']);
  expect(answer.left).toEqual(['line 1: Board', 'line 2: One', 'line 7: Two', 'line 8: Name, Person, Status, Date']);
});

test('signs around the word of a state count no more than its case', async () => {
  const { tasks } = await twice(
    'Task,Status\nA,✅ Done\nB,📋 To Do\nC,🚧 In progress\nD,Cancelled ❌\nE,✅\nF,Backlog 🗂️\n',
    'csv',
  );
  const states = [...tasks].map(([name, { status, handoff }]) => [name, status, handoff !== undefined]);
  expect(states).toEqual([
    ...[
      ['A', 'completed', false],
      ['B', 'pending', false],
      ['C', 'pending', true],
      ['D', 'deleted', false],
    ],
    ...[
      ['E', 'completed', false],
      ['F', 'pending', false],
    ],
  ]);
});

test('words of programs for no value are no value', async () => {
  const { answer, tasks } = await twice(
    'id,title,status,due,assignee,parent\n1,One,NaN,NaT,nan,\n2,Two,None,N/A,#N/A,1.0\n3,None,done,-,—,2.0\n',
    'csv',
  );
  expect(answer).toMatchObject({ warnings: [], bad: [] });
  expect(tasks.get('One')).not.toHaveProperty('agent');
  expect(tasks.get('One')).toMatchObject({ status: 'pending', handoff: undefined });
  expect(tasks.get('Two')).toMatchObject({ parent: 'One' });
  expect(tasks.get('None')).toMatchObject({ status: 'completed', parent: 'Two' });
});

test('an empty item of a checklist takes no other item with it', async () => {
  const card = { id: '6a1f00000000000000000001', name: 'A', idList: 'l', closed: true, idMembers: ['gone'] };
  const checkItems = [
    { name: 'x', state: 'complete' },
    { name: '', state: 'incomplete' },
  ];
  const board = {
    ...{ lists: [{ id: 'l', name: 'Done ✅', closed: true }], cards: [card], members: [], labels: [], actions: [] },
    checklists: [{ id: 'c', idCard: card.id, name: 'One', checkItems }],
  };
  const { answer, tasks } = await twice(JSON.stringify(board), 'backlog');
  expect(answer.warnings).toEqual([]);
  expect(tasks.get('A')).toMatchObject({ status: 'completed', acceptance: [expect.objectContaining({ text: 'x' })] });
  expect(tasks.get('A')!.extra).toBeUndefined();
});

test('tasks of Taskwarrior that wait for each other come in, and a second import changes nothing', async () => {
  const row = (n: number, other: number) => ({
    ...{ uuid: `7f7a4191-c2f2-487f-8855-7a1eb378c26${n}`, description: `T${n}`, status: 'pending' },
    ...{ entry: '20260901T080000Z', depends: [`7f7a4191-c2f2-487f-8855-7a1eb378c26${other}`] },
  });
  const { answer } = await twice(JSON.stringify([row(1, 2), row(2, 1)]), 'taskwarrior');
  expect(answer.warnings).toEqual([expect.stringContaining('would form a circle')]);
});

test('a task with only a title above a repeated header stays a task; a name of a group follows an empty line', async () => {
  const { tasks } = await twice('Task\nBuy milk\nTask\nWash car\n', 'csv');
  expect([...tasks.keys()]).toEqual(['Buy milk', 'Wash car']);
  const joined = await twice('Task,Due,Tags\nA,2026-12-01,\nB,,\nTask,Due,Tags\nC,,\n', 'csv');
  expect([...joined.tasks.keys()]).toEqual(['A', 'B', 'C']);
  const groups = await twice('One,,\nTask,Due,Tags\nA,2026-12-01,\nTwo,,\nTask,Due,Tags\nC,,\n', 'csv');
  expect([...groups.tasks.keys()]).toEqual(['A', 'C']);
});

test.each(['Done?', '(not) done', '✗ Done', '❌ Done', '!done', '≠ Done', 'Done…'])(
  'a state %s does not complete a task',
  async (state) => {
    const { tasks } = await twice(`Task,Status\nA,${state}\n`, 'csv');
    expect(tasks.get('A')).toMatchObject({ status: 'pending' });
  },
);

test.each(['Total', 'Sum:', 'Gesamt', 'Grand Total'])(
  'a row with the total of a table, %s, is no task',
  async (word) => {
    const { answer, tasks } = await twice(`Task,Status,Estimate\nA,Open,2h\nB,Done,3h\n${word},,5h\n`, 'csv');
    expect([...tasks.keys()]).toEqual(['A', 'B']);
    expect(answer.left).toEqual([`line 4: ${word}, 5h`]);
  },
);

test('a task whose title is or begins with that of a total stays one if it has a state, no amount, or more words', async () => {
  const { tasks } = await twice('Task,Status,Estimate\nTotal,Open,2h\nSum,,\nSum of all,,3h\n', 'csv');
  expect(tasks.size).toBe(3);
});
