import { holderLabel, isWithin, leaseState, runHolder } from '../../claims/index.ts';
import type { Claim } from '../../domain/claim.ts';
import { refuse } from '../../domain/errors.ts';
import type { Task } from '../../domain/task/task.ts';
import { same, type Tx } from '../../store/index.ts';
import { mayAct } from '../people/person-acts.ts';
import { type Claiming, claimsHeld, grantClaim } from './claims.ts';
import { occupyingRun } from './run-of.ts';

/** What a holder works by, as it reads it in its brief. The specification is a document, and checked where documents are written. */
const WORKED_BY = [
  ['scope', 'the scope'],
  ['acceptance', 'the acceptance criteria'],
] as const;

/**
 * To be called with a task before and after a change. What its holder works by is changed by that holder, or by a person; its
 * scope and the claims on it change together.
 * @throws BacklogError `claimed` when somebody else holds the task, or files that the new scope meets
 */
export function changeHeld(tx: Tx, claiming: Claiming, before: Task, after: Task): void {
  for (const [field, name] of WORKED_BY) {
    if (!same(before[field], after[field])) checkMayDirect(tx, claiming, before, name);
  }
  if (!same(before.checks, after.checks)) checkMayExcuse(tx, claiming, before, 'checks');
  if (isExcused(before, after)) checkMayExcuse(tx, claiming, before, 'acceptance criteria');
  if (!same(before.scope, after.scope)) rescope(tx, claiming, after);
}

/** Is a criterion gone? More of them are no excuse. */
function isExcused(before: Task, after: Task): boolean {
  const texts = new Set(after.acceptance?.map(({ text }) => text));
  return (before.acceptance ?? []).some(({ text }) => !texts.has(text));
}

/** Who works in a run, or beside one, does not choose what its result has to pass. */
function checkMayExcuse(tx: Tx, { caller }: Claiming, task: Task, what: string): void {
  const run = occupyingRun(tx, task);
  if (!run || mayAct(caller, 'tasks.checks')) return;
  refuse('forbidden', `the ${what} of task ${task.id} are for people to change while run ${run.id} has it`, {
    hint: `Say in a note (task_annotate ${task.id}) what is wrong with them.`,
    data: { task: task.uuid, run: run.id },
  });
}

/**
 * Is the caller the holder of the task, or below every one of its holders, or a person, or does nobody hold it? A run holds the task that it
 * has in its hands also while its result waits, when its claim is gone.
 * @throws BacklogError `claimed` naming the holder and what to do instead
 */
export function checkMayDirect(tx: Tx, claiming: Claiming, task: Task, what: string): void {
  const { holder } = claiming.caller;
  if (mayAct(claiming.caller, 'tasks.direct')) return;
  const other = claimsOn(tx, claiming, task).find((claim) => !isWithin(holder, claim.holder));
  const run = other ? undefined : occupyingRun(tx, task, holder);
  const by = other?.holder ?? (run && runHolder(run.id));
  if (by === undefined) return;
  refuse('claimed', `${what} of task ${task.id} cannot be changed while ${holderLabel(by)} holds it`, {
    hint: `Say in a note (task_annotate ${task.id}) what should change; only its holder or a person changes it.`,
    data: { holder: by, task: task.uuid, ...(other ? { claim: other.id, until: other.expires } : { run: run?.id }) },
  });
}

/**
 * The claim on a task under which the caller works, its own or that of one above it.
 * @throws BacklogError `conflict` when there is none
 */
export function claimWorkedUnder(tx: Tx, claiming: Claiming, task: Task): Claim {
  const { holder } = claiming.caller;
  const mine = claimsHeld(tx).filter((claim) => claim.task === task.uuid && isWithin(holder, claim.holder));
  const [nearest] = mine.sort((a, b) => b.holder.length - a.holder.length);
  return (
    nearest ??
    refuse('conflict', `you do not hold task ${task.id}`, {
      hint: `task_start ${task.id} first; or claim the files without a task.`,
    })
  );
}

/** Those that count: living ones, and the caller's own, which is still its own when nobody took it over. */
function claimsOn(tx: Tx, claiming: Claiming, task: Task): Claim[] {
  const { localHost, alive, caller } = claiming;
  return claimsHeld(tx).filter(
    (claim) =>
      claim.task === task.uuid &&
      (claim.holder === caller.holder || leaseState(claim, { now: tx.atMs, localHost, alive }) === 'held'),
  );
}

/**
 * The same claims over the new scope. It is decided for the holder at the bottom: what it may have, those above it may have too.
 * Somebody else's claim stays alive by whoever keeps it alive, not by who changes its task.
 */
function rescope(tx: Tx, claiming: Claiming, task: Task): void {
  const [lowest, ...above] = claimsOn(tx, claiming, task).sort((a, b) => b.holder.length - a.holder.length);
  if (!lowest) return;
  const granted = grantClaim(tx, claiming, { task, scope: task.scope ?? [], holder: lowest.holder });
  const { scope } = granted;
  const { expires, renewer, worktree } = lowest;
  if (lowest.holder !== claiming.caller.holder) tx.put('claim', granted.id, { ...granted, expires, renewer, worktree });
  for (const claim of above) tx.put('claim', claim.id, { ...claim, scope });
}
