import { existsSync, linkSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { errnoOf } from '../../base/errno.ts';
import { present } from '../../base/present.ts';
import { REPOSITORY_NAME } from '../../domain/scope-text.ts';
import { uuidOf } from '../blobs/sha256.ts';
import { damaged, isNoHardLinks, mediumFailed } from '../failure.ts';
import { isSameFolder } from './git.ts';
import { linkAt, readSmallFile, writeSmallFile } from './small-file.ts';

/** Name of the marker: a file in a repository's common git folder with the id of the repository's workspace. */
const FILE = 'backlog';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Content of the marker file: the workspace, and the git folder in which the marker was written. */
interface Marker {
  workspace: string;
  folder: string;
  /** The repository's name. Absent in the repository in which the workspace was created. */
  repository?: string;
}

/** A repository's workspace, according to its marker file. */
export type Marked = Pick<Marker, 'workspace' | 'repository'> & {
  /** True if the marker was copied from another repository. */
  copied: boolean;
  /** True if the marker contains the repository's previous location. {@link putMarker} updates the location. */
  moved: boolean;
  /** The git folder's path in the marker, if it differs from the requested path to the same folder. */
  common?: string;
};

/**
 * Returns a repository's workspace; null if it has none yet. A moved repository keeps its workspace. A copy gets a new
 * workspace, the same for all callers. A repository is a copy if the recorded folder still exists in another location
 * and has the same workspace.
 */
export function readMarker(common: string): Marked | null {
  const marker = parseMarker(common);
  if (!marker) return null;
  const { folder, ...names } = marker;
  const here = realpathSync.native(common);
  if (folder === here) return { ...names, copied: false, moved: false };
  if (isAnotherPath(folder, here)) return { ...names, copied: false, moved: false, common: folder };
  if (isElsewhere(marker, here)) return { workspace: copyOf(marker.workspace, here), copied: true, moved: false };
  return { ...names, copied: false, moved: true };
}

/**
 * Creates the marker, unless another process creates it first.
 * @returns the content of the existing marker
 */
export function claimMarker(common: string, workspace: string): Marked {
  const known = readMarker(common);
  if (known?.copied || known?.moved) putMarker(common, known);
  if (known) return known;
  writeSmallFile(markerFile(common), { workspace, folder: realpathSync.native(common) }, linkUnlessThere);
  return readMarker(common) ?? { workspace, copied: false, moved: false };
}

/**
 * Name of a file beside the marker: the folder of the queue that had changes. It is no part of the marker, so that
 * writing it can't replace a marker that another process changes.
 */
const USED = 'backlog-used';

/** Remembers that the queue in a folder has changes, so that a queue whose folder is gone isn't begun again. */
export function markUsed(common: string, dir: string): void {
  if (isUsed(common, dir)) return;
  try {
    writeSmallFile(join(common, USED), { queue: dir });
  } catch {
    // A later change tries again.
  }
}

/** Checks whether the queue in a folder is known to have had changes. */
export function isUsed(common: string, dir: string): boolean {
  try {
    return (JSON.parse(readIfThere(join(common, USED)) ?? '{}') as { queue?: unknown }).queue === dir;
  } catch {
    return false;
  }
}

function markerFile(common: string): string {
  return join(common, FILE);
}

/** Assigns a repository to a workspace by replacing its marker. */
export function putMarker(common: string, { workspace, repository }: Pick<Marker, 'workspace' | 'repository'>): void {
  const folder = realpathSync.native(common);
  replaceMarker(common, { workspace, folder, ...present({ repository }) });
}

/** Removes a repository from its workspace. */
export function removeMarker(common: string): void {
  rmSync(markerFile(common), { force: true });
}

function parseMarker(common: string): Marker | null {
  const file = markerFile(common);
  const text = readIfThere(file);
  if (text === undefined) return null;
  try {
    const marker = JSON.parse(text) as Partial<Marker>;
    const { workspace, folder, repository } = marker;
    const isNamed = repository === undefined || (typeof repository === 'string' && REPOSITORY_NAME.test(repository));
    if (typeof workspace === 'string' && UUID.test(workspace) && typeof folder === 'string' && isNamed)
      return { workspace, folder, ...present({ repository }) };
  } catch {}
  throw damaged(file, 'expected {"workspace": UUID, "folder": path, "repository"?: name}');
}

/** Checks whether the recorded path is another path to this folder. */
function isAnotherPath(recorded: string, here: string): boolean {
  try {
    return realpathSync.native(recorded) === recorded && isSameFolder(recorded, here);
  } catch {
    return false;
  }
}

/** Checks whether the recorded folder still exists in another location, with the same workspace. */
function isElsewhere(marker: Marker, here: string): boolean {
  try {
    return realpathSync.native(marker.folder) !== here && parseMarker(marker.folder)?.workspace === marker.workspace;
  } catch {
    return false;
  }
}

/** @throws BacklogError `store` for a file that can't be read, or a link to a missing one: it may be on another disk */
function readIfThere(file: string): string | undefined {
  const text = read(file);
  const target = text === undefined ? linkAt(file) : undefined;
  if (target !== undefined) throw damaged(file, `it is a link to ${target}, which doesn't exist`);
  return text;
}

function read(file: string): string | undefined {
  try {
    return readSmallFile(file);
  } catch (error) {
    // A link that leads to itself leads to no file, too.
    if (['ENOENT', 'ELOOP'].includes(errnoOf(error) ?? '')) return undefined;
    throw mediumFailed('read', file, error);
  }
}

/** Computes the UUID of a copy's workspace. It is the same in all processes, so that only one workspace is created. */
function copyOf(workspace: string, folder: string): string {
  const facts = statSync(folder, { bigint: true });
  return uuidOf(`${workspace}\0${folder}\0${facts.ino}\0${facts.birthtimeNs}`);
}

function replaceMarker(common: string, marker: Marker): void {
  writeSmallFile(markerFile(common), marker);
}

function linkUnlessThere(temp: string, file: string): void {
  try {
    linkSync(temp, file);
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'EEXIST') return;
    if (!isNoHardLinks(code) || existsSync(file)) throw error;
    renameSync(temp, file);
  }
}
