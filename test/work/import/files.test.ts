import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { taskImport } from '../../../src/commands/task/exchange/import.ts';
import type { Task } from '../../../src/domain/task/task.ts';
import { matchRows } from '../../../src/work/import/match/match-rows.ts';
import { mergeRows } from '../../../src/work/import/merge-rows.ts';
import { tempFolder } from '../../support/folder.ts';
import { missingFile, unless } from '../../support/needs.ts';
import { soak } from '../../support/soak-test.ts';
import { ADA, testWorkspace } from '../../support/workspace.ts';

interface Answer {
  imported: { task: Task }[];
  bad: { file?: string; line?: number; row: number; problem: string }[];
  badFile?: string;
  left: string[];
  warnings: string[];
  dryRun: boolean;
}

const issue = (id: string, more: object = {}) => ({
  id,
  title: `Issue ${id}`,
  status: 'open',
  priority: 2,
  issue_type: 'task',
  ...more,
});
const blocks = (id: string) => [{ depends_on_id: id, type: 'blocks' }];

function file(name: string, content: string | object[]): string {
  const path = join(tempFolder('import'), name);
  const text = typeof content === 'string' ? content : content.map((row) => `${JSON.stringify(row)}\n`).join('');
  writeFileSync(path, text);
  return path;
}

