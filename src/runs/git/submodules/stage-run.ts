import { join } from 'node:path';
import type { Author } from '../call/environment.ts';
import type { Staging } from '../snapshot/add-files.ts';
import { type RunPlace, runPaths } from '../store/paths.ts';
import { lastLink } from './links.ts';
import { linksOfIndex, linksSince } from './read-links.ts';
import { type StagedLinks, stageLinks } from './stage-links.ts';

export interface RunCommits {
  /** The run's start commit. */
  base: string;
  /** The agent's last commit, or the run's result. */
  head: string;
  /** Author and message of commits with uncommitted files of submodules. */
  author: Author;
  message: string;
}

/** Puts the submodules of a run's worktree into an index that has the worktree's files, as {@link stageLinks} does. */
export async function stageRunLinks(place: RunPlace, here: Staging, commits: RunCommits): Promise<StagedLinks> {
  const { repo, index } = runPaths(place);
  const { base, head, author, message } = commits;
  const links = await linksOfIndex(index, new Map());
  return stageLinks({
    ...here,
    place,
    names: [],
    at: '',
    like: base,
    start: links,
    base: links,
    committed: await linksSince(here.store, links, base, head),
    staged: await linksOfIndex(join(repo, 'index'), links),
    commit: { author, message },
    before: (module) => lastLink(place, module),
  });
}
