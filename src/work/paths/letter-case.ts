import { join } from 'node:path';
import type { CaseRule } from '../../claims/index.ts';
import { type Repository, repositoryOf } from '../../domain/repository.ts';
import { readSmallFile } from '../../store/index.ts';

/** What disks of this platform are as a rule. */
const BY_PLATFORM = process.platform === 'darwin' || process.platform === 'win32';

/** By common git folder: a repository is asked once by a process. */
const known = new Map<string, boolean>();

/**
 * Tells whether two spellings of a path that differ in case name one file in a repository: git tried it when it made the repository, and
 * wrote it down as `core.ignorecase`. A disk may differ from its platform: WSL's `/mnt/c`, a share, a folder with casefold.
 */
export function caseRuleOf(repositories: () => readonly Repository[]): CaseRule {
  return (repo) => {
    const common = repositoryOf(repo, repositories())?.common;
    if (common === undefined) return BY_PLATFORM;
    const ignores = known.get(common) ?? ignoresCase(configOf(common)) ?? BY_PLATFORM;
    known.set(common, ignores);
    return ignores;
  };
}

function configOf(common: string): string {
  try {
    return readSmallFile(join(common, 'config')) ?? '';
  } catch {
    return '';
  }
}

/** Reads `core.ignorecase` of a git configuration (git-config(1), "Syntax"); undefined where it does not say. The last one counts. */
export function ignoresCase(config: string): boolean | undefined {
  let isCore = false;
  let found: boolean | undefined;
  for (const line of config.split('\n')) {
    const [, section, rest = line] = /^\s*\[([^\]]*)\](.*)$/.exec(line) ?? [];
    if (section !== undefined) isCore = section.trim().toLowerCase() === 'core';
    const [, value] = /^\s*ignorecase\s*(?:=\s*"?([^"#;]*?)"?\s*)?(?:[#;].*)?$/i.exec(rest) ?? [null, undefined];
    if (isCore && /^\s*ignorecase\b/i.test(rest))
      found = value === undefined || /^(true|yes|on|[1-9]\d*)$/i.test(value);
  }
  return found;
}
