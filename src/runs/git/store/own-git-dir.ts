import { lstat, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readPlain } from '../../../work/paths/plain-file.ts';
import { existingCommits } from '../call/batch.ts';
import { storeCall } from '../call/environment.ts';
import { git, linesOfOutput, MAY_FAIL } from '../call/git.ts';
import { putFile } from './store-repo.ts';
import { withTemporaryIndex } from './temporary-index.ts';

/** Files of a git folder that change what its git reads. Those of Backlog have only the ones that it wrote. */
export const FOREIGN = [
  ...['commondir', 'config.worktree', 'reftable'],
  ...['info/attributes', 'info/exclude', 'info/grafts', 'info/sparse-checkout', 'objects/info/alternates'],
];

/** A setting that {@link ownGitDir} leaves as it is, if it is a plain file. */
export const ANY_CONTENT = Symbol('any');

/**
 * Makes the settings of one of Backlog's git folders its own again. Agents and checks that no sandbox contains can write
 * there, and with such a setting, git would overlook files, convert them, or read other commits.
 * @param files the content of the files that Backlog writes, by path
 */
export async function ownGitDir(
  gitDir: string,
  files: Readonly<Record<string, string | typeof ANY_CONTENT>>,
): Promise<void> {
  for (const name of new Set([...FOREIGN, ...Object.keys(files)])) {
    const wanted = files[name];
    const now = await settingIn(gitDir, name);
    const isOwn = now !== null && (wanted === ANY_CONTENT || now?.toString() === wanted);
    if (!isOwn) await putGitFile(gitDir, name, wanted === ANY_CONTENT ? undefined : wanted);
  }
}

/** Name of the file with the commits whose parents are missing. */
export const SHALLOW = 'shallow';

/** The lists that {@link ownShallow} left, by path. */
const checked = new Map<string, string>();

/**
 * Removes commits from the list of those whose parents are missing, unless a list of the person has them or git can't read
 * what is before them. Otherwise, git would see no history there, and would give the list to the person with a landing.
 * @param persons git folders of the person
 */
export async function ownShallow(gitDir: string, persons: readonly string[]): Promise<void> {
  const file = join(gitDir, SHALLOW);
  const text = (await settingIn(gitDir, SHALLOW))?.toString();
  if (text === undefined || checked.get(file) === text) return;
  const lists = await Promise.all(persons.map((person) => settingIn(person, SHALLOW)));
  const ofPerson = new Set(lists.flatMap((list) => linesOfOutput(list?.toString() ?? '')));
  const listed = linesOfOutput(text);
  const kept = listed.filter((line) => ofPerson.has(line));
  const others = listed.filter((line) => COMMIT.test(line) && !ofPerson.has(line));
  // While git reads the list of the others, it must not depend on this one.
  await withTemporaryIndex(file, async (list) => {
    await putFile(list, textOf(kept));
    const config = ['--shallow-file', list];
    for (const commit of await existingCommits(gitDir, others)) {
      const { code } = await git(storeCall(gitDir, ['rev-list', '--quiet', commit], { config, codes: MAY_FAIL }));
      if (code !== 0) kept.push(commit);
    }
  });
  const isOwn = kept.length === listed.length;
  checked.set(file, isOwn ? text : textOf(kept));
  if (!isOwn) await putGitFile(gitDir, SHALLOW, kept.length > 0 ? textOf(kept) : undefined);
}

const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

const textOf = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');

/** Reads a setting: undefined without a file, null for no plain file. Follows no link and waits for no pipe. */
export async function settingIn(gitDir: string, name: string): Promise<Buffer | null | undefined> {
  const file = join(gitDir, name);
  const [folder, facts] = await Promise.all([dirname(file), file].map((path) => lstat(path).catch(() => undefined)));
  if (!facts) return undefined;
  if (!folder?.isDirectory()) return null;
  return (await readPlain(file, { follows: false })) ?? null;
}

/** Writes a setting or, without content, removes it. Something else in place of its folder is removed, too. */
export async function putGitFile(
  gitDir: string,
  name: string,
  content: string | Uint8Array | undefined,
): Promise<void> {
  const file = join(gitDir, name);
  const isOwn = (await lstat(dirname(file)).catch(() => undefined))?.isDirectory() ?? false;
  await rm(isOwn ? file : dirname(file), { recursive: true, force: true });
  if (content === undefined) return;
  await mkdir(dirname(file), { recursive: true });
  await putFile(file, content);
}
