import { ORCHESTRATOR_ID } from '../../domain/kinds/orchestrator.ts';
import { viewsIn } from '../../filter/index.ts';
import type { Tx } from '../../store/index.ts';
import { checkPerson } from '../../work/people/person-acts.ts';
import type { Context } from '../../work/workspace/context.ts';

/** The way out where something still uses a saved filter. */
export const OTHER_FILTER_HINT = 'Change their filters first, with view_set or orchestrator_start.';

type Records = Pick<Tx, 'get' | 'all'>;

const ORCHESTRATOR = 'the orchestrator';

/** Returns the users of a saved filter: other saved filters, and an orchestrator that isn't stopped. */
export function usersOfView(records: Records, name: string): string[] {
  const filters = [
    ...Array.from(records.all('view'), ([user, { filter }]) => ({ user: `@${user}`, filter })),
    { user: ORCHESTRATOR, filter: orchestratorFilter(records) },
  ];
  return filters.flatMap(({ user, filter = '' }) =>
    user !== `@${name}` && viewsIn(filter).includes(name) ? [user] : [],
  );
}

/** Returns the filter of an orchestrator that isn't stopped; undefined if it starts all tasks. */
export function orchestratorFilter(records: Records): string | undefined {
  const orchestrator = records.get('orchestrator', ORCHESTRATOR_ID);
  return orchestrator?.wish === 'stopped' ? undefined : orchestrator?.filter;
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
export function guidesOrchestrator(records: Records, name: string, seen = new Set<string>()): boolean {
  if (seen.has(name)) return false;
  seen.add(name);
  return usersOfView(records, name).some(
    (user) => user === ORCHESTRATOR || guidesOrchestrator(records, user.slice(1), seen),
  );
}
