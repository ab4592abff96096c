import { mkdirSync } from 'node:fs';
import { counted } from '../../base/amounts.ts';
import { shortCommit } from '../../domain/runs/commit-id.ts';
import { listed } from '../../domain/task/objections.ts';
import {
  type BytePath,
  type Ground,
  keepBranches,
  type LeftModule,
  pathText,
  putBack,
  putModuleFilesBack,
  readGround,
  repairConfig,
  repairGitFolder,
  repairIndex,
  repairPointer,
  replaceHardLinks,
  rescue,
  resetWorktree,
  storeHasCommit,
} from '../git/index.ts';
import { newChangesText } from '../ground/check-ground.ts';
import {
  decideGround,
  type GroundPlan,
  isOnlyCommitted,
  type RoundStart,
  roundStart,
} from '../ground/decide-ground.ts';
import { Halt, haltOf, Unsecured } from './halt.ts';
import type { SupervisedRun } from './supervised-run.ts';

/**
 * Makes sure that the worktree has the files from which the next round starts, before any agent or person's round.
 * Nobody works in the worktree meanwhile.
 * @returns a sentence for the agent about what changed in its worktree; undefined if nothing did
 * @throws Halt `worktree_changed` if files differ from the last result and a person has to decide about them
 * @throws Unsecured for an error of git or of a file
 */
export async function secureGround(supervised: SupervisedRun): Promise<string | undefined> {
  try {
    return await secured(supervised);
  } catch (error) {
    if (error instanceof Halt) throw error;
    const { reason, text } = haltOf(error);
    throw new Unsecured(reason, text);
  }
}

async function secured(supervised: SupervisedRun): Promise<string | undefined> {
  const { place, events } = supervised;
  const run = supervised.run();
  mkdirSync(supervised.paths.folder, { recursive: true, mode: 0o700 });
  const wanted = roundStart(run);
  // A person's round needs no earlier result, which may be lost.
  const isGone = wanted.holds === 'person' && !(await storeHasCommit(place, wanted.commit));
  const start = isGone ? { ...wanted, commit: run.base } : wanted;
  const said: string[] = [];
  for (let isCompared = false; !isCompared; ) {
    const ground = await readGround(place, { base: run.base, start: start.commit });
    const plan = decideGround(ground, start.holds, run.restore === true);
    if (plan.files === 'ask') throw new Halt('worktree_changed', newChangesText(ground.changed.map(pathText)));
    const done = await apply(supervised, { ground, plan, start });
    said.push(...done.said);
    // Without its git folder, a submodule had no files for the comparison.
    isCompared = start.holds !== 'result' || done.remade.length === 0;
  }
  const linked = await replaceHardLinks(place, run.base);
  if (linked.length > 0) said.push(`hard links replaced by copies: ${listed(linked.map(pathText)).join(', ')}`);
  if (run.restore) await supervised.note(({ restore: _, ...rest }) => rest);
  if (said.length === 0) return undefined;
  const text = said.join('; ');
  events.add({ type: 'step', text });
  return text;
}

/**
 * Puts back what a setup command took from the files with which the next round starts. Other files
 * stay as the command left them.
 */
export async function restoreAfterSetup(supervised: SupervisedRun): Promise<void> {
  const { place, events } = supervised;
  const run = supervised.run();
  const start = roundStart(run);
  // A person's files are in no commit yet.
  if (start.holds === 'person') return;
  const ground = await readGround(place, { base: run.base, start: start.commit });
  const { said } = await apply(supervised, { ground, plan: decideGround(ground, 'work', false), start });
  if (said.length > 0) events.add({ type: 'step', text: `after the setup: ${said.join('; ')}` });
}

interface Applied {
  ground: Ground;
  plan: GroundPlan;
  start: RoundStart;
}

interface Done {
  /** What happened, as clauses of a sentence. */
  said: string[];
  /** Submodules whose git folder was made again. */
  remade: BytePath[];
}

/** Carries out a plan. */
async function apply(
  supervised: SupervisedRun,
  { ground, plan: { repair, files }, start: { commit: start, holds } }: Applied,
): Promise<Done> {
  const { place } = supervised;
  const { base, branch, target } = supervised.run();
  const how = { base, branch, target, start };
  const said: string[] = [];
  if (repair.includes('git folder') && ground.folder === 'present') {
    const { refs } = await rescue(place);
    if (refs[0]) said.push(`its work is kept under ${refs[0].name}`);
  }
  if (repair.includes('git folder')) {
    await repairGitFolder(place, how);
    await keepBeside(supervised);
  }
  if (repair.includes('config')) await repairConfig(place, start);
  if (repair.includes('pointer')) await repairPointer(place);
  if (repair.includes('index')) await repairIndex(place, start);
  if (repair.length > 0)
    said.push(`the ${repair.map((part) => WORDS[part]).join(' and the ')} of its worktree was repaired`);
  if (files === 'put back') {
    const isMeant = (one: LeftModule) => (holds === 'person' ? isOnlyCommitted(one, ground.changed) : !one.stays);
    const [left, reverted] = [ground.left, ground.reverted].map((all) => all.filter(isMeant));
    await putBack(place, left!, reverted!);
    const paths = [...left!, ...reverted!].map(({ path }) => pathText(path));
    said.push(`${counted(paths.length, 'missing or older file')} restored: ${listed(paths).join(', ')}`);
  }
  if (files === 'reset') {
    const rescued = await resetWorktree(place, how, ground);
    said.push(`its worktree was restored from commit ${shortCommit(start)}${lostText(ground)}`);
    if (rescued?.refs[0]) said.push(`the former files are kept under ${rescued.refs[0].name}`);
  }
  const { files: inModules, remade } =
    holds === 'person' ? { files: [], remade: [] } : await putModuleFilesBack(place, start);
  if (remade.length > 0) said.push(`the git folder of ${listed(remade.map(pathText)).join(', ')} was repaired`);
  if (inModules.length > 0)
    said.push(
      `${counted(inModules.length, 'missing file')} of submodules restored: ${listed(inModules.map(pathText)).join(', ')}`,
    );
  return { said, remade };
}

/**
 * Gives a new git folder the commits that the last result lacks, such as those of a branch. Without them, the next result
 * would lack their work unsaid.
 */
export async function keepBeside({ place, run }: SupervisedRun): Promise<void> {
  const { missing = [] } = run().result ?? {};
  const commits = new Set(missing.flatMap(({ in: origin, commit }) => (origin === 'commits' ? [commit] : [])));
  const isThere = await Promise.all([...commits].map((commit) => storeHasCommit(place, commit)));
  await keepBranches(
    place,
    [...commits].filter((_, at) => isThere[at]),
  );
}

const WORDS = { pointer: '.git file', 'git folder': 'git folder', config: 'git config', index: 'index' } as const;

function lostText({ folder, left, reverted }: Ground): string {
  if (folder !== 'present') return ', because its folder was gone';
  const paths = [...left, ...reverted].map(({ path }) => pathText(path));
  return paths.length > 0 ? `, because files were missing or older: ${listed(paths).join(', ')}` : '';
}
