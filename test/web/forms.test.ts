import { expect, test } from 'vitest';
import { pathFields } from '../../src/commands/command.ts';
import { COMMANDS, commandNamed } from '../../src/commands/index.ts';
import type { LabelledCell, Section } from '../../src/text/doc/doc.ts';
import { docPage, textPage } from '../../src/text/doc/page.ts';
import type { DocPage } from '../../src/web/sdk/page.ts';
import { formOf, formRows } from '../../src/web/server/forms/forms.ts';
import { NOON } from '../support/workspace.ts';
import { served } from './served.ts';

test('each command that a browser may call has a form with all its inputs, what it needs first', () => {
  const missing = COMMANDS.filter((command) => !formOf(command)).map(({ name }) => name);
  for (const { name } of formRows()) {
    const form = formOf(commandNamed(name))!;
    expect({ name, fields: form.fields.map((field) => field.name).sort() }).toEqual({
      name,
      fields: Object.keys(commandNamed(name).input().shape)
        .filter((field) => field !== 'format' && field !== 'fields' && !pathsOf(name).includes(field))
        .sort(),
    });
    const needed = form.fields.filter(({ required }) => required);
    expect(form.fields.slice(0, form.shown)).toEqual(expect.arrayContaining(needed));
    for (const { kind, choices = [] } of form.fields) expect(choices.length > 0 || kind !== 'choice').toBe(true);
  }
  // They name files of the machine, install code, or ask a question that only a terminal or a page of its own shows.
  expect(missing).toEqual(expect.arrayContaining(['agent_add', 'backlog_setup', 'night_start', 'config_trust']));
  expect(missing.length).toBeLessThan(COMMANDS.length / 5);
});

test('no text of a form has backticks, which a page would show', () => {
  const forms = formRows().map(({ name }) => formOf(commandNamed(name))!);
  expect(JSON.stringify([formRows(), forms])).not.toContain('`');
  expect(JSON.stringify(forms)).toContain('“');
});

const pathsOf = (name: string) => pathFields(commandNamed(name)).map(({ field }) => field);

test('no form takes a path of the machine, and only what changes nothing reads', () => {
  const fields = (name: string) => formOf(commandNamed(name))?.fields.map((field) => field.name);
  expect([
    fields('attachment_get')?.includes('to'),
    fields('task_sync'),
    fields('task_import')?.includes('from'),
  ]).toEqual([false, undefined, false]);
  for (const name of ['attachment_get', 'task_export'])
    expect(formOf(commandNamed(name))).toMatchObject({ effect: 'write', atOnce: false });
});

test('a page calls a reading command at once, unless it starts programs, sends requests or waits', () => {
  const reading = formRows()
    .flatMap(({ name }) => formOf(commandNamed(name)) ?? [])
    .filter(({ effect }) => effect === 'read');
  expect(
    reading
      .filter(({ atOnce }) => !atOnce)
      .map(({ name }) => name)
      .sort(),
  ).toEqual(['agent_check', 'run_wait', 'source_validate']);
  const writing = COMMANDS.map((command) => formOf(command)).filter((form) => form && form.effect !== 'read');
  expect(writing.filter((form) => form!.atOnce)).toEqual([]);
});

test('a page says of which column the ids are, so that the board links them', () => {
  const section = {
    columns: [
      { head: 'Id', kind: 'id', of: 'task' },
      { head: 'Run', kind: 'word', of: 'run' },
      { head: 'Why', kind: 'note' },
    ] as const,
    rows: [['1', 'r1', 'It failed']],
  };
  const [shown] = docPage({ sections: [section] }, { now: NOON, zone: 'UTC' }).sections;
  expect(shown!.table!.heads.map(({ of }) => of)).toEqual(['task', 'run', undefined]);
});

