import { existsSync } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { sentence } from '../../../base/output/sentence.ts';
import { shellWord } from '../../../base/shell-word.ts';
import { personCall, personEnvironment, QUIET } from '../call/environment.ts';
import { type GitOutcome, git, gitMessage, MAY_FAIL } from '../call/git.ts';
import { type RawChange, SUBMODULE } from '../diff/changed.ts';
import { fileOf, pathText } from '../diff/path-text.ts';
import { changesOf } from '../landing/checkout.ts';
import { checkoutProblem, indexRows } from '../landing/checkout-problem.ts';
import { type Deferral, deferralText, type ModuleText, someOf } from '../landing/deferral.ts';
import { progressIn } from '../landing/worktrees.ts';
import { folderOf } from './agent-module.ts';
import type { ChangedLink } from './changed-links.ts';
import { gitDirIn } from './person-modules.ts';

/**
 * Finds the submodules whose checkout in a worktree of the person can't move to its new commit without a loss. Changes
 * nothing.
 * @param links the changed submodules, each before its own ones
 */
export async function modulesProblem(links: readonly ChangedLink[], worktree: string): Promise<Deferral | undefined> {
  const modules: ModuleText[] = [];
  await eachModule(links, async (link) => {
    const state = await stateOf(link, worktree);
    if (state.is === 'blocked') modules.push(toldOf(link, state.text));
    return state.is === 'ready' || state.is === 'there';
  });
  return modules.length === 0
    ? undefined
    : { kind: 'submodules', worktree, paths: modules.map(({ path }) => path), modules };
}

/** Moves the submodules of a checkout, which is the last step of a landing. @returns those that stay behind */
export async function modulesBehind(
  links: readonly ChangedLink[],
  changes: readonly RawChange[],
  worktree: string,
): Promise<ModuleText[]> {
  return [...(await removedModules(changes, worktree)), ...(await followModules(links, worktree))];
}

/**
 * Moves the checkouts of changed submodules in a worktree of the person to their new commits, as `git submodule update`
 * does. Submodules without files stay so.
 * @returns the submodules whose checkout stays at another commit
 */
async function followModules(links: readonly ChangedLink[], worktree: string): Promise<ModuleText[]> {
  const behind: ModuleText[] = [];
  await eachModule(links, async (link) => {
    const state = await stateOf(link, worktree);
    if (state.is === 'there' || state.is === 'empty') return state.is === 'there';
    const text = state.is === 'ready' ? await moveTo(state.folder, link) : state.text;
    if (text !== undefined) behind.push(toldOf(link, `stays at another commit: ${text}`));
    return text === undefined;
  });
  return behind;
}

/** Lists the removed submodules whose folder stays in a worktree, because it has files. So does git. */
async function removedModules(changes: readonly RawChange[], worktree: string): Promise<ModuleText[]> {
  const removed = changes.filter(({ old, status }) => old.mode === SUBMODULE && status === 'D');
  const found: ModuleText[] = [];
  for (const { path } of removed) {
    const names = await readdir(fileOf(worktree, path)).catch(() => []);
    if (names.length > 0) found.push({ path: pathText(path), text: 'it is removed, but its folder stays' });
  }
  return found;
}

const toldOf = ({ path }: ChangedLink, text: string): ModuleText => ({ path: pathText(path), text });

/** Calls `act` for each moved submodule, except for those in a submodule for which it returned false. */
async function eachModule(links: readonly ChangedLink[], act: (link: ChangedLink) => Promise<boolean>): Promise<void> {
  const skipped: string[] = [];
  for (const link of links) {
    if (link.before === undefined || skipped.some((path) => link.path.startsWith(`${path}/`))) continue;
    if (!(await act(link))) skipped.push(link.path);
  }
}

/** The checkout of a submodule: without files, at its new commit already, able to move, or not able to. */
type ModuleState =
  | { is: 'empty' }
  | { is: 'there' }
  | { is: 'ready'; folder: string }
  /** A person's decision keeps it at its commit, and the landing doesn't wait for another one. */
  | { is: 'kept'; text: string }
  | { is: 'blocked'; text: string };

