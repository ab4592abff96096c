import { KEPT_PATHS } from '../../../domain/kinds/run/run-parts.ts';
import type { Run } from '../../../domain/records.ts';
import { listed } from '../../../domain/task/objections.ts';
import { type Approved, approved } from '../../../work/config/approval.ts';
import type { Context } from '../../../work/workspace/context.ts';
import { costEstimator } from '../../budget/estimate.ts';
import { settleInquiries } from '../../budget/inquiries.ts';
import type { Payer } from '../../budget/inquiry-files.ts';
import type { CheckResult, WantedCheck } from '../../checks.ts';
import type { Outcomes } from '../../covered/format.ts';
import { runsIn } from '../../find-run.ts';
import {
  commitSealed,
  fillSealed,
  type RunPlace,
  removeAll,
  restoreSealed,
  type Seal,
  type SealedChange,
  type SealedPaths,
  sealedChange,
  sealFolder,
} from '../../git/index.ts';
import type { CommandEnd } from '../../process/run-command.ts';
import { processesIn, sweepFolder } from '../../process/sweep-folder.ts';
import { runSettings } from '../../run-settings.ts';
import { containAgents } from '../../sandbox/contain-agent.ts';
import { containLines } from '../../sandbox/contain-lines.ts';
import { type Provided, provide } from './provide.ts';
import { providedFacts } from './provided-files.ts';
import { type FinderProgram, runCheck, runFinder, runSetupLine } from './run-checks.ts';
import type { Checking } from './run-line.ts';
import { fixesLine, namesText, withChange } from './sealed-words.ts';

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

/** A commit with the changes of a check that may fix files. */
export type Fix = NonNullable<NonNullable<Run['result']>['fixed']>[number];

export interface CheckedCommit {
  /** The results of the checks, up to the check that fixed something. */
  checks: CheckResult[];
  /** The next commit to check. */
  fix?: Fix;
  /** The tests that the output of a check names, by the check's name. */
  outcomes: ReadonlyMap<string, Outcomes>;
  /** Names of the checks whose failure can have another reason: they changed files, or did not end by themselves. */
  unclear: ReadonlySet<string>;
}

/**
 * Runs checks in a checkout of exactly a commit, never in the folder of an agent. All checks run, one after the other,
 * even after a failure, so that the agent gets every failure. After each check, Backlog compares the folder with the
 * commit and restores it, so that the next check sees the commit again. A check that changed files has failed, or its
 * changes become a commit.
 */
export async function checkCommit(asked: CommitToCheck): Promise<CheckedCommit> {
  const { at, wanted, keep = false, told = () => {} } = asked;
  const checks: CheckResult[] = [];
  const outcomes = new Map<string, Outcomes>();
  const unclear = new Set<string>();
  const done = { checks, outcomes, unclear };
  try {
    let seal = await sealed(asked);
    for (const [n, check] of wanted.entries()) {
      if ('failed' in seal) return { ...done, checks: [...checks, seal.failed] };
      const { result, change, fix, ...one } = await checkSealed(asked, seal.seal, check);
      if (fix) return { ...done, fix };
      if (one.outcomes) outcomes.set(check.name, one.outcomes);
      if (!one.isEnded || change !== undefined) unclear.add(check.name);
      told(result);
      checks.push(result);
      if (n < wanted.length - 1) seal = await sealedAgain(asked, seal.seal, change);
    }
    return done;
  } finally {
    if (!keep) await removeAll(at.folder).catch(() => undefined);
  }
}

/**
 * Runs a program that looks for work in a checkout of exactly a commit, as checks run. Nothing that it writes remains.
 * @returns how the program ended, or why the setup command failed
 */
export async function findInCommit(
  asked: Omit<CommitToCheck, 'wanted'>,
  finder: FinderProgram,
): Promise<{ end: CommandEnd } | { failed: CheckResult }> {
  const done = await lookInCommit(asked, async (around) => {
    let end = await runFinder(finder, around);
    for (let next = finder.next?.(); next && end.ended === 'exited'; next = next.next?.())
      end = await runFinder(next, around);
    return end;
  });
  return 'failed' in done ? done : { end: done.seen };
}

/** Lets somebody look at a checkout of exactly a commit. @returns what it saw, or why the setup command failed */
export async function lookInCommit<Seen>(
  asked: Omit<CommitToCheck, 'wanted'>,
  look: (around: Checking) => Promise<Seen>,
): Promise<{ seen: Seen } | { failed: CheckResult }> {
  const { at } = asked;
  const commit = { ...asked, wanted: [] };
  try {
    // A killed run of the pass can have left processes.
    await sweepFolder(at.folder, []);
    const ready = await sealed(commit);
    if ('failed' in ready) return ready;
    const before = processesIn(at.folder);
    const seen = await look(checking(commit));
    await sweepFolder(at.folder, before);
    return { seen };
  } finally {
    await removeAll(at.folder).catch(() => undefined);
  }
}

type Sealed = { seal: FolderSeal } | { failed: CheckResult };

