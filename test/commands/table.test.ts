import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { defineCommand, pathFields } from '../../src/commands/command.ts';
import { COMMANDS, type Command, commandNamed, TOOLSETS } from '../../src/commands/index.ts';
import { parseInput } from '../../src/commands/parse.ts';
import { toolOf } from '../../src/interfaces/mcp/tools.ts';
import { exampleInput } from '../support/examples.ts';
import { runIn } from '../support/runs.ts';
import { testWorkspace, workspaces } from '../support/workspace.ts';

/** Arguments of commands whose first example names what is not there: a file, a repository. The others are called by it. */
const SAMPLES: Record<string, Record<string, unknown>> = {
  repo_show: {},
  attachment_get: { id: 1, file: 'a.txt' },
  filter_eval: { tasks: '[]', filters: '["+READY"]' },
  date_eval: { exprs: '["friday"]' },
  urgency_eval: { tasks: '[]' },
};

/** The run below has no worktree, and the queue had no night, no source and no webhook. */
const NOTHING_THERE = [
  ['worktree_show', 'nothing-to-do'],
  ['night_report', 'not-found'],
  ['source_show', 'not-found'],
  ['source_validate', 'not-found'],
  ['webhook_show', 'not-found'],
  ['webhook_test', 'not-found'],
];

const filled = workspaces(async (workspace) => {
  await workspace.run('task_add', { description: 'First', spec: '# Spec', tags: 'a,b', project: 'web', due: 'friday' });
  await workspace.run('task_add', { description: 'Second', depends: 1 });
  await workspace.run('goal_add', { title: 'Instant search' });
  await workspace.run('attachment_add', { id: 1, file: 'a.txt', content: 'aGkK' });
  await runIn(workspace, 'review', { number: 1 });
});

/** The commands of which something is not so. */
const without = (holds: (command: Command) => boolean) =>
  COMMANDS.filter((command) => !holds(command)).map(({ name }) => name);
const schemaOf = (command: Command) => z.toJSONSchema(command.input(), { io: 'input', unrepresentable: 'any' });

test('each has a title, a summary of at most two sentences and 250 characters, a toolset, and a name of small letters', () => {
  expect(
    without(
      ({ name, title, summary, toolset }) =>
        title !== '' && summary.length <= 250 && TOOLSETS.includes(toolset) && /^[a-z]+(_[a-z]+)*$/.test(name),
    ),
  ).toEqual([]);
});

test('each has a schema that becomes JSON schema and refuses unknown fields by name', () => {
  expect(without((command) => schemaOf(command).type === 'object')).toEqual([]);
  for (const command of COMMANDS)
    expect(() => parseInput(command, { surely_unknown: 1 }), command.name).toThrow(/surely_unknown/);
});

test('each takes the singular of a list for its plural, unless it has a field of that name', () => {
  const taken = COMMANDS.flatMap((command) => {
    const fields = Object.keys(command.input().shape);
    const given = exampleInput(command);
    return Object.keys(given)
      .filter((name) => name.endsWith('s') && name !== 'records' && !fields.includes(name.slice(0, -1)))
      .map((plural) => {
        const { [plural]: value, ...rest } = given;
        expect(parseInput(command, { ...rest, [plural.slice(0, -1)]: value })).toEqual(parseInput(command, given));
        return `${command.name} ${plural}`;
      });
  });
  expect(taken).toEqual(expect.arrayContaining(['inbox_accept ids', 'claim_check paths']));
});

test('each says what each of its fields is', () => {
  const silent = COMMANDS.flatMap((command) =>
    Object.entries(schemaOf(command).properties ?? {})
      .filter(([, field]) => !(field as z.core.JSONSchema.Schema).description)
      .map(([field]) => `${command.name}: ${field}`),
  );
  expect(silent).toEqual([]);
});

test('each takes only fields for its positionals that it has', () => {
  expect(
    without(({ input, cli }) => (cli?.positional ?? []).every((field) => Object.hasOwn(input().shape, field))),
  ).toEqual([]);
});

const reading = COMMANDS.filter(({ access }) => access.effect === 'read').map(({ name }) => name);

describe.each(reading)('%s', (name) => {
  test('leaves the log as it is', async () => {
    const { run, opened } = await filled();
    const before = opened.store.state.seq;
    await run(name, SAMPLES[name] ?? exampleInput(commandNamed(name))).catch((error) =>
      expect(NOTHING_THERE, 'its first example, or its row in SAMPLES, fits').toContainEqual([name, error.code]),
    );
    await opened.store.refresh();
    expect(opened.store.state.seq).toBe(before);
  });

  test('works where there is no workspace yet and makes none', async () => {
    const { run, opened } = await testWorkspace();
    await run(name, SAMPLES[name] ?? exampleInput(commandNamed(name))).catch((error) =>
      expect(error.code).toBe('not-found'),
    );
    expect(opened.store.exists).toBe(false);
  });
});

test('a command that writes files is not said to read only, nor to be harmless where it writes over them', () => {
  const writing = COMMANDS.filter((command) => pathFields(command).some(({ use }) => use !== 'read'));
  expect(writing.map((command) => [command.name, toolOf(command).annotations])).toEqual([
    ['attachment_get', { destructiveHint: false, openWorldHint: false }],
    ['task_export', { destructiveHint: true, openWorldHint: false }],
    ['task_sync', { destructiveHint: true, idempotentHint: true, openWorldHint: false }],
    ['backlog_backup', { destructiveHint: false, openWorldHint: false }],
  ]);
});

test('names are unique', () => {
  expect(new Set(COMMANDS.map(({ name }) => name)).size).toBe(COMMANDS.length);
});

test('core is the eight tools of the design', () => {
  const core = COMMANDS.filter(({ toolset }) => toolset === 'core').map(({ name }) => name);
  expect(core.sort()).toEqual(
    [
      'backlog_status',
      'task_add',
      'task_annotate',
      'task_done',
      'task_info',
      'task_list',
      'task_modify',
      'task_next',
    ].sort(),
  );
});

test('an output has one renderer: a command with a text and a document is no command', () => {
  const both = { text: () => 'a', doc: () => ({ sections: [] }) };
  const rest = {
    ...({ name: 'x', title: 'X', summary: 'X.', group: 'daily', access: { effect: 'read' } } as const),
    ...{ input: () => z.strictObject({}), output: () => z.string(), run: async () => 'a' },
  };
  expect(defineCommand({ ...rest, show: { doc: both.doc } }).show.doc).toBe(both.doc);
  expect(defineCommand({ ...rest, show: { text: both.text } }).show.doc).toBeUndefined();
  // @ts-expect-error a second renderer
  expect(defineCommand({ ...rest, show: both }).show.text).not.toBe(both.text);
});
