import { refuse } from '../../domain/errors.ts';
import type { Repository } from '../../domain/records.ts';
import type { Tx } from '../../store/index.ts';
import { recorded } from '../workspace/repositories.ts';
import { findRepository } from './remove.ts';

/** New values of a repository's record. `target: null` removes the target branch; undefined keeps a value. */
export interface RepositoryChange {
  target?: string | null | undefined;
  disabled?: boolean | undefined;
}

/**
 * Changes the record of a repository.
 * @param known the repositories, also one that no change has recorded yet
 * @throws BacklogError `not-found`; `nothing-to-do` if it has these values
 */
export function updateRepository(
  tx: Tx,
  known: readonly Repository[],
  name: string,
  change: RepositoryChange,
): Repository {
  const one = findRepository(name, [...recorded(tx), ...known]);
  const { target, disabled, ...rest } = one;
  const [newTarget, newDisabled] = [
    change.target === undefined ? target : (change.target ?? undefined),
    change.disabled ?? disabled ?? false,
  ];
  if (newTarget === target && newDisabled === (disabled ?? false)) {
    const already = change.target === undefined ? (newDisabled ? 'disabled' : 'enabled') : 'set to this branch';
    refuse('nothing-to-do', `repository ${name} is already ${already}`);
  }
  const changed: Repository = {
    ...rest,
    ...(newTarget === undefined ? {} : { target: newTarget }),
    ...(newDisabled ? { disabled: true } : {}),
  };
  tx.put('repository', name, changed);
  return changed;
}