/** What the folder contained before the first check, with the facts of provided files. */
interface FolderSeal extends Seal {
  given: readonly Provided[];
  provided: Readonly<Record<string, string>>;
}

/**
 * Fills the folder for checks. This is the only place that does so: first the files of the commit, then what the settings
 * provide, then the setup command, last the seal. Changes of the setup command in files of the commit are undone.
 */
async function sealed(asked: CommitToCheck): Promise<Sealed> {
  const { context, place, at, commit, step = () => {} } = asked;
  const { setup, repair, copy, link } = approved(context.store, (state) => runSettings(state, place.repository.name));
  const folder = await fillSealed(place, at, commit);
  const given = await provide(place.repository.folder, folder, { copy, link });
  for (const one of given) if (one.given === 'link') step(`for the checks, ${one.text}`);
  if (setup !== '') {
    const end = await runSetupLine({ setup, repair }, checking(asked));
    abortIf(asked);
    if (end.code !== 0)
      return { failed: { name: 'setup', ok: false, why: end.text, ms: end.ms, output: end.tail, commit } };
  }
  const { seal, changed } = await sealFolder(place, at, commit);
  if (changed.length > 0) step(`the setup changed ${namesText(changed)}; the checks get the files of the commit`);
  return { seal: { ...seal, given, provided: await providedFacts(folder, given) } };
}

interface SealedCheck {
  result: CheckResult;
  change: SealedChange | 'unreadable' | undefined;
  isEnded: boolean;
  outcomes?: Outcomes;
  fix?: Fix;
}

async function checkSealed(asked: CommitToCheck, seal: FolderSeal, check: Approved<WantedCheck>): Promise<SealedCheck> {
  const { place, at, mayFix } = asked;
  abortIf(asked);
  const before = processesIn(at.folder);
  const { result, ...ended } = await runCheck(check, checking(asked));
  await sweepFolder(at.folder, before);
  abortIf(asked);
  try {
    const change = await sealedChange(place, at, seal);
    if (!change) return { result, change, ...ended };
    if (ended.isEnded && change.git.length === 0 && check.fixes && mayFix?.(check.name)) {
      const commit = await commitSealed(place, at, seal, `Changes of the check ${check.name}`);
      const paths = change.files.map(({ path }) => path).slice(0, KEPT_PATHS);
      return { result, change, ...ended, fix: { check: check.name, commit, paths } };
    }
    const isAgain = check.fixes === true && mayFix !== undefined;
    const mayHelp = !check.fixes && mayFix !== undefined && change.git.length === 0;
    const line = mayHelp ? fixesLine([...checkSettings(asked).fixes, check.name]) : undefined;
    return { result: withChange(result, change, { isAgain, line }), change, ...ended };
  } catch (error) {
    const why = `${result.why}, and the folder of the checks can't be read afterwards: ${String(error)}`;
    return { result: { ...result, ok: false, why }, change: 'unreadable', ...ended };
  }
}

/**
 * Restores the folder for the next check. Fills it again if that fails, or if the check changed provided files: the next
 * check must not run programs that an earlier one wrote.
 */
async function sealedAgain(asked: CommitToCheck, seal: FolderSeal, change: SealedCheck['change']): Promise<Sealed> {
  const { place, at } = asked;
  try {
    if (change !== 'unreadable') await restoreSealed(place, at, seal, change);
    const isWhole = change === undefined || (change !== 'unreadable' && !(await sealedChange(place, at, seal)));
    if (isWhole && (await isProvidedWhole(asked, seal))) return { seal };
  } catch {
    // The folder is filled again below.
  }
  await removeAll(asked.at.folder);
  return sealed(asked);
}

/** Checks whether each provided file is as it was. New files don't count: they are caches and products of checks. */
async function isProvidedWhole({ at, step }: CommitToCheck, { given, provided }: FolderSeal): Promise<boolean> {
  const now = await providedFacts(at.tree, given);
  const changed = Object.keys(provided).filter((path) => provided[path] !== now[path]);
  if (changed.length === 0) return true;
  step?.(`a check changed provided files: ${listed(changed).join(', ')}; the next check gets a new folder`);
  return false;
}

function checking(asked: CommitToCheck): Checking {
  const { context, place, at, commit, around, task, step = () => {}, payer = { run: place.id } } = asked;
  const { checkMs: timeoutMs } = checkSettings({ context, place });
  const contain = containLines(context, place, { step, task });
  const containAgent = containAgents(context, place, { step, task });
  return {
    ...around,
    contain,
    containAgent,
    inquiry: {
      runs: place.runs,
      payer,
      estimate: (...of) => costEstimator(runsIn(context.store.state))(...of),
      settle: () => settleInquiries(context),
    },
    folder: at.tree,
    commit,
    run: place.id,
    store: context.store.dir,
    timeoutMs,
  };
}

function checkSettings({ context, place }: Pick<CommitToCheck, 'context' | 'place'>) {
  return runSettings(context.store.state, place.repository.name);
}

function abortIf({ around: { signal } }: CommitToCheck): void {
  if (signal?.aborted) throw signal.reason;
}