describe('what people wrote by hand is known again', () => {
  /** Imports a text as one file, again and again, and tells what came in. */
  async function importing(name: string) {
    const work = await testWorkspace();
    const from = join(work.folder, name);
    const take = async (text: string, more: object = {}) => {
      writeFileSync(from, text);
      return work.run<Answer>('task_import', { from, ...more });
    };
    const tasks = async () =>
      (await work.run<{ tasks: Task[] }>('task_export', { docs: false })).tasks.map((task) => ({
        ...task,
        in: task.parent,
      }));
    return { work, take, tasks };
  }
  const words = (tasks: readonly Task[]) => tasks.map(({ description }) => description);

  test.each<[string, string, string]>([
    ['TODO.md', '- [ ] One\n- [ ] Two\n  - [ ] Same\n- [ ] Three\n  - [ ] Same\n  - [ ] Same\n', '- [ ] Four\n'],
    ['plain.csv', 'description,project\nOne,web\nTwo,\nTwo,web\n', 'Four,\n'],
    ['ids.csv', 'id,description\n1,One\n2,Two\nAB-3,Three\n', '4,Four\n'],
    [
      'plan.ndjson',
      '{"description":"One"}\n{"description":"Two","depends":["a"]}\n{"ref":"a","description":"Three"}\n',
      '{"description":"Four"}\n',
    ],
  ])(
    '%s: a second time nothing comes in, and of a file with a new line above that line alone',
    async (name, text, line) => {
      const { take, tasks } = await importing(name);
      const first = await take(text);
      expect(first.warnings).toEqual([]);
      expect(await take(text)).toMatchObject({
        imported: [],
        changed: [],
        warnings: [],
        unchanged: first.imported.length,
      });
      const [header, ...rest] = text.split(/(?<=\n)/);
      const longer = name.endsWith('.csv') ? header + line + rest.join('') : line + text;
      expect(words((await take(longer)).imported.map(({ task }) => task))).toEqual(['Four']);
      expect(await take(longer)).toMatchObject({ imported: [], changed: [] });
      expect(await tasks()).toHaveLength(first.imported.length + 1);
    },
  );

  test('what changed in the file changes here, and what changed here stays', async () => {
    const { work, take, tasks } = await importing('TODO.md');
    await take('- [ ] One\n- [ ] Two @due(2026-12-24)\n');
    await work.run('task_modify', { filter: '1', priority: 'H' });
    await work.run('task_done', { id: '2' });
    await take('- [x] One\n- [ ] Two @due(2026-12-27)\n');
    expect(await tasks()).toMatchObject([
      { description: 'One', status: 'completed', priority: 'H' },
      { description: 'Two', status: 'completed', due: '2026-12-27' },
    ]);
  });

  test('a mark of a plan whose value says nothing that its field could hold stays in the words', async () => {
    const { take, tasks } = await importing('TODO.md');
    await take('- [ ] Pay @priority(urgently) @due()\n- [x] Call [done:: yesterday] @priority(high)\n');
    expect((await tasks()).map(({ description, priority, due }) => [description, priority, due])).toEqual([
      ['Pay @priority(urgently) @due()', undefined, undefined],
      ['Call [done:: yesterday]', 'H', undefined],
    ]);
  });

  test('waiting for a task that a plan does not have stays in the words', async () => {
    const { take, tasks } = await importing('TODO.md');
    await take('- [ ] Design 🆔 d1\n- [ ] Build ⛔ d1, x9\n');
    const [design, build] = await tasks();
    expect(build).toMatchObject({ description: 'Build ⛔ x9', depends: [design?.uuid] });
  });

  test('a day that does not exist is no date of the past, and stays in extra', async () => {
    const { take, tasks } = await importing('list.csv');
    await take('Title,Created\nOne,2026-02-30\nTwo,2026-02-28\n');
    const [one, two] = await tasks();
    expect(one?.extra).toEqual({ Created: '2026-02-30' });
    expect([two?.entry, two?.extra]).toEqual(['2026-02-28T00:00:00Z', undefined]);
  });

  test('the id of a row is kept as its source; a number is one of its file, a key one of all', async () => {
    const { work, take, tasks } = await importing('a.csv');
    await take('id,description\n1,One\nAB-2,Two\n');
    expect((await tasks()).map(({ source }) => source)).toMatchObject([
      { kind: 'csv', list: expect.stringContaining('a.csv'), id: '1' },
      { kind: 'csv', id: 'AB-2' },
    ]);
    const other = join(work.folder, 'b.csv');
    writeFileSync(other, 'id,description\n1,Other\nAB-2,"Two, better"\n');
    const { imported, changed } = await work.run<Answer & { changed: object[] }>('task_import', { from: other });
    expect(words(imported.map(({ task }) => task))).toEqual(['Other', 'Two, better']);
    expect(changed).toEqual([{ id: 2, fields: ['description'] }]);
  });

  test('a row that says what an open task says is left out and told, and what names it means that task', async () => {
    const { work, take, tasks } = await importing('TODO.md');
    await work.run('task_add', { description: 'Check the password' });
    await work.run('task_add', { description: 'Release' });
    await work.run('task_add', { description: 'Test', parent: '2' });
    const plan = '- [ ] #1 Check the password\n- [ ] Release\n  - [ ] Test\n  - [ ] Tag\n    - depends: #1\n';
    const tried = await take(plan, { dry_run: true });
    const said = ['3 rows have the words of open tasks and were left out: 1, 2, 3; again imports them as new tasks'];
    expect(tried.warnings).toEqual(said);
    const { imported, warnings } = await take(plan);
    expect(warnings).toEqual(said);
    const [one, two] = await tasks();
    expect(imported.map(({ task }) => task)).toMatchObject([
      { description: 'Tag', parent: two!.uuid, depends: [one!.uuid] },
    ]);
    expect((await take(plan)).imported).toEqual([]);
    expect(await work.text('task_import', { from: join(work.folder, 'TODO.md') })).toContain(
      'Nothing to import (1 unchanged)',
    );
    expect((await take(plan, { again: true })).imported).toHaveLength(4);
  });

  test('one that says the same elsewhere, or of a closed task, comes in', async () => {
    const { work, take } = await importing('TODO.md');
    await work.run('task_add', { description: 'Check', project: 'web' });
    await work.run('task_add', { description: 'Done before' });
    await work.run('task_done', { id: '2' });
    expect((await take('- [ ] Check\n- [ ] Done before\n')).imported).toHaveLength(2);
  });

  test('the next line of a task that was done there comes in beside it, and they stay apart at any place', async () => {
    const { work, take } = await importing('todo.txt');
    const rent = (day: string, done = '') => `${done}${day} Pay the rent +flat rec:1m`;
    const kim = '2026-11-01 Call Kim +flat';
    const [first, second, third] = ['2026-11-01', '2026-12-01', '2027-01-01'] as const;
    const list = async () => {
      const { tasks } = await work.run<{ tasks: Task[] }>('task_list', { filter: '+ANY rent', sort: 'id' });
      return tasks.map(({ entry, status }) => `${entry.slice(0, 10)} ${status}`);
    };
    const lines = (...all: string[]) => take(`${all.join('\n')}\n`);
    await lines(rent(first), kim);
    expect((await lines(rent(first, 'x 2026-12-01 '), rent(second), kim)).warnings).not.toContainEqual(
      expect.stringContaining('was left out'),
    );
    expect(await list()).toEqual([`${first} completed`, `${second} pending`]);
    // The done line was moved to another file.
    await lines(rent(second), kim);
    expect(await list()).toEqual([`${first} completed`, `${second} pending`]);
    await lines(kim, rent(third), rent(second, 'x 2027-01-01 '));
    expect(await list()).toEqual([`${first} completed`, `${second} completed`, `${third} pending`]);
    await lines(rent(third), kim);
    const done = [rent(second, 'x 2027-01-01 '), rent(first, 'x 2026-12-01 ')].join('\n');
    const from = join(work.folder, 'done.txt');
    writeFileSync(from, `${done}\n`);
    expect((await work.run<{ added: number }>('task_import', { from })).added).toBe(0);
    expect(await list()).toHaveLength(3);
  });

  test('rows that are given as arguments come in, and are said to double open tasks', async () => {
    const { work } = await importing('x');
    const tasks = [{ description: 'One' }];
    expect((await work.run<Answer>('task_import', { tasks })).warnings).toEqual([]);
    expect((await work.run<Answer>('task_import', { tasks })).warnings).toEqual([
      'one new task has the words of open task 1; task_undo undoes the import',
    ]);
  });
});

