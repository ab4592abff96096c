import { copyFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readPlain } from '../../../work/paths/plain-file.ts';
import { storeCall } from '../call/environment.ts';
import { git, MAY_FAIL } from '../call/git.ts';
import { type BytePath, splitPaths } from '../diff/path-text.ts';
import { viewAgent } from '../snapshot/agent-view.ts';
import { type RunPlace, runPaths } from '../store/paths.ts';
import { type IndexEntry, soundEntries } from './index-entries.ts';

export type AgentEntry = Pick<IndexEntry, 'path' | 'isHidden'>;

/**
 * Reads the entries of the agent's index. If only git can read it, because it is split, sparse or of version 4, git lists
 * copies of its files.
 * @returns none if the index is missing or damaged, so that it shows nothing about the agent's intention
 */
export async function agentEntries(place: RunPlace, base: string): Promise<readonly AgentEntry[]> {
  const read = await ownEntries(place);
  return read ?? (await listedByGit(place, base)).flatMap(entryIn);
}

/** Lists the entries of the agent's index as lines of `git ls-files -s -v`, without their ends. */
export async function indexLines(place: RunPlace, base: string): Promise<readonly string[]> {
  const read = await ownEntries(place);
  return read?.map(({ line }) => line) ?? listedByGit(place, base);
}

/** Reads the entries of the agent's index: none without an index, undefined if only git can read it. */
async function ownEntries(place: RunPlace): Promise<IndexEntry[] | undefined> {
  const bytes = await readPlain(join(runPaths(place).repo, 'index'), { follows: false });
  return bytes ? soundEntries(bytes) : [];
}

/** The files of an index. A split one has most of its entries in a shared file (git-update-index(1)). */
const INDEX_FILE = /^(?:index|sharedindex\.[0-9a-f]{40,64})$/;

/** A line of `git ls-files -s -v`. `S` marks the flag skip-worktree, in small letters together with assume-unchanged. */
const LINE = /^(\S) \d+ [0-9a-f]+ \d\t(.+)$/s;

async function listedByGit(place: RunPlace, base: string): Promise<string[]> {
  const { repo } = runPaths(place);
  const view = await viewAgent(place, base);
  if (view === undefined) return [];
  for (const entry of await readdir(repo, { withFileTypes: true }))
    if (entry.isFile() && INDEX_FILE.test(entry.name)) await copyFile(join(repo, entry.name), join(view, entry.name));
  const { code, out } = await git(storeCall(view, ['ls-files', '-z', '-s', '-v'], { codes: MAY_FAIL }));
  return code === 0 ? splitPaths(out) : [];
}

function entryIn(line: string): AgentEntry[] {
  const [, tag, path] = LINE.exec(line) ?? [];
  return path === undefined ? [] : [{ path: path satisfies BytePath, isHidden: /^s$/i.test(tag!) }];
}
