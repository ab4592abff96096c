import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { COMMANDS, findCommand } from '../../../src/commands/index.ts';
import { rowFields } from '../../../src/commands/rows.ts';
import { complete } from '../../../src/interfaces/cli/complete.ts';
import { ROW_FORMATS } from '../../../src/text/rows/formats.ts';
import { everyNth } from '../../support/soak-test.ts';
import { cli } from './line.ts';

const LISTS = COMMANDS.filter(({ show }) => show.rows);

test.each(LISTS.map((command) => [command.name, command] as const))(
  '%s answers the list that it says',
  (_, command) => {
    const { properties } = z.toJSONSchema(command.output(), { unrepresentable: 'any' });
    const list = properties?.[command.show.rows!.of] as { anyOf?: object[] };
    expect(list.anyOf?.[0] ?? list).toMatchObject({ type: 'array' });
    expect(rowFields(command)).toEqual(expect.arrayContaining([...command.show.rows!.columns]));
  },
);

/** Two tasks, the second one with all that is hard to write down in a cell. */
async function queue() {
  const person = cli();
  await person.say(['add', 'Plain', 'project:web', '+a', '+b', 'pri:H']);
  await person.say(['add', '=1+1 "quoted", 日本 | *bold*']);
  const rows = async (line: string | readonly string[]) => (await person.say(line)).out;
  return { ...person, rows };
}

describe('the rows of a list', () => {
  test('are whole as JSON, and have only the fields that are named', async () => {
    const { rows } = await queue();
    const whole = JSON.parse(await rows('list --json'));
    expect(JSON.parse(await rows('list --format json'))).toEqual(whole);
    expect(JSON.parse(await rows('list --json --fields id,description'))).toEqual({
      ...whole,
      tasks: whole.tasks.map(({ id, description }: { id: number; description: string }) => ({ id, description })),
    });
    expect(await rows('list --fields id --fields urgency')).toBe(await rows('list --fields id,urgency --format=json'));
  });

  test('are one object on each line', async () => {
    const { rows } = await queue();
    const lines = (await rows('list --format ndjson')).split('\n').map((line) => JSON.parse(line));
    expect(lines).toEqual(JSON.parse(await rows('list --json')).tasks);
    expect(await rows('list --format ndjson --fields id')).toBe('{"id":1}\n{"id":2}');
    expect(await rows('list project:none --format ndjson')).toBe('');
  });

  test('are CSV that other programs read back', async () => {
    const { rows } = await queue();
    const printed = `${await rows('list --format csv --fields id,description,tags')}\n`;
    expect(parse(printed, { record_delimiter: '\r\n' })).toEqual([
      ['id', 'description', 'tags'],
      ['1', 'Plain', 'a b'],
      ['2', '\'=1+1 "quoted", 日本 | *bold*', ''],
    ]);
    expect(parse(`${await rows('list --format csv')}\n`)[0]).toEqual([...findCommand('task_list')!.show.rows!.columns]);
  });

  test('are a table in Markdown, in which nothing of others is markup', async () => {
    const { rows } = await queue();
    expect(await rows('list --format markdown --fields id,description')).toBe(
      ['| id | description |', '| --- | --- |', '| 1 | Plain |', '| 2 | =1+1 "quoted", 日本 \\| \\*bold\\* |'].join(
        '\n',
      ),
    );
  });

  test('are put into a template', async () => {
    const { rows } = await queue();
    expect(await rows(['list', '--format', 'template', '{{id}}\\t{{ priority }}: {{tags}}', 'limit:1'])).toBe(
      '1\tH: a b',
    );
    expect(await rows(['history', '--format', 'template', '{{seq}} {{actor.name}}', '--limit', '1'])).toMatch(
      /^2 \w+$/,
    );
  });

  test.each(Object.entries(ROW_FORMATS))(
    'do nothing to a terminal as %s, and come to a pipe as they are',
    (name, { print }) => {
      const rows = [{ a: 'red \u001b[31m\u202E\u009b', b: ['\u0007'] }];
      const wanted = { rows, fields: ['a', 'b'], template: [{ field: 'a' }, { field: 'b' }] };
      const printed = print({ ...wanted, onTerminal: true });
      for (const acting of ['\u001b', '\u202E', '\u0007', '\u009b']) expect(printed).not.toContain(acting);
      expect(printed).toContain('red ');
      const piped = print({ ...wanted, onTerminal: false });
      expect(name === 'ndjson' ? JSON.parse(piped).a : piped.replaceAll('\\', '')).toContain(
        'red \u001b[31m\u202E\u009b',
      );
    },
  );

  test('are those of a page, and that there are more is said beside them', async () => {
    const { say } = await queue();
    expect(await say('list --format ndjson --fields id --limit 1')).toMatchObject({
      code: 0,
      out: '{"id":1}',
      err: 'backlog: 1 of 2; --cursor 1 gives the next, --limit more.',
    });
    expect((await say('history --format csv --limit 1')).err).toBe('backlog: the first 1; --limit gives more.');
  });

  test.each([...Object.keys(ROW_FORMATS).map((format) => [format]), ['text']])(
    'are all of them as %s, unless a limit is named; that there are more is said on stderr',
    async (format) => {
      const { say } = cli();
      const tasks = Array.from({ length: 60 }, (_, i) => ({ description: `Task ${i}` }));
      await say(['import', JSON.stringify(tasks)]);
      const list = async (...more: string[]) => {
        const asked = format === 'template' ? ['--format', format, '{{description}}'] : ['--format', format];
        const { out, err } = await say(['list', ...asked, ...more]);
        const lines = out.trim().split('\n');
        // Where a row says where it came from, its words stand there once more.
        const rows = format === 'ndjson' ? lines.length : out.match(/Task \d+/g)?.length;
        return { rows, err, last: lines.at(-1) };
      };
      const all = { rows: 60, err: '' };
      expect(await list()).toMatchObject(
        format === 'text' ? { rows: 50, err: expect.stringContaining('50 of 60') } : all,
      );
      expect(await list('--limit', '0')).toMatchObject(all);
      expect(await list('limit:3')).toMatchObject({ rows: 3, err: '' });
      const page = await list('--limit', '2');
      expect(page).toMatchObject({ rows: 2, err: 'backlog: 2 of 60; --cursor 2 gives the next, --limit more.' });
      expect(page.last).toContain('Task');
    },
  );

  test('have no page behind the last one', async () => {
    const { say } = await queue();
    expect((await say('list limit:2 --cursor 2')).out).toBe('No tasks from number 3 on: there are 2.');
  });

  test('of which there are none are still a table, and an answer', async () => {
    const { say } = await queue();
    expect(await say('run list --format csv --fields run.id,id')).toMatchObject({
      code: 0,
      out: 'run.id,id\r',
      err: '',
    });
  });

  test.each<[readonly string[], RegExp]>(
    everyNth(3, [
      [
        ['list', '--fields', 'id,descripton'],
        /unknown field "descripton" \(did you mean `backlog list --fields id,description`\?\)/,
      ],
      [['list', '--format', 'csv', '--fields', 'constructor'], /unknown field "constructor"/],
      [['list', '--format', 'cvs'], /no format "cvs" \(did you mean `backlog list --format csv`\?\)/],
      [
        ['list', '--format', 'template', '{{id}} {{statsu}}'],
        /unknown field "statsu" \(did you mean `backlog list --format template '\{\{id\}\} \{\{status\}\}'`\?\)/,
      ],
      [['list', '--format', 'template', '{{id'], /\{\{ without \}\}/],
      [['list', '--format', 'template', 'id}}'], /\}\} without \{\{/],
      [['list', '--format', 'template', '{{ }}'], /names no field/],
      [['list', '--format', 'template'], /--format needs a value/],
      [['list', '--format', 'template', '{{id}}', '--fields', 'id'], /names its fields itself/],
      [['list', '--json', '--format', 'csv'], /ask for two things/],
      [['list', '--fields', ','], /names no field/],
      [['info', '1', '--fields', 'id'], /unknown flag --fields/],
    ]),
  )('%j is refused', async (line, message) => {
    const { say } = await queue();
    const said = await say(line);
    expect(said.code).toBe(2);
    expect(said.err + said.out).toMatch(message);
  });
});