describe('columns that people name', () => {
  const table = 'What to do,Team,Prio\nFix login,Web,High\n';
  const imports = async (text: string, more: object) => {
    const work = await testWorkspace();
    const from = file('x.csv', text);
    const answer = await work.run<Answer & { mapped: object[] }>('task_import', { from, ...more });
    return { work, answer, task: answer.imported[0]!.task };
  };

  test('are said by the caller where they are not understood', async () => {
    const work = await testWorkspace();
    const error = await work.refused('task_import', { from: file('x.csv', table) });
    expect(error.message).toBe(
      'x.csv, line 1: expected a column description, or title, received What to do, Team, Prio',
    );
    expect(error.hint).toBe('Nothing was imported. Name its column: `map: "What to do=description"`');
    const { task, answer } = await imports(table, { map: ['what to do=description', 'Team='] });
    expect(task).toMatchObject({ description: 'Fix login', priority: 'H' });
    expect(task.extra).toBeUndefined();
    expect(answer.mapped).toEqual([
      { field: 'What to do', to: 'description', rows: 1 },
      { field: 'Prio', to: 'priority', rows: 1 },
    ]);
  });

  test('are kept in extra where no field is for them, said once for all rows', async () => {
    const { work, answer } = await imports('description,Team\nA,x\nB,y\n', {});
    expect(answer.imported.map(({ task }) => task.extra)).toEqual([{ Team: 'x' }, { Team: 'y' }]);
    expect(answer.mapped).toEqual([{ field: 'Team', to: 'extra', rows: 2 }]);
    expect(await work.text('task_import', { from: file('y.csv', 'description,Team\nC,x\nD,y\n') })).toContain(
      'Kept in extra: Team (2)',
    );
  });

  test.each([
    ['no field', { map: ['Team=group'] }, /map: expected COLUMN=FIELD, received "Team=group"/],
    ['no column', { map: ['description'] }, /map: expected COLUMN=FIELD, received "description"/],
    [
      'a column that is not there',
      { map: ['Teem=project'] },
      /map: expected one of the columns description, Team, received "teem"/,
    ],
    [
      'a format of another tool',
      { map: ['Team=project'], format: 'beads' },
      /x.csv is read as beads, whose fields are known/,
    ],
  ])('a map that names %s is refused', async (_, more, message) => {
    const work = await testWorkspace();
    const from = file('x.csv', 'description,Team\nA,x\n');
    expect((await work.refused('task_import', { from, ...more })).message).toMatch(message);
  });

  test('of dates are read in the order that one of them shows; where none does, the date is left out', async () => {
    const { answer } = await imports('Titel;Fällig am\nA;05.06.2027\nB;24.12.2026\n', {});
    expect(answer.imported.map(({ task }) => task.due)).toEqual(['2027-06-05', '2026-12-24']);
    const work = await testWorkspace();
    const from = file('x.csv', 'Titel;Fällig am\nA;05/06/2027\n');
    const { imported, warnings } = await work.run<Answer>('task_import', { from });
    expect(imported).toMatchObject([{ task: { extra: { due: '05/06/2027' } } }]);
    expect(warnings).toEqual(['x.csv, line 2, due: "05/06/2027" could be day or month first; it stays in extra']);
  });

  test('of a date with dots, the day comes first, unless the column shows the month', async () => {
    const { answer } = await imports('Titel;Fällig am\nA;05.06.2027\n', {});
    expect(answer.imported.map(({ task }) => task.due)).toEqual(['2027-06-05']);
    const other = await imports('Title,Due\nA,05.06.2027\nB,12.24.2026\n', {});
    expect(other.answer.imported.map(({ task }) => task.due)).toEqual(['2027-05-06', '2026-12-24']);
  });
});

