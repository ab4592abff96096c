import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Task } from '../../src/domain/task/task.ts';
import { tempFolder } from '../support/folder.ts';
import { testWorkspace } from '../support/workspace.ts';
import type { Answer } from './imported.ts';

/**
 * Files as people have them, and what is said of each task of them, by its words: others by their words, too, its source as kind, list and
 * id, a handoff as its note, criteria as `x text` where they are met.
 */
type Case = [file: string, tasks: Record<string, Record<string, unknown>>, input?: object];

const DUE = '2026-12-24';
const OPEN = { status: 'pending', handoff: undefined } as const;
const DONE = { status: 'completed' } as const;
const MARKDOWN = { format: 'markdown' };

const CASES: Case[] = [
  [
    'excel.csv',
    {
      'Fix login, again': {
        spec: 'Users are thrown out',
        priority: 'H',
        due: DUE,
        agent: 'Ada',
        extra: { Team: 'Web' },
      },
      'Update prices': { priority: 'M', due: '2027-01-05', agent: 'Bob', extra: { Team: 'Sales' } },
      'Order toner': { spec: 'Black, two boxes', priority: 'L', due: undefined },
    },
  ],
  [
    'excel-deutsch.csv',
    {
      'Anmeldung reparieren': { spec: 'Nutzer fliegen raus; täglich', priority: 'H', due: DUE, agent: 'Jörg' },
      'Preise ändern': { priority: 'M', due: '2027-01-05', extra: { Abteilung: 'Vertrieb' } },
      'Toner bestellen': { priority: 'L', extra: undefined },
    },
  ],
  [
    'excel-sep.csv',
    {
      'Server umziehen': { status: 'pending', handoff: 'in arbeit in CSV', extra: { status: 'In Arbeit' } },
      'Domain verlängern': { ...DONE, end: '2026-11-03T00:00:00Z' },
      'Zertifikat prüfen': { ...OPEN, extra: { end: '2026-11-30T00:00:00Z' } },
    },
  ],
  [
    'google-sheets.csv',
    {
      'Book the venue': { ...DONE, tags: ['events', 'urgent'], due: '2026-11-30', spec: 'Ask for a ramp' },
      'Invite speakers': { ...OPEN, tags: ['events'], due: DUE },
    },
  ],
  [
    'jira.csv',
    {
      'Checkout is slow': {
        ...{
          source: 'jira SHOP-11',
          priority: 'H',
          type: 'Epic',
          agent: 'ada',
          due: DUE,
          entry: '2026-10-01T09:12:00Z',
        },
        ...{ tags: ['performance', 'checkout'], handoff: 'in progress in Jira, by ada' },
        spec: 'Every step takes *4 s*.\n\nSee the graph.',
        extra: { status: 'In Progress', Reporter: 'bob', Sprint: ['Sprint 7', 'Sprint 8'], 'Issue id': '10011' },
      },
      'Cache the cart': { ...OPEN, source: 'jira SHOP-12', parent: 'Checkout is slow', tags: ['performance'] },
      'Drop the old banner': { ...DONE, priority: 'L', end: '2026-11-14T16:42:00Z' },
      'Rewrite in Elm': { status: 'deleted' },
    },
  ],
  [
    'jira-rest.json',
    {
      'Checkout is slow': {
        ...{
          source: 'json SHOP-11',
          priority: 'H',
          tags: ['performance', 'checkout'],
          agent: 'Ada Lovelace',
          due: DUE,
        },
        ...{ type: 'Bug', handoff: 'in review in JSON, by Ada Lovelace', spec: 'Every step takes 4 s.' },
      },
      'Cache the cart': { ...OPEN, source: 'json SHOP-12', parent: 'Checkout is slow', priority: 'M' },
    },
  ],
  [
    'linear.csv',
    {
      'Sync fails offline': {
        ...{ source: 'linear ENG-101', priority: 'H', project: 'Mobile_app', tags: ['Bug', 'Offline_first'], due: DUE },
        ...{ agent: 'ada@example.com', entry: '2026-10-15T10:22:33Z', spec: 'Queue is **lost** after a restart' },
        handoff: 'in progress in Linear, by ada@example.com',
      },
      'Write the outbox': { ...OPEN, parent: 'Sync fails offline', priority: 'H' },
      'Drop Android 8': { ...DONE, end: '2026-11-02T08:00:00Z', priority: undefined },
      'Port to Symbian': { status: 'deleted' },
    },
  ],
  [
    'gh-issues.json',
    {
      'Crash on start': {
        ...{ ...OPEN, source: 'github acme/shop 12', agent: 'ada', tags: ['bug', 'good_first_issue'] },
        ...{ entry: '2026-11-01T08:00:00Z', spec: 'It crashes.\n\n- [ ] reproduce\n' },
        annotations: [expect.stringContaining('Same here')],
      },
      'Typo in the footer': { ...DONE, end: '2026-11-04T08:00:00Z' },
      'Dark mode for the fax': { status: 'deleted' },
    },
  ],
  [
    'gh-issues-short.json',
    {
      'Explain the setup': {
        ...OPEN,
        source: expect.stringMatching(/^json .*gh-issues-short.json 3$/),
        tags: ['docs'],
      },
      'Add a logo': { ...OPEN, tags: undefined },
    },
  ],
  [
    'gh-project.json',
    {
      'Crash on start': {
        ...{ source: 'github acme/shop 12', tags: ['bug'], agent: 'ada', spec: 'Long text' },
        handoff: 'in progress in GitHub, by ada',
      },
      'Think about prices': { ...OPEN, source: 'json PVTI_2' },
    },
  ],
  [
    'trello.json',
    {
      'Mow the lawn': {
        ...{ source: 'trello k1', due: '2026-12-24T11:00:00Z', tags: ['garden'], agent: 'Ada Lovelace' },
        ...{ spec: 'Front **and** back', acceptance: ['x Fill the tank', 'Sharpen'] },
        annotations: [expect.stringContaining('Not on Sunday')],
        handoff: 'doing in Trello, by Ada Lovelace',
      },
      'Paint the fence': { status: 'deleted', tags: ['red'] },
      'Pay the gardener': DONE,
    },
  ],
  [
    'asana.csv',
    {
      'Print the flyers': {
        ...{ ...OPEN, source: 'asana 1201', scheduled: '2026-11-20' },
        ...{ due: DUE, tags: ['print'], project: 'Launch', spec: '500, on thick paper', depends: ['Choose the photo'] },
      },
      'Choose the photo': { ...DONE, agent: 'Bob', end: '2026-11-01T00:00:00Z' },
      'Ask the printer': { ...OPEN, parent: 'Print the flyers' },
    },
  ],
  [
    'notion.csv',
    {
      'Plan the retreat': { ...OPEN, agent: 'Ada Lovelace', due: DUE, tags: ['Team', 'Good_times'], priority: 'H' },
      'Book the bus': {
        ...{ handoff: 'in progress in CSV', priority: 'L' },
        ...{ scheduled: '2026-12-01', due: '2026-12-03' },
      },
      'Thank everybody': DONE,
    },
  ],
  [
    'todoist.csv',
    {
      'Buy milk': {
        ...OPEN,
        due: DUE,
        tags: ['shop'],
        priority: 'H',
        agent: 'Bob',
        spec: 'Oat',
        extra: { section: 'Groceries' },
      },
      'Bring the crate back': { parent: 'Buy milk', priority: undefined, spec: 'The blue one' },
      'Water the plants': { due: undefined, extra: { due: 'every monday', section: 'Groceries' } },
    },
  ],
  [
    'TODO.md',
    {
      'Write the announcement': { ...OPEN, due: DUE, tags: ['marketing'] },
      Draft: { parent: 'Write the announcement', spec: 'Keep it short.' },
      'Ask Ada for a photo': { ...DONE, parent: 'Write the announcement' },
      'Register the domain': DONE,
      'Buy a billboard': { status: 'deleted' },
      'Fix C# sample, see issue #12': { tags: undefined },
      'Name the product': { ...DONE, project: undefined },
    },
  ],
  [
    'plain/TODO.md',
    {
      'Buy a desk': OPEN,
      'Call the landlord': { tags: ['office'] },
      'about the heating': { parent: 'Call the landlord' },
    },
  ],
  ['README-with-boxes.md', { 'Support Windows': { ...OPEN, project: 'Roadmap' }, 'Support Linux': DONE }],
  [
    'obsidian.md',
    {
      'Renew passport': { due: DUE, scheduled: '2026-12-01', priority: 'H', tags: ['home_papers'] },
      'Read the contract': { handoff: 'in progress in Markdown', priority: 'H', entry: '2026-11-01T00:00:00Z' },
      'Call the bank': { ...DONE, end: '2026-11-20T00:00:00Z' },
      'Learn the harp': { status: 'deleted' },
      'Water plants': { due: '2026-11-28', extra: { recurrence: 'every week' } },
      'Book hotel': { due: '2026-12-20', priority: 'H' },
      Pack: { depends: ['Book hotel'] },
    },
  ],
  [
    'obsidian-kanban.md',
    {
      'Sketch the logo': { ...OPEN, project: undefined },
      'Pick colours': { due: DUE },
      'Write copy': OPEN,
      'Choose a name': DONE,
    },
  ],
  [
    'todo.org',
    {
      'Fix the printer': {
        ...{ priority: 'H', due: DUE, scheduled: '2026-12-20', tags: ['office', 'urgent'] },
        spec: 'It jams on page 2.',
      },
      'Order a part': { ...OPEN, parent: 'Fix the printer' },
      'Call IT': { ...DONE, end: '2026-11-20T10:15:00Z' },
      'Reply from Bob': { handoff: 'waiting in Org' },
    },
  ],
  [
    'todo.txt',
    {
      'Call Mum': { priority: 'H', due: DUE, project: 'family', tags: ['phone'], entry: '2026-11-01T00:00:00Z' },
      'Pay rent': { ...DONE, project: 'home', end: '2026-11-02T00:00:00Z' },
      'Buy stamps': { tags: ['town'] },
    },
    MARKDOWN,
  ],
  ['notes.txt', { 'Buy milk': OPEN, 'Call Bob about the car': OPEN, 'Tax return': OPEN }],
  [
    'taskwarrior.json',
    { 'Call Bob': { due: `${DUE}T00:00:00Z`, project: 'home' }, 'Buy paint': { depends: ['Call Bob'] } },
  ],
  ['taskwarrior-lines.json', { 'Call Bob': { extra: { estimate_uda: '3h' } }, 'Buy paint': DONE }],
  [
    'issues.jsonl',
    {
      'Sort the shelf': { source: 'beads shop-1', spec: 'By size' },
      'Label it': { ...DONE, depends: ['Sort the shelf'] },
    },
  ],
  [
    'backlog-md',
    {
      'Sort the shelf': { source: 'backlog-md Shop TASK-1', priority: 'H', agent: 'ada', acceptance: ['No gaps'] },
      'Label it': { ...DONE, depends: ['Sort the shelf'] },
    },
  ],
  [
    'plan.ndjson',
    {
      'Make the schema': { priority: 'H', acceptance: ['migrates'] },
      'Serve it': { depends: ['Make the schema'], tags: ['api', 'web'], extra: { prioritty: 'H' } },
    },
  ],
  ['tasks.csv', { 'Lay the floor': { priority: 'H', due: DUE }, 'Paint the walls': { depends: ['Lay the floor'] } }],
];

