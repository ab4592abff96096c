import { holderLabel, isWithin, leaseState } from '../../claims/index.ts';
import { refuse } from '../../domain/errors.ts';
import type { Claim } from '../../domain/records.ts';
import { criterionLine } from '../../domain/task/criteria.ts';
import type { Task } from '../../domain/task/task.ts';
import { same, type Tx, type TxView } from '../../store/index.ts';
import { mayAct, type PersonAct } from '../people/person-acts.ts';
import { type Claiming, claimsHeld, grantClaim, heldByOther, related } from './claims.ts';
import { holderWords } from './holder-words.ts';
import { leaseFacts } from './lease-facts.ts';
import { holderOfRun, occupyingRun } from './run-of.ts';
import type { MayCause } from './standing.ts';

/**
 * Completes a change of a task: a new scope also changes the task's claims. Who may change the scope is decided by the
 * effects of the whole call, see `checkEffects`.
 * @throws BacklogError `claimed` if another holder has claimed files of the new scope; `forbidden` if the change excuses
 * a run from checks
 */
export function changeHeld(tx: Tx, claiming: Claiming, before: Task, after: Task): void {
  if (!same(before.checks, after.checks)) checkMayExcuse(tx, claiming, before, 'checks');
  if (isExcused(before, after)) {
    // Another agent is refused because of the claim, which names its holder.
    checkMayDirect(tx, claiming, before, 'the acceptance criteria');
    checkMayExcuse(tx, claiming, before, 'acceptance criteria');
  }
  if (!same(before.scope, after.scope)) rescope(tx, claiming, after);
}

/** Checks whether a change removes an acceptance criterion or changes its text or its command. */
function isExcused(before: Task, after: Task): boolean {
  const texts = new Set(after.acceptance?.map(criterionLine));
  return (before.acceptance ?? []).some((criterion) => !texts.has(criterionLine(criterion)));
}

/**
 * Refuses a change of a task's checks or criteria during a run, unless the caller may do the action `tasks.checks`. An
 * agent must not weaken the checks of its own result.
 */
function checkMayExcuse(tx: Tx, { caller }: Claiming, task: Task, what: string): void {
  const run = occupyingRun(tx, task);
  if (!run || mayAct(caller, 'tasks.checks')) return;
  refuse('forbidden', `only a person may change the ${what} of task ${task.id} while run ${run.id} works on it`, {
    hint: `Write what is wrong with them in a note: task_annotate ${task.id} --text "…"`,
    data: { task: task.uuid, run: run.id, personAct: 'tasks.checks' satisfies PersonAct },
  });
}

/**
 * Checks that the caller may change what guides the work on a task. Allowed are persons, the claim's holder, and holders
 * below every holder of the task. Without a claim, every caller may. A run has the task until its result is merged, even
 * if its claim has ended.
 * @param by `relatives` if holders above the claim's holder may, too
 * @throws BacklogError `claimed`, naming the holder and another way
 */
export function checkMayDirect(
  tx: TxView,
  claiming: Claiming,
  task: Task,
  what: string,
  by: Exclude<MayCause, 'closers'> = 'holders',
): void {
  const { holder } = claiming.caller;
  if (mayAct(claiming.caller, 'tasks.direct')) return;
  const mayChange = by === 'holders' ? isWithin : related;
  const other = claimsOn(tx, claiming, task).find((claim) => !mayChange(holder, claim.holder));
  const run = other ? undefined : occupyingRun(tx, task, holder);
  const against = other?.holder ?? (run && holderOfRun(run));
  if (against === undefined) return;
  const who = other
    ? holderWords({ records: tx, reader: holder, now: tx.atMs, otherHost: claiming.otherHost })(other)
    : [holderLabel(against), claiming.elsewhere(run!)].filter(Boolean).join(', ');
  refuse('claimed', `${what} of task ${task.id} can't be changed: the task is claimed by ${who}`, {
    hint: `Only the claim's holder or a person may change it. Write what should change in a note: task_annotate ${task.id} --text "…"`,
    data: {
      holder: against,
      task: task.uuid,
      ...(other ? { claim: other.id, until: other.expires } : { run: run?.id }),
    },
  });
}

/**
 * Finds the claim under which the caller works on a task: its own claim, or the nearest claim of a holder above it.
 * @throws BacklogError `conflict` if there is none; `claimed` if others hold the task
 */
export function claimWorkedUnder(tx: Tx, claiming: Claiming, task: Task): Claim {
  const { holder } = claiming.caller;
  const mine = claimsHeld(tx, (claim) => claim.task === task.uuid && isWithin(holder, claim.holder));
  const [nearest] = mine.sort((a, b) => b.holder.length - a.holder.length);
  const held = nearest ? undefined : heldByOther(tx, claiming, task);
  if (held) throw held;
  return (
    nearest ??
    refuse('conflict', `you have not claimed task ${task.id}`, {
      hint: `Start it first: task_start ${task.id}. Or claim the files without a task.`,
    })
  );
}

/**
 * Returns the live claims on a task. Also returns the caller's own expired claims, which no other holder has replaced.
 */
function claimsOn(tx: TxView, claiming: Claiming, task: Task): Claim[] {
  const { caller } = claiming;
  const around = leaseFacts(tx, claiming, tx.atMs);
  return claimsHeld(
    tx,
    (claim) => claim.task === task.uuid && (claim.holder === caller.holder || leaseState(claim, around) === 'held'),
  );
}

/**
 * Moves the claims of a task to its new scope. Checks the new scope only for the holder deepest in the tree of holders:
 * holders above it may have the same scope. A claim of another holder keeps its expiry and its renewing process.
 */
function rescope(tx: Tx, claiming: Claiming, task: Task): void {
  const [lowest, ...above] = claimsOn(tx, claiming, task).sort((a, b) => b.holder.length - a.holder.length);
  if (!lowest) return;
  const granted = grantClaim(tx, claiming, { task, scope: task.scope ?? [], holder: lowest.holder });
  const { scope } = granted;
  const { expires, renewer, others, worktree } = lowest;
  if (lowest.holder !== claiming.caller.holder)
    tx.put('claim', granted.id, { ...granted, expires, renewer, others, worktree });
  for (const claim of above) tx.put('claim', claim.id, { ...claim, scope });
}