describe('a field of a plan that follows a subtask', () => {
  test('is of the task that it stands below', async () => {
    const work = await testWorkspace();
    const plan = '- [ ] A\n  - [ ] B\n  - acceptance:\n    - [ ] works\n  - spec:\n    > of A\n    > and more\n';
    const { imported } = await work.run<Answer>('task_import', { from: file('plan.md', plan) });
    expect(imported.map(({ task }) => [task.description, task.acceptance?.map(({ text }) => text)])).toEqual([
      ['A', ['works']],
      ['B', undefined],
    ]);
    expect(await work.run('task_doc_read', { id: '1' })).toMatchObject({ content: 'of A\nand more' });
    expect((await work.refused('task_doc_read', { id: '2' })).code).toBe('not-found');
  });
});

test.each([
  ['a.json', (deep: string) => deep],
  ['b.json', (deep: string) => `{"tasks":[{"description":"Deep","custom":${deep}}]}`],
  ['c.ndjson', (deep: string) => `{"description":"Deep","custom":${deep}}\n{"description":"Flat"}`],
  ['d.jsonl', (deep: string) => `{"id":"b-1","title":"Deep","dependencies":${deep}}`],
  ['e.yaml', (deep: string) => `title: Deep\ntasks: ${deep}`],
])('%s that is nested a hundred thousand deep is refused in words, and stores nothing', async (name, text) => {
  const work = await testWorkspace();
  const deep = '['.repeat(100_000) + ']'.repeat(100_000);
  const error = await work.refused('task_import', { from: file(name, text(deep)) });
  expect(error).toMatchObject({ code: expect.stringMatching(/invalid|usage/) });
  expect(error.message.length).toBeLessThan(400);
  expect((await work.run<{ tasks: object[] }>('task_export')).tasks).toEqual([]);
});

test(
  'files of the system that cannot be read, or have no end, are refused in words',
  unless(missingFile('/proc/self/mem')),
  async () => {
    const work = await testWorkspace();
    for (const from of ['/proc/self/mem', '/proc/self/pagemap']) {
      const { code, message } = await work.refused('task_import', { from });
      expect([code, message]).toEqual([
        'invalid',
        expect.stringMatching(`${basename(from)} (cannot be read: EIO|has more than 67108864 bytes)`),
      ]);
    }
  },
);