const from = (file: string) => fileURLToPath(new URL(`../fixtures/people/${file}`, import.meta.url));

test.each(CASES)(
  '%s comes in as a person would expect, and a second time changes nothing',
  async (file, tasks, more = {}) => {
    const work = await testWorkspace();
    const input = { from: from(file), ...more };
    const { imported } = await work.run<Answer>('task_import', input);
    expect(imported).toHaveLength(Object.keys(tasks).length);
    const came = (await work.run<{ tasks: (Task & { docs?: { spec?: string } })[] }>('task_export')).tasks;
    const words = new Map(came.map(({ uuid, description }) => [uuid, description]));
    const shown = came.map(({ depends, parent, source, handoff, acceptance, annotations, docs, ...task }) => ({
      ...task,
      spec: docs?.spec,
      depends: depends?.map((uuid) => words.get(uuid)),
      parent: parent && words.get(parent),
      source: source && [source.kind, source.list, source.id].filter(Boolean).join(' '),
      handoff: handoff?.note,
      acceptance: acceptance?.map(({ text, met }) => (met ? `x ${text}` : text)),
      annotations: annotations?.map(({ text }) => text),
    }));
    for (const [description, expected] of Object.entries(tasks)) {
      const task = shown.find((one) => one.description === description) as Record<string, unknown> | undefined;
      expect(
        Object.fromEntries(Object.keys(expected).map((field) => [field, task?.[field]])),
        description,
      ).toMatchObject(expected);
    }
    const { seq } = work.opened.store.state;
    expect(await work.run<Answer>('task_import', input)).toMatchObject({ imported: [], changed: [] });
    expect(work.opened.store.state.seq).toBe(seq);
  },
);

