import { expect, test } from 'vitest';
import type { Machine } from '../../src/connect/client.ts';
import { CLIENTS } from '../../src/connect/known-clients.ts';

const HOME = '/home/ada';
const at = (platform: Machine['platform'], env: Record<string, string> = {}): Machine => ({
  home: HOME,
  env,
  platform,
});

test.each<[string, Machine, string]>([
  ['claude', at('linux'), '/home/ada/.claude.json'],
  ['claude', at('linux', { CLAUDE_CONFIG_DIR: '/c' }), '/c/.claude.json'],
  ['codex', at('darwin'), '/home/ada/.codex/config.toml'],
  ['codex', at('linux', { CODEX_HOME: '/x' }), '/x/config.toml'],
  ['cursor', at('win32'), '/home/ada/.cursor/mcp.json'],
  ['vscode', at('linux'), '/home/ada/.config/Code/User/mcp.json'],
  ['vscode', at('linux', { XDG_CONFIG_HOME: '/cfg' }), '/cfg/Code/User/mcp.json'],
  ['vscode', at('darwin'), '/home/ada/Library/Application Support/Code/User/mcp.json'],
  ['vscode', at('win32', { APPDATA: '/roaming' }), '/roaming/Code/User/mcp.json'],
  ['gemini', at('linux'), '/home/ada/.gemini/settings.json'],
  ['opencode', at('darwin'), '/home/ada/.config/opencode/opencode.json'],
  ['windsurf', at('linux'), '/home/ada/.codeium/windsurf/mcp_config.json'],
  ['zed', at('darwin'), '/home/ada/.config/zed/settings.json'],
  ['zed', at('win32', { APPDATA: '/roaming' }), '/roaming/Zed/settings.json'],
])('the file of %s for a person: %j', (name, machine, file) => {
  expect(CLIENTS.find((client) => client.name === name)?.files.user(machine)[0]).toBe(file);
});

test('files of projects stay in the project', () => {
  for (const { files, skills } of CLIENTS)
    for (const path of [...(files.project ?? []), skills.project]) expect(path).toMatch(/^[.\w][\w./-]*$/);
});
