import { join } from 'node:path';
import type { ClientProgram, Machine, ServerLaunch } from './client.ts';
import { readText } from './file.ts';

/** The folder of skills that all clients except Claude Code read (agentskills.io). */
const SHARED_SKILLS: ClientProgram['skills'] = {
  style: 'shared',
  user: ({ home }) => join(home, '.agents/skills'),
  project: '.agents/skills',
};

/** A placeholder that Cursor replaces by the path of the open folder. */
const OPEN_FOLDER = '$' + '{workspaceFolder}';

/** The clients that `backlog connect` supports, in the order of its list. */
export const CLIENTS: readonly ClientProgram[] = [
  {
    name: 'claude',
    title: 'Claude Code',
    programs: ['claude'],
    folder: claudeFolder,
    format: 'json',
    files: {
      user: ({ home, env }) => [join(env.CLAUDE_CONFIG_DIR || home, '.claude.json')],
      project: ['.mcp.json'],
    },
    servers: 'mcpServers',
    entry: (launch) => ({ type: 'stdio', ...commandArgs(launch) }),
    skills: { style: 'claude', user: (machine) => join(claudeFolder(machine), 'skills'), project: '.claude/skills' },
    statusLine: {
      files: { user: (machine) => [join(claudeFolder(machine), 'settings.json')], project: ['.claude/settings.json'] },
      key: 'statusLine',
    },
    strict: true,
    twice: withPlugin,
    scope: 'project',
    next: "Restart Claude Code: it asks once whether a project's server may be used. The plugin has more: hooks, subagents, claims on edits.",
    source: 'code.claude.com/docs/en/mcp',
  },
  {
    name: 'codex',
    title: 'Codex',
    programs: ['codex'],
    folder: codexFolder,
    format: 'toml',
    files: { user: (machine) => [join(codexFolder(machine), 'config.toml')], project: ['.codex/config.toml'] },
    servers: 'mcp_servers',
    entry: commandArgs,
    skills: SHARED_SKILLS,
    scope: 'user',
    next: "Restart codex; /mcp lists the server. A project's file counts only in folders that you trust.",
    source: 'developers.openai.com/codex/mcp',
  },
  {
    name: 'cursor',
    title: 'Cursor',
    programs: ['cursor', 'cursor-agent'],
    folder: ({ home }) => join(home, '.cursor'),
    format: 'json',
    files: { user: ({ home }) => [join(home, '.cursor/mcp.json')], project: ['.cursor/mcp.json'] },
    servers: 'mcpServers',
    entry: (launch) => ({ type: 'stdio', ...commandArgs(launch) }),
    words: ['--cwd', OPEN_FOLDER],
    skills: SHARED_SKILLS,
    scope: 'project',
    next: "Turn the server on in Cursor's settings, under MCP.",
    source: 'cursor.com/docs/mcp',
  },
  {
    name: 'vscode',
    title: 'VS Code',
    programs: ['code'],
    folder: vscodeFolder,
    format: 'json',
    files: { user: (machine) => [join(vscodeFolder(machine), 'User/mcp.json')], project: ['.vscode/mcp.json'] },
    servers: 'servers',
    entry: (launch) => ({ type: 'stdio', ...commandArgs(launch) }),
    skills: SHARED_SKILLS,
    scope: 'project',
    next: 'Start the server by the line that VS Code shows above it in the file, or by “MCP: List Servers”.',
    source: 'code.visualstudio.com/docs/copilot/reference/mcp-configuration',
  },
  {
    name: 'gemini',
    title: 'Gemini CLI',
    programs: ['gemini'],
    folder: ({ home }) => join(home, '.gemini'),
    format: 'json',
    files: { user: ({ home }) => [join(home, '.gemini/settings.json')], project: ['.gemini/settings.json'] },
    servers: 'mcpServers',
    entry: commandArgs,
    skills: SHARED_SKILLS,
    scope: 'user',
    next: 'Restart gemini; /mcp lists the server.',
    source: 'geminicli.com/docs/tools/mcp-server',
  },
  {
    name: 'opencode',
    title: 'OpenCode',
    programs: ['opencode'],
    folder: opencodeFolder,
    format: 'json',
    files: {
      user: (machine) => ['opencode.json', 'opencode.jsonc'].map((name) => join(opencodeFolder(machine), name)),
      project: ['opencode.json', 'opencode.jsonc'],
    },
    servers: 'mcp',
    entry: ({ command, args, env }) => ({
      type: 'local',
      command: [command, ...args],
      ...(Object.keys(env).length > 0 ? { environment: env } : {}),
      enabled: true,
    }),
    skills: SHARED_SKILLS,
    scope: 'user',
    next: 'Restart opencode.',
    source: 'opencode.ai/docs/mcp-servers',
  },
  {
    name: 'windsurf',
    title: 'Windsurf',
    programs: ['windsurf'],
    folder: ({ home }) => join(home, '.codeium/windsurf'),
    format: 'json',
    files: { user: ({ home }) => [join(home, '.codeium/windsurf/mcp_config.json')] },
    servers: 'mcpServers',
    entry: commandArgs,
    skills: SHARED_SKILLS,
    scope: 'user',
    next: "Refresh the MCP servers in Windsurf's settings, under Cascade.",
    source: 'docs.windsurf.com/windsurf/cascade/mcp',
  },
  {
    name: 'zed',
    title: 'Zed',
    programs: ['zed', 'zeditor'],
    folder: zedFolder,
    format: 'json',
    files: { user: (machine) => [join(zedFolder(machine), 'settings.json')], project: ['.zed/settings.json'] },
    servers: 'context_servers',
    entry: (launch) => ({ source: 'custom', ...commandArgs(launch) }),
    skills: SHARED_SKILLS,
    scope: 'user',
    next: "The agent panel's settings show the server with a green dot.",
    source: 'zed.dev/docs/ai/mcp',
  },
];

function commandArgs({ command, args, env }: ServerLaunch) {
  return { command, args, ...(Object.keys(env).length > 0 ? { env } : {}) };
}

function claudeFolder({ home, env }: Machine): string {
  return env.CLAUDE_CONFIG_DIR || join(home, '.claude');
}

/** Finds the plugin in `installed_plugins.json`. Its key is `name@marketplace` in both tested versions. */
function withPlugin(machine: Machine): string | undefined {
  const noted = readText(join(claudeFolder(machine), 'plugins/installed_plugins.json')) ?? '';
  return /"backlog@[^"]*"\s*:/.test(noted)
    ? 'The plugin is installed in Claude Code and contains all of this: uninstall one of the two, or every tool appears twice.'
    : undefined;
}

function codexFolder({ home, env }: Machine): string {
  return env.CODEX_HOME || join(home, '.codex');
}

function vscodeFolder(machine: Machine): string {
  const { home, platform } = machine;
  return join(platform === 'darwin' ? join(home, 'Library/Application Support') : settings(machine), 'Code');
}

function opencodeFolder({ home, env }: Machine): string {
  return join(env.XDG_CONFIG_HOME || join(home, '.config'), 'opencode');
}

/** Returns Zed's configuration folder. Zed uses ~/.config on macOS, too. */
function zedFolder(machine: Machine): string {
  return join(settings(machine), machine.platform === 'win32' ? 'Zed' : 'zed');
}

function settings({ home, env, platform }: Machine): string {
  if (platform === 'win32') return env.APPDATA || join(home, 'AppData/Roaming');
  return env.XDG_CONFIG_HOME || join(home, '.config');
}