test.each<[file: string, message: string, hint: string]>([
  ['todos.yaml', 'todos.yaml, line 1: expected JSON, a table or a plan, received "todos:"', 'Save it as CSV or JSON'],
  ['list.html', 'list.html, line 1: expected JSON, a table or a plan, received "<ul>"', 'Save it as CSV or JSON'],
])('%s is refused with a line that says what to do', async (file, message, hint) => {
  const work = await testWorkspace();
  const error = await work.refused('task_import', { from: from(file) });
  expect(error.message).toBe(message);
  expect(error.hint).toContain(`Nothing was imported. ${hint}`);
});

test.each([
  ['tasks.csv', (spec: string, words = 'One') => `Title,Notes,Id\n${words},${spec},1\n`],
  ['tasks.json', (spec: string, words = 'One') => JSON.stringify([{ title: words, body: spec, number: 1 }], null, 1)],
  ['TODO.md', (spec: string) => `- [ ] One\n  ${spec}\n`],
])('a text about a task of %s that was changed here as well stays until the other is asked for', async (name, rows) => {
  const work = await testWorkspace();
  const file = join(tempFolder('people'), name);
  const specOf = async () => (await work.run<{ tasks: { docs: object }[] }>('task_export')).tasks[0]?.docs;
  writeFileSync(file, rows('first'));
  await work.run('task_import', { from: file });
  await work.run('task_doc_write', { id: 1, content: 'written here' });
  writeFileSync(file, rows('second'));
  const { warnings } = await work.run<Answer>('task_import', { from: file });
  expect(warnings.join()).toContain(
    'document spec: changed here and there; "written here" stays, "second" is left out',
  );
  expect(await specOf()).toEqual({ spec: 'written here' });
  await work.run('task_import', { from: file, theirs: true });
  expect(await specOf()).toEqual({ spec: 'second' });
});

