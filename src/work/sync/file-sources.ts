import { accessSync, constants, existsSync } from 'node:fs';
import { clip } from '../../base/clip.ts';
import { shellWord } from '../../base/shell-word.ts';
import { formatActor } from '../../domain/actor.ts';
import { refuse } from '../../domain/errors.ts';
import { GIVEN_NAME } from '../../domain/kinds/row.ts';
import type { Kinds } from '../../domain/records.ts';
import { type FileKind, fileKindNamed, formatByEnding } from '../../domain/task-formats.ts';
import { isInside, type Tx } from '../../store/index.ts';
import { allowPath } from '../paths/allow-path.ts';
import type { AllowedPath } from '../paths/named-path.ts';
import type { Context } from '../workspace/context.ts';
import { fileKey } from './file.ts';
import { removeFileConflicts } from './file-conflicts.ts';

/** A synchronised file as a source. */
export interface FileSource {
  /** Record id of the synchronisation. Conflicts name it as their source. */
  key: string;
  name: string;
  sync: Kinds['sync'];
}

type Records = Pick<Tx, 'all'>;

/**
 * Returns all synchronised files with names that no other source has: the stored one, or that of the file. Records of
 * earlier programs have none.
 */
export function fileSources(records: Records): FileSource[] {
  const taken = new Set(Array.from(records.all('source'), ([name]) => name.toLowerCase()));
  const named = (wanted: string): string => {
    let name = wanted;
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${wanted}-${n}`;
    taken.add(name.toLowerCase());
    return name;
  };
  const byFile = Array.from(records.all('sync')).sort(([, a], [, b]) => (a.file < b.file ? -1 : 1));
  // Stored names come first, so that no file's own name takes one of them.
  const all = [
    ...byFile.filter(([, { name }]) => name !== undefined),
    ...byFile.filter(([, { name }]) => name === undefined),
  ];
  return all.map(([key, sync]) => ({ key, sync, name: named(ownName(sync)) }));
}

/** Returns the stored name of a file, or its own. A record of an earlier program can have any text. */
const ownName = ({ name, file }: Kinds['sync']): string => asLine(name ?? file.split(/[/\\]/).at(-1)!) || 'file';

/** A name of a file can have line breaks, and lists have a line for each source. */
const asLine = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();

/** Checks the name that a person gives a source. @throws BacklogError `invalid` */
export function checkName(name: string, line: string): void {
  if (!GIVEN_NAME.test(name))
    refuse('invalid', `expected a name of letters, digits and . _ -, and got "${clip(asLine(name), 60)}"`, {
      hint: `For example: \`backlog ${line} --name app\``,
    });
}

/**
 * Stores the name of each file. Otherwise a file that comes or goes could give one's name to another. A new file gets its
 * name after all others.
 */
export function keepNames(tx: Tx): void {
  for (const { key, name, sync } of fileSources(tx)) if (sync.name !== name) tx.put('sync', key, { ...sync, name });
}

/** Returns the source of any kind that has a name. The case of letters makes no difference. */
export function nameTaken(records: Records, name: string): string | undefined {
  const names = [...Array.from(records.all('source'), ([one]) => one), ...fileSources(records).map((one) => one.name)];
  return names.find((one) => one.toLowerCase() === name.toLowerCase());
}

/** Finds a synchronised file by its name as a source. */
export const fileSourceNamed = ({ store: { state } }: Pick<Context, 'store'>, name: string): FileSource | undefined =>
  fileSources(state).find((one) => one.name.toLowerCase() === name.toLowerCase());

/** Checks whether the caller may use the file of a source. @throws the errors of `allowPath` */
export const allowedFileOf = (context: Context, { sync: { file, folder } }: FileSource, line: string): AllowedPath =>
  allowPath({ said: file, use: useOf(folder), line }, context);

/** Each file of a folder is checked when it is written. */
export const useOf = (isFolder: boolean | undefined) => (isFolder ? 'read' : 'over');

