import { present } from '../../base/present.ts';
import { formatActor } from '../../domain/actor.ts';
import { refuse } from '../../domain/errors.ts';
import { type Instant, toInstant } from '../../domain/instant.ts';
import type { Run } from '../../domain/records.ts';
import { COMMIT_DIGITS, shortCommit } from '../../domain/runs/commit-id.ts';
import { disputedTests } from '../../domain/runs/hidden/hidden-tests.ts';
import { isAway } from '../../domain/runs/merge-order.ts';
import { openFindings } from '../../domain/runs/objections/finding.ts';
import {
  approvalCall,
  cureOf,
  type Grants,
  isGranted,
  type Judged,
  namesOfMissing,
  objectionsTo,
  unmetIn,
} from '../../domain/task/objections.ts';
import type { Tx } from '../../store/index.ts';
import { oneLine } from '../../text/safe.ts';
import { findingsOf } from '../../work/objections/facts.ts';
import { mayAct, type PersonAct } from '../../work/people/person-acts.ts';
import { checkRunHere } from '../../work/processes/run-here.ts';
import { UNDO_SECONDS } from '../../work/settings/autonomy-settings.ts';
import { settingOf } from '../../work/settings/settings.ts';
import type { Caller, Context } from '../../work/workspace/context.ts';
import { failedNames } from '../checks.ts';
import { findRun } from '../find-run.ts';
import { checkStackApprovable } from '../stack/next-start.ts';
import { lastRead } from '../view/shown-result.ts';
import { moveRun, putRun } from './apply-transition.ts';

/** A reviewer's approval, with the objections that it overrides. */
interface Approval extends Grants {
  /** The commit that the reviewer read. Default: what {@link lastRead} finds, otherwise the run's present result. */
  commit?: string | undefined;
  /** The message of the merged commit. */
  message?: string | undefined;
  /** Lets the merge queue take the result at once. */
  now?: boolean | undefined;
  /** The rule that approves, with the facts that it read. */
  rule?: NonNullable<Run['verdict']>['rule'];
}

/**
 * Approves one commit, the result of a run, for the merge.
 * @throws BacklogError `conflict` if the run is not in review, has another result, or the approval doesn't override all
 * objections, or this machine can't show the result; `forbidden` if the caller is no person and overrides failed checks
 */
export function approveRun(tx: Tx, context: Context, id: string, approval: Approval): Run {
  const { caller, store } = context;
  return moveRun(tx, id, 'approve', (run) => {
    checkRunHere(run, store);
    checkStackApprovable(context, tx, run);
    const result = resultOf(run);
    checkRead(context, run, result.commit, approval);
    const passed = passedOver({ run, task: tx.get('task', run.task), found: findingsOf(tx, run) }, approval, caller);
    return {
      waits: undefined,
      verdict: {
        commit: result.commit,
        actor: formatActor(caller.actor),
        at: tx.at,
        ...passed,
        ...messageOf(approval),
        ...present({ rule: approval.rule, from: approval.now ? undefined : fromOf(caller, store.state, run, tx.atMs) }),
      },
    };
  });
}

/**
 * Moves a result to the front of the merge queue. Approves the result first if necessary, as {@link approveRun} does.
 * @throws BacklogError `conflict` as {@link approveRun} does, and for a result that was proposed as a pull request
 */
export function mergeNow(tx: Tx, context: Context, id: string, approval: Approval): Run {
  const before = findRun(tx, id);
  checkRunHere(before, context.store);
  const run =
    before.state === 'approved' ? approvedAs(context, before, approval) : approveRun(tx, context, id, approval);
  const { from: _, ...verdict } = run.verdict!;
  return putRun(tx, { ...run, verdict: { ...verdict, ...messageOf(approval), now: tx.at } });
}

/**
 * Checks that the reviewer read this result: the approval names it, or nobody can have read another one.
 * @throws BacklogError `conflict`; `usage` if a page of the board approves without the commit that it showed
 */
function checkRead(context: Context, run: Run, commit: string, approval: Approval): void {
  const { id, state } = run;
  const { door, reads } = context.caller;
  const named = approval.commit === undefined ? undefined : commitId(approval.commit);
  if (door === 'web' && reads && named === undefined)
    refuse('usage', `can't approve run ${id}: the request doesn't name the commit that you read`, {
      hint: `Open its review and approve it there. Its commit is ${shortCommit(commit)}.`,
      data: { run: id },
    });
  const read = named ?? lastRead(context, run);
  if (read === undefined || commit.startsWith(read)) return;
  refuse(
    'conflict',
    `can't approve commit ${shortCommit(read)} of run ${id}: it has a newer result (${shortCommit(commit)})`,
    { hint: `Read the newer result first: run_show ${id}.`, data: { run: id, state, commit, received: read } },
  );
}

