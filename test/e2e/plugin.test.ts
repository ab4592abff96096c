import { execFile } from 'node:child_process';
import { lstat, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { writeFiles } from '../support/files.ts';
import type { ClaudePlace } from './support/claude.ts';
import { describeClients } from './support/describe-clients.ts';
import { installPlugin, listPlugins, uninstallPlugin } from './support/installed.ts';
import { tempFolder, tempRepo } from './support/repo.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

describeClients('the plugin', (version) => {
  test('installs from the repository as a marketplace, whole and without errors, and uninstalls', async () => {
    const user = await place();
    await installPlugin(user, root, 'backlog@backlog');
    const [plugin] = await listPlugins(user);
    expect(plugin).toMatchObject({ id: 'backlog@backlog', enabled: true });
    expect(plugin?.errors ?? []).toEqual([]);
    expect(await readdir(String(plugin?.installPath))).toEqual(
      expect.arrayContaining(await readdir(join(root, 'plugin'))),
    );
    await uninstallPlugin(user, 'backlog@backlog');
    expect(await listPlugins(user)).toEqual([]);
  });

  async function place(): Promise<ClaudePlace> {
    return { version, cwd: await tempRepo(), home: await tempFolder() };
  }
});

describe('hooks.json', async () => {
  const { hooks } = JSON.parse(await readFile(join(root, 'plugin/hooks/hooks.json'), 'utf8')) as HooksFile;

  test('asks the server, or starts a program without a shell, for at most five seconds', () => {
    for (const { type, command, args, server, tool, timeout } of handlers(hooks)) {
      if (type === 'command')
        expect([command, args]).toEqual(['node', [PLUGIN_HOOK, expect.stringMatching(/^Session/)]]);
      else expect([type, server, tool]).toEqual(['mcp_tool', 'plugin:backlog:tasks', 'hook']);
      expect(timeout).toBe(5);
    }
  });

  test('starts a program only where no server can be asked', () => {
    const events = Object.keys(hooks).filter((event) =>
      hooks[event]?.some((group) => group.hooks[0]?.type === 'command'),
    );
    expect(events).toEqual(['SessionStart', 'SessionEnd']);
  });

  test.each([
    ['Agent', true],
    ['Write', true],
    ['NotebookEdit', true],
    ['Read', false],
    ['Bash', false],
    ['mcp__plugin_backlog_tasks__task_add', true],
    ['mcp__plugin_backlog_tasks__task_info', true],
    ['mcp__plugin_other_tasks__task_add', false],
  ])('a hook before %s: %s', (tool, expected) => {
    expect((hooks.PreToolUse ?? []).some(({ matcher }) => matchesTool(matcher, tool))).toBe(expected);
  });
});

describe('plugin/bin/backlog', () => {
  test.each([
    ['as it is installed, without a package.json', {}],
    ['inside a package of modules', { 'package.json': '{"type":"module"}' }],
  ])('starts the CLI beside it, through a link too, %s', async (_, files: Record<string, string>) => {
    const folder = await tempFolder({ 'dist/cli.mjs': 'console.log(process.argv.slice(2).join())', ...files });
    writeFiles(folder, { 'elsewhere/keep': '' });
    await mkdir(join(folder, 'bin'));
    const launcher = join(folder, 'bin/backlog');
    await writeFile(launcher, await readFile(join(root, 'plugin/bin/backlog')), { mode: 0o755 });
    await symlink(launcher, join(folder, 'elsewhere/backlog'));
    for (const path of [launcher, join(folder, 'elsewhere/backlog')]) {
      expect((await promisify(execFile)(path, ['list', '--json'])).stdout).toBe('list,--json\n');
    }
  });

  test('is executable', async () => {
    expect((await lstat(join(root, 'plugin/bin/backlog'))).mode & 0o111).toBe(0o111);
  });
});

interface HooksFile {
  hooks: Record<string, { matcher?: string; hooks: Handler[] }[]>;
}

interface Handler {
  type: string;
  timeout: number;
  command?: string;
  args?: string[];
  server?: string;
  tool?: string;
}

function handlers(hooks: HooksFile['hooks']): Handler[] {
  return Object.values(hooks).flatMap((groups) => groups.flatMap((group) => group.hooks));
}

const PLUGIN_HOOK = `$${'{CLAUDE_PLUGIN_ROOT}'}/dist/hook.cjs`;

/** The client's rule: a list of names when there is nothing but names, else an unanchored regular expression. */
function matchesTool(matcher: string | undefined, tool: string): boolean {
  if (!matcher) return true;
  return /^[\w|]+$/.test(matcher) ? matcher.split('|').includes(tool) : new RegExp(matcher).test(tool);
}