test('help and completion know the formats and the fields', async () => {
  const { say, cwd } = cli();
  const help = (await say('list --help')).out;
  for (const [name, { means }] of Object.entries(ROW_FORMATS))
    expect(help.replace(/\n +/g, ' ')).toContain(`${name}: ${means}`);
  const words = async (...line: string[]) =>
    (await complete(line, { cwd, env: {} })).split('\n').map((row) => row.split('\t')[0]);
  expect(await words('list', '--fo')).toEqual(['--format']);
  expect(await words('list', '--format', '')).toEqual(['text', 'json', ...Object.keys(ROW_FORMATS)]);
  expect(await words('list', '--fields', 'id,descr')).toEqual(['id,description']);
  expect(await words('run', 'list', '--fields', 'run.sta')).toContain('run.state');
  expect(await words('run', 'list', '--state', 're')).toEqual(['review', 'returned']);
});

test('of `next` are the candidates, or the one that was taken', async () => {
  const { rows, say } = await queue();
  expect(await rows(['next', '--peek', '--format', 'template', '{{id}} {{description}}'])).toMatch(/^1 Plain\n2 /);
  expect(await rows(['next', '--format', 'template', '{{id}}'])).toBe('1');
  expect(JSON.parse(await rows('next --peek --json --fields id')).peek).toEqual([{ id: 2 }]);
  expect(await rows(['next', '--format', 'template', '{{id}}'])).toBe('2');
  expect(await say(['next', 'project:none', '--format', 'ndjson'])).toMatchObject({ code: 1, out: '' });
});

test('of the archive are those that were asked for; how many more there are is said beside', async () => {
  const { rows, say } = await queue();
  await say('done 1,2 --yes');
  await say('archive 1,2 --yes');
  expect(await rows('archive list +ANY --format csv --fields id,status')).toBe(
    'id,status\r\n1,completed\r\n2,completed\r',
  );
  expect(await say('archive list +ANY --limit 1 --format ndjson --fields id')).toMatchObject({
    out: expect.stringMatching(/^\{"id":\d\}$/),
    err: expect.stringContaining('1 of 2'),
  });
  expect((await say('archive list --format ndjson')).err).toContain(
    '2 archived tasks. Give a filter to list them, or +ANY for all.',
  );
});
