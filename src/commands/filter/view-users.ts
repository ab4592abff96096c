import { ORCHESTRATOR_ID } from '../../domain/kinds/orchestrator.ts';
import type { Tx } from '../../store/index.ts';
import { checkPerson } from '../../work/people/person-acts.ts';
import type { Context } from '../../work/workspace/context.ts';

/** The way out where something still uses a saved filter. */
export const OTHER_FILTER_HINT = 'Change their filters first, with view_set or orchestrator_start.';

const ORCHESTRATOR = 'the orchestrator';

/** Returns the users of a saved filter: other saved filters, and an orchestrator that isn't stopped. */
export function usersOfView(tx: Tx, name: string): string[] {
  const orchestrator = tx.get('orchestrator', ORCHESTRATOR_ID);
  const filters = [
    ...Array.from(tx.all('view'), ([user, { filter }]) => ({ user: `@${user}`, filter })),
    ...(orchestrator?.wish === 'stopped' ? [] : [{ user: ORCHESTRATOR, filter: orchestrator?.filter }]),
  ];
  return filters.flatMap(({ user, filter = '' }) =>
    user !== `@${name}` && viewsIn(filter).includes(name) ? [user] : [],
  );
}

/**
 * Refuses a change of a saved filter that decides what the orchestrator starts, unless the caller may choose that.
 * @param command as for `checkPerson`
 * @throws BacklogError `forbidden`
 */
export function checkGuiding(tx: Tx, context: Context, name: string, command: string): void {
  if (guidesOrchestrator(tx, name)) checkPerson(context, 'orchestrate', command);
}

/** Checks whether a saved filter decides what the orchestrator starts, also by another saved filter that uses it. */
function guidesOrchestrator(tx: Tx, name: string, seen = new Set<string>()): boolean {
  if (seen.has(name)) return false;
  seen.add(name);
  return usersOfView(tx, name).some((user) => user === ORCHESTRATOR || guidesOrchestrator(tx, user.slice(1), seen));
}

/** Returns the names of the saved filters that a filter uses. */
export function viewsIn(filter: string): string[] {
  return filter.split(/[\s()!]+/).flatMap((word) => (word.startsWith('@') ? [word.slice(1)] : []));
}
