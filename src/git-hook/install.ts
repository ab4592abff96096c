import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { present } from '../base/present.ts';
import { refuse } from '../domain/errors.ts';
import { isInside, leadsOut } from '../store/index.ts';
import type { InstalledHook, UninstalledHook } from './answers.ts';
import { fileKind, fileText, freeFileName, pathExists } from './file-facts.ts';
import {
  bringBackFormer,
  formerOf,
  isFormer,
  keepFormer,
  linkBesides,
  moveEarlier,
  tidyFormer,
  wayToFormer,
} from './former-hook.ts';
import { type HookFile, removeStrays } from './hook-files.ts';
import { hookScript, isIntact, isOurHook, isReadByShell, madeFolder, type Script } from './script.ts';

/** Refuses a folder of hooks in the worktree that is a link out of it. Whoever committed the link chose its target. */
function checkStays(file: string, root: string): void {
  // Nobody can commit a link in the folder of git, so links there are the person's.
  const real = isInside(file, join(root, '.git')) ? undefined : leadsOut(dirname(file), root);
  if (real === undefined) return;
  refuse('forbidden', `${file} can't be written: a link leads it out of ${root}, to ${real}`, {
    hint: 'Replace the link by a folder, or set core.hooksPath to another one.',
    data: { file, real },
  });
}

/**
 * Installs Backlog's git hook. An existing hook gets a second name before Backlog's hook replaces it, so the repository
 * always has a hook. A second call changes nothing.
 * @throws BacklogError `forbidden` for a folder that can't be written; `conflict` for a hook file that somebody edited
 * or is writing now
 */
export function installHook(
  { kind, file, root }: HookFile,
  how: Pick<Script, 'program' | 'node' | 'store'>,
): Omit<InstalledHook, 'repository' | 'shared'> {
  checkStays(file, root);
  try {
    const made = !existsSync(dirname(file));
    if (made) mkdirSync(dirname(file), { recursive: true });
    moveEarlier(file);
    const former = formerOf(file);
    const there = pathExists(file);
    const kept = there ? setAside(file, former) : undefined;
    const text = fileText(file);
    const ours = text !== undefined && isOurHook(text) ? text : undefined;
    if (ours !== undefined && !isIntact(ours)) return refuseEdited(file);
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
 * Moves an existing hook to the place of the former hook. Another former hook in that place gets a new name. Checks the
 * hook again after renaming it, because another process may have installed Backlog's hook, which must not be moved.
 * @returns the new name of the other former hook, if there was one
 */
function setAside(file: string, former: string): string | undefined {
  const { isSymbolicLink, isFile } = fileKind(file);
  if (!isSymbolicLink && !isFile)
    refuse('conflict', `${file} is not a file`, { hint: "Git can't run it either. Remove it." });
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

/**
 * Gives a file a second name by a hard link. If the file system has no hard links, renames the file; the hook is then
 * missing until Backlog's hook is written.
 */
function linkOrRename(file: string, name: string): void {
  try {
    linkSync(file, name);
  } catch {
    renameSync(file, name);
  }
}

/** Replaces a file in one step, by writing and renaming a new one. So git never runs an incomplete hook. */
function writeOver(file: string, text: string): void {
  renameSync(written(file, text), file);
}

/**
 * Writes Backlog's hook if no hook exists. If another program creates a hook at the same moment, that hook stays, and
 * the call fails unless it is also Backlog's hook.
 */
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
      refuse('conflict', `${file} was just created by another process`, { hint: 'Try again.', data: { file } });
  }
}

/** Writes an executable file with a temporary name beside the target. @returns its path */
function written(file: string, text: string): string {
  const fresh = `${file}.backlog-${process.pid}`;
  // A folder of hooks can be part of the repository, with a link at this name.
  rmSync(fresh, { force: true });
  writeFileSync(fresh, text, { mode: 0o755, flag: 'wx' });
  chmodSync(fresh, 0o755);
  return fresh;
}

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

/** Throws the error about Backlog's hook if it can't be changed because somebody added lines to it. */
function refuseEdited(file: string): never {
  return refuse('conflict', `${file} is Backlog's pre-commit hook, but its text was changed`, {
    hint: 'Move the added lines to another hook and delete the file. Then repeat this command.',
    data: { file },
  });
}

/** Throws the error about a folder that can't be written. Rethrows any other system error. */
function cannotWrite(error: unknown, file: string): never {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (syscall === undefined) throw error;
  return refuse('forbidden', `can't write to ${dirname(file)} (${code})`, {
    hint: 'Make the folder writable, or set another one: `git config core.hooksPath <folder>`.',
    cause: error,
  });
}
