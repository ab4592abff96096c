import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { soak } from '../support/soak-test.ts';
import { describeClients } from './support/describe-clients.ts';
import { installPlugin, listPlugins, uninstallPlugin } from './support/installed.ts';
import { call, together } from './support/reply.ts';
import { ALL_TOOLS, openWorkshop, steps, tool } from './support/workshop.ts';

const plugin = builtPlugin();

describeClients('installed from the marketplace', (version) => {
  test('skills, agents, hooks and server are there, and uninstalling keeps the tasks', async () => {
    const shop = await openWorkshop(version, plugin, { installed: true });
    await installPlugin(shop, plugin.marketplace, 'backlog@backlog');
    const { result, model } = await shop.play({
      main: steps(call(tool('task_add'), { description: 'Outlive the plugin' })),
      allowedTools: [ALL_TOOLS],
    });
    const init = result.events.find(({ subtype }) => subtype === 'init');
    expect(init).toMatchObject({
      skills: expect.arrayContaining(['backlog:plan', 'backlog:implement', 'backlog:handoff']),
      agents: expect.arrayContaining(['backlog:task-planner', 'backlog:implementer']),
      plugins: expect.arrayContaining([expect.objectContaining({ name: 'backlog' })]),
    });
    expect(init?.plugin_errors ?? []).toEqual([]);
    expect(model.asked('main')[1]?.last).toMatchObject({ isError: false, text: expect.stringContaining('Added 1 ') });
    const { commits } = await shop.cli<History>('task', 'history', '1');
    expect(commits.map(({ actor }) => actor)).toMatchObject([
      { kind: 'ai', name: 'claude-code', session: result.session },
    ]);

    const plugins = init?.plugins as { name: string; path: string }[] | undefined;
    const installed = plugins?.find(({ name }) => name === 'backlog');
    expect(await bytesIn(String(installed?.path))).toBeLessThanOrEqual(10.1 * 1_048_576);

    await uninstallPlugin(shop, 'backlog@backlog');
    // The client has plugins of its own.
    expect((await listPlugins(shop)).filter(({ id }) => !id.endsWith('@builtin'))).toEqual([]);
    expect(await shop.cli('task', 'list')).toMatchObject({ tasks: [{ id: 1, description: 'Outlive the plugin' }] });
  });
});

describeClients('in a repository without a workspace', (version) => {
  soak('no hook says anything and nothing is made, whatever the session does', async () => {
    const shop = await openWorkshop(version, plugin);
    const { result, model } = await shop.play({
      main: steps(
        together(
          call('Agent', { description: 'help', prompt: 'HELPER', subagent_type: 'backlog:implementer' }),
          call('TaskCreate', { subject: 'Fix login', description: 'Fix it' }),
        ),
        call('TaskUpdate', { taskId: '1', status: 'completed' }),
        call('Write', { file_path: `${shop.cwd}/a.txt`, content: 'a' }),
        call(tool('task_list')),
      ),
      agents: { HELPER: steps(call('Write', { file_path: `${shop.cwd}/b.txt`, content: 'b' })) },
      allowedTools: ['Write', ALL_TOOLS],
      env: { CLAUDE_CODE_ENABLE_TODO_TOOLS: '1' },
      args: ['--include-hook-events'],
    });
    const responses = result.events.filter(({ subtype }) => subtype === 'hook_response');
    expect(new Set(responses.map(({ hook_event }) => hook_event))).toEqual(
      new Set([
        'SessionStart',
        'UserPromptSubmit',
        'PreToolUse',
        'PostToolUse',
        'SubagentStart',
        'SubagentStop',
        'TaskCreated',
        'TaskCompleted',
        'Stop',
      ]),
    );
    // Hooks that call a tool of the server print its answer: the object without a field says nothing to the model.
    for (const { hook_name, stdout, stderr } of responses)
      expect([hook_name, stdout, stderr]).toEqual([hook_name, expect.stringMatching(/^(\{\})?$/), '']);
    expect(model.asked('agent', 'HELPER')[0]?.prompt).toBe('HELPER');
    expect(existsSync(`${shop.cwd}/a.txt`) && existsSync(`${shop.cwd}/b.txt`)).toBe(true);
    expect(existsSync(shop.env.BACKLOG_HOME ?? '')).toBe(false);
  });
});

/** The size of all files of a folder. */
async function bytesIn(folder: string): Promise<number> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = files.filter((file) => file.isFile()).map(({ parentPath, name }) => stat(join(parentPath, name)));
  return (await Promise.all(sizes)).reduce((sum, { size }) => sum + size, 0);
}

interface History {
  commits: { actor: object }[];
}
