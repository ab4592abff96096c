import { formatActor } from '../../domain/actor.ts';
import { BacklogError, refuse } from '../../domain/errors.ts';
import { ownActor } from '../../domain/own-actors.ts';
import type { Proposal } from '../../domain/records.ts';
import type { Task } from '../../domain/task/task.ts';
import type { Filter } from '../../filter/index.ts';
import type { Tx } from '../../store/index.ts';
import { INBOX_ACCEPT, INBOX_MOST } from '../settings/inbox-settings.ts';
import { settingOf } from '../settings/settings.ts';
import { compileContextFilter } from '../task/select.ts';
import type { Caller, Context } from '../workspace/context.ts';
import { acceptProposal, taskOfProposal } from './decide.ts';

/** The author of decisions by a rule. */
export const RULE_ACTOR = formatActor(ownActor('rule'));
const RULE: Caller = { actor: ownActor('rule'), holder: RULE_ACTOR };

/**
 * Reads the filter that a person wrote into `inbox.accept`. The returned function accepts a new proposal whose task would
 * match it. Such a task waits for a person before the orchestrator starts it. At the inbox's maximum of waiting tasks,
 * proposals stay in the inbox.
 * @returns undefined without a filter, and for one that can't be read any more
 */
export async function acceptRule(context: Context): Promise<((tx: Tx, proposal: Proposal) => Proposal) | undefined> {
  const text = String(settingOf(context.store.state, INBOX_ACCEPT) ?? '').trim();
  if (text === '') return undefined;
  let filter: Filter;
  try {
    filter = await checkedRule(context, text);
  } catch (error) {
    if (!(error instanceof BacklogError)) throw error;
    context.store.appendDiagnostic(`${INBOX_ACCEPT}: the filter can't be read: ${error.message}`);
    return undefined;
  }
  const most = Number(settingOf(context.store.state, INBOX_MOST));
  const asRule = { ...context, caller: RULE };
  return (tx, proposal) => {
    // What a person wrote is changed only by a person.
    if (proposal.change) return proposal;
    const fits = isMatch(filter, taskOfProposal(withoutWrites(tx), asRule, proposal), context);
    return fits && waitingCount(tx) < most ? acceptProposal(tx, asRule, proposal.id).proposal : proposal;
  };
}

/**
 * Compiles the filter of the rule.
 * @throws FilterError; BacklogError `usage` if it depends on its caller, since a rule is nobody
 */
export async function checkedRule(context: Context, text: string): Promise<Filter> {
  const filter = await compileContextFilter(context, text);
  if (!filter.asksForCaller) return filter;
  return refuse('usage', `${INBOX_ACCEPT}: a rule is nobody, so @me selects no proposals`, {
    hint: 'Write what the tasks have in common, such as type:chore or scope:docs.',
    data: { received: text },
  });
}

/** A pattern that takes too long over a proposal's text selects nothing. */
function isMatch(filter: Filter, task: Task, context: Context): boolean {
  try {
    return filter.matches(task, context.facts());
  } catch (error) {
    if (error instanceof BacklogError) return false;
    throw error;
  }
}

/** Wraps a transaction so that it stores nothing and uses up no id. */
function withoutWrites(tx: Tx): Tx {
  return Object.create(tx, { put: { value: () => undefined }, nextId: { value: () => 0 } });
}

/** Counts the tasks that rules accepted, and that still wait for a person. */
function waitingCount(tx: Tx): number {
  let count = 0;
  for (const [, { awaits, status }] of tx.all('task'))
    if (awaits?.actor === RULE_ACTOR && status === 'pending') count++;
  return count;
}