async function stateOf(link: ChangedLink, worktree: string): Promise<ModuleState> {
  const folder = folderOf(worktree, link.path);
  if (folder === undefined) return { is: 'kept', text: "its path isn't UTF-8" };
  const isFolder = (await lstat(folder).catch(() => undefined))?.isDirectory();
  const files = isFolder ? await readdir(folder) : [];
  if (files.length === 0) return { is: 'empty' };
  const rule = outputOf(await ask(dirname(folder), ['config', settingOf(link)]));
  if (!['', 'checkout'].includes(rule))
    return { is: 'kept', text: `its setting \`${settingOf(link)}\` is \`${rule}\`` };
  const gitDir = await gitDirIn(worktree, link.path);
  if (gitDir === undefined)
    return { is: 'blocked', text: deferralText({ kind: 'in-the-way', worktree: folder, paths: files }, '') };
  const module = { folder, gitDir };
  const head = await headOf(module);
  if (head.ref === '' && head.commit === link.commit) return { is: 'there' };
  const text = (await headProblem(link, module, head)) ?? (await filesProblem(link, module));
  return text === undefined ? { is: 'ready', folder } : { is: 'blocked', text };
}

const settingOf = ({ names }: ChangedLink) => `submodule.${names.at(-1)}.update`;

interface Module {
  folder: string;
  gitDir: string;
}

/** The commit and the branch of a HEAD, each empty if there is none. */
interface Head {
  commit: string;
  ref: string;
}

async function headOf(module: Module): Promise<Head> {
  const say = async (...args: string[]) =>
    outputOf(await git(personCall(repositoryOf(module), args, { codes: MAY_FAIL })));
  return { commit: await say('rev-parse', '-q', '--verify', 'HEAD'), ref: await say('symbolic-ref', '-q', 'HEAD') };
}

async function headProblem(
  link: ChangedLink,
  { folder, gitDir }: Module,
  { ref, commit }: Head,
): Promise<string | undefined> {
  const progress = await progressIn(folder, gitDir);
  if (progress) return deferralText({ kind: 'in-progress', worktree: folder, what: progress }, '');
  if (commit === '') return `its git folder ${gitDir} has no commit`;
  if (commit !== link.before) return `it is at another commit than the branch. Move it: ${updateCommand(folder)}`;
  if (ref === '') return undefined;
  const branch = ref.replace(/^refs\/heads\//, '');
  return `it is on branch ${branch}. Detach it: \`git -C ${shellWord(folder)} switch --detach\``;
}

const updateCommand = (folder: string) =>
  `\`git -C ${shellWord(dirname(folder))} submodule update ${shellWord(basename(folder))}\``;

/** The repository of a submodule, for the checks of a checkout that moves. */
const repositoryOf = ({ folder, gitDir }: Module) => ({ name: '', folder, common: gitDir });

async function filesProblem(link: ChangedLink, module: Module): Promise<string | undefined> {
  const { folder, gitDir } = module;
  const lock = join(gitDir, 'index.lock');
  if (existsSync(lock)) return deferralText({ kind: 'locked', file: lock }, '');
  const checkout = { worktree: folder, gitDir, progress: undefined };
  const move = { repository: repositoryOf(module), checkout, old: link.before!, new: link.commit };
  const changes = await changesOf(move);
  const why = await checkoutProblem(move, await indexRows(move, join(gitDir, 'index'), changes), changes);
  if (why?.kind !== 'dirty') return why && deferralText(why, '');
  const { paths, submodules = [] } = why;
  const isFile = (path: string) => !submodules.includes(path);
  return [
    `uncommitted changes in ${folder} to files of the result: ${someOf(paths)}`,
    ...(paths.some(isFile) ? [`Stash them: \`git -C ${shellWord(folder)} stash\``] : []),
    ...submodules.map((path) => `Move the submodule: ${updateCommand(join(folder, path))}`),
  ].join('. ');
}

/** Moves a checkout. Git itself refuses if a file was changed meanwhile. @returns git's reason if it refuses */
async function moveTo(folder: string, { commit }: ChangedLink): Promise<string | undefined> {
  const { code, err } = await ask(folder, ['checkout', '-q', '--detach', '--no-overwrite-ignore', commit]);
  return code === 0 ? undefined : `${sentence(gitMessage(err))} Then move it: ${updateCommand(folder)}`;
}

function ask(cwd: string, args: readonly string[]): Promise<GitOutcome> {
  return git({ args: [...QUIET, ...args], cwd, env: personEnvironment(), codes: MAY_FAIL });
}

const outputOf = ({ out }: GitOutcome) => out.toString().trim();
