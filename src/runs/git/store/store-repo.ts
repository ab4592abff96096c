import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { appendFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BacklogError, refuse } from '../../../domain/errors.ts';
import { FETCH, storeCall } from '../call/environment.ts';
import { type GitOutcome, git } from '../call/git.ts';
import { type PersonSettings, personSettings } from '../call/person-settings.ts';
import { trustConfig } from '../call/trust.ts';
import { isSha256, makeGitDir } from './git-dir.ts';
import { commonOf, type RunsPlace, repositoryPaths } from './paths.ts';

/** Runs git in the private copy of a repository. */
export function inStore(place: RunsPlace, args: readonly string[], options?: Parameters<typeof storeCall>[2]) {
  return git(storeCall(repositoryPaths(place).store, args, options));
}

/** One line of an answer. */
export function outputLine({ out }: GitOutcome): string {
  return out.toString().trimEnd();
}

/**
 * The private copy of the repository, made at the first run: bare, with hard links to the person's objects, so that it costs almost no
 * disk and loses nothing when the person rewrites history and prunes. Its refs are as they were then; they only keep fetches small.
 * Two processes may make it at once: the first to finish wins.
 */
export async function ensureStore(place: RunsPlace): Promise<void> {
  const { folder, store, trust } = repositoryPaths(place);
  const trusted = await trustConfig(place.repository);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await putFile(trust, trusted);
  if (existsSync(store)) return;
  const made = join(folder, `.store-${process.pid}-${randomBytes(4).toString('hex')}`);
  try {
    await cloneTo(made, commonOf(place.repository), trust);
    await rename(made, store).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

/** Brings what of the person's configuration counts for runs into the store, as it is now. */
export async function bringSettings(place: RunsPlace): Promise<PersonSettings> {
  const { store } = repositoryPaths(place);
  const settings = await personSettings(place.repository);
  await putFile(join(store, 'person.config'), settings.config);
  await mkdir(join(store, 'info'), { recursive: true });
  await putFile(join(store, 'info', 'exclude'), settings.exclude);
  return settings;
}

/** Objects behind a link, or on another disk, are copied; one more attempt is for a repository that was just packed anew. */
const CLONE_WAYS = [[], [], ['--no-local']] as const;

async function cloneTo(made: string, common: string, trust: string): Promise<void> {
  let last: unknown;
  for (const way of CLONE_WAYS) {
    try {
      await rm(made, { recursive: true, force: true });
      await git(cloneCall(made, common, way, trust));
      return await standAlone(made);
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

/** A copy that borrows from nobody, whatever the repository itself does. */
async function standAlone(made: string): Promise<void> {
  const alternates = join(made, 'objects', 'info', 'alternates');
  if (existsSync(alternates)) {
    await git(storeCall(made, ['repack', '-a', '-d', '-q']));
    await rm(alternates);
  }
  await appendFile(join(made, 'config'), '[include]\n\tpath = person.config\n');
}

/** Puts a small file in place whole or not at all, also for a git that reads it now. Replaces the file itself, were it a link. */
export async function putFile(file: string, text: string): Promise<void> {
  const beside = `${file}.${process.pid}-${randomBytes(4).toString('hex')}`;
  await writeFile(beside, text, { mode: 0o600 });
  await rename(beside, file);
}

/**
 * Brings a commit of the person's repository into the store, under a ref.
 * @throws BacklogError `not-found` when it has no such commit, `git` when objects of it are missing there
 */
export async function fetchCommit(place: RunsPlace, commit: string, ref: string): Promise<void> {
  if (await isKept(place, commit)) return void (await inStore(place, ['update-ref', ref, commit]));
  const common = commonOf(place.repository);
  // Old commits of good repositories fail the check of objects; it is for what agents make.
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
          hint: 'It was pruned, or is of another repository.',
          data: { commit },
        });
      }
      throw error;
    }
  }
}

/**
 * Is the commit in the store with all that belongs to it? Surely so when a ref is at it, which is set when all has come; that the commit
 * alone is there may be what a killed fetch left.
 */
async function isKept(place: RunsPlace, commit: string): Promise<boolean> {
  const args = ['for-each-ref', '--count=1', `--points-at=${commit}`, 'refs/runs/', 'refs/targets/', 'refs/heads/'];
  const { code, out } = await inStore(place, args, { codes: [0, 128, 129] });
  return code === 0 && out.length > 0;
}

/** Two processes may fetch to the same ref at the same moment; each try is a start of git apart. */
const LOCK_ATTEMPTS = 5;

/** A git folder over the objects of the store in which no attribute counts: bytes go in and come out as they are, no driver has a name. */
export async function ensureRaw(place: RunsPlace, commit: string): Promise<{ raw: string; objects: string }> {
  const { raw, store } = repositoryPaths(place);
  if (!existsSync(join(raw, 'HEAD'))) {
    await makeGitDir(raw, {
      head: 'ref: refs/heads/none',
      bare: true,
      sha256: isSha256(commit),
      config: '[core]\n\tautocrlf = false\n',
      attributes: '* -text -filter -ident -working-tree-encoding -diff -merge\n',
    });
  }
  return { raw, objects: join(store, 'objects') };
}
