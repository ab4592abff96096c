import { describe, expect } from 'vitest';
import { whyLeftOut } from '../../e2e/support/clients.ts';
import { inspect } from '../../e2e/support/inspector.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { unless } from '../../support/needs.ts';
import { soak } from '../../support/soak-test.ts';
import { environment, place } from './connect.ts';

const plugin = builtPlugin();
const reason = whyLeftOut('inspector');

describe('the MCP inspector in command-line mode', unless(reason), () => {
  soak('lists the tools and calls them', async () => {
    const where = place();
    const server = {
      command: process.execPath,
      args: [plugin.server],
      cwd: where.project,
      env: environment(where),
    };
    const tools = async () => {
      const { tools: all } = (await inspect(server, '--method', 'tools/list')) as { tools: { name: string }[] };
      return all.map(({ name }) => name);
    };
    // Without a queue, a session gets only the tools that make one.
    expect(await tools()).toEqual(['task_add', 'task_import']);
    const call = (tool: string, ...args: string[]) =>
      inspect(server, '--method', 'tools/call', '--tool-name', tool, ...args.flatMap((arg) => ['--tool-arg', arg]));
    const added = await call('task_add', 'description=Fix login', 'tags=["bug","web"]', 'priority=H');
    expect(added).toMatchObject({
      content: [
        { type: 'text', text: expect.stringContaining('1 H ready Fix login') },
        { type: 'text', text: expect.stringContaining('this server lists all its tools') },
      ],
    });
    expect(await tools()).toEqual(expect.arrayContaining(['task_next', 'task_import', 'claim_list']));
    const listed = await call('task_list', 'filter=+bug');
    expect(listed).toEqual({ content: [{ type: 'text', text: '1 H ready Fix login  +bug +web' }] });
    const { contents } = (await inspect(server, '--method', 'resources/read', '--uri', 'backlog://task/1')) as {
      contents: object[];
    };
    expect(contents).toMatchObject([{ uri: 'backlog://task/1', text: expect.stringContaining('Fix login') }]);
    const { prompts } = (await inspect(server, '--method', 'prompts/list')) as { prompts: { name: string }[] };
    expect(prompts.map(({ name }) => name)).toContain('plan');
    expect(await call('task_done', 'id=1')).toMatchObject({ content: [{ text: 'Completed #1 Fix login' }] });
    await expect(call('task_done', 'id=1')).rejects.toThrow(/tool_is_error/);
  });
});
