import { join, normalize, relative } from 'node:path';
import { listed } from '../../../domain/task/objections.ts';
import { realPath } from '../../../store/index.ts';
import { type Approved, approved } from '../../../work/config/approval.ts';
import type { Context } from '../../../work/workspace/context.ts';
import { leftOfBudget } from '../../budget/asked-limit.ts';
import { costEstimator } from '../../budget/estimate.ts';
import { settleInquiries } from '../../budget/inquiries.ts';
import type { Payer } from '../../budget/inquiry-files.ts';
import type { CheckResult, WantedCheck } from '../../checks.ts';
import { runsIn } from '../../find-run.ts';
import {
  besideCommit,
  clearFolder,
  fillSealed,
  moveStraysAside,
  type RunPlace,
  restoreSealed,
  type Seal,
  type SealedChange,
  type SealedPaths,
  sealedChange,
  sealFolder,
  type Undeletable,
} from '../../git/index.ts';
import { runSettings } from '../../run-settings.ts';
import { containAgents } from '../../sandbox/contain-agent.ts';
import { containLines } from '../../sandbox/contain-lines.ts';
import { ownProgramsFirst } from './moved-paths.ts';
import { type Provided, provide } from './provide.ts';
import { providedFacts } from './provided-files.ts';
import { runSetupLine } from './run-checks.ts';
import type { Checking } from './run-line.ts';
import { namesText } from './sealed-words.ts';

/** What to check, and where. */
export interface CommitToCheck {
  context: Context;
  /** The repository. Its `id` is that of the run or merge queue that owns the processes. */
  place: RunPlace;
  /** The folder for the checks. Only one process may use it at a time. */
  at: SealedPaths;
  commit: string;
  wanted: readonly Approved<WantedCheck>[];
  /** Whose record has the cost of agents that are asked about the commit. By default, that of the run `place.id`. */
  payer?: Payer;
  /** The uuid of the run's task, if nobody has approved the commit. */
  task?: string | undefined;
  around: Omit<Checking, 'folder' | 'commit' | 'run' | 'store' | 'timeoutMs'>;
  /** Keeps the folder afterwards, so that the next checkout writes only differences. */
  keep?: boolean;
  /** Decides whether the changes of a check that may fix files become a commit. Without it, none do. */
  mayFix?: (check: string) => boolean;
  /** Called with a sentence about each exception. */
  step?: (text: string) => void;
  /** Called after each check. */
  told?: (result: CheckResult) => void;
}

/** The sealed folder, or why its setup command failed. */
export type SealedFolder = { seal: FolderSeal } | { failed: CheckResult };

/**
 * What the folder contained before the first check. `read` names what checks only read, and `facts` has its files: those
 * that the settings provide, those of the setup command and of submodules, and the git folder that each check gets.
 */
export interface FolderSeal extends Seal {
  read: readonly Pick<Provided, 'path' | 'given'>[];
  facts: Readonly<Record<string, string>>;
  /** Paths of the copies that the settings provide. */
  copies: readonly string[];
}

/**
 * Fills the folder for checks. This is the only place that does so: first the files of the commit, then what the settings
 * provide, then the setup command, last the seal. Changes of the setup command in files of the commit are undone.
 */
export async function sealed(asked: CommitToCheck): Promise<SealedFolder> {
  const { context, place, at, commit, step = () => {} } = asked;
  const { setup, repair, copy, link } = approved(context.store, (state) => runSettings(state, place.repository.name));
  await clearAbove(asked);
  const index = await fillSealed(place, at, commit);
  const given = await provide(place.repository.folder, at.tree, { copy, link });
  for (const one of given) if (one.given === 'link') step(`for the checks, ${one.text}`);
  if (setup !== '') {
    const end = await runSetupLine({ setup, repair }, checking(asked));
    abortIf(asked);
    if (end.code !== 0)
      return { failed: { name: 'setup', ok: false, why: end.text, ms: end.ms, output: end.tail, commit } };
  }
  const { seal, changed } = await sealFolder(place, at, { commit, index });
  if (changed.length > 0) step(`the setup changed ${namesText(changed)}; the checks get the files of the commit`);
  const read = asked.wanted.length > 1 ? readOnly(asked, seal, given, setup !== '') : [];
  const copies = given.filter((one) => one.given === 'copy').map(({ path }) => normalize(path));
  return { seal: { ...seal, read, facts: await providedFacts(at.folder, read), copies } };
}

