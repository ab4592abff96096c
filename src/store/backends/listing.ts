import { errnoOf } from '../../base/errno.ts';
import type { FileCalls } from './calls.ts';

/**
 * Returns an object that lists a folder by sorted name. With `after`, it uses the previous listing if the folder is
 * unchanged. A check for new files then costs one stat call.
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
 * Checks whether a folder's time is older than one tick of the file system's clock. Two changes within one tick get the
 * same time, so a newer time could hide a change. A tick is a few milliseconds, or up to two seconds on some file
 * systems.
 */
function isOld(modified: number): boolean {
  const tick = modified % 10 === 0 ? 2_100 : 100;
  return Date.now() - modified > tick;
}
