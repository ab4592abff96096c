import { expect, test } from 'vitest';
import { COMMANDS } from '../../src/commands/index.ts';
import { fixFor } from '../../src/goals/finding.ts';
import { toolOf } from '../../src/interfaces/mcp/tools.ts';
import { connectInside, place } from '../interfaces/mcp/connect.ts';

const toolsOf = (toolset: string) =>
  COMMANDS.filter((command) => command.toolset === toolset).map((command) => toolOf(command));

/** Four bytes are about a token of JSON. */
const TOKENS = 1_500;

test('six tools, in at most 1,500 tokens', () => {
  const tools = toolsOf('goals');
  expect(tools.map(({ name }) => name)).toEqual([
    ...['goal_list', 'goal_info', 'goal_save', 'goal_rank', 'goal_archive', 'goal_health'],
  ]);
  expect(Buffer.byteLength(JSON.stringify(tools))).toBeLessThanOrEqual(TOKENS * 4);
});

test('the core tools and those of other toolsets say nothing of goals, but for the one that prefers a goal', () => {
  const saying = ['core', 'queue', 'plan', 'runs'].flatMap((toolset) =>
    toolsOf(toolset).filter((tool) => /goal|upkeep/i.test(JSON.stringify(tool))),
  );
  // It starts runs of a goal first, as its command does.
  expect(saying.map(({ name }) => name)).toEqual(['orchestrator']);
});

test('a model that has these tools gets fixes that it can call, each of which works', async () => {
  const { call, client } = await connectInside(place({ BACKLOG_TOOLS: 'core,goals' }));
  const records = [
    { kind: 'vision', title: 'One place' },
    { kind: 'pillar', title: 'Local' },
    { kind: 'outcome', title: 'Faster' },
    { kind: 'problem', title: 'Slow' },
    { title: 'Search' },
  ];
  await call('goal_save', { records });
  const offered = new Set((await client.listTools()).tools.map(({ name }) => name));
  const fixesOf = async () =>
    Array.from(
      (await call('goal_health')).text.matchAll(/^- .*?\. (\w+) (\{.*\})$/gm),
      ([, name = '', input = '']) => ({
        name,
        input: JSON.parse(input.replaceAll('"<number>"', '7').replaceAll('<', 'said ')) as Record<string, unknown>,
      }),
    );
  const fixes = await fixesOf();
  expect(fixes.length).toBeGreaterThan(5);
  const fix = { command: 'goal_modify', words: { id: 'I-1' }, flags: { why: 'x' } };
  expect(fixFor({ door: 'mcp', offers: (name) => offered.has(name) }, fix), 'as data').toEqual({
    ...{ command: 'goal_save', words: {} },
    flags: { records: [{ id: 'I-1', why: 'x' }] },
  });
  for (const { name, input } of fixes) {
    expect(offered).toContain(name);
    expect(await call(name, input), JSON.stringify(input)).not.toHaveProperty('isError', true);
  }
  const { text } = await call('goal_save', { records: [{ kind: 'bet', title: 'Now', state: 'now' }] });
  expect(text).toMatch(/`goal_save \{"records":\[\{"id":"B-\d","outcomes":"O-1"\}\]\}`/);
  expect(await call('goal_save', { records: [{ id: 'I-1', baselin: 3 }] })).toMatchObject({
    isError: true,
    text: expect.stringMatching(/"records\.0\.baselin" \(did you mean "baseline"\?\)\nrecords\.0 takes: kind, id, ref/),
  });
});
