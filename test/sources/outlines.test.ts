import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { testWorkspace } from '../support/workspace.ts';
import { type Answer, shownTasks } from './imported.ts';

/** Files by their path, and the expected values of their tasks by words. */
interface Case {
  from: string;
  files: Record<string, string>;
  tasks: Record<string, Record<string, unknown>>;
  /** The columns without a field. */
  extra?: string[];
  left?: (string | RegExp)[];
}

const ORG = `#+TODO: TODO DRAFT(d!) WAIT(w@/!) | SENT(s) CANCELLED(c)
#+FILETAGS: :pier:
Prose above.
* North side
** TODO [#B] Tar the boat [1/2]   :dock:by_hand:
   DEADLINE: <2026-12-24 Thu 9:30 +1w -3d> SCHEDULED: <2026-12-20 Sun>
   :PROPERTIES:
   :ID:       boat-1
   :CREATED:  [2026-10-10 śro 12:32]
   :ASSIGNEE: @mia
   :Effort:   1:30
   :END:
   :LOGBOOK:
   - Note taken on [2026-10-11 Sun 10:00] \\\\
     The tar is old.
     Buy new.
   - State "TODO"       from              [2026-10-10 Sat 12:00]
   CLOCK: [2026-10-12 Mon 09:00]--[2026-10-12 Mon 09:30] =>  0:30
   :END:
   Mind the wind.

     - deeper
*** Why
    It leaks.
    #+BEGIN_SRC org
    ,* TODO not a task
    #+END_SRC
*** SENT Order tar
    CLOSED: [2026-10-12 ven. 13:40]
*** DRAFT A letter
** WAIT Paint
   :PROPERTIES:
   :BLOCKER: ids(boat-1)
   :END:
** DONE Oil
   - State "DONE"       from "TODO"       [2026-09-11 Fri 09:59]
** CANCELLED Burn
   DEADLINE: <2026-02-30 Mon>
* TODO
`;

const CASES: Record<string, Case> = {
  'an outline of Org': {
    from: 'pier.org',
    files: { 'pier.org': ORG },
    tasks: {
      'Tar the boat': {
        ...{
          source: 'org boat-1',
          priority: 'M',
          agent: 'mia',
          entry: '2026-10-10T12:32:00Z',
          scheduled: '2026-12-20',
        },
        ...{ tags: ['dock', 'by_hand', 'pier'], annotations: [expect.stringContaining('The tar is old.\nBuy new.')] },
        spec: 'Mind the wind.\n\n  - deeper\n*** Why\nIt leaks.\n#+BEGIN_SRC org\n* TODO not a task\n#+END_SRC',
        extra: { Effort: '1:30', recurrence: '+1w' },
      },
      'Order tar': { status: 'completed', end: '2026-10-12T13:40:00Z', parent: 'Tar the boat', handoff: undefined },
      'A letter': { status: 'pending', handoff: 'draft in Org', parent: 'Tar the boat' },
      Paint: { handoff: 'wait in Org', depends: ['Tar the boat'], parent: undefined },
      Oil: { status: 'completed', end: '2026-09-11T09:59:00Z', spec: undefined },
      Burn: { status: 'deleted', due: undefined, extra: { DEADLINE: 'DEADLINE: <2026-02-30 Mon>' } },
    },
    extra: ['DEADLINE', 'Effort', 'recurrence'],
    left: [
      'line 3: Prose above.',
      'line 4: * North side',
      /line \d+: - State "TODO" .*\]$/,
      /line \d+: CLOCK: /,
      /line \d+: - State "DONE" .*\]$/,
      /line \d+: \* TODO$/,
    ],
  },
  'a todo.txt': {
    from: 'todo.txt',
    files: {
      'todo.txt':
        '(A) 2026-10-01 Call Ümit @phone +Family.Home due:2026-12-24\n\n# Pier\nx 2026-10-05 (C) Oil the gate\nx 2026-10-06 2026-10-01 Pay rent pri:B rec:+1m t:2026-10-02\n(D) Mail to lena@example.com est:2h\nPlain words\n',
    },
    tasks: {
      'Call Ümit': {
        ...{ priority: 'H', entry: '2026-10-01T00:00:00Z', tags: ['phone'], project: 'Family.Home', due: '2026-12-24' },
      },
      'Oil the gate': { status: 'completed', end: '2026-10-05T00:00:00Z', priority: 'L' },
      'Pay rent': { status: 'completed', end: '2026-10-06T00:00:00Z', priority: 'M', extra: { recurrence: '1m' } },
      'Mail to lena@example.com est:2h': { priority: 'L', status: 'pending' },
      'Plain words': { status: 'pending' },
    },
  },
  'a folder of Notion': {
    from: 'Export',
    files: {
      'Export/Tasks 0123456789abcdef0123456789abcdef.csv': '\uFEFFTo be done,Status\nMow,Done\n',
      'Export/Tasks 0123456789abcdef0123456789abcdef_all.csv':
        '\uFEFFTo be done,Status,Due,Blocked by,Assign\nMow,Done,,,\n"Rake, then burn",In progress,"March 9, 2026 → March 12, 2026",Mow (Tasks/Mow%2011111111111111111111111111111111.md),Ada\n',
      'Export/Tasks/Mow 11111111111111111111111111111111.md': '# Mow\n\nStatus: Done\n',
      'Export/Tasks/Rake then burn 22222222222222222222222222222222.md':
        '# Rake, then burn\n\nStatus: In progress\nDue: March 9, 2026 → March 12, 2026\n\n## How\n\nWith: care\n',
      'Export/About 33333333333333333333333333333333.md': '# About\n\nWords.\n',
    },
    tasks: {
      Mow: { status: 'completed', spec: undefined },
      'Rake, then burn': {
        ...{ spec: '## How\n\nWith: care', scheduled: '2026-03-09', due: '2026-03-12', depends: ['Mow'], agent: 'Ada' },
        handoff: 'in progress in Notion, by Ada',
      },
    },
  },
};