/** Moves aside what programs of the checks would find above their folder. */
async function clearAbove({ place, at, step }: CommitToCheck): Promise<void> {
  for (const [from, to] of await moveStraysAside(place, at))
    step?.(`programs of the checks would find ${from}, which is in no commit; it was moved to ${to}`);
}

/** Lists what checks only read, by path in the folder for checks. */
function readOnly({ at }: CommitToCheck, seal: Seal, given: readonly Provided[], isSetUp: boolean): FolderSeal['read'] {
  const [tree, kept] = [at.tree, at.kept].map((path) => relative(at.folder, path));
  const own = new Set(given.map(({ path }) => normalize(path)));
  const others = besideCommit(seal, isSetUp).filter((path) => !own.has(path));
  return [
    ...given.map((one) => ({ ...one, path: join(tree!, one.path) })),
    ...[kept!, ...others.map((path) => join(tree!, path))].map((path) => ({ path, given: 'copy' as const })),
  ];
}

/**
 * Restores the folder for the next check. Fills it again if that fails, or if the check changed what it should only
 * read: the next check must not run programs that an earlier one wrote.
 * @returns the folder, and what prevented the deletion of the former one
 */
export async function sealedAgain(
  asked: CommitToCheck,
  seal: FolderSeal,
  change: SealedChange | 'unreadable' | undefined,
): Promise<SealedFolder & { left?: Undeletable }> {
  const { place, at } = asked;
  await clearAbove(asked);
  try {
    if (change !== 'unreadable') await restoreSealed(place, at, seal, change);
    const isWhole = change === undefined || (change !== 'unreadable' && !(await sealedChange(place, at, seal)));
    if (isWhole && (await isReadWhole(asked, seal))) return { seal };
  } catch {
    // The folder is filled again below.
  }
  const left = await clearFolder(at.folder);
  return { ...(await sealed(asked)), ...(left === undefined ? {} : { left }) };
}

/** Checks whether what checks only read is as it was. New files don't count: they are caches and products of checks. */
async function isReadWhole({ at, step }: CommitToCheck, { read, facts }: FolderSeal): Promise<boolean> {
  const now = await providedFacts(at.folder, read);
  const changed = Object.keys(facts).filter((path) => facts[path] !== now[path]);
  if (changed.length === 0) return true;
  const named = listed(changed.map((path) => relative(at.tree, join(at.folder, path))));
  step?.(`a check changed files that are not in the commit: ${named.join(', ')}; the next check gets a new folder`);
  return false;
}

/** Returns the options of what runs in the folder. With a seal, programs of provided copies come before the checkout's. */
export function checking(asked: CommitToCheck, { copies }: Pick<FolderSeal, 'copies'> = { copies: [] }): Checking {
  const { context, place, at, commit, around, task, step = () => {}, payer = { run: place.id } } = asked;
  const { checkMs: timeoutMs, judgeUsd } = checkSettings({ context, place });
  const of = { step, task, observed: around.observe !== undefined };
  const contain = containLines(context, place, of);
  const containAgent = containAgents(context, place, of);
  const { PATH = '' } = around.env;
  const move = { from: [place.repository.folder, realPath(place.repository.folder)], to: at.tree };
  return {
    ...around,
    env: { ...around.env, PATH: ownProgramsFirst(PATH, move, copies) },
    contain,
    containAgent,
    folder: at.tree,
    commit,
    run: place.id,
    store: context.store.dir,
    timeoutMs,
    ...(judgeUsd > 0 ? { judgeUsd } : {}),
    inquiry: {
      runs: place.runs,
      payer,
      estimate: (...of) => costEstimator(runsIn(context.store.state))(...of),
      left: () => leftOfBudget(context, payer),
      settle: () => settleInquiries(context),
    },
  };
}

export function checkSettings({ context, place }: Pick<CommitToCheck, 'context' | 'place'>) {
  return runSettings(context.store.state, place.repository.name);
}

/** @throws the reason why the checks were stopped */
export function abortIf({ around: { signal } }: CommitToCheck): void {
  if (signal?.aborted) throw signal.reason;
}
