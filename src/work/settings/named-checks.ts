import { didYouMean } from '../../base/nearest.ts';
import { refuse } from '../../domain/errors.ts';
import type { Store } from '../../store/index.ts';
import { settingsSet } from './sources.ts';

type Records = Pick<Store['state'], 'get' | 'all'>;

/** Prefix of the settings that define checks. */
const CHECKS = 'checks.';

/**
 * Lists the checks that a repository's results can have.
 * @param repository the repository's name; by default the one in which the queue was created
 */
export function checksOf(state: Records, repository?: string): { name: string; command: string }[] {
  return Array.from(settingsSet(state, repository))
    .filter(([name, { value }]) => name.startsWith(CHECKS) && value !== '')
    .map(([name, { value }]) => ({ name: name.slice(CHECKS.length), command: String(value) }));
}

/** Lists the names of all checks, of any repository. */
export function checkNames(state: Records): string[] {
  const repositories = Array.from(state.all('repository'), ([name]) => name);
  const names = [undefined, ...repositories].flatMap((repository) =>
    checksOf(state, repository).map(({ name }) => name),
  );
  return [...new Set(names)];
}

export function definingLine(check: string): string {
  return `backlog setting set ${CHECKS}${check} "<command>"`;
}

/**
 * Returns the name of a check if the settings define it.
 * @throws BacklogError `not-found`, naming the defined checks
 */
export function checkNamed(state: Records, name: string): string {
  const names = checkNames(state);
  if (names.includes(name)) return name;
  return refuse('not-found', `checks: no check "${name}"${didYouMean(name, names, 'quoted')}`, {
    hint:
      names.length > 0
        ? `Defined checks: ${names.join(', ')}. A person can define this one: ${definingLine(name)}`
        : `No check is defined. A person can define one: ${definingLine(name)}`,
    data: { field: 'checks', received: name, known: names },
  });
}
