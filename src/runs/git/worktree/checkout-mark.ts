import { existsSync } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { gitHead, sha256 } from '../../../store/index.ts';
import { personCall } from '../call/environment.ts';
import { git, linesOfOutput, MAY_FAIL } from '../call/git.ts';
import { fileOf, pathText } from '../diff/path-text.ts';
import { branchTip, refsByGit } from '../history/tip-file.ts';
import { readIfThere } from '../store/git-dir.ts';
import { commonOf, type GitRepository } from '../store/paths.ts';
import { refsInFiles } from '../store/ref-files.ts';
import { outputLine } from '../store/store-repo.ts';
import { statusEntries } from './checkout-status.ts';
import { indexListing } from './index-entries.ts';

/** The state of a person's checkout at one moment, in a form that a record can store. */
export interface CheckoutMark {
  head: string;
  /** The commit of each ref, by ref, including the stash. */
  refs: Record<string, string>;
  /** Hash of the staged files. */
  index: string;
  /** Commits of the stash, newest first. */
  stash: string[];
  /** Changed, untracked and ignored files with git status, size and times. An ignored folder is one entry. */
  files: Record<string, string>;
}

export interface CheckoutChange {
  head?: { before: string; after: string };
  refs: string[];
  index: boolean;
  stash: boolean;
  files: { path: string; what: 'new' | 'changed' | 'gone' }[];
}

/**
 * Reads the state of the checkout, without refreshing the index or taking a lock. Includes a linked worktree, whose
 * files have absolute paths.
 */
export async function checkoutMark(repository: GitRepository, linked?: string): Promise<CheckoutMark> {
  const mark = await mainMark(repository);
  if (linked === undefined || !existsSync(linked)) return mark;
  const [head, files] = await Promise.all([
    git(personCall(repository, ['symbolic-ref', '-q', 'HEAD'], { worktree: linked, codes: [0, 1] })),
    filesOf({ ...repository, folder: linked }),
  ]);
  return {
    ...mark,
    refs: { ...mark.refs, [`HEAD of ${linked}`]: outputLine(head) },
    files: {
      ...mark.files,
      ...Object.fromEntries(Object.entries(files).map(([path, seen]) => [`${linked}/${path}`, seen])),
    },
  };
}

async function mainMark(repository: GitRepository): Promise<CheckoutMark> {
  const common = commonOf(repository);
  const bare = !existsSync(join(repository.folder, '.git'));
  const [head, refs, stash, staged, files] = await Promise.all([
    headText(common),
    refsInFiles(common).then((read) => read ?? refsByGit(repository)),
    bare ? '' : stashIn(repository),
    bare ? '' : stagedIn(repository),
    bare ? {} : filesOf(repository),
  ]);
  return {
    head,
    refs,
    index: sha256(staged),
    stash: linesOfOutput(stash),
    files,
  };
}

function headText(common: string): string {
  const { ref, commit = '' } = gitHead(common);
  return ref === undefined ? commit : `ref: ${ref}`;
}

/** Lists the commits of the stash, the newest first. Its log is no file in a reftable. Without a stash, starts no git. */
async function stashIn(repository: GitRepository): Promise<string> {
  if ((await branchTip(repository, 'refs/stash')) === undefined) return '';
  const args = ['log', '-g', '--format=%H', 'refs/stash', '--'];
  return (await git(personCall(repository, args, { codes: MAY_FAIL }))).out.toString();
}

/** Lists the checkout's index as `git ls-files -z -s -v`. Starts git only if it can't parse the index. */
async function stagedIn(repository: GitRepository): Promise<string> {
  const index = await readIfThere(join(repository.folder, '.git', 'index'));
  const read = index && indexListing(index);
  if (read !== undefined) return read;
  const call = personCall(repository, ['ls-files', '-z', '-s', '-v'], { worktree: repository.folder });
  return (await git(call)).out.toString('latin1');
}

async function filesOf(repository: GitRepository): Promise<Record<string, string>> {
  const said = await statusEntries(repository, ['--untracked-files=all', '--ignored=traditional']);
  const entries = await Promise.all(
    said.map(async (entry): Promise<[string, string]> => {
      const path = entry.slice(3);
      const facts = await lstat(fileOf(repository.folder, path)).catch(() => undefined);
      const seen = facts ? `${facts.mode} ${facts.size} ${facts.mtimeMs} ${facts.ctimeMs}` : 'gone';
      return [pathText(path), `${entry.slice(0, 2)} ${seen}`];
    }),
  );
  return Object.fromEntries(entries);
}

/** Compares two marks; undefined if they are equal. The difference may be the person's own work. */
export function checkoutChange(before: CheckoutMark, after: CheckoutMark): CheckoutChange | undefined {
  const change: CheckoutChange = {
    ...(before.head === after.head ? {} : { head: { before: before.head, after: after.head } }),
    refs: differing(before.refs, after.refs),
    index: before.index !== after.index,
    stash: before.stash.join() !== after.stash.join(),
    files: differing(before.files, after.files).map((path) => ({
      path,
      what: before.files[path] === undefined ? 'new' : after.files[path] === undefined ? 'gone' : 'changed',
    })),
  };
  const same = !change.head && change.refs.length === 0 && !change.index && !change.stash && change.files.length === 0;
  return same ? undefined : change;
}

function differing(before: Record<string, string>, after: Record<string, string>): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((key) => before[key] !== after[key])
    .sort();
}
