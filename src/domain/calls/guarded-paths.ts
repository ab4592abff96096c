/**
 * Names in a project under which clients of agents and editors keep what they load, allow and start: folders with all that is in them,
 * and files. A client that is new here is one line.
 */
const CLIENT_SETTINGS: ReadonlySet<string> = new Set([
  ...['.agents', '.amp', '.claude', '.claude.json', '.claude-plugin', '.codeium', '.codex', '.continue', '.cursor'],
  ...['.cursorrules', '.devcontainer', '.gemini', '.goose', '.idea', '.kiro', '.mcp.json', '.opencode', '.roo'],
  ...['.vscode', '.windsurf', '.windsurfrules', '.zed', 'opencode.json', 'opencode.jsonc'],
]);

/** NTFS may know `.git` by its short name. */
const GIT = new Set(['.git', 'git~1']);

export type Guard = 'git' | 'client';

/** Whose a path inside a repository is, where one of its parts is git's own or a client's settings; undefined for all others. */
export function guardOf(path: string): Guard | undefined {
  const parts = path.split(/[\\/]/).map(plainName);
  if (parts.some((part) => GIT.has(part))) return 'git';
  return parts.some((part) => CLIENT_SETTINGS.has(part)) ? 'client' : undefined;
}

/**
 * The name that a file system may take it for, as git's core.protectNTFS and core.protectHFS have it: NTFS leaves out dots and blanks at the
 * end and what follows a colon, HFS+ leaves out characters that join or turn others, and both leave out case.
 */
function plainName(part: string): string {
  return part
    .replace(/[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/gu, '')
    .replace(/:.*$/su, '')
    .replace(/[ .]+$/u, '')
    .toLowerCase();
}
