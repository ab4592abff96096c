import { noneIn } from '../../base/iterables.ts';
import { heldUntil, isRuns, lasting, sessionOf } from '../../claims/index.ts';
import { type ClaimToEnd, claimToEndText, ENDS_CLAIMS } from '../../domain/calls/claims-to-end.ts';
import { BacklogError, refuse } from '../../domain/errors.ts';
import { documentInScope } from '../../domain/goals/document.ts';
import type { Claim } from '../../domain/records.ts';
import { scopeText } from '../../domain/scope-text.ts';
import { isOpen, type Task } from '../../domain/task/task.ts';
import type { Tx } from '../../store/index.ts';
import { currentVersion, docId, SPEC } from '../documents/documents.ts';
import { mayAct, type PersonAct } from '../people/person-acts.ts';
import { checkMayEscape } from './check-escapes.ts';
import { type Claiming, claimsHeld, heldByOther, keepsOut, outranks } from './claims.ts';
import { checkMayDirect } from './held.ts';
import { holderWords } from './holder-words.ts';
import { leaseFacts } from './lease-facts.ts';
import { occupiedIn, occupyingRun } from './run-of.ts';
import { ends, lossesOf, takesWork, type WorkStanding } from './standing.ts';
import { restoreRecords, type Watched, watchTransaction } from './watch-transaction.ts';

/**
 * Refuses a call that takes something from a task's holder, by comparing the tasks before and after the call. So a way
 * around the direct act is refused like the direct act. Every write of a caller passes here. People may take
 * everything; the states of a run decide about the task of a run that the call changes.
 * @throws BacklogError `claimed` or `conflict`, as the direct act does; `forbidden` for a claim without a task
 */
export function checkEffects(claiming: Claiming, watched: Watched): void {
  if (mayAct(claiming.caller, 'tasks.direct')) return;
  for (const concerned of concernedTasks(watched)) checkTask(claiming, watched, concerned);
  checkClaims(claiming, watched);
}

/** Takes one step of a transaction, and checks its effects. @throws BacklogError like {@link checkEffects} */
export function checkedStep<T>(tx: Tx, claiming: Claiming, step: (tx: Tx) => T): T {
  if (isNothingHeld(tx)) return step(tx);
  const watched = watchTransaction(tx);
  const result = step(watched.tx);
  checkEffects(claiming, watched);
  return result;
}

/** Takes one step of a transaction. Without effect if it is refused. @returns the refusal */
export function attemptStep(tx: Tx, claiming: Claiming, step: (tx: Tx) => unknown): BacklogError | undefined {
  const watched = watchTransaction(tx);
  try {
    step(watched.tx);
    checkEffects(claiming, watched);
    return undefined;
  } catch (error) {
    if (!(error instanceof BacklogError)) throw error;
    restoreRecords(tx, watched);
    return error;
  }
}

/** Checks whether nobody has claimed anything, and there is no run. Then a call can take nothing from a holder. */
function isNothingHeld(tx: Pick<Tx, 'all'>): boolean {
  return noneIn(tx.all('claim')) && noneIn(tx.all('run'));
}

/** A held task as it was before a call, and as it is after it. */
interface Concerned {
  before: WorkStanding;
  after: WorkStanding;
}

/** Yields the held tasks of which a call can have taken something. A run decides about its own task. */
export function* concernedTasks({ tx, before, changed }: Watched): Generator<Concerned> {
  const touched = touchedIn(changed());
  if (touched.task.size + touched.doc.size + touched.claim.size + touched.goal.size === 0) return;
  const ofRuns = new Set(Array.from(touched.run, (id) => (tx.get('run', id) ?? before.get('run', id))?.task));
  for (const uuid of heldAndTouched({ tx, before }, touched))
    if (!ofRuns.has(uuid)) yield { before: standingOf(before, uuid, touched), after: standingOf(tx, uuid, touched) };
}

type Kind = 'task' | 'doc' | 'claim' | 'run' | 'goal' | 'session';
type Touched = Readonly<Record<Kind, ReadonlySet<string>>>;
type Sides = Pick<Watched, 'tx' | 'before'>;
type Reading = Watched['before'];