test.each([
  ['package.json', { name: 'shop', version: '1.0.0', description: 'A shop', scripts: { test: 'vitest' } }],
  ['package-lock.json', { name: 'shop', version: '1.0.0', lockfileVersion: 3, packages: {} }],
  ['plugin.json', { name: 'backlog', version: '0.1.0', author: { name: 'Ada' } }],
])('%s describes a package and makes no task', async (name, whole) => {
  const work = await testWorkspace();
  const file = join(tempFolder('people'), name);
  writeFileSync(file, JSON.stringify(whole, null, 2));
  const error = await work.refused('task_import', { from: file });
  expect(error.message).toMatch(/expected tasks, received a package's name and version$/);
  expect(error.hint).toMatch(/Name a file that has tasks\./);
});

test('one object with a name is one task, also with a version if it has a status', async () => {
  const work = await testWorkspace();
  for (const row of [{ name: 'Mow' }, { name: 'Rake', version: '2.0', status: 'todo' }]) {
    const file = join(tempFolder('people'), 'one.json');
    writeFileSync(file, JSON.stringify(row));
    const { imported } = await work.run<Answer>('task_import', { from: file });
    expect(imported.map(({ task }) => task.description)).toEqual([row.name]);
  }
});

test('boards and projects that stand on one line, as their tools write them, come in by their cards', async () => {
  const work = await testWorkspace();
  for (const [name, titles] of [
    ['trello.json', ['One']],
    ['gh-project.json', ['Two', 'Three']],
  ] as const) {
    const whole =
      name === 'trello.json'
        ? { name: 'Shop', lists: [{ id: 'l', name: 'To Do' }], cards: [{ id: 'c', name: 'One', idList: 'l' }] }
        : {
            items: [
              { id: 'a', title: 'Two', status: 'Todo' },
              { id: 'b', title: 'Three' },
            ],
            totalCount: 2,
          };
    const file = join(tempFolder('people'), name);
    writeFileSync(file, `${JSON.stringify(whole)}\n`);
    const { imported } = await work.run<Answer>('task_import', { from: file });
    expect(imported.map(({ task }) => task.description)).toEqual(titles);
  }
});

const PLAN = `# Today
- [ ] #42 Fix it
- [ ] #42 Test it
- [ ]${' '}
<!--
- [ ] An example of a line
-->
- [ ] Deploy

  First this:
  \`\`\`sh
  if true; then
    - [ ] no box
  fi
  \`\`\`

  - then
    - that, with a lone\rcarriage return
`;

test('a checklist of a person: text below a line stays as it stands, comments and empty boxes are no tasks, a number that comes twice is words', async () => {
  const work = await testWorkspace();
  const file = join(tempFolder('people'), 'TODO.md');
  writeFileSync(file, PLAN);
  const { imported, left } = await work.run<Answer>('task_import', { from: file });
  expect(imported.map(({ task }) => task.description)).toEqual(['Fix it', '#42 Test it', 'Deploy']);
  expect(left).toEqual([
    'line 1: # Today',
    'line 4: - [ ]',
    'line 5: <!--',
    'line 6: - [ ] An example of a line',
    'line 7: -->',
  ]);
  const { tasks } = await work.run<{ tasks: { docs?: { spec: string } }[] }>('task_export');
  expect(tasks[2]?.docs?.spec).toBe(
    'First this:\n```sh\nif true; then\n  - [ ] no box\nfi\n```\n\n- then\n  - that, with a lone\rcarriage return',
  );
  expect(await work.run('task_import', { from: file })).toMatchObject({ imported: [], changed: [] });
  const lines = join(tempFolder('people'), 'todo.txt');
  writeFileSync(lines, 'Buy\u2028milk\n');
  const taken = await work.run<Answer>('task_import', { from: lines, format: 'markdown' });
  expect(taken.imported).toHaveLength(1);
});

test.each([
  ['German, years of two digits', 'Titel,Frist\r\nA,24.12.26\r\nB,05.01.27 10:30\r\n', '2026-12-24', '2027-01-05'],
  ['American, years of two digits', 'Title,Due\r\nA,12/24/26\r\nB,1/5/27\r\n', '2026-12-24', '2027-01-05'],
  ['the end as a shell leaves it', 'Title,Due,Notes\r\nA,2026-12-24,\r\nB,2027-01-05,\r', '2026-12-24', '2027-01-05'],
])('dates and cells of a table: %s', async (_, from, ...days) => {
  const work = await testWorkspace();
  const { imported } = await work.run<Answer>('task_import', { from, format: 'csv' });
  expect(imported.map(({ task }) => task.due?.slice(0, 10))).toEqual(days);
  const { tasks } = await work.run<{ tasks: { docs?: object }[] }>('task_export');
  expect(tasks.flatMap(({ docs }) => docs ?? [])).toEqual([]);
});

test.each(['03/04/26', '26/12/24'])('a date that could be two days is left out: %s', async (date) => {
  const work = await testWorkspace();
  const from = `Title,Due,Notes\nA,${date},\n`;
  const { imported, warnings } = await work.run<Answer>('task_import', { from, format: 'csv' });
  expect(imported).toMatchObject([{ task: { extra: { due: date } } }]);
  expect(warnings.join()).toContain(`"${date}" could be day or month first; it stays in extra`);
});

test('a bad value brings no false complaint about a field that needs another', async () => {
  const work = await testWorkspace();
  const row = { description: 'Rent', recur: 'monthly', due: '2026-12-01', priority: 'Q' };
  const { message } = await work.refused('task_import', { tasks: [row] });
  expect(message).toContain('field priority');
  expect(message).not.toContain('recur');
});

test('an export of ours says so of a task that was active, also beside one that came from GitHub', async () => {
  const from = join(tempFolder('people'), 'all.ndjson');
  const at = '2026-11-02T10:00:00Z';
  const rows = [
    { uuid: '11111111-1111-4111-8111-111111111111', description: 'A', source: { kind: 'github', id: '1' } },
    { uuid: '11111111-1111-4111-8111-111111111112', description: 'B', status: 'pending', entry: at, start: at },
  ];
  writeFileSync(from, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const { imported } = await (await testWorkspace()).run<Answer>('task_import', { from });
  expect(imported[1]?.task.handoff?.note).toBe('active in Backlog as lines of JSON');
});
