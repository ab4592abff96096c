import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../../src/commands/index.ts';
import { KINDS } from '../../../src/domain/kinds/table.ts';
import { TASK_FORMATS } from '../../../src/sources/index.ts';
import { everyNth } from '../../support/soak-test.ts';
import { cli } from './line.ts';

type Line = ReturnType<typeof cli>;
type Json = Record<string, unknown>;

const json = async (line: Line, words: string) => JSON.parse((await line.say(words)).out) as Json;
/** One for all schemas, because each one compiles the schema of schemas. */
const ajv = new Ajv2020({ strict: false, validateFormats: false, addUsedSchema: false });
/** Whether a value fits a schema; the errors if not. The config's schema is of an older draft, whose words are the same here. */
const errors = ({ $schema: _, ...schema }: Json, value: unknown) => {
  const validate = ajv.compile(schema);
  return validate(value) ? [] : validate.errors;
};

test('the list has every command, every kind of record and the files; each name is a schema', async () => {
  const line = cli();
  const { schemas } = (await json(line, 'schema --json')) as { schemas: { name: string; of: string }[] };
  const names = (kind: string) => schemas.filter(({ of }) => of === kind).map(({ name }) => name);
  expect(names('command')).toEqual(COMMANDS.map(({ name }) => name));
  expect(names('record')).toEqual(Object.keys(KINDS).map((kind) => `record ${kind}`));
  expect(names('file')).toEqual(['config', 'export', 'ndjson']);
  expect(new Set(schemas.map(({ name }) => name)).size).toBe(schemas.length);
  for (const { name, of } of everyNth(24, schemas)) {
    const { $schema: _, ...one } = await json(line, `schema ${name}`);
    for (const schema of of === 'command' ? [one.input, one.output] : [one]) ajv.compile(schema as Json);
  }
  expect((await line.say('schema')).out).toContain('task_add');
});

test('what commands answer, records, exports and the config file fit their schemas; other values do not', async () => {
  const line = cli();
  for (const words of ['add Fix login due:friday pri:H est:2h', 'annotate 1 Seen']) await line.say(words);
  const { input, output } = (await json(line, 'schema task_list')) as Record<string, Json>;
  const listed = await json(line, 'list --json');
  expect(errors(output!, listed)).toEqual([]);
  expect(errors(output!, { ...listed, tasks: 1 })).not.toEqual([]);
  expect(errors(input!, { filter: 'project:web' })).toEqual([]);
  expect(errors(input!, { filtre: 'project:web' })).not.toEqual([]);
  const exported = JSON.parse((await line.say('export --format backlog')).out) as Json[];
  expect(errors(await json(line, 'schema export'), exported)).toEqual([]);
  expect(errors(await json(line, 'schema ndjson'), exported[0])).toEqual([]);
  expect(errors(await json(line, 'schema export'), [{ ...exported[0], description: 1 }])).not.toEqual([]);
  const { record } = (await json(line, 'info 1 --json')) as { record: Json };
  expect(errors(await json(line, 'schema record task'), record)).toEqual([]);
  expect(errors(await json(line, 'schema record task'), { ...record, status: 'doing' })).not.toEqual([]);
  const config = { checks: { unit: 'npm test' } };
  expect(errors(await json(line, 'schema config'), config)).toEqual([]);
  expect(errors(await json(line, 'schema config'), { check: { unit: 'npm test' } })).not.toEqual([]);
});

test('a format without a schema says so, and where its form is described; the list has each format once', async () => {
  const line = cli();
  const { schemas, without } = (await json(line, 'schema --json')) as Record<string, { name: string }[]>;
  const formats = TASK_FORMATS.map(({ name }) => name);
  expect([...without!.map(({ name }) => name), 'ndjson', 'backlog'].sort()).toEqual([...formats].sort());
  expect(schemas!.map(({ name }) => name)).not.toEqual(expect.arrayContaining(['csv']));
  for (const { name } of without!)
    expect(await line.say(`schema ${name}`)).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(new RegExp(`the format ${name} .*has no JSON schema\\n.*docs/reference/formats.md`)),
    });
  expect((await line.say('schema csv')).err).toContain('a table whose first line names the columns');
  expect((await line.say('schema csv')).err).toContain('backlog schema ndjson');
  expect((await line.say('schema')).out).toMatch(/Without a schema: the formats .*csv, markdown/);
  expect(await json(line, 'schema backlog')).toEqual(await json(line, 'schema export'));
});

test('the words of a command name its schema, too; an unknown name is refused with the nearest one', async () => {
  const line = cli();
  const whole = await json(line, 'schema task_add');
  for (const words of ['schema task add', 'schema add']) expect(await json(line, words)).toEqual(whole);
  const refused = await line.say('schema task_ad');
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('did you mean `backlog schema task_add`?') });
  expect((await line.say('schema --format x')).code).toBe(2);
  expect((await line.say('schema --help')).out).toContain('backlog schema task_add');
});
