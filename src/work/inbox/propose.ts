import { clip } from '../../base/clip.ts';
import { present } from '../../base/present.ts';
import { formatActor } from '../../domain/actor.ts';
import { refuse } from '../../domain/errors.ts';
import { type Doubles, doublesIn, type Known } from '../../domain/inbox/doubles.ts';
import { areaOf, fingerprint } from '../../domain/inbox/fingerprint.ts';
import { type Candidate, PROPOSAL_LIMITS } from '../../domain/inbox/words.ts';
import type { Proposal } from '../../domain/records.ts';
import { isOffBranch, type Task } from '../../domain/task/task.ts';
import type { Tx } from '../../store/index.ts';
import { INBOX_MOST } from '../settings/inbox-settings.ts';
import { settingOf } from '../settings/settings.ts';
import type { Context } from '../workspace/context.ts';
import { RULE_ACTOR } from './rules.ts';

/** What became of a candidate. `known`: a proposal or a task says it already, or a rule rejects it. `full`: the inbox has no room. */
export interface Proposed {
  did: 'added' | 'known' | 'full';
  /** The new proposal, or the one that was counted. Absent if the inbox is full. */
  proposal?: Proposal;
}

/** The author of candidates, and the maximum number of new proposals. */
interface Proposing {
  source: Pick<Proposal['source'], 'kind' | 'name'>;
  /** Maximum number of proposals to add; by default no other than the inbox's. */
  most?: number;
  /** When the author looked, if it looked at the target branch. Then a task completed earlier did not help. */
  looked?: string;
  /** Decides in the transaction about a new proposal, by a person's rule. `at` is the candidate's place. */
  rule?: ((tx: Tx, proposal: Proposal, at: number) => Proposal) | undefined;
}

/**
 * Puts candidates into the inbox. One that repeats an open proposal, a rejected one or a task is only counted: for a task,
 * a merged proposal counts. So nothing is twice in the inbox, and nothing rejected comes again. What is found again after
 * its task was completed is a new proposal that names the task.
 */
export function propose(
  tx: Tx,
  context: Pick<Context, 'store' | 'caller'>,
  candidates: readonly Candidate[],
  { source, most = Number.POSITIVE_INFINITY, looked, rule: decide = (_, proposal) => proposal }: Proposing,
): Proposed[] {
  const limit = Number(settingOf(context.store.state, INBOX_MOST));
  const actor = formatActor(context.caller.actor);
  let [open, added] = [openCount(tx), 0];
  const known = knownIn(tx, context);
  const repeats = repeatsIn(tx);
  return candidates.map((candidate, at): Proposed => {
    const one = boundedCandidate(candidate);
    const identity = fingerprint(one);
    const found = known.find({ ...comparedOf(one), fingerprint: identity });
    const before = found && 'fingerprint' in found ? tx.get('proposal', found.id) : undefined;
    const covering = before ? tx.get('task', before.task ?? '') : found && 'uuid' in found ? found : undefined;
    const again = looked === undefined || one.change ? undefined : withoutHelp(before, covering, looked);
    if (before && !again) {
      // The task may have changed since, so an open change follows it. Lines of a finding move.
      const { title, body, change, found: place } = one;
      const isOfTool =
        source.kind === 'import' && before.source.kind === 'import' && before.source.name === source.name;
      const isMoved = one.is === 'finding' && isOfTool;
      const renewed =
        before.state === 'open' && (change || isMoved) ? present({ title, body, change, found: place }) : {};
      const isBack = before.state === 'gone' && open < limit;
      const { reason, decided: _, ...whole } = before;
      const life: Pick<Proposal, 'state' | 'reason' | 'decided'> = isBack
        ? { state: 'open' }
        : present({ state: before.state, reason, decided: before.decided });
      const counted = { ...whole, ...life, ...renewed, count: before.count + 1, seen: tx.at };
      tx.put('proposal', before.id, counted);
      if (isBack) open++;
      return { did: isBack ? 'added' : 'known', proposal: counted };
    }
    const task = again ? undefined : covering;
    const repeat = task && tx.get('proposal', repeats.get(task.uuid) ?? '');
    if (repeat) {
      const counted = { ...repeat, count: repeat.count + 1, seen: tx.at };
      tx.put('proposal', repeat.id, counted);
      return { did: 'known', proposal: counted };
    }
    if (!task && (open >= limit || added >= most)) return { did: 'full' };
    const { rule, is: _, ...fields } = one;
    const proposal: Proposal = {
      ...{ id: `p${tx.nextId('proposal')}`, ...fields },
      source: { ...source, ...present({ rule }) },
      ...present({ again }),
      ...{ fingerprint: identity, count: 1, at: tx.at, seen: tx.at, actor },
      ...(task ? { state: 'merged', task: task.uuid, reason: `repeats task ${task.id}` } : { state: 'open' }),
    };
    tx.put('proposal', proposal.id, proposal);
    known.add({ of: proposal, ...comparedOf(one), fingerprint: identity });
    if (task) {
      repeats.set(task.uuid, proposal.id);
      return { did: 'known', proposal };
    }
    const decided = decide(tx, proposal, at);
    if (decided.state === 'rejected' && decided.by === RULE_ACTOR) return { did: 'known', proposal: decided };
    if (decided.state === 'open') open++;
    added++;
    return { did: 'added', proposal: decided };
  });
}

