import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { COMMANDS, findCommand, TOOLSETS } from '../../src/commands/index.ts';
import { parseInput } from '../../src/commands/parse.ts';
import { isPath } from '../../src/domain/inputs.ts';
import { toolOf } from '../../src/interfaces/mcp/tools.ts';
import { runIn } from '../support/runs.ts';
import { testWorkspace } from '../support/workspace.ts';

/** Arguments with which each command does something in the workspace that `filled` makes. */
const SAMPLES: Record<string, Record<string, unknown>> = {
  setting_get: { name: 'claims.outsideScope' },
  task_search: { text: 'x' },
  task_archive_load: { filter: '+ANY' },
  task_list: { filter: '+READY' },
  task_info: { id: 1 },
  task_explain: { id: '1' },
  task_doc_read: { id: 1 },
  task_doc_diff: { id: 1 },
  attachment_get: { id: 1, file: 'a.txt' },
  claim_check: { paths: 'src/a.ts' },
  filter_explain: { filter: '+READY' },
  filter_eval: { tasks: '[]', filters: '["+READY"]' },
  date_eval: { exprs: '["friday"]' },
  urgency_eval: { tasks: '[]' },
  run_show: { run: 'r1' },
  run_diff: { run: 'r1' },
  run_events: { run: 'r1' },
  run_changes: { run: 'r1' },
  worktree_show: { run: 'r1' },
  review_comments: { run: 'r1' },
};

/** The run below has no worktree. */
const NOTHING_THERE = ['worktree_show', 'nothing-to-do'];

async function filled() {
  const workspace = await testWorkspace();
  await workspace.run('task_add', { description: 'First', spec: '# Spec', tags: 'a,b', project: 'web', due: 'friday' });
  await workspace.run('task_add', { description: 'Second', depends: 1 });
  await workspace.run('attachment_add', { id: 1, file: 'a.txt', content: 'aGkK' });
  await runIn(workspace, 'review', { number: 1 });
  return workspace;
}

describe.each(COMMANDS.map((command) => [command.name, command] as const))('%s', (name, command) => {
  test('has a title, a summary of at most two sentences and 250 characters, and a toolset', () => {
    expect(command.title).not.toBe('');
    expect(command.summary.length).toBeLessThanOrEqual(250);
    expect(TOOLSETS).toContain(command.toolset);
    expect(name).toMatch(/^[a-z]+(_[a-z]+)*$/);
  });

  test('has a schema that becomes JSON schema and refuses unknown fields by name', () => {
    expect(z.toJSONSchema(command.input(), { io: 'input', unrepresentable: 'any' })).toMatchObject({ type: 'object' });
    expect(() => parseInput(command, { surely_unknown: 1 })).toThrow(/surely_unknown/);
  });

  test('says what each of its fields is', () => {
    const { properties } = z.toJSONSchema(command.input(), { io: 'input', unrepresentable: 'any' });
    const silent = Object.entries(properties ?? {}).filter(
      ([, field]) => !(field as z.core.JSONSchema.Schema).description,
    );
    expect(silent.map(([field]) => field)).toEqual([]);
  });

  test('takes only fields for its positionals that it has', () => {
    expect(Object.keys(command.input().shape)).toEqual(expect.arrayContaining([...(command.positional ?? [])]));
  });

  if (command.effect === 'read') {
    test('leaves the log as it is', async () => {
      const { run, opened } = await filled();
      const before = opened.store.state.seq;
      await run(name, SAMPLES[name] ?? {}).catch((error) => expect([name, error.code]).toEqual(NOTHING_THERE));
      await opened.store.refresh();
      expect(opened.store.state.seq).toBe(before);
    });

    test('works where there is no workspace yet and makes none', async () => {
      const { run, opened } = await testWorkspace();
      await run(name, SAMPLES[name] ?? {}).catch((error) => expect(error.code).toBe('not-found'));
      expect(opened.store.exists).toBe(false);
    });
  }
});

/** Those of them that name a file to be read; every other path is written. */
const READ_PATHS = new Set(['task_import from', 'attachment_add path', 'backlog_restore file']);

test('whoever takes a path to write says so, and no client is told that it only reads', () => {
  const paths = COMMANDS.flatMap((command) =>
    Object.entries(command.input().shape).flatMap(([field, schema]) =>
      isPath(schema as z.ZodType) && !READ_PATHS.has(`${command.name} ${field}`) ? [command.name] : [],
    ),
  );
  expect(paths.sort()).toEqual(['attachment_get', 'backlog_backup', 'task_export']);
  const hints = paths.map((name) => toolOf(findCommand(name)!).annotations);
  expect(hints).toEqual([
    { destructiveHint: false, openWorldHint: false },
    { destructiveHint: false, openWorldHint: false },
    { destructiveHint: true, openWorldHint: false },
  ]);
  expect(
    COMMANDS.filter(({ writesFiles }) => writesFiles)
      .map(({ name }) => name)
      .sort(),
  ).toEqual(paths);
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