/** Returns when the merge queue takes the result, if a person who reads the answer has time to withdraw the approval. */
function fromOf(
  { reads }: Caller,
  state: Context['store']['state'],
  { repository }: Run,
  now: number,
): Instant | undefined {
  const seconds = reads ? Number(settingOf(state, UNDO_SECONDS, repository)) : 0;
  // Instants have whole seconds. The time is rounded up, so that nobody gets less.
  return seconds > 0 ? toInstant(now + seconds * 1000 + 999) : undefined;
}

function messageOf({ message }: Approval): { message?: string } {
  return present({ message: message?.trim() || undefined });
}

function approvedAs(context: Context, run: Run, approval: Approval): Run {
  if (isAway(run))
    refuse('conflict', `can't merge run ${run.id}: its result goes to a pull request`, {
      hint: 'Merge the pull request. To merge later results here: `backlog setting set runs.propose ""`.',
    });
  if (approval.commit !== undefined) checkRead(context, run, run.verdict!.commit, approval);
  return run;
}

/** Returns the whole line that approves anyway, for a person at a terminal. */
function anyway(judged: Judged, { door }: Caller): string[] {
  if (door !== 'cli') return [];
  // In backticks, because the name of a file may look like the end of a sentence.
  return [`To approve anyway: \`${approvalCall(judged.run, objectionsTo(judged))}\``];
}

/**
 * Lists the objections that the approval overrides, in the form of the run's record.
 * @throws BacklogError for objections that the approval does not override
 */
function passedOver(judged: Judged, approval: Grants, caller: Caller): Partial<NonNullable<Run['verdict']>> {
  const { run } = judged;
  const override = approval.override?.trim();
  const granted: Grants = { ...approval, override };
  const objections = objectionsTo(judged);
  const open = objections.filter(({ grant }) => !isGranted(grant, judged, granted));
  if (open.length > 0) {
    const cures = open.map((objection) => cureOf(objection, judged, caller.door));
    refuse('conflict', open.map(({ text }) => oneLine(text)).join('; '), {
      hint: [...cures.map(({ hint }) => hint), ...anyway(judged, caller)].join(' '),
      data: Object.assign({}, ...cures.map(({ data }) => data)),
    });
  }
  const passes = new Set(objections.map(({ grant }) => grant));
  const forPeople: readonly [boolean, PersonAct, string][] = [
    [passes.has('override'), 'runs.override', 'its checks failed'],
    [passes.has('risk'), 'runs.risk', 'its risk is high'],
    [passes.has('seen'), 'runs.seen', 'its task or issue changed since'],
    [disputedTests(run).length > 0, 'runs.hiddenTests', 'a hidden test failed'],
    [run.hiddenTests?.replaced === true, 'runs.hiddenTests', 'hidden tests were lost or changed'],
  ];
  for (const [isNeeded, personAct, why] of forPeople)
    if (isNeeded && !mayAct(caller, personAct))
      refuse('forbidden', `only a person may approve run ${run.id}, because ${why}`, {
        hint: `Request changes: run_request_changes ${run.id} --note "…". Or ask a person to approve it.`,
        data: { personAct },
      });
  const red = failedNames(run.checks ?? []);
  return {
    ...(passes.has('outside') ? { outside: true as const } : {}),
    ...(passes.has('raw') ? { raw: true as const } : {}),
    ...(passes.has('provided') ? { provided: true as const } : {}),
    ...(passes.has('breaks') ? { breaks: true as const } : {}),
    ...(passes.has('missing') ? { missing: namesOfMissing(run, approval.missing!) } : {}),
    ...(passes.has('risk') ? { risk: (run.result?.alarms ?? []).map(({ rule }) => rule) } : {}),
    ...(passes.has('seen') ? { seen: openFindings(judged.found).map(({ key }) => key) } : {}),
    ...(passes.has('unmet') ? { unmet: unmetIn(judged).map((criterion) => criterion.id) } : {}),
    ...(passes.has('override') ? { override: { checks: red, reason: override! } } : {}),
  };
}

function commitId(text: string): string {
  const id = text.trim().toLowerCase();
  if (new RegExp(`^[0-9a-f]{${COMMIT_DIGITS},64}$`).test(id)) return id;
  return refuse('usage', `"${text}" is not a commit id`, {
    hint: `run_show shows the commit of the result. Give at least ${COMMIT_DIGITS} of its digits.`,
    data: { received: text },
  });
}

function resultOf({ id, result }: Run): NonNullable<Run['result']> {
  return result ?? refuse('conflict', `run ${id} has no result`);
}
