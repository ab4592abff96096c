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
import { present } from '../base/present.ts';
import { refuse } from '../domain/errors.ts';
import type { InstalledHook } from './answers.ts';
import { fileText, freeFileName, kindOf, pathExists } from './file-facts.ts';
import { formerOf, isFormer, keepFormer, linkBesides, moveEarlier, wayToFormer } from './former-hook.ts';
import type { HookFile } from './hook-files.ts';
import { cannotWrite, edited } from './refusals.ts';
import { hookScript, isIntact, isOurHook, isReadByShell, madeFolder, type Script } from './script.ts';
import { removeStrays } from './stray-hooks.ts';

/**
 * Installs our git hook. An existing hook keeps its content and gets a second name first. So there is always a hook,
 * and no copy that could differ. A second call changes nothing.
 * @throws BacklogError `forbidden` for a folder that can't be written, `conflict` for a hook file that somebody edited
 * or is just writing
 */
export function installHook(
  { kind, file }: HookFile,
  how: Pick<Script, 'program' | 'node' | 'store'>,
): Omit<InstalledHook, 'repository' | 'shared'> {
  try {
    const made = !existsSync(dirname(file));
    if (made) mkdirSync(dirname(file), { recursive: true });
    moveEarlier(file);
    const former = formerOf(file);
    const there = pathExists(file);
    const kept = there ? setAside(file, former) : undefined;
    const text = fileText(file);
    const ours = text !== undefined && isOurHook(text) ? text : undefined;
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
    return { file, same, ...(chained ? { chained: former } : {}), ...present({ kept }) };
  } catch (error) {
    return cannotWrite(error, file);
  }
}

/**
 * Moves an existing hook to the place of the former hook. A different former hook is kept under a new name. Our own
 * hook is never moved. The file is checked again after it is caught, since another process may have installed our hook
 * in the meantime.
 * @returns the new name of the earlier former hook, if there was a different one
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

/** On file systems without hard links, the hook is missing until ours is written. */
function linkOrRename(file: string, name: string): void {
  try {
    linkSync(file, name);
  } catch {
    renameSync(file, name);
  }
}

/** Writes a file next to the target and renames it, so that git never runs an incomplete hook. */
function writeOver(file: string, text: string): void {
  renameSync(written(file, text), file);
}

/** Writes a new hook. A file that another program creates just now stays; the next installation chains it. */
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

/** Writes a file next to the target. */
function written(file: string, text: string): string {
  const fresh = `${file}.backlog-${process.pid}`;
  writeFileSync(fresh, text, { mode: 0o755, flag: 'w' });
  chmodSync(fresh, 0o755);
  return fresh;
}
