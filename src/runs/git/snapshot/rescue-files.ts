import { copyFile, lstat, readlink } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { readPlain } from '../../../work/paths/plain-file.ts';
import { BACKLOG_AUTHOR, LOGGED, storeCall } from '../call/environment.ts';
import { git } from '../call/git.ts';
import { type BytePath, fileOf, pathText, quotedPath, splitRaw } from '../diff/path-text.ts';
import { storeHasCommit } from '../store/mend-store.ts';
import { type RunPlace, repositoryPaths, runPaths } from '../store/paths.ts';
import { inStore } from '../store/store-repo.ts';
import { withTemporaryIndex } from '../store/temporary-index.ts';
import { agentGitDir } from '../submodules/agent-module.ts';
import { linksOfIndex, type SubmoduleLinks } from '../submodules/read-links.ts';
import { type RunCommits, stageRunLinks } from '../submodules/stage-run.ts';
import { furtherTrees } from '../worktree/further-trees.ts';
import { filesInTree, kindsIn, readTreeState } from '../worktree/tree-state.ts';

/**
 * Maximum size of an ignored entry or nested repository that a rescue keeps. Larger ones usually come from builds and
 * package managers, which can make them again. The rescue lists the entries that it omits.
 */
const MOST = { files: 2000, bytes: 64 * 1024 * 1024 };
/** Maximum size in bytes of a file that a rescue keeps. The rescue lists larger files. */
const MAX_FILE = 1024 * 1024 * 1024;

/** Sentence for people who delete a worktree: what a rescue keeps of it. */
export const RESCUE_KEEPS = `Its work is kept under rescue refs, except nested repositories and ignored folders with more than ${MOST.files} files or ${MOST.bytes / 1024 / 1024} MiB.`;

interface RescueCommit {
  ref: string;
  parent: string;
  base: string;
  title: string;
}

/** Stores the files of a worktree as a commit, byte for byte. Accepts any file name. */
export async function rescueFiles(
  place: RunPlace,
  { ref, parent, base, title }: RescueCommit,
): Promise<{ left: string[] }> {
  const { tree } = runPaths(place);
  const { store } = repositoryPaths(place);
  const state = await readTreeState(place, base);
  const left: BytePath[] = [];
  const files = new Set([...state.edited, ...state.added]);
  // If a repository has replaced Backlog's `.git` file, git lists none of its files.
  const replaced = (await kindsIn(tree)('.git')) === 'folder' ? ['.git/'] : [];
  const { links, loose } = await submodulesIn(place, state.submodules, { base, head: parent, message: title });
  const nested = state.nested.filter((path) => !links.has(path.slice(0, -1)));
  for (const entry of [...replaced, ...nested, ...loose, ...(await state.ignored())]) {
    const within = await filesInTree(tree, entry, MOST);
    if (within === undefined) left.push(entry);
    else for (const file of within) files.add(file);
  }
  const gone = new Set(state.gone);
  const kept: Tracked[] = [];
  for (const entry of await trackedFiles(place)) {
    if (gone.has(entry.path) || files.has(entry.path)) continue;
    const facts = await lstat(fileOf(tree, entry.path)).catch(() => undefined);
    // If the size differs from the object's, git changed the file's encoding or line ends.
    if (facts?.isFile() && facts.size !== entry.size) files.add(entry.path);
    else kept.push(entry);
  }
  const stream = commitStream({ tree, files: [...files], kept, links, ref, parent, title, left });
  // An import ignores attributes.
  const call = storeCall(store, ['fast-import', '--quiet', '--force'], {
    input: Readable.from(stream),
    config: LOGGED,
  });
  await git(call);
  return { left: left.map(pathText) };
}

/** Stores the uncommitted files of the agent's further worktrees, byte for byte, on the commit of each. */
export async function rescueFurther(
  place: RunPlace,
  base: string,
  { under, title, left }: { under: string; title: string; left: string[] },
): Promise<void> {
  const { store } = repositoryPaths(place);
  for (const [at, { folder: tree, name, head, files }] of (await furtherTrees(place, base)).entries()) {
    const found: BytePath[] = [];
    const whole: BytePath[] = [];
    for (const entry of files) {
      const within = await filesInTree(tree, entry, entry.endsWith('/') ? MOST : { files: 1 });
      if (within === undefined) found.push(entry);
      else whole.push(...within);
    }
    const parent = head !== undefined && (await storeHasCommit(place, head)) ? head : base;
    const parts = { tree, files: whole, links: new Map(), ref: `${under}/worktrees/${at + 1}`, parent, title };
    const stream = commitStream({ ...parts, left: found });
    await git(
      storeCall(store, ['fast-import', '--quiet', '--force'], { input: Readable.from(stream), config: LOGGED }),
    );
    for (const path of found) left.push(pathText(`${name}/${path}`));
  }
}

/**
 * Finds the submodules to keep as commits, with their uncommitted files, and those of which only the files can be kept,
 * because their folder is no repository.
 */