function touchedIn(changed: Iterable<{ kind: string; id: string }>): Touched {
  const none = () => new Set<string>();
  const touched = { task: none(), doc: none(), claim: none(), run: none(), goal: none(), session: none() };
  for (const { kind, id } of changed) if (Object.hasOwn(touched, kind)) touched[kind as Kind].add(id);
  return touched;
}

function heldTasks(before: Reading, isConcerned: (uuid: string) => boolean): Set<string> {
  const held = new Set<string>();
  for (const [, { task }] of before.all('claim')) if (task !== undefined && isConcerned(task)) held.add(task);
  for (const task of occupiedIn(before).keys()) if (isConcerned(task)) held.add(task);
  return held;
}

/**
 * Returns the held tasks from whose holder the changed records can take something. Every write asks, and a queue can have
 * a thousand holders, so it looks at other held tasks only if a goal changed, or a task was closed or opened.
 */
function heldAndTouched({ tx, before }: Sides, touched: Touched): Set<string> {
  const claimed = Array.from(touched.claim, (id) => before.get('claim', id)?.task);
  const parents = Array.from(touched.task, (id) => tx.get('task', id)?.parent);
  const direct = new Set([...touched.task, ...claimed, ...parents]);
  const turned = new Set(Array.from(touched.task).filter((id) => !openTask(before, id) !== !openTask(tx, id)));
  const isLinked = (uuid: string) => {
    const { depends, goal } = tx.get('task', uuid) ?? {};
    return (goal !== undefined && touched.goal.has(goal)) || depends?.some((id) => turned.has(id));
  };
  const hasLinks = turned.size + touched.goal.size > 0;
  return heldTasks(
    before,
    (uuid) =>
      direct.has(uuid) ||
      (touched.doc.size > 0 && touched.doc.has(docId(uuid, SPEC))) ||
      (hasLinks && isLinked(uuid) === true),
  );
}

function openTask(records: Reading, id: string): Task | undefined {
  const task = records.get('task', id);
  return task && isOpen(task) ? task : undefined;
}

function checkTask(claiming: Claiming, { tx, before, changed }: Watched, { before: was, after }: Concerned): void {
  const { task } = was;
  if (!task || !isOpen(task)) return;
  // The checks of direct acts get the records as they were, because the call can have removed the claim.
  if (after.task) checkMayEscape(before, claiming, task, after.task);
  for (const { what, by } of lossesOf(was, after, tx.at)) {
    if (by !== 'closers') checkMayDirect(before, claiming, task, what, by);
    else if (keepsTask(claiming, before, was, touchedIn(changed()))) {
      const refused = heldByOther(before, claiming, task);
      if (refused) throw refused;
    }
  }
}

/**
 * Does a run or a claim keep the caller from the task? A claim that the caller may take over by name doesn't, nor does
 * the claim of a session that the call records as continued or ended.
 */
function keepsTask(claiming: Claiming, before: Reading, { task, claims }: WorkStanding, touched: Touched): boolean {
  if (task && occupyingRun(before, task)) return true;
  return claims.some((claim) => keepsOthersOut(claiming, before, claim, touched));
}

function keepsOthersOut(claiming: Claiming, before: Reading, claim: Claim, { session }: Touched): boolean {
  return !session.has(sessionOf(claim.holder)) && keepsOut(before, claiming, claim);
}

function standingOf(records: Reading, uuid: string, touched: Touched): WorkStanding {
  const task = records.get('task', uuid);
  return {
    task,
    claims: claimsHeld(records, (claim) => claim.task === uuid),
    spec: currentVersion(records.get('doc', docId(uuid, SPEC)))?.blob ?? undefined,
    document: documentOf(records, task?.goal),
    subtasks: Array.from(touched.task).filter((id) => openTask(records, id)?.parent === uuid),
    dependencies: (task?.depends ?? []).filter((id) => openTask(records, id)),
  };
}

function documentOf(records: Reading, id: string | undefined): string | undefined {
  const goal = id === undefined ? undefined : records.get('goal', id);
  return goal && documentInScope(goal);
}

