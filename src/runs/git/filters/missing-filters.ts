import { join } from 'node:path';
import { shellWord } from '../../../base/shell-word.ts';
import { personCall } from '../call/environment.ts';
import { git, MAY_FAIL } from '../call/git.ts';
import { personsFolder } from '../call/hooked-git.ts';
import { pathText } from '../diff/path-text.ts';
import { isFileMode, treeEntries } from '../diff/tree-entries.ts';
import { commonOf, type GitRepository } from '../store/paths.ts';
import { withTemporaryIndex } from '../store/temporary-index.ts';
import { attributeValues, filterName } from './filter-plan.ts';
import { type PersonFilter, personAttributes, personFilters } from './person-filters.ts';

/** A filter that attributes give to files of a branch, and that can't convert one on this machine. */
export interface MissingFilter {
  name: string;
  /** The first file with the filter. */
  file: string;
  /** The program that the filter needs and that this machine lacks. */
  program?: string;
  /** The line that gives the filter its command, if the configuration has none. */
  mend?: string;
}

/** The filters of tools that define them by a command of their own. Any other filter that nobody defines does nothing. */
const TOOLS = [
  { names: /^lfs$/, program: 'git-lfs', mend: 'git lfs install' },
  { names: /^git-crypt(-.+)?$/, program: 'git-crypt', mend: 'git-crypt unlock KEY' },
];

/** Finds the filters of a branch's files that can't run on this machine. @param ref full name of the branch */
export async function missingFilters(repository: GitRepository, ref: string): Promise<MissingFilter[]> {
  if (!(await hasFilters(repository, ref))) return [];
  const filters = await personFilters(repository);
  const found: MissingFilter[] = [];
  for (const [name, file] of await filteredFiles(repository, ref)) {
    const { program, mend } = needsOf(name, filters.get(name));
    if (program !== undefined && !(await hasProgram(repository, program))) found.push({ name, file, program });
    else if (mend !== undefined) found.push({ name, file, mend });
  }
  return found;
}

/** Checks whether attributes can name a filter. Most repositories have none, so this is one search and two files. */
async function hasFilters(repository: GitRepository, ref: string): Promise<boolean> {
  const args = ['grep', '-q', '-F', '-e', 'filter', ref, '--', ':(top,glob)**/.gitattributes'];
  const [{ code }, { first, last }] = await Promise.all([
    git(personCall(repository, args, { codes: MAY_FAIL })),
    personAttributes(repository),
  ]);
  return code === 0 || `${first}\n${last}`.includes('filter');
}

/** Returns the filters that attributes give to the files of a branch, each with its first file. */
async function filteredFiles(repository: GitRepository, ref: string): Promise<Map<string, string>> {
  const ask = (args: readonly string[], how: { index?: string; input?: Buffer } = {}) =>
    git(personCall(repository, ['-c', 'core.splitIndex=false', '-c', 'index.sparse=false', ...args], how));
  const entries = treeEntries((await ask(['ls-tree', '-r', '-z', '--full-tree', ref])).out);
  const files = entries.filter(({ mode }) => isFileMode(mode));
  const values = await withTemporaryIndex(join(commonOf(repository), 'backlog-attributes'), async (index) => {
    await ask(['read-tree', ref], { index });
    return attributeValues(ask, index, files, ['filter']);
  });
  const found = new Map<string, string>();
  for (const [n, { path }] of files.entries()) {
    const name = filterName(values[n]?.[0]);
    if (name !== undefined && !found.has(name)) found.set(name, pathText(path));
  }
  return found;
}

/** Returns the program that a filter's line starts, and the line that is missing. */
function needsOf(name: string, filter: PersonFilter | undefined): { program?: string | undefined; mend?: string } {
  const line = filter?.process ?? filter?.clean;
  if (line !== undefined) return { program: firstWord(line) };
  const tool = TOOLS.find(({ names }) => names.test(name));
  if (tool) return tool;
  return filter?.required ? { mend: `git config ${shellWord(`filter.${name}.clean`)} COMMAND` } : {};
}

/** Returns the first word of a line of the shell, if the shell takes it as it is. */
function firstWord(line: string): string | undefined {
  return /^\s*(?:"([^"$`\\]+)"|'([^']+)'|([\w./+@-]+))(?=[\s;|&]|$)/.exec(line)?.slice(1).find(Boolean);
}

/** Asks the shell with which git starts filters, so its own words and git's folder of programs count, too. */
async function hasProgram(repository: GitRepository, program: string): Promise<boolean> {
  const args = ['-c', 'alias.backlog-finds=!command -v', 'backlog-finds', program];
  const { code } = await git({
    ...personCall(repository, args, { codes: [0, 1, 127] }),
    cwd: personsFolder(repository),
  });
  return code === 0;
}