test('a page has what a browser needs for links, labels, buttons and times that go on', () => {
  const at = '2026-07-30T12:00:00.000Z';
  const task = { id: 4, description: 'Fix login' };
  const section: Section = {
    columns: ['Task', 'State', 'Files', 'When', 'Ends', 'Next'].map((head) => ({ head, kind: 'word' })),
    keys: ['c1'],
    rows: [
      [
        { is: 'task', task, text: '#4 Fix login' },
        { is: 'state', state: 'paused', text: 'paused until noon', style: 'warning' },
        { is: 'code', text: 'src/**' },
        { is: 'when', at },
        { is: 'until', at, text: 'until then' },
        { is: 'call', call: { command: 'git_hook_install', words: { repository: 'api' } } },
      ],
    ],
  };
  const facts: LabelledCell[] = [
    ['open tasks', { is: 'tasks', ids: Array.from({ length: 14 }, (_, i) => i + 1) }],
    ['empty', undefined],
    ['fields', { is: 'facts', facts: [['allow', 'Edit']] }],
  ];
  const [rows, shown] = docPage({ sections: [section, { facts }] }, { now: NOON, zone: 'UTC' }).sections;
  expect(rows!.table!.rows).toMatchObject([
    {
      key: 'c1',
      cells: [
        { text: '#4 Fix login', task },
        { text: 'paused until noon', state: 'paused', style: 'warning' },
        { text: 'src/**', isCode: true },
        { at },
        { at, isEnd: true },
        { text: 'backlog git-hook install api', isCall: true },
      ],
    },
  ]);
  expect(shown!.facts).toMatchObject([
    ['open tasks', { text: '1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, and 2 more', left: 2 }],
    ['fields', { text: 'allow: Edit', facts: [['allow', { text: 'Edit' }]] }],
  ]);
});

test('a long text ends with a line about the rest', () => {
  const [part] = textPage(`${'a'.repeat(199_999)}😀${'b'.repeat(10)}`).sections;
  expect(part!.text!.slice(199_990)).toBe(
    'aaaaaaaaa\n… 12 more characters are left out. A command line prints all of them.',
  );
  expect(textPage('a'.repeat(200_000)).sections).toEqual([{ text: 'a'.repeat(200_000) }]);
});

test.each([
  ['goal_close', ['id text', 'learned prose', 'state choice', 'reading text', 'reading_note text'], 5],
  ['task_add', ['description text'], 1],
  ['task_count', ['filter text'], 1],
  ['report_burndown_daily', ['filter text'], 3],
])('the form of %s begins with %j', (name, fields, shown) => {
  const form = formOf(commandNamed(name))!;
  expect(form.fields.slice(0, fields.length).map((field) => `${field.name} ${field.kind}`)).toEqual(fields);
  expect(form.shown).toBe(shown);
});

test('a call answers its output as a page on request, for reading and for writing; refusals are the usual ones', async () => {
  const { call, get, page } = await paged();
  expect(await get('/api/v1/forms')).toMatchObject({ status: 200 });
  expect(await get('/api/v1/forms/task_add')).toMatchObject({ status: 200, body: { name: 'task_add' } });
  expect(await get('/api/v1/forms/agent_add')).toMatchObject({ status: 404 });
  expect(await get('/api/v1/forms/nothing')).toMatchObject({ status: 404 });
  await call('task_add', { description: 'Paint <b>it</b>', project: 'home' });
  const both = await page('task_count', {}, 'both');
  expect(both).toMatchObject({ output: { count: 1 }, page: { sections: [expect.anything()] } });
  const added = await page('task_add', { description: 'Second' });
  expect(JSON.stringify(added)).toContain('Second');
  expect(JSON.stringify(await page('goal_add', { title: 'Trust' })), 'a person types lines').toContain(
    JSON.stringify('`backlog add "…" --goal I-1`').slice(1, -1),
  );
  const list = await page('task_list', { filter: '+PENDING' });
  const [section] = list.sections;
  expect(section!.table!.heads.map(({ text }) => text)).toEqual(expect.arrayContaining(['Id', 'Description']));
  expect(section!.table!.rows.map(({ task }) => task).sort()).toEqual([1, 2]);
  expect(await call('task_list', { filter: '(' })).toMatchObject({ status: 400 });
});

async function paged() {
  const site = await served();
  const page = async (command: string, input: object, as = 'page'): Promise<DocPage> => {
    const headers = { ...site.shown, 'content-type': 'application/json', 'x-backlog': '1', 'backlog-as': as };
    const answer = await fetch(`${site.origin}/api/v1/${site.uuid}/${command}`, {
      ...{ method: 'POST', headers: { ...headers, connection: 'close' }, body: JSON.stringify(input) },
    });
    return (await answer.json()) as DocPage;
  };
  return { ...site, page };
}
