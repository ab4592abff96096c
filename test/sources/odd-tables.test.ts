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
