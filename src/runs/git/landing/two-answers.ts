import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { shellWord } from '../../../base/shell-word.ts';
import { gitHead, hasRefFiles, NO_REF_FILES } from '../../../store/index.ts';
import { personCall } from '../call/environment.ts';
import { git, linesOfOutput } from '../call/git.ts';
import { commonOf, type GitRepository } from '../store/paths.ts';
import { refInFiles } from '../store/ref-files.ts';
import { outputLine } from '../store/store-repo.ts';
import type { Deferral } from './deferral.ts';

/** Something that git says otherwise than its own file, which other programs read and write. */
export type TwoAnswers = Extract<Deferral, { kind: 'two-answers' }>;

/** A branch as git knows it, behind symbolic refs: `master` can be another name of `main`, with one commit for both. */
export interface AskedBranch {
  ref: string;
  /** Undefined if there is no such branch. */
  tip: string | undefined;
}

/** Asks git for a branch. */
export async function askBranch(repository: GitRepository, ref: string): Promise<AskedBranch> {
  const args = ['for-each-ref', '--format=%(refname) %(objectname) %(symref)', ref];
  const lines = linesOfOutput((await git(personCall(repository, args))).out).map((line) => line.split(' '));
  const [, tip, behind] = lines.find(([name]) => name === ref) ?? [];
  return { ref: behind || ref, tip };
}

/** Compares the commit of a branch with its file. */
export async function tipApart(
  repository: GitRepository,
  { ref, tip = MISSING }: AskedBranch,
): Promise<TwoAnswers | undefined> {
  const common = commonOf(repository);
  const said = refInFiles(common, ref) ?? MISSING;
  if (said === 'unclear' || said === tip) return undefined;
  const loose = join(common, ref);
  const file = existsSync(loose) ? loose : join(common, 'packed-refs');
  const write = `mkdir -p ${shellWord(dirname(loose))} && echo ${tip} >${shellWord(loose)}`;
  return { kind: 'two-answers', what: ref, git: tip, file, said, mend: await mendOf(repository, common, write) };
}

/**
 * Compares the branch of a worktree's HEAD, as git lists it, with the file in the git folder that the worktree names.
 * @returns the branch in the file, too, behind symbolic refs
 */
export async function headApart(
  repository: GitRepository,
  { worktree, gitDir, branch = DETACHED }: { worktree: string; gitDir: string; branch: string | undefined },
): Promise<{ why: TwoAnswers; branch: string } | undefined> {
  if (!hasRefFiles(gitDir)) return undefined;
  const { ref: said = DETACHED } = gitHead(gitDir);
  if (said === branch) return undefined;
  const behind = (await askBranch(repository, said)).ref;
  if (behind === branch) return undefined;
  const repair = `git --git-dir=${shellWord(commonOf(repository))} worktree repair`;
  const mend = await mendOf(repository, gitDir, repair);
  const file = join(gitDir, 'HEAD');
  return { why: { kind: 'two-answers', what: `HEAD of ${worktree}`, git: branch, file, said, mend }, branch: behind };
}

const MISSING = 'missing';
const DETACHED = 'on no branch';

/** Returns the line after which git's answer counts. In a reftable, a program that doesn't know it has written HEAD. */
async function mendOf(repository: GitRepository, gitDir: string, other: string): Promise<string> {
  const asked = await git(personCall(repository, ['config', 'extensions.refStorage'], { codes: [0, 1] }));
  return outputLine(asked) === 'reftable' ? `echo ${NO_REF_FILES} >${shellWord(join(gitDir, 'HEAD'))}` : other;
}
