import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sessionFolder } from '../../../src/interfaces/session-folder.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { tempFolder } from '../../support/folder.ts';
import { git } from '../../support/git.ts';
import { said } from '../cli/line.ts';
import { connect, environment } from './connect.ts';

const plugin = builtPlugin();

/** A home with two repositories, `a` with a queue, `b` without one, a repository inside of `a`, and a plain folder. */
async function ground(homeIsRepository = false) {
  const home = tempFolder('home');
  for (const folder of ['a', 'b', 'a/inside']) git(home, 'init', '--quiet', folder);
  if (homeIsRepository) git(home, 'init', '--quiet');
  mkdirSync(join(home, 'plain/below'), { recursive: true });
  const at = (name: string) => (name === '~' ? home : join(home, name));
  const env = { ...environment({ project: home, home }), BACKLOG_HOME: join(home, 'backlog') };
  const cli = (name: string, ...words: string[]) => said(words, { env, cwd: at(name) });
  await cli('a', 'add', 'First of a');
  return { home, at, env, cli };
}

test.each<[string, (string | undefined)[], string]>([
  ['where the session is', ['a', 'b'], 'a'],
  ['a queue before a repository without one', ['b', 'a'], 'a'],
  ['a queue before the repository inside of its own', ['a/inside', 'a'], 'a'],
  ['a repository before a folder', ['plain', 'b'], 'b'],
  ['a folder before the one below', ['plain/below', 'plain'], 'plain'],
  ['a repository before the home folder', ['~', undefined, 'b'], 'b'],
  ['the only folder that exists', ['gone', '~'], '~'],
])('a session uses %s', async (_, clues, expected) => {
  const { at, env } = await ground();
  expect(
    sessionFolder(
      clues.map((clue) => clue && at(clue)),
      env,
    ),
  ).toBe(at(expected));
});

describe('a server that its client started in the home folder', () => {
  const served = async (homeIsRepository: boolean) => {
    const place = await ground(homeIsRepository);
    const server = await connect(plugin.server, { project: place.home, home: place.home }, 'claude-code');
    let n = 0;
    /** A call as the client makes it: its hook first, with the folder where the session is. */
    const call = async (cwd: string, tool: string, args: Record<string, unknown> = {}) => {
      const id = `toolu_${n++}`;
      const caller = { session_id: 's1', cwd: place.at(cwd), tool_use_id: id };
      const tool_name = `mcp__plugin_backlog_tasks__${tool}`;
      await server.call('hook', { hook_event_name: 'PreToolUse', ...caller, tool_name });
      return server.call(tool, args, { 'claudecode/toolUseId': id });
    };
    return { ...place, call };
  };

  test.each([false, true])('works in the queue of its session, and names it; home is a repository: %s', async (is) => {
    const { call, cli, at } = await served(is);
    const { text } = await call('a', 'task_add', { description: 'Second of a' });
    expect(text).toContain('Added 2');
    expect(text).toContain(`this is the queue of ${at('a')}`);
    expect((await call('a', 'task_list')).text).not.toContain('this is the queue of');
    expect((await cli('a', 'count')).out).toBe('2');
    expect((await cli('~', 'count')).out).toBe('0');
  });

  test('names the queue when its session changes to the folder of another one, and stays in its own otherwise', async () => {
    const { call, cli, at } = await served(false);
    await cli('b', 'add', 'First of b');
    expect((await call('a', 'task_info', { id: 1 })).text).toContain('First of a');
    const other = (await call('b', 'task_info', { id: 1 })).text;
    expect(other).toContain('First of b');
    expect(other).toContain(`this is the queue of ${at('b')}, not the one before`);
    expect((await call('a/inside', 'task_info', { id: 1 })).text).toContain('First of b');
  });

  test('begins no queue there for an agent', async () => {
    const { call, cli } = await served(true);
    const { text, isError } = await call('~', 'task_add', { description: 'Lost' });
    expect([text, isError]).toEqual([expect.stringContaining("can't begin a queue in the home folder"), true]);
    expect((await cli('~', 'count')).out).toBe('0');
  });
});
