import { rmdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { UninstalledHook } from './answers.ts';
import { fileText, pathExists } from './file-facts.ts';
import { bringBackFormer, formerOf, isFormer, moveEarlier, tidyFormer } from './former-hook.ts';
import { removeStrays } from './hook-files.ts';
import { cannotWrite, refuseEdited } from './refusals.ts';
import { isIntact, isOurHook, madeFolder } from './script.ts';

type TakenHook = Pick<UninstalledHook, 'file' | 'did' | 'left'>;

/**
 * Removes Backlog's git hook, and restores every byte of the former hook. Another tool's hook stays.
 * @throws BacklogError `forbidden` for a folder that can't be written; `conflict` for a hook of Backlog that somebody
 * edited
 */
export function uninstallHook(file: string): TakenHook {
  try {
    removeStrays(file);
    const text = fileText(file);
    moveEarlier(file);
    const former = formerOf(file);
    if (text !== undefined && isOurHook(text)) return takeOurs(file, text);
    if (!pathExists(former)) return { file, did: 'nothing' };
    if (!pathExists(file)) {
      bringBackFormer(file);
      return { file, did: 'restored' };
    }
    if (!isFormer(file, file)) return { file, did: 'nothing', left: former };
    rmSync(former);
    tidyFormer(file);
    return { file, did: 'restored' };
  } catch (error) {
    return cannotWrite(error, file);
  }
}

function takeOurs(file: string, text: string): TakenHook {
  if (!isIntact(text)) return refuseEdited(file);
  if (pathExists(formerOf(file))) {
    bringBackFormer(file);
    return { file, did: 'restored' };
  }
  rmSync(file);
  if (madeFolder(text)) removeIfEmpty(dirname(file));
  return { file, did: 'removed' };
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // The folder isn't empty.
  }
}
