import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { refuse } from '../domain/errors.ts';
import { fileText, freeFileName, kindOf, pathExists } from './file-facts.ts';
import { formerOf, isFormer, keepFormer, linkBesides, moveEarlier, wayToFormer } from './former-hook.ts';
import type { HookFile } from './hook-files.ts';
import { cannotWrite, edited } from './refusals.ts';
import { hookScript, isIntact, isOurHook, isReadByShell, madeFolder, type Script } from './script.ts';
import { removeStrays } from './stray-hooks.ts';

export interface InstalledHook {
  file: string;
  /** Where the hook is that was there before. */
  chained?: string;
  /** An earlier hook that was chained, and which has been replaced since. */
  kept?: string;
  /** Was exactly this hook installed already? */
  same: boolean;
}

/**
 * Installs our git hook. A hook that exists keeps its content and gets a second name: there is no moment without it, and no copy that could
 * differ. Done again it changes nothing.
 * @throws BacklogError `forbidden` for a folder that cannot be written
 */
export function installHook({ kind, file }: HookFile, how: Pick<Script, 'program' | 'node' | 'store'>): InstalledHook {
  try {
    const made = !existsSync(dirname(file));
    if (made) mkdirSync(dirname(file), { recursive: true });
    moveEarlier(file);
    const former = formerOf(file);
    const there = pathExists(file);
    const kept = there ? setAside(file, former) : undefined;
    const present = fileText(file);
    const ours = present !== undefined && isOurHook(present) ? present : undefined;
    if (ours !== undefined && !isIntact(ours)) return edited(file);
    const chained = pathExists(former);
    if (chained && !isReadByShell(former)) linkBesides(file);
    const folder = made || (ours !== undefined && madeFolder(ours));
    const script = hookScript({
      kind,
      ...how,
      madeFolder: folder,
      ...(chained ? { former: wayToFormer(file) } : {}),
    });
    if (!there) putNew(file, script);
    else if (ours !== script) writeOver(file, script);
    removeStrays(file);
    const same = ours === script;
    return { file, same, ...(chained ? { chained: former } : {}), ...(kept === undefined ? {} : { kept }) };
  } catch (error) {
    return cannotWrite(error, file);
  }
}

/**
 * Gives a hook its second place; one that is there already was chained before, and is kept under another name unless it is the same. A gate is
 * none to be chained: what is caught is looked at only then, since another install may just have put one there.
 */
function setAside(file: string, former: string): string | undefined {
  const { isSymbolicLink, isFile } = kindOf(file);
  if (!isSymbolicLink && !isFile)
    refuse('conflict', `${file} is no file`, { hint: 'Git cannot run it either; remove it.' });
  if (isOurHook(fileText(file) ?? '')) return undefined;
  const caught = `${file}.backlog-${process.pid}-was`;
  if (isSymbolicLink) symlinkSync(readlinkSync(file), caught);
  else linkOrRename(file, caught);
  if (isOurHook(fileText(caught) ?? '') || isFormer(caught, file)) {
    rmSync(caught);
    return undefined;
  }
  const kept = pathExists(former) ? freeFileName(former) : undefined;
  if (kept !== undefined) renameSync(former, kept);
  keepFormer(caught, file);
  return kept;
}

/** Some file systems have no second names; there the hook is away for the moment until the gate is written. */
function linkOrRename(file: string, name: string): void {
  try {
    linkSync(file, name);
  } catch {
    renameSync(file, name);
  }
}

/** Beside the target and renamed, so that git never runs half of it. */
function writeOver(file: string, text: string): void {
  renameSync(written(file, text), file);
}

/** The same where nothing was: what somebody else puts there in this moment stays, and installing again chains it. */
function putNew(file: string, text: string): void {
  const fresh = written(file, text);
  try {
    linkSync(fresh, file);
    rmSync(fresh);
  } catch {
    if (!pathExists(file)) {
      renameSync(fresh, file);
      return;
    }
    rmSync(fresh);
    if (!isOurHook(fileText(file) ?? ''))
      refuse('conflict', `${file} was put there this moment by somebody else`, { hint: 'Try again.', data: { file } });
  }
}

/** A file beside the target, ready to get its name. */
function written(file: string, text: string): string {
  const fresh = `${file}.backlog-${process.pid}`;
  writeFileSync(fresh, text, { mode: 0o755, flag: 'w' });
  chmodSync(fresh, 0o755);
  return fresh;
}