describe('bad rows', () => {
  const rows = [
    issue('b-1'),
    issue('b-2', { title: 7 }),
    issue('b-3', { dependencies: blocks('b-2') }),
    issue('b-4', { labels: ['a'], dependencies: blocks('b-5') }),
    issue('b-5', { dependencies: blocks('b-4') }),
  ];

  test('of Backlog refuse all others, and are named', async () => {
    const work = await testWorkspace();
    const own = [{ description: 'One' }, { description: 'Two', priority: 7 }];
    const error = await work.refused('task_import', { from: file('plan.ndjson', own) });
    expect(error.message).toMatch(/^plan\.ndjson, line 2, field priority: expected H, M or L, received "7"$/);
    expect(error.data).toMatchObject({ file: 'plan.ndjson', line: 2, field: 'priority' });
    expect((await work.run<{ tasks: object[] }>('task_export')).tasks).toEqual([]);
  });

  test('are left out when asked, told, and written to a file that overwrites none', async () => {
    const work = await testWorkspace();
    const from = file('issues.jsonl', rows);
    writeFileSync(`${from}.bad.ndjson`, 'mine');
    const answer = await work.run<Answer>('task_import', { from, skip_bad: true });
    expect(answer.imported.map(({ task }) => task.source?.id)).toEqual(['b-1', 'b-3', 'b-4', 'b-5']);
    expect(answer.bad.map(({ line }) => line)).toEqual([2]);
    expect(answer.warnings.join('\n')).toMatch(/line 3, depends: it refers to a row that was left out/);
    expect(readFileSync(`${from}.bad.ndjson`, 'utf8')).toBe('mine');
    expect(answer.badFile).toBe(`${from}.bad-2.ndjson`);
    const written = readFileSync(answer.badFile!, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(written.map(({ row }) => row.id)).toEqual(['b-2']);
    expect(written[0].problem).toContain('field title');
  });

  test('that are left out once more are in the same file, and where all of them are bad nothing is imported', async () => {
    const work = await testWorkspace();
    const from = file('issues.jsonl', rows.slice(1, 2));
    const once = () => work.run<Answer>('task_import', { from, skip_bad: true });
    expect([(await once()).badFile, (await once()).badFile]).toEqual([`${from}.bad.ndjson`, `${from}.bad.ndjson`]);
    expect(existsSync(`${from}.bad-2.ndjson`)).toBe(false);
    expect(await work.text('task_import', { from, skip_bad: true })).toMatch(
      /^Nothing was imported: the only row has an error\./,
    );
    expect(taskImport.cli?.foundNothing?.((await once()) as never)).toBe(true);
    const some = await work.run<Answer>('task_import', { from: file('x.jsonl', rows.slice(0, 2)), skip_bad: true });
    expect(taskImport.cli?.foundNothing?.(some as never)).toBe(false);
  });

  test('say that nothing was imported, whatever their fault, and no words of the schema', async () => {
    const work = await testWorkspace();
    const refusal = async (name: string, content: string) => work.refused('task_import', { from: file(name, content) });
    const status = await refusal(
      'x.ndjson',
      '{"description":"A","uuid":"11111111-1111-4111-8111-111111111111","status":"odd"}',
    );
    expect(status.message).toBe(
      'x.ndjson, line 1, field status: expected one of "pending"|"completed"|"deleted"|"recurring", received "odd"',
    );
    expect(status.hint).toMatch(/^Nothing was imported\./);
  });

  test('what is spelled differently in many rows is said once, and what is rare first', async () => {
    const work = await testWorkspace();
    const from = file('issues.jsonl', [
      ...['b-1', 'b-2', 'b-3'].map((id) => issue(id, { labels: ['100%'] })),
      issue('b-4', { dependencies: blocks('b-9') }),
    ]);
    expect((await work.run<Answer>('task_import', { from })).warnings).toEqual([
      'issues.jsonl, line 4, depends: "b-9" is neither in this file nor in the queue, so it does not block the task; it stays in extra',
      'labels: "100%" is "_100_" here (3 rows, the first: issues.jsonl, line 1)',
    ]);
  });

  soak('what is said of each row of a large file, or of all of them, is told', async () => {
    const { opened } = await testWorkspace();
    const rows = Array.from({ length: 130_000 }, (_, i) => ({
      ...{ place: { row: i + 1 }, raw: {}, known: { description: 'Task' }, extra: {}, problems: [] },
      warnings: ['all say it', `row ${i} says it`],
    }));
    const ways = { existing: 'merge', skipBad: false, dryRun: true, again: false, theirs: false } as const;
    const [context, reading] = [opened.context(ADA), { rows, left: [], mapped: new Map() }];
    const matched = await matchRows(context, reading, ways);
    const { warnings } = await mergeRows(context, reading, { ways, matched });
    expect([warnings.length, warnings.at(-1)]).toEqual([130_001, 'all say it (130000 rows, the first: row 1)']);
  });

  test('of a file that is cut are its last line', async () => {
    const work = await testWorkspace();
    const from = file('issues.jsonl', `${JSON.stringify(issue('b-1'))}\n{"id":"b-2","ti`);
    const { imported, bad } = await work.run<Answer>('task_import', { from, skip_bad: true });
    expect([imported.length, bad.length]).toEqual([1, 1]);
  });

  test('are known before anything is written, whatever their fault', async () => {
    const work = await testWorkspace();
    const tasks = [
      { description: 'Fine', ref: 'a' },
      { description: 'x', scope: ['../out'] },
      { description: 'x', tags: ['5min'] },
      { description: 'x'.repeat(501) },
      { description: 'x', due: 'someday soon' },
      { description: 'x', unheard: 1 },
      { description: 'Fine, too', depends: ['a'] },
    ];
    const { imported, bad } = await work.run<Answer>('task_import', { tasks, skip_bad: true });
    expect(imported.map(({ task }) => task.description)).toEqual(['Fine', 'Fine, too']);
    expect(bad.map(({ row }) => row)).toEqual([2, 3, 4, 5, 6]);
  });

  test('a trial writes no file and keeps no text', async () => {
    const work = await testWorkspace();
    const from = file('issues.jsonl', [...rows.slice(0, 2), issue('b-9', { description: 'A text' })]);
    const answer = await work.run<Answer>('task_import', { from, skip_bad: true, dry_run: true });
    expect(answer.imported).toHaveLength(2);
    expect(existsSync(`${from}.bad.ndjson`)).toBe(false);
    expect(existsSync(join(work.folder, 'store/blobs'))).toBe(false);
    expect(await work.text('task_import', { from, skip_bad: true, dry_run: true })).toContain('nothing was changed');
  });
});

describe('a bad row', () => {
  const task = (id: number, more: string) => `---\nid: TASK-${id}\ntitle: Task ${id}\nstatus: To Do\n${more}---\n`;
  const folderOf = (files: Readonly<Record<string, string>>) => {
    const folder = join(tempFolder('bad-row'), 'backlog');
    mkdirSync(join(folder, 'tasks'), { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'tasks', name), text);
    return folder;
  };
  const refusal = async (from: string) => (await (await testWorkspace()).refused('task_import', { from })).message;

  test('is complained about for its own fault, and what it names or is named by for none', async () => {
    const from = folderOf({
      'task-1.md': task(1, 'dependencies: [TASK-2]\n'),
      'task-2.md': task(2, 'dependencies: [TASK-3]\n').replace(/title: .*/, 'title: ""'),
      'task-3.md': task(3, ''),
    });
    const work = await testWorkspace();
    const { imported, warnings, bad } = await work.run<Answer>('task_import', { from });
    expect(bad.map(({ problem }) => problem)).toEqual(['tasks/task-2.md, field title: is required']);
    expect(imported.map(({ task }) => task.source?.id)).toEqual(['TASK-1', 'TASK-3']);
    expect(warnings.join()).toContain('depends: it refers to a row that was left out');
  });

  test.each<[string, () => string, RegExp]>([
    [
      'two with front matter that does not end',
      () => folderOf({ 'task-1.md': '---\nid: TASK-1\n', 'task-2.md': '---\nid: TASK-2\n' }),
      /^tasks\/task-1.md, line 1: .*\ntasks\/task-2.md, line 1: expected a task: front matter between two lines ---$/,
    ],
    [
      'a line of ours that is cut',
      () => file('x.ndjson', '{"description":"B","depends":["a"],"parent":"a"}\n{"ref":"a","descr'),
      /^x.ndjson, line 2: expected one JSON object per line: /,
    ],
  ])('of which nothing could be read takes no blame for its name: %s', async (_, from, message) => {
    expect(await refusal(from())).toMatch(message);
  });
});

test.each<[string, string, string]>([
  ['beads', 'x.jsonl', `${JSON.stringify(issue('b-1', { title: 'Tab\u000band\ffeed\u0000\u001b[31m' }))}\n`],
  [
    'Task Master',
    'tasks.json',
    '{"tasks":[{"id":1,"title":"Tab\\u000band\\ffeed\\u0000\\u001b[31m","status":"pending","dependencies":[]}]}',
  ],
])(
  'control characters in a title of %s become blanks, said once, with the title as it was in extra',
  async (_, name, text) => {
    const work = await testWorkspace();
    const from = file(name, text);
    const { imported, warnings } = await work.run<Answer>('task_import', { from });
    expect(imported.map(({ task }) => [task.description, task.extra?.title])).toEqual([
      ['Tab and feed [31m', 'Tab\u000band\ffeed\u0000\u001b[31m'],
    ]);
    expect(warnings).toHaveLength(1);
    expect(await work.run<Answer>('task_import', { from })).toMatchObject({ imported: [], warnings: [] });
  },
);

test('a folder above that of the tasks, or one inside it, is told from it', async () => {
  const work = await testWorkspace();
  const above = tempFolder('above');
  mkdirSync(join(above, 'home/.backlog/tasks'), { recursive: true });
  writeFileSync(join(above, 'home/.backlog/tasks/task-1.md'), '---\nid: TASK-1\ntitle: A\nstatus: To Do\n---\n');
  const error = await work.refused('task_import', { from: above });
  expect(error.message).toBe(`${above} contains no tasks itself; ${above}/home has those of Backlog.md`);
  expect(error.hint).toBe(`Give that folder: \`task_import --from ${above}/home\``);
  const inside = await work.refused('task_import', { from: join(above, 'home/.backlog/tasks') });
  expect(inside.message).toMatch(/contains task files without their configuration$/);
});

describe('what is given', () => {
  test('is read nowhere outside: links are left, and said', async () => {
    const work = await testWorkspace();
    const folder = tempFolder('linked');
    mkdirSync(join(folder, 'backlog/tasks'), { recursive: true });
    writeFileSync(join(folder, 'secret.md'), '---\nid: TASK-9\ntitle: Secret\nstatus: To Do\n---\n');
    writeFileSync(join(folder, 'backlog/tasks/task-1.md'), '---\nid: TASK-1\ntitle: Mine\nstatus: To Do\n---\n');
    symlinkSync(join(folder, 'secret.md'), join(folder, 'backlog/tasks/task-9.md'));
    symlinkSync('/', join(folder, 'backlog/completed'));
    const { imported, left } = await work.run<Answer>('task_import', { from: join(folder, 'backlog') });
    expect(imported.map(({ task }) => task.description)).toEqual(['Mine']);
    expect(left).toEqual([
      'completed: a link, or not a regular file',
      'tasks/task-9.md: a link, or not a regular file',
    ]);
  });

  test('a manifest cannot name a file elsewhere', async () => {
    const work = await testWorkspace();
    const folder = tempFolder('manifest');
    mkdirSync(join(folder, 'collections/tasks'), { recursive: true });
    writeFileSync(
      join(folder, 'collections/tasks/manifest.json'),
      '{"currentSnapshot":"snapshots/../../../etc/passwd"}',
    );
    const error = await work.refused('task_import', { from: folder });
    expect(error.message).toMatch(/currentSnapshot: expected a file of this folder/);
  });

  test.each<[string, string, string, RegExp]>([
    [
      'YAML that multiplies itself',
      'tasks.yaml',
      bomb(),
      /line \d+: expected YAML: aliases make more than \d+ values of it/,
    ],
    ['YAML of great depth', 'tasks.yaml', `tasks: ${'['.repeat(20_000)}`, /expected YAML/],
    ['JSON of great depth', 'x.json', '['.repeat(200_000), /expected JSON|expected an array/],
    ['a number without end', 'x.json', '[{"description":"x","rank":1e999}]', /row 1, field rank/],
    [
      'an id too long for a number',
      'tasks.json',
      '{"tasks":[{"id":12345678901234567890,"title":"x","status":"done","dependencies":[]}]}',
      /field id: expected an id/,
    ],
    [
      'a title of a megabyte',
      'tasks.json',
      `{"tasks":[{"id":1,"title":"${'x'.repeat(1 << 20)}","status":"done","dependencies":[]}]}`,
      /field title: expected a title of at most/,
    ],
    [
      'a field with the name of a prototype',
      'issues.jsonl',
      `{"__proto__":{"a":1},${JSON.stringify(issue('b-1')).slice(1)}\n`,
      /field __proto__: no field can have this name/,
    ],
    ['an unknown file', 'x.dat', 'hello', /expected/],
    ['a table without a header', 'x.csv', 'a,b\n1,2\n', /line 1: expected a column description/],
    ['a table with an open quote', 'x.csv', 'description\n"abc\n', /line \d+: expected CSV/],
    ['a table with too many cells', 'x.csv', 'description,due\nok,\nx,,y\n', /line 3: expected 2 cells, received 3/],
    ['a plan without boxes', 'x.md', '# Plan\n\nhello\n', /expected a plan with boxes/],
  ])('%s is refused', async (_, name, content, message) => {
    const work = await testWorkspace();
    expect((await work.refused('task_import', { from: file(name, content) })).message).toMatch(message);
  });

  test('may be a path, a text, or nothing at all', async () => {
    const work = await testWorkspace();
    await work.run('task_import', { from: '[{"description":"As text"}]' });
    await work.run('task_import', { from: 'description\nAs table\n', format: 'csv' });
    await work.run('task_import', { from: `@${file('x.json', '[{"description":"At"}]')}` });
    expect((await work.refused('task_import', { from: '/nowhere/at/all' })).message).toContain('/nowhere/at/all');
    expect((await work.refused('task_import')).message).toContain('expected rows');
    expect((await work.run<{ tasks: Task[] }>('task_export')).tasks.map(({ description }) => description)).toEqual([
      'As text',
      'As table',
      'At',
    ]);
  });
});

describe('a file of ours', () => {
  test('does not take back what was changed here after it was written, unless asked', async () => {
    const work = await testWorkspace();
    await work.run('task_add', { description: 'One' });
    const { tasks } = await work.run<{ tasks: Task[] }>('task_export');
    const from = file('x.json', JSON.stringify(tasks));
    work.pass(1_000);
    await work.run('task_modify', { filter: '1', priority: 'H', description: 'One, better' });
    const answer = await work.run<Answer>('task_import', { from });
    expect(answer.imported).toEqual([]);
    expect(answer.warnings.join()).toMatch(/task 1 was changed here later \(description/);
    await work.run('task_import', { from, existing: 'update' });
    expect(await work.text('task_info', { id: 1 })).toMatch(/One\b(?!, better)/);
  });

  test('a plan that was edited by hand changes what its lines say', async () => {
    const work = await testWorkspace();
    await work.run('task_add', { description: 'One', priority: 'H', due: 'friday', spec: 'Why' });
    await work.run('task_annotate', { id: 1, text: 'kept' });
    const { tasks } = await work.run<{ tasks: Task[] }>('task_export', { format: 'markdown' });
    const [{ uuid }] = tasks as [Task];
    const plan = `# Plan\n\n- [x] #1 One, done <!-- ${uuid} -->\n  - priority:\n- [ ] New\n  - tags: a, b\n  - [ ] Below\n`;
    await work.run('task_import', { from: file('plan.md', plan) }, ADA);
    const after = (await work.run<{ tasks: Task[] }>('task_export', { docs: false })).tasks;
    expect(after[0]).toMatchObject({ description: 'One, done', status: 'completed', due: '2026-07-31' });
    expect(after[0]).not.toHaveProperty('priority');
    expect(after[0]?.annotations).toHaveLength(1);
    expect(after[1]).toMatchObject({ description: 'New', tags: ['a', 'b'] });
    expect(after[2]).toMatchObject({ description: 'Below', parent: after[1]?.uuid });
  });
});

function bomb(): string {
  const level = (name: string, of: string) => `${name}: &${name} [${Array(9).fill(`*${of}`).join(', ')}]\n`;
  return `a: &a [x, x, x, x, x, x, x, x, x]\n${level('b', 'a')}${level('c', 'b')}${level('d', 'c')}${level('e', 'd')}tasks: *e\n`;
}

describe('files as people and spreadsheets write them', () => {
  const tasksOf = async (name: string, text: string) => {
    const work = await testWorkspace();
    const from = join(work.folder, name);
    writeFileSync(from, text);
    await work.run('task_import', { from });
    const { tasks } = await work.run<{ tasks: Task[] }>('task_list', { filter: '+ANY sort:id+' });
    return tasks.map(({ description, project, status }) => [description, project, status]);
  };

  test.each([
    ['commas', 'a.csv', 'Description,Project,Status\r\n"Fix ""it"", now",web,pending\r\n'],
    [
      'semicolons, and a mark at the beginning',
      'b.csv',
      '\ufeffDESCRIPTION;project;Status\n"Fix ""it"", now";web;pending\n\n',
    ],
    ['tabs', 'c.tsv', 'Description\tproject\tstatus\n"Fix ""it"", now"\tweb\tpending\n'],
    ['tabs, under another name', 'd.txt', 'project\tDescription\tstatus\nweb\t"Fix ""it"", now"\tpending\n'],
  ])('a table with %s', async (_, name, text) => {
    expect(await tasksOf(name, text)).toEqual([['Fix "it", now', 'web', 'pending']]);
  });

  test('a plan: boxes of numbered lists count, those in blocks of code do not', async () => {
    const plan = [
      ...['# Plan', '', '1. [ ] One', '2) [x] Two', '```md', '- [ ] no task', '~~~', '- [ ] none', '````'],
      ...['- [ ] Three', '   ~~~', '   - [ ] none', '   ~~~', '- [ ] Four'],
    ].join('\n');
    expect(await tasksOf('plan.md', plan)).toEqual([
      ['One', undefined, 'pending'],
      ['Two', undefined, 'completed'],
      ['Three', undefined, 'pending'],
      ['Four', undefined, 'pending'],
    ]);
  });
});
