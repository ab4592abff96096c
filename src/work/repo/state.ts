import { existsSync } from 'node:fs';
import { BacklogError } from '../../domain/errors.ts';
import type { Repository } from '../../domain/repository.ts';
import type { Context } from '../workspace/context.ts';

/**
 * How a repository stands to its workspace, by its files: `linked` is as recorded; `gone` is not where it was, removed or moved
 * (whoever writes from its new place brings the record up to date); `unlinked` is a place where now another repository is, or one
 * that lost its marker.
 */
export const REPOSITORY_STATES = ['linked', 'gone', 'unlinked'] as const;
export type RepositoryState = (typeof REPOSITORY_STATES)[number];

export function stateOf(one: Repository, context: Pick<Context, 'workspace' | 'store'>): RepositoryState {
  // The first write makes store and marker.
  if (!context.store.exists) return 'linked';
  if (!existsSync(one.common ?? one.folder)) return 'gone';
  const ours = context.workspace();
  if (one.common === undefined || ours.foundBy === 'BACKLOG_DIR') return 'linked';
  try {
    const there = context.workspace(one.common);
    return there.dir === ours.dir && (there.repository === undefined || there.repository === one.name)
      ? 'linked'
      : 'unlinked';
  } catch (error) {
    if (error instanceof BacklogError) return 'unlinked';
    throw error;
  }
}
