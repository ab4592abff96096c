import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { appendFile, lstat, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { BacklogError, refuse } from '../../../domain/errors.ts';
import { shortCommit } from '../../../domain/runs/commit-id.ts';
import { temporaryName } from '../../../work/paths/plain-file.ts';
import { FETCH, storeCall } from '../call/environment.ts';
import { type GitOutcome, git, linesOfOutput, MAY_FAIL } from '../call/git.ts';
import { type PersonSettings, personSettings } from '../call/person-settings.ts';
import { trustConfig } from '../call/trust.ts';
import { commonOf, type RunsPlace, repositoryPaths } from './paths.ts';
import { fetchPromised, isShallow } from './promised.ts';
import { refInFiles } from './ref-files.ts';

/** Runs git in the private copy of a repository. */
export function inStore(place: RunsPlace, args: readonly string[], options?: Parameters<typeof storeCall>[2]) {
  return git(storeCall(repositoryPaths(place).store, args, options));
}

/**
 * Reads the commit of a ref of the private copy from git's files. If these are unclear, starts git.
 * @returns undefined if there is no such ref
 */
export async function storeRef(place: RunsPlace, ref: string): Promise<string | undefined> {
  const { store } = repositoryPaths(place);
  const read = refInFiles(store, ref);
  if (read !== 'unclear') return read;
  const found = await inStore(place, ['rev-parse', '-q', '--verify', ref], { codes: MAY_FAIL });
  return found.code === 0 ? outputLine(found) : undefined;
}

/** Returns git's output without the line end. */
export function outputLine({ out }: GitOutcome): string {
  return out.toString().trimEnd();
}

/**
 * Makes the private copy of a repository at its first run. The copy is bare and has hard links to the person's objects.
 * So it takes almost no disk space, and loses nothing if the person rewrites history and prunes. Its branches are never
 * updated; they only make fetches small. If two processes make the copy at the same time, the first one to finish wins.
 */
export async function ensureStore(place: RunsPlace): Promise<void> {
  const { folder, store, trust } = repositoryPaths(place);
  const trusted = await trustConfig(place.repository);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await putFile(trust, trusted);
  if (existsSync(store)) return;
  // Of another clone, git links all objects.
  if (isShallow(place.repository)) await fetchPromised(place.repository, ['--branches', '--tags'], 'its branches');
  await putFolder(store, (made) => cloneTo(made, commonOf(place.repository), trust));
}

/** Makes a folder under another name, then renames it. If two processes do so, the first one to finish wins. */
export async function putFolder(folder: string, make: (made: string) => Promise<void>): Promise<void> {
  const made = join(dirname(folder), `.store-${process.pid}-${randomBytes(4).toString('hex')}`);
  try {
    await make(made);
    await rename(made, folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

/** The settings that this process wrote last into each private copy, by the path of their file. */
const brought = new Map<string, Readonly<Record<string, string>>>();

/** Returns the settings that this process wrote last into a private copy, by the path of their file. */
export function broughtSettings(store: string): Readonly<Record<string, string>> | undefined {
  return brought.get(store);
}

/** Copies the settings that apply to runs from the person's repository into the private copy. */
export async function bringSettings(place: RunsPlace): Promise<PersonSettings> {
  const { store } = repositoryPaths(place);
  const { config: own, exclude } = await personSettings(place.repository);
  const file = join(store, 'person.config');
  await putFile(file, own);
  const config = `${own}${await diskSettings(file)}`;
  if (config !== own) await putFile(file, config);
  await mkdir(join(store, 'info'), { recursive: true });
  await putFile(join(store, 'info', 'exclude'), exclude);
  brought.set(store, { 'person.config': config, 'info/exclude': exclude });
  return { config, exclude };
}

/**
 * Options of each attempt to clone. The second attempt is for a repository that another process was packing. The third
 * copies objects that are behind a link or on another disk.
 */
const CLONE_WAYS = [[], [], ['--no-local']] as const;

/** Clones a git folder of the person into a bare one of Backlog, with hard links to its objects. */
export async function cloneTo(made: string, common: string, trust: string, settings = 'person.config'): Promise<void> {
  let last: unknown;
  for (const way of CLONE_WAYS) {
    try {
      await rm(made, { recursive: true, force: true });
      await git(cloneCall(made, common, way, trust));
      return await makeIndependent(made, settings);
    } catch (error) {
      last = error;
    }
  }
  throw last;
}

function cloneCall(made: string, common: string, way: readonly string[], trust: string) {
  const { args, ...rest } = storeCall(made, [], { global: trust });
  return { ...rest, args: [...args.slice(1), 'clone', '-q', '--bare', '--template=', ...way, '--', common, made] };
}

/** Copies all objects into the private copy, so that it doesn't need the repository's alternates. */
async function makeIndependent(made: string, settings: string): Promise<void> {
  const alternates = join(made, 'objects', 'info', 'alternates');
  if (existsSync(alternates)) {
    await git(storeCall(made, ['repack', '-a', '-d', '-q']));
    await rm(alternates);
  }
  await appendFile(join(made, 'config'), includeText(settings));
}

/** Returns git config that also reads another config file. */
export function includeText(path: string): string {
  return `[include]\n\tpath = ${path}\n`;
}

/**
 * Replaces a small file in one step, so that another process reads either the old or the new text. If the path is a
 * link, replaces the link and not its target.
 */
export async function putFile(file: string, text: string | Uint8Array): Promise<void> {
  const beside = temporaryName(file);
  await writeFile(beside, text, { mode: 0o600 });
  await rename(beside, file);
}

/**
 * Fetches a commit of the person's repository into the private copy, under a ref.
 * @throws BacklogError `not-found` if the repository has no such commit, `git` if objects are missing there
 */
export async function fetchCommit(place: RunsPlace, commit: string, ref: string): Promise<void> {
  if (await isKept(place, commit)) return void (await inStore(place, ['update-ref', ref, commit]));
  const common = commonOf(place.repository);
  const kept = linesOfOutput((await inStore(place, ['for-each-ref', '--format=^%(objectname)'])).out);
  await fetchPromised(place.repository, [commit, ...kept], shortCommit(commit));
  // This check of objects is disabled, because old commits of intact repositories can fail it. It is meant for objects
  // from agents.
  const trusted = ['-c', 'transfer.fsckObjects=false', ...FETCH, common, `+${commit}:${ref}`];
  for (let attempt = 1; ; attempt++) {
    try {
      await inStore(place, trusted, { global: repositoryPaths(place).trust });
      return;
    } catch (error) {
      const said = error instanceof BacklogError ? String(error.data?.said ?? '') : '';
      if (/cannot lock ref/.test(said) && attempt < LOCK_ATTEMPTS) continue;
      if (/not our ref|no such remote ref|couldn't find remote ref/.test(said)) {
        refuse('not-found', `${place.repository.name} has no commit ${commit}`, {
          hint: 'The commit was pruned, or belongs to another repository.',
          data: { commit },
        });
      }
      throw error;
    }
  }
}

/** Name of the ref with the last commit of a target branch, or with the commit that it was about to get. */
export const LAST_TARGET = 'refs/targets/last';

/**
 * Checks whether the private copy has the commit with all its objects. A ref proves this, because refs are written
 * last. The commit object proves nothing: a killed fetch may have left it.
 */
async function isKept(place: RunsPlace, commit: string): Promise<boolean> {
  if ((await storeRef(place, LAST_TARGET)) === commit) return true;
  const args = ['for-each-ref', '--count=1', `--points-at=${commit}`, 'refs/runs/', 'refs/targets/', 'refs/heads/'];
  const { code, out } = await inStore(place, args, { codes: [0, 128, 129] });
  return code === 0 && out.length > 0;
}

/** Number of attempts to fetch while another process locks the ref. Each starts git, so needs no pause. */
const LOCK_ATTEMPTS = 5;

/**
 * Returns git config for a disk that ignores letter case or file modes; empty for other disks. Git tries both when it
 * makes a repository. The person's settings don't count here, because their checkout may be on another disk.
 * @param file a file with mode 0600 and small letters in its name, on the disk
 */
export async function diskSettings(file: string): Promise<string> {
  const other = join(dirname(file), basename(file).toUpperCase());
  const [{ mode }, twin] = await Promise.all([lstat(file), lstat(other).catch(() => undefined)]);
  const lines = [...(twin ? ['\tignorecase = true\n'] : []), ...(mode & 0o100 ? ['\tfilemode = false\n'] : [])];
  return lines.length > 0 ? `[core]\n${lines.join('')}` : '';
}
