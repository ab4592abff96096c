import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { counted } from '../../base/amounts.ts';
import { didYouMean, nearest } from '../../base/nearest.ts';
import { refuse } from '../../domain/errors.ts';
import type { Repository } from '../../domain/records.ts';
import { repoOf } from '../../domain/repository.ts';
import { isOpen, type Task } from '../../domain/task/task.ts';
import { isFromEnvironment, putMarker, removeMarker, type Tx } from '../../store/index.ts';
import { claimsHeld } from '../claim/claims.ts';
import type { Context } from '../workspace/context.ts';
import { recorded } from '../workspace/repositories.ts';
import { stateOf } from './state.ts';

/** @throws BacklogError `not-found` with the nearest name */
export function findRepository(name: string, all: readonly Repository[]): Repository {
  const known = all.find((one) => one.name === name);
  if (known) return known;
  const names = [...new Set(all.map((one) => one.name))];
  return refuse('not-found', `there is no repository ${name}${didYouMean(name, names)}`, {
    hint: names.length > 0 ? `The repositories are ${names.join(', ')}.` : 'None is recorded before the first write.',
    data: { received: name, nearest: nearest(name, names) },
  });
}

/** Returns the open tasks whose scope names the repository, and the number of claims whose scope names it. */
export function namedInScopes(records: Pick<Tx, 'all'>, one: Repository): { tasks: Task[]; claims: number } {
  const names = (scope: Task['scope']) => scope?.some(({ repo }) => repo === repoOf(one)) ?? false;
  const tasks = Array.from(records.all('task'), ([, task]) => task).filter((task) => isOpen(task) && names(task.scope));
  return { tasks, claims: claimsHeld(records, ({ scope }) => names(scope)).length };
}

/**
 * Removes a repository from the workspace. Restores the queue that the repository had before it was added. Scopes of
 * tasks stay unchanged.
 * @throws BacklogError `not-found`; `forbidden` for the home; `referenced`, unless forced, if open tasks or claims name
 * the repository
 */
export async function removeRepository(context: Context, name: string, force: boolean): Promise<Repository> {
  const linked = stateOf(findRepository(name, context.repositories.all), context) === 'linked';
  const repository = await context.write('repo_remove', (tx) => dropRepository(tx, name, force), {
    outside: `the marker of ${name}`,
  });
  const { common, before } = repository;
  if (!linked || common === undefined || !existsSync(common) || isFromEnvironment(context.workspace()))
    return repository;
  if (before === undefined) removeMarker(common);
  else putMarker(common, { workspace: basename(before) });
  return repository;
}

function dropRepository(tx: Tx, name: string, force: boolean): Repository {
  const one = findRepository(name, recorded(tx));
  if (one.home) {
    refuse('forbidden', `${name} is the repository in which this workspace was made`, {
      hint: 'Scopes without a repository name refer to it. Only the others can be removed.',
    });
  }
  const { tasks, claims } = namedInScopes(tx, one);
  if (!force && (tasks.length > 0 || claims > 0)) {
    const shown = tasks.slice(0, 10).map(({ id }) => id);
    const more = tasks.length > shown.length ? `, and ${tasks.length - shown.length} more` : '';
    refuse('referenced', `${name} is in use by ${counted(tasks.length, 'open task')} and ${counted(claims, 'claim')}`, {
      hint: `${tasks.length > 0 ? `Finish tasks ${shown.join(', ')}${more} or change their scope, ` : 'Wait until the claims end, '}or remove it anyway with \`force: true\`.`,
      data: { tasks: tasks.map(({ id }) => id), claims },
    });
  }
  tx.remove('repository', name);
  if (tx.get('gate', name)) tx.remove('gate', name);
  return one;
}
