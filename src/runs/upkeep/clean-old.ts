import { statfs } from 'node:fs/promises';
import { DAY_MS } from '../../base/day.ts';
import { CLEAN_DAYS, CLEAN_DISK } from '../../work/settings/run-settings.ts';
import { settingOf } from '../../work/settings/settings.ts';
import type { Context } from '../../work/workspace/context.ts';
import { runsFolder } from '../run-folder.ts';
import { type CleanedMany, cleanMany } from './clean-many.ts';

const GB = 1_000_000_000;

/** Returns the free space of the disk with the folder, in bytes. Undefined if it can't be read. */
async function freeIn(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}

/**
 * Deletes worktrees of merged runs: those that are old enough and, while the disk has too little free space, all. Work
 * that is in no result stays. The settings choose both limits; 0 turns one off.
 * @param free returns the free space of the disk with a folder, in bytes
 */
export async function cleanOld(context: Context, free = freeIn): Promise<CleanedMany> {
  const [days, gigabytes] = [CLEAN_DAYS, CLEAN_DISK].map((name) => Number(settingOf(context.store.state, name)));
  const left = gigabytes ? await free(runsFolder(context)) : undefined;
  const isFull = left !== undefined && left < gigabytes! * GB;
  if (!days && !isFull) return { cleaned: [], kept: [] };
  const olderMs = isFull ? 0 : days! * DAY_MS;
  return cleanMany(context, (fn) => context.write('run_clean', fn), { states: ['merged'], olderMs }, false);
}
