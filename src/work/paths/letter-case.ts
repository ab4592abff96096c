import { join } from 'node:path';
import type { CaseRule } from '../../claims/index.ts';
import type { Repository } from '../../domain/records.ts';
import { repositoryOf } from '../../domain/repository.ts';
import { readableFile } from '../../store/index.ts';

/** Whether file systems of this platform usually ignore the case of letters. */
const BY_PLATFORM = process.platform === 'darwin' || process.platform === 'win32';

/** Results by common git folder, so that a process reads each git configuration only once. */
const known = new Map<string, boolean>();

/**
 * Returns the case rule of each repository: whether paths that differ only in case name the same file. Reads
 * `core.ignorecase`, which git sets when it creates the repository. The platform isn't enough: WSL's `/mnt/c`, a
 * network share or a folder with casefold can differ from it.
 */
export function caseRuleOf(repositories: () => readonly Repository[]): CaseRule {
  return (repo) => {
    const common = repositoryOf(repo, repositories())?.common;
    if (common === undefined) return BY_PLATFORM;
    const ignores = known.get(common) ?? ignoresCase(readableFile(join(common, 'config')) ?? '') ?? BY_PLATFORM;
    known.set(common, ignores);
    return ignores;
  };
}

/** Reads the last `core.ignorecase` of a git configuration (git-config(1), "Syntax"); returns undefined if absent. */
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
