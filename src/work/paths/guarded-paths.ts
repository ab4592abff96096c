/**
 * Files and folders with the configuration of coding agents and editors: rules, permissions and programs to start. Add
 * a line for a new client.
 */
const CLIENT_SETTINGS: ReadonlySet<string> = new Set([
  ...['.agents', '.amp', '.claude', '.claude.json', '.claude-plugin', '.codeium', '.codex', '.continue', '.cursor'],
  ...['.cursorrules', '.devcontainer', '.gemini', '.goose', '.idea', '.kiro', '.mcp.json', '.opencode', '.roo'],
  ...['.vscode', '.windsurf', '.windsurfrules', '.zed', 'opencode.json', 'opencode.jsonc'],
]);

/** Names of git's own folder. On NTFS, `.git` also has a short name. */
const GIT = new Set(['.git', 'git~1']);

export type Guard = 'git' | 'client';

/**
 * Checks whether a path in a repository is in git's own folder or in a client's configuration.
 * The specs of Kiro are plans, not settings.
 * @returns undefined for any other path
 */
export function guardOf(path: string): Guard | undefined {
  const parts = path.split(/[\\/]/).map(plainName);
  if (parts.some((part) => GIT.has(part))) return 'git';
  const isSetting = (part: string, i: number) =>
    CLIENT_SETTINGS.has(part) && !(part === '.kiro' && parts[i + 1] === 'specs' && !parts.includes(''));
  return parts.some(isSetting) ? 'client' : undefined;
}

/**
 * Converts a name to the form by which file systems compare names, following git's core.protectNTFS and
 * core.protectHFS. NTFS ignores trailing dots and blanks, and text after a colon. HFS+ ignores joiners and direction
 * marks. Both ignore letter case.
 */
function plainName(part: string): string {
  return part
    .replace(/[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/gu, '')
    .replace(/:.*$/su, '')
    .replace(/[ .]+$/u, '')
    .toLowerCase();
}
