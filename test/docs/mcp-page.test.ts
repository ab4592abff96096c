import { expect, test } from 'vitest';
import { EXAMPLE_CALLS } from '../../scripts/docs/mcp-page.ts';
import { agent, testWorkspace } from '../support/workspace.ts';

test('the example calls of the page about MCP work one after the other in an empty queue', async () => {
  const work = await testWorkspace();
  const said: string[] = [];
  for (const { name, arguments: input } of EXAMPLE_CALLS) said.push(await work.text(name, input, agent('s1')));
  expect(said.at(-1)).toContain('Document the config');
  expect(said.at(-1)).not.toContain('Parse the config');
});