async function submodulesIn(
  place: RunPlace,
  filled: readonly BytePath[],
  commits: Omit<RunCommits, 'author'>,
): Promise<{ links: SubmoduleLinks; loose: BytePath[] }> {
  const run = runPaths(place);
  const { store } = repositoryPaths(place);
  const links = await withTemporaryIndex(run.index, async (index) => {
    await copyFile(run.index, index);
    await stageRunLinks(place, { store, tree: run.tree, index }, { ...commits, author: BACKLOG_AUTHOR });
    return linksOfIndex(index, new Map());
  });
  const loose: BytePath[] = [];
  for (const path of filled) if (!(await agentGitDir(place, path.slice(0, -1)))) loose.push(path);
  return { links: new Map([...links].filter(([path]) => !loose.includes(`${path}/`))), loose };
}

interface Tracked {
  path: BytePath;
  mode: string;
  object: string;
  size: number;
}

/** Lists the files of the index with the sizes of their objects, without submodules. */
async function trackedFiles(place: RunPlace): Promise<Tracked[]> {
  const { tree, index } = runPaths(place);
  const { out } = await inStore(place, ['ls-files', '-z', '-s'], { tree, index });
  const rows = splitRaw(out).flatMap((line) => {
    const [, mode = '', object = '', path = ''] = /^(\d+) (\w+) \d\t(.*)$/s.exec(line) ?? [];
    return mode === '160000' || path === '' ? [] : [{ mode, object, path }];
  });
  const asked = await inStore(place, ['cat-file', '--batch-check=%(objectsize)'], {
    input: rows.map(({ object }) => `${object}\n`).join(''),
  });
  const sizes = asked.out.toString().split('\n').map(Number);
  return rows.map((row, at) => ({ ...row, size: sizes[at] ?? -1 }));
}

interface Stream {
  tree: string;
  files: readonly BytePath[];
  /** The other files of the commit. Absent: those of its parent. */
  kept?: readonly Tracked[];
  links: SubmoduleLinks;
  ref: string;
  parent: string;
  title: string;
  /** Receives the files that the function omits. */
  left: BytePath[];
}

/** Writes the commit in the format of `git fast-import`. */
async function* commitStream({ tree, files, kept, links, ref, parent, title, left }: Stream): AsyncGenerator<Buffer> {
  const names = new SafeNames((kept ?? []).map(({ path }) => path));
  const renamed = files.filter((path) => names.of(path) !== path);
  const message = [title, '', ...renamed.map((path) => `${quotedPath(path)} is ${quotedPath(names.of(path))}`)].join(
    '\n',
  );
  const { name, email } = BACKLOG_AUTHOR;
  const bytes = Buffer.byteLength(message);
  yield Buffer.from(
    `commit ${ref}\ncommitter ${name} <${email}> ${Math.floor(Date.now() / 1000)} +0000\ndata ${bytes}\n${message}\nfrom ${parent}\n${kept ? 'deleteall\n' : ''}`,
  );
  for (const { path, mode, object } of kept ?? []) yield Buffer.from(`M ${mode} ${object} ${quotedPath(path)}\n`);
  for (const [path, commit] of links) yield Buffer.from(`M 160000 ${commit} ${quotedPath(path)}\n`);
  for (const path of files) {
    const content = await contentOf(tree, path);
    if (content === undefined) left.push(path);
    else {
      yield Buffer.from(`M ${content.mode} inline ${quotedPath(names.of(path))}\ndata ${content.bytes.length}\n`);
      yield content.bytes;
      yield Buffer.from('\n');
    }
  }
}

async function contentOf(tree: string, path: BytePath): Promise<{ mode: string; bytes: Buffer } | undefined> {
  const file = fileOf(tree, path);
  try {
    const facts = await lstat(file);
    if (facts.isSymbolicLink()) return { mode: '120000', bytes: await readlink(file, { encoding: 'buffer' }) };
    const bytes = await readPlain(file, { most: MAX_FILE, follows: false });
    return bytes && { mode: facts.mode & 0o100 ? '100755' : '100644', bytes };
  } catch {
    return undefined;
  }
}

/**
 * Renames paths that git accepts in no commit, because one part is a form of `.git`. The commit message lists the
 * renamed paths.
 */
class SafeNames {
  readonly #taken: Set<BytePath>;
  readonly #names = new Map<BytePath, BytePath>();

  constructor(taken: readonly BytePath[]) {
    this.#taken = new Set(taken);
  }

  of(path: BytePath): BytePath {
    const known = this.#names.get(path);
    if (known !== undefined) return known;
    const plain = path
      .split('/')
      .map((part) => (REFUSED.test(part) ? `saved${part.replace(/[^A-Za-z0-9.]/g, '_')}` : part))
      .join('/');
    let name = plain;
    if (plain !== path) for (let n = 2; this.#taken.has(name); n++) name = `${plain}~${n}`;
    this.#taken.add(name);
    this.#names.set(path, name);
    return name;
  }
}

/**
 * Matches parts of a path that git refuses, and some that it accepts: `.git` in any case, with invisible characters,
 * followed by dots, spaces or an NTFS stream; and `git~1`.
 */
const REFUSED = /^([^\0-\x7f]*\.[^\0-\x7f]*g[^\0-\x7f]*i[^\0-\x7f]*t[^\0-\x7f]*|git~\d+)[ .]*(:.*)?$/is;
