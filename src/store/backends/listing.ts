import { errnoOf } from '../failure.ts';
import type { FileCalls } from './calls.ts';

/**
 * Names in folders, sorted. With `after` a folder that did not change since it was listed is not listed again: then what it
 * takes to see that nothing happened is one call.
 */
export function createListing(calls: FileCalls): { names(folder: string, after?: string): string[] } {
  const known = new Map<string, { tag: string; names: string[] }>();

  return {
    names(folder, after) {
      if (after === undefined) return calls.list(folder).sort();
      const facts = calls.stat(folder);
      const tag = facts === null ? 'none' : facts.tag;
      const last = known.get(folder);
      if (last?.tag === tag) return last.names;
      const names = facts === null ? [] : listed(calls, folder);
      if (facts === null || isOld(facts.modified)) known.set(folder, { tag, names });
      else known.delete(folder);
      return names;
    },
  };
}

function listed(calls: FileCalls, folder: string): string[] {
  try {
    return calls.list(folder).sort();
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}

/**
 * Two changes within one tick of the filesystem's clock leave the same time on a folder, so only a time that lies back longer
 * than a tick tells the next change. Ticks are a few milliseconds, or up to two seconds where times have no fine part.
 */
function isOld(modified: number): boolean {
  const tick = modified % 10 === 0 ? 2_100 : 100;
  return Date.now() - modified > tick;
}
