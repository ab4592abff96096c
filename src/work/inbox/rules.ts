import { formatActor } from '../../domain/actor.ts';
import { BacklogError, refuse } from '../../domain/errors.ts';
import { ownActor } from '../../domain/own-actors.ts';
import type { Proposal } from '../../domain/records.ts';
import type { Task } from '../../domain/task/task.ts';
import type { Filter } from '../../filter/index.ts';
import type { Tx } from '../../store/index.ts';
import { INBOX_ACCEPT, INBOX_MOST, INBOX_REJECT } from '../settings/inbox-settings.ts';
import { settingOf } from '../settings/settings.ts';
import { compileContextFilter } from '../task/select.ts';
import type { Caller, Context } from '../workspace/context.ts';
import { acceptProposal, rejectProposal, taskOfProposal } from './decide.ts';

/** The author of decisions by a rule. */
export const RULE_ACTOR = formatActor(ownActor('rule'));
const RULE: Caller = { actor: ownActor('rule'), holder: RULE_ACTOR };

/** Decides in the transaction about a new proposal. */
export type InboxRule = (tx: Tx, proposal: Proposal) => Proposal;

/**
 * Reads the filters that a person wrote into `inbox.reject` and `inbox.accept`. The returned function tests the task that
 * a new proposal would become. The first filter rejects it, and otherwise the second one accepts it. Such a task waits for
 * a person before the orchestrator starts it. At the inbox's maximum of waiting tasks, proposals stay in the inbox.
 * @returns undefined without filters that can be read
 */
export async function inboxRule(context: Context): Promise<InboxRule | undefined> {
  const [rejects, accepts] = [await filterIn(context, INBOX_REJECT), await filterIn(context, INBOX_ACCEPT)];
  if (!rejects && !accepts) return undefined;
  const most = Number(settingOf(context.store.state, INBOX_MOST));
  const asRule = { ...context, caller: RULE };
  return (tx, proposal) => {
    // What a person wrote is changed only by a person.
    if (proposal.change) return proposal;
    const task = taskOfProposal(withoutWrites(tx), asRule, proposal);
    if (rejects && isMatch(rejects.filter, task, context))
      return rejectProposal(tx, asRule, proposal.id, `${INBOX_REJECT}: ${rejects.text}`);
    const fits = accepts && isMatch(accepts.filter, task, context);
    return fits && waitingCount(tx) < most ? acceptProposal(tx, asRule, proposal.id).proposal : proposal;
  };
}

/** Returns the filter of a setting; undefined without one, and for one that can't be read any more. */
async function filterIn(context: Context, name: string): Promise<{ filter: Filter; text: string } | undefined> {
  const text = String(settingOf(context.store.state, name) ?? '').trim();
  if (text === '') return undefined;
  try {
    return { filter: await checkedRule(context, name, text), text };
  } catch (error) {
    if (!(error instanceof BacklogError)) throw error;
    context.store.appendDiagnostic(`${name}: the filter can't be read: ${error.message}`);
    return undefined;
  }
}

/**
 * Compiles the filter of a rule.
 * @param name its setting
 * @throws FilterError; BacklogError `usage` if it depends on its caller, since a rule is nobody
 */
export async function checkedRule(context: Context, name: string, text: string): Promise<Filter> {
  const filter = await compileContextFilter(context, text);
  if (!filter.asksForCaller) return filter;
  return refuse('usage', `${name}: a rule is nobody, so @me selects no proposals`, {
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
