import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { COMMANDS, findCommand, TOOLSETS } from '../../../src/commands/index.ts';
import { parseInput } from '../../../src/commands/parse.ts';
import { callOf, inDoorWords } from '../../../src/domain/calls/door.ts';
import { helpOn } from '../../../src/interfaces/cli/help/help-on.ts';
import { startText } from '../../../src/interfaces/hooks/subagents/subagent-start.ts';
import { offersOf } from '../../../src/interfaces/mcp/offered.ts';
import { pickCommands, toolOf } from '../../../src/interfaces/mcp/tools.ts';
import { hookPlace, launch } from '../hooks/place.ts';

const offered = (setting: string | undefined) => {
  const commands = pickCommands(setting, () => {});
  const names = new Set(commands.map(({ name }) => name));
  return { commands, offers: (name: string) => names.has(name) || !findCommand(name) };
};

test.each([undefined, 'core', 'core,queue', 'runs', 'all'])(
  'with BACKLOG_TOOLS=%s tools name only tools of theirs',
  (setting) => {
    const { commands, offers } = offered(setting);
    for (const command of commands) {
      const said = JSON.stringify(toolOf(command, offers).inputSchema).replace(/`[^`]*`/g, '');
      const named = said.match(/\b(?:task|run|agent|orchestrator|claim|repo)_[a-z_]+/g) ?? [];
      expect(
        named.filter((name) => !offers(name)),
        command.name,
      ).toEqual([]);
    }
  },
);

test('a field that a command hides from MCP is in no tool, and a call with it is refused as unknown', () => {
  const hiding = COMMANDS.filter(({ mcp }) => mcp?.hide);
  const { commands } = offered('all');
  expect(hiding.map(({ name, mcp }) => [name, mcp!.hide])).toEqual([
    ['task_add', ['words', 'blocks']],
    ['task_modify', ['criterion', 'append', 'prepend', 'replace', 'line', 'was']],
    ['task_import', ['files']],
    ['goal_health', ['strict']],
    ['claim_acquire', ['for', 'until_released']],
    ['config_trust', ['content', 'revoke']],
  ]);
  for (const { name, mcp, input } of hiding) {
    const tool = commands.find((command) => command.name === name)!;
    const { properties } = toolOf(tool).inputSchema;
    for (const field of mcp!.hide!) {
      expect(Object.keys(input().shape)).toContain(field);
      expect(properties).not.toHaveProperty(field);
      expect(() => parseInput(tool, { [field]: 'x' })).toThrow(`unknown field "${field}"`);
    }
  }
});

test('an unlisted field is in no schema, the description names it, and a call takes it', () => {
  const { commands, offers } = offered('all');
  const fields = commands.flatMap((command) =>
    Object.entries(command.mcp?.unlisted ?? {}).map(([field, about]) => ({ command, field, about })),
  );
  expect(fields.length).toBeGreaterThan(40);
  for (const { command, field, about } of fields) {
    const { description, inputSchema } = toolOf(command, offers);
    const where = `${command.name} ${field}`;
    expect(inputSchema.properties, where).not.toHaveProperty(field);
    expect(inputSchema.required ?? [], where).not.toContain(field);
    if (about !== false) expect(description, where).toMatch(new RegExp(`Also takes .*\\b${field}\\b`));
    expect(command.input().shape, where).toHaveProperty(field);
  }
});

test('task_modify lists neither texts nor fields that task_add explains, unless task_add is missing', () => {
  const modify = findCommand('task_modify')!;
  const fieldsIn = (offers: (name: string) => boolean) => toolOf(modify, offers).inputSchema.properties ?? {};
  expect(fieldsIn(() => true)).toMatchObject({ due: { type: 'string' } });
  expect(fieldsIn(() => true)).not.toHaveProperty('wait');
  expect(fieldsIn((name) => name !== 'task_add')).toMatchObject({
    due: { type: 'string', description: expect.any(String) },
    wait: { type: 'string', description: expect.any(String) },
  });
});

test('a variable that is set and empty picks what an absent one does', () => {
  const names = (setting?: string) => offered(setting).commands.map(({ name }) => name);
  for (const empty of ['', ' ', ',']) expect(names(empty)).toEqual(names());
});

test('a tool that is not offered is told as the line of a terminal, once', () => {
  const reader = { door: 'mcp' as const, offers: offersOf('core') };
  expect(callOf(reader, 'task_stop', '12')).toBe('`backlog stop 12`');
  expect(callOf(reader, 'task_done', '12')).toBe('task_done 12');
  expect(
    inDoorWords({ door: 'mcp', offers: offered(undefined).offers }, 'Name another (agent_list), or run_show r1.'),
  ).toBe('Name another (`backlog agent list`), or run_show r1.');
  expect(inDoorWords({ door: 'mcp', offers: () => false }, 'Run `backlog task_list`.')).toBe(
    'Run `backlog task_list`.',
  );
});

test('a subagent under the core tools is told of no other one', async () => {
  const place = await hookPlace();
  place.env.BACKLOG_TOOLS = 'core';
  await place.add('Parser', { scope: 'src/**', acceptance: 'It parses' });
  const prompt = await launch(place, 't1', 'a1', 'Do task 1.');
  const start = startText([], { repositories: [], hostOf: () => undefined }, offersOf('core'));
  for (const text of [prompt ?? '', start]) {
    expect(text).toContain('task_done');
    expect(text).not.toMatch(/(?<!`[^`]*)task_(?:stop|start)|claim_list/);
  }
  expect(prompt).toContain('list the finished and the remaining work in your last message');
});

test('a prompt that mentions a task brings a brief of the core tools alone', async () => {
  const place = await hookPlace({ warm: true });
  place.env.BACKLOG_TOOLS = 'core';
  for (let n = 1; n <= 30; n++) await place.add(`Part ${n}`);
  await place.add('Parser', { depends: Array.from({ length: 30 }, (_, n) => n + 1) });
  await place.hook('UserPromptSubmit', { prompt_id: 'p1', prompt: 'first' });
  const text = (await place.hook('UserPromptSubmit', { prompt_id: 'p2', prompt: 'Look at #31' }))?.additionalContext;
  expect(text).toContain('blocked by: ');
  expect(text).not.toMatch(/(?<!`[^`]*)task_explain/);
});

test('claim_acquire that is called with glob is told the field', () => {
  expect(() => parseInput(findCommand('claim_acquire')!, { glob: 'src/**' })).toThrow(/did you mean "?scope/);
});

test.each([
  ['backlog mcp --help', () => helpOn(['mcp'])],
  ['backlog connect --help', () => helpOn(['connect'])],
  ['the page of variables', async () => environmentPages()],
  ['the page about migration', async () => (await import('../../../scripts/docs/migrate-pages.ts')).migratePage()],
  ['the entry of the MCP registry', async () => readFileSync('scripts/build/metadata.mjs', 'utf8')],
])('%s names the toolsets that there are', async (_, text) => {
  const said = await text();
  const isDefault = said.includes('by default, because');
  for (const name of TOOLSETS)
    if (!isDefault || (name !== 'goals' && name !== 'admin'))
      expect(said).toMatch(new RegExp(`\\b${name}, |, ${name}\\b`));
});

async function environmentPages(): Promise<string> {
  const { environmentPage } = await import('../../../scripts/docs/environment-page.ts');
  return environmentPage()
    .split('\n')
    .find((line) => line.includes('`BACKLOG_TOOLS`'))!;
}
