import { expect, test } from 'vitest';
import { COMMANDS } from '../../src/commands/index.ts';
import { toolOf } from '../../src/interfaces/mcp/tools.ts';

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