/** @throws BacklogError `conflict` for a disabled file */
export function checkEnabled(records: Records, named: Pick<AllowedPath, 'file' | 'said'>): void {
  const source = fileSources(records).find(({ key }) => key === fileKey(named));
  if (source?.sync.state !== 'disabled') return;
  refuse('conflict', `source ${source.name} is disabled`, {
    hint: `Enable it: \`backlog source enable ${shellWord(source.name)}\``,
  });
}

/** Refuses to read a file that isn't there. @throws BacklogError `not-found` */
export function refuseMissing(records: Records, named: Pick<AllowedPath, 'file' | 'said'>): never {
  const source = fileSources(records).find(({ key }) => key === fileKey(named));
  const name = shellWord(source?.name ?? named.said);
  return refuse('not-found', `there is no file ${named.said}`, {
    hint: `If it was moved: \`backlog source update ${name} --path FILE\`. To write its open tasks into a new file: \`backlog source push ${name}\``,
    data: { file: named.said },
  });
}

export interface NewFileSource {
  named: AllowedPath;
  kind: FileKind;
  name: string | undefined;
  only: string | undefined;
  /** The field of a column of a table, where the caller says so. */
  map: Readonly<Record<string, string>>;
}

/** Begins to keep a file in step. The first synchronisation reads it. @throws BacklogError `conflict` */
export function addFileSource(
  tx: Tx,
  { caller: { actor } }: Pick<Context, 'caller'>,
  { named, kind, name, only, map }: NewFileSource,
): FileSource {
  const key = fileKey(named);
  const isFolder = kind === 'backlog.md';
  const isAround = ({ sync }: FileSource) =>
    isFolder && sync.folder === true && (isInside(sync.file, named.file) || isInside(named.file, sync.file));
  const known = fileSources(tx).find((one) => one.key === key || isAround(one));
  if (known)
    refuse('conflict', `source ${known.name} already keeps ${named.said} in step`, {
      hint: `Show it: \`backlog source show ${shellWord(known.name)}\``,
    });
  if (name !== undefined) checkName(name, `source add ${kind} ${shellWord(named.said)}`);
  const taken = name === undefined ? undefined : nameTaken(tx, name);
  if (taken !== undefined)
    refuse('conflict', `there is a source ${taken} already`, { hint: `Choose another name, such as ${name}-2.` });
  keepNames(tx);
  tx.put('sync', key, {
    ...{ file: named.file, sum: '', at: tx.at, actor: formatActor(actor) },
    ...(name === undefined ? {} : { name }),
    ...(only === undefined ? {} : { only }),
    ...(isFolder ? { folder: true as const } : {}),
    ...(Object.keys(map).length > 0 ? { map } : {}),
  });
  keepNames(tx);
  return fileSources(tx).find((one) => one.key === key)!;
}

/** Enables or disables the synchronisation of a file, for `sync`, too. */
export function switchFileSource(tx: Tx, { key }: FileSource, state: 'enabled' | 'disabled'): void {
  const { state: _, ...sync } = tx.get('sync', key)!;
  tx.put('sync', key, state === 'disabled' ? { ...sync, state } : sync);
}

/** Ends the synchronisation of a file. File and tasks stay. @returns the number of tasks that it had */
export function removeFileSource(tx: Tx, { key }: FileSource): number {
  keepNames(tx);
  let linked = 0;
  for (const [id, one] of [...tx.all('synced')])
    if (one.file === key) {
      tx.remove('synced', id);
      linked++;
    }
  removeFileConflicts(tx, key);
  tx.remove('sync', key);
  return linked;
}

/** Names what keeps a file from being synchronised. */
export function fileProblems({ sync: { file, folder, sum } }: FileSource): string[] {
  const isNew = sum === '' && !folder;
  if (!existsSync(file))
    return [`the ${folder ? 'folder' : 'file'} is missing${isNew ? '; the next sync makes it' : ''}`];
  try {
    accessSync(file, constants.R_OK | constants.W_OK);
    return [];
  } catch {
    return ['the file may not be read and written'];
  }
}

/** Returns the kind of a synchronised file, as lists show it. */
export function kindOf({ file, folder }: Pick<Kinds['sync'], 'file' | 'folder'>): FileKind {
  return folder ? 'backlog.md' : (fileKindNamed(formatByEnding(file) ?? 'markdown') ?? 'markdown');
}
