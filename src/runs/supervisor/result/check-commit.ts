import { KEPT_PATHS } from '../../../domain/kinds/run/run-parts.ts';
import type { Run } from '../../../domain/records.ts';
import type { Approved } from '../../../work/config/approval.ts';
import type { CheckResult, WantedCheck } from '../../checks.ts';
import type { Outcomes } from '../../covered/format.ts';
import { clearFolder, commitSealed, removeAll, type SealedChange, sealedChange } from '../../git/index.ts';
import type { CommandEnd } from '../../process/run-command.ts';
import { processesIn, sweepFolder } from '../../process/sweep-folder.ts';
import {
  abortIf,
  type CommitToCheck,
  checking,
  checkSettings,
  type FolderSeal,
  sealed,
  sealedAgain,
} from './check-folder.ts';
import { type FinderProgram, runCheck, runFinder } from './run-checks.ts';
import type { Checking } from './run-line.ts';
import { fixesLine, withChange, withLeft } from './sealed-words.ts';

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
      const next = n < wanted.length - 1 ? await sealedAgain(asked, seal.seal, change) : undefined;
      const left = next?.left ?? (next || keep ? undefined : await clearFolder(at.folder));
      const end = left ? withLeft(result, left) : result;
      if (left) unclear.add(check.name);
      told(end);
      checks.push(end);
      if (next) seal = next;
    }
    return done;
  } finally {
    if (!keep) await clearFolder(at.folder).catch(() => undefined);
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
    const seen = await look(checking(commit, ready.seal));
    await sweepFolder(at.folder, before);
    return { seen };
  } finally {
    await removeAll(at.folder).catch(() => undefined);
  }
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
  const { result, ...ended } = await runCheck(check, checking(asked, seal));
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
    const isAgain = check.fixes === true && mayFix?.(check.name) === false;
    const mayHelp = !check.fixes && mayFix !== undefined && change.git.length === 0;
    const line = mayHelp ? fixesLine([...checkSettings(asked).fixes, check.name]) : undefined;
    return { result: withChange(result, change, { isAgain, line, fixes: check.fixes === true }), change, ...ended };
  } catch (error) {
    const why = `${result.why}, and the folder of the checks can't be read afterwards: ${String(error)}`;
    return { result: { ...result, ok: false, why }, change: 'unreadable', ...ended };
  }
}