/**
 * Returns the uuid of the task that did not help: it was completed, with its work on the target branch, when an author
 * looked there and found the same again. An archived task was closed before.
 */
function withoutHelp(before: Proposal | undefined, task: Task | undefined, looked: string): string | undefined {
  if (task)
    return task.status === 'completed' && !isOffBranch(task) && task.end !== undefined && task.end <= looked
      ? task.uuid
      : undefined;
  return before?.task !== undefined && before.seen <= looked ? before.task : undefined;
}

/**
 * Refuses a proposal because the inbox is full.
 * @throws BacklogError `conflict`
 */
export function refuseFull({ store }: Pick<Context, 'store'>): never {
  const limit = Number(settingOf(store.state, INBOX_MOST));
  return refuse('conflict', `the inbox is full: it has ${limit} open proposals, the maximum of ${INBOX_MOST}`, {
    hint: 'A person decides about some first: `backlog inbox`, then `backlog inbox accept p1` or `backlog inbox reject p1 --reason "…"`.',
    data: { limit },
  });
}

/** Maps tasks to the proposal that Backlog merged into each. So a flood of words for one task makes one record. */
function repeatsIn(records: Pick<Tx, 'all'>): Map<string, string> {
  const repeats = new Map<string, string>();
  for (const [id, { state, by, task }] of records.all('proposal'))
    if (state === 'merged' && by === undefined && task !== undefined) repeats.set(task, id);
  return repeats;
}

/** Returns the number of open proposals. */
export function openCount(records: Pick<Tx, 'all'>): number {
  let count = 0;
  for (const [, { state }] of records.all('proposal')) if (state === 'open') count++;
  return count;
}

/** Makes a candidate fit the fields of a task, so that a person can accept it: cuts texts and lists, leaves out the rest. */
export function boundedCandidate({
  title,
  body,
  acceptance,
  checks,
  scope,
  type,
  project,
  ...rest
}: Candidate): Candidate {
  const { line, criteria, names, globs } = PROPOSAL_LIMITS;
  const listed = <T>(list: readonly T[] | undefined, most: number) => (list?.length ? list.slice(0, most) : undefined);
  const text = body && clip(body.replace(CONTROLS, ' ').trim(), PROPOSAL_LIMITS.body);
  return present({
    ...rest,
    title: clip(onOneLine(title), PROPOSAL_LIMITS.title),
    body: text || undefined,
    type: type && WORD.test(type) ? type : undefined,
    project: project && WORD.test(project) ? project : undefined,
    acceptance: listed(acceptance?.map((one) => clip(onOneLine(one), line)).filter(Boolean), criteria),
    checks: listed(
      checks?.filter((name) => WORD.test(name)),
      names,
    ),
    scope: listed(scope, globs),
  }) as Candidate;
}

/** Matches a type or a project that a task can have, or the name of a check. */
const WORD = /^[\p{L}\p{N}_][\p{L}\p{N}_.-]{0,99}$/u;

/** Matches control characters, except line feeds and tabs. */
const CONTROLS = /(?![\n\t])\p{Cc}/gu;

const onOneLine = (text: string) => text.replace(/[\s\p{Cc}]+/gu, ' ').trim();

/** A change is known by its task and its reason, so its words are not compared. */
const comparedOf = (one: Candidate) => ({
  ...{ title: one.change ? '' : one.title, area: areaOf(one), rule: one.rule ?? '' },
});

function knownIn(tx: Tx, { store }: Pick<Context, 'store'>): Doubles<Proposal | Task> {
  return doublesIn(eachKnown(tx), Number(settingOf(store.state, 'lint.similar')) / 100);
}

/** Yields tasks, then proposals in their order: of two with the same words, the newest proposal counts. */
function* eachKnown(tx: Tx): Iterable<Known<Proposal | Task>> {
  for (const [, task] of tx.all('task')) {
    const { description: title, scope = [], status } = task;
    if (status !== 'recurring') yield { of: task, title, area: areaOf({ scope } as Candidate), rule: '' };
  }
  const proposals = Array.from(tx.all('proposal'), ([, one]) => one);
  for (const one of proposals.sort((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1)))) {
    const { source, fingerprint: identity } = one;
    yield {
      of: one,
      ...comparedOf({ ...(one as Candidate), ...present({ rule: source.rule }) }),
      fingerprint: identity,
    };
  }
}