test.each(Object.entries(CASES))('%s comes in with everything that its tool says', async (_, expected) => {
  const work = await testWorkspace();
  const root = join(work.folder, 'project');
  for (const [path, text] of Object.entries(expected.files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const from = join(root, expected.from);
  const answer = await work.run<Answer>('task_import', { from });
  const shown = await shownTasks(work);
  expect([...shown.keys()].sort()).toEqual(Object.keys(expected.tasks).sort());
  for (const [description, fields] of Object.entries(expected.tasks)) {
    const task = shown.get(description)!;
    expect(Object.fromEntries(Object.keys(fields).map((field) => [field, task[field]])), description).toEqual(fields);
  }
  if (expected.extra)
    expect(answer.mapped.flatMap(({ field, to }) => (to === 'extra' ? [field] : [])).sort()).toEqual(expected.extra);
  if (expected.left)
    expect(answer.left).toEqual(
      expected.left.map((line) => (line instanceof RegExp ? expect.stringMatching(line) : line)),
    );
  const { seq } = work.opened.store.state;
  expect(await work.run('task_import', { from })).toMatchObject({ imported: [], changed: [] });
  expect(work.opened.store.state.seq).toBe(seq);
});

test('an outline without keywords has tasks only if the caller names its format', async () => {
  const work = await testWorkspace();
  const from = join(work.folder, 'project', 'ideas.org');
  writeFileSync(from, '* Sail\n** Further\n* Row\n');
  expect((await work.refused('task_import', { from })).message).toContain('expected an outline with keywords');
  expect(await work.run<Answer>('task_import', { from, format: 'org' })).toMatchObject({ added: 3 });
});

test('a count of subtasks in a heading of Org is no part of its words', async () => {
  const work = await testWorkspace();
  const from = join(work.folder, 'project', 'plan.org');
  writeFileSync(from, '* TODO Sail [0/2]\n** TODO Rope\n** TODO Oar\n');
  await work.run('task_import', { from });
  writeFileSync(from, '* TODO Sail [1/2]\n** DONE Rope\n** TODO Oar\n');
  expect(await work.run<Answer>('task_import', { from })).toMatchObject({
    added: 0,
    changed: [{ fields: ['status'] }],
  });
});

test('boxes in an outline of Org make no Markdown of it', async () => {
  const work = await testWorkspace();
  const from = join(work.folder, 'project', 'plan.org');
  writeFileSync(from, '* TODO Sail\n- [ ] Rope\n- [X] Oar\n');
  expect(await work.run<Answer>('task_import', { from })).toMatchObject({ added: 1, source: 'org' });
});