/** Refuses to end claims of files that belong to no task. */
function checkClaims(claiming: Claiming, { tx, before, changed }: Watched): void {
  const touched = touchedIn(changed());
  for (const id of touched.claim) {
    const claim = before.get('claim', id);
    if (!claim || claim.task !== undefined || !ends(claim, claimsNow(tx, id))) continue;
    if (keepsOthersOut(claiming, before, claim, touched)) refuseEnd(claim, tx, claiming);
  }
}

function claimsNow(tx: Tx, id: string): Claim[] {
  const claim = tx.get('claim', id);
  return claim ? [claim] : [];
}

/** Refuses to end the claim of another holder. */
export function refuseEnd(claim: Claim, tx: Tx, { caller, otherHost }: Pick<Claiming, 'caller' | 'otherHost'>): never {
  const who = holderWords({ records: tx, reader: caller.holder, now: tx.atMs, otherHost });
  return refuse('forbidden', `the claim belongs to ${who(claim)}`, {
    hint: 'Ask its holder, wait until it expires, or ask a person to release it.',
    data: { personAct: 'claims.others' satisfies PersonAct },
  });
}

/**
 * Refuses a person's call that takes work from holders of claims, until the person has agreed. The refusal names all of
 * these claims, so that one question is enough. The answer counts for these claims only: a later holder needs another
 * one. The claims of runs are not the subject: the states of a run decide about its task.
 * @param agreed the ids of the claims that the person agreed to end
 * @throws BacklogError `claimed`, with the claims in `data.endsClaims`
 */
export function checkEnds(claiming: Claiming, watched: Watched, agreed = claiming.caller.endsClaims): void {
  if (!outranks(claiming.caller)) return;
  const asked = takenClaims(claiming, watched).filter(({ id }) => !agreed?.includes(id));
  if (asked.length > 0) throw unasked(asked, watched.tx, claiming);
}

/** Takes one step of a transaction, and checks that its caller has agreed to its effects on claims of others. */
export function agreedStep<T>(tx: Tx, claiming: Claiming, step: (tx: Tx) => T, agreed?: readonly string[]): T {
  if (!outranks(claiming.caller) || isNothingHeld(tx)) return step(tx);
  const watched = watchTransaction(tx);
  const result = step(watched.tx);
  checkEnds(claiming, watched, agreed);
  return result;
}

/** Returns the valid claims of others that the call ends, or whose tasks it takes from their holders. */
function takenClaims(claiming: Claiming, watched: Watched): Claim[] {
  const { tx, before } = watched;
  const held = claimsHeld(before, ({ holder }) => !isRuns(holder));
  if (held.length === 0) return [];
  const taken = new Set<string | undefined>();
  for (const one of concernedTasks(watched))
    if (takesWork(one.before, one.after, tx.at)) taken.add(one.before.task?.uuid);
  const isTaken = (claim: Claim) => (claim.task === undefined ? ends(claim, claimsHeld(tx)) : taken.has(claim.task));
  return held.filter((claim) => isTaken(claim) && keepsOut(before, claiming, claim));
}

function unasked(claims: readonly Claim[], tx: Tx, claiming: Claiming): BacklogError {
  const { caller, repositories, otherHost } = claiming;
  const around = leaseFacts(tx, claiming, tx.atMs);
  const who = holderWords({ records: tx, reader: caller.holder, now: tx.atMs, otherHost, since: true });
  const endsClaims = claims.map(
    (claim): ClaimToEnd => ({
      claim: claim.id,
      holder: who(claim),
      task: claim.label ?? null,
      lasts: lasting(claim, heldUntil(claim, around), tx.atMs),
      files: scopeText(claim.scope, repositories.all),
    }),
  );
  return new BacklogError('claimed', endsClaims.map(claimToEndText).join('; '), {
    hint: caller.door === 'web' ? AGREE_BY_HTTP : 'A person at a terminal may do it anyway: Backlog asks first.',
    data: { endsClaims },
  });
}

const AGREE_BY_HTTP = `A person may do it anyway: repeat the call with the header ${ENDS_CLAIMS}, which has the ids of the claims in data.endsClaims, separated by commas.`;
