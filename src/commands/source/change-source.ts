import { existsSync } from 'node:fs';
import { present } from '../../base/present.ts';
import { shellWord } from '../../base/shell-word.ts';
import { refuse } from '../../domain/errors.ts';
import type { Kinds } from '../../domain/records.ts';
import type { FileKind } from '../../domain/task-formats.ts';
import { same, type Tx } from '../../store/index.ts';
import { oneLine } from '../../text/safe.ts';
import { allowPath } from '../../work/paths/allow-path.ts';
import type { AllowedPath } from '../../work/paths/named-path.ts';
import { endPauses } from '../../work/services/links.ts';
import { changeSource } from '../../work/services/sources.ts';
import { fileKey, isFolderAt, syncedFormat } from '../../work/sync/file.ts';
import {
  type FileSource,
  fileSourceNamed,
  fileSources,
  keepNames,
  kindOf,
  switchFileSource,
  useOf,
} from '../../work/sync/file-sources.ts';
import { readFolder } from '../../work/sync/folder.ts';
import type { Context } from '../../work/workspace/context.ts';
import { FILE_EXAMPLE, shownFile } from './files.ts';

/** Returns the file of a new source. @throws BacklogError `usage` for an ending of another format, and those of `allowPath` */
export function newSourceFile(context: Context, kind: FileKind, path: string): AllowedPath {
  const isFolder = kind === 'backlog.md';
  const line = `source add ${kind} ${shellWord(path)}`;
  const named = allowPath({ said: path, use: useOf(isFolder), line }, context);
  const folder = isFolderAt(named.file) ? (true as const) : undefined;
  const format = syncedFormat(named);
  if (kindOf({ file: named.file, ...present({ folder }) }) !== kind)
    refuse('usage', `${oneLine(path, 200)} is no ${isFolder ? 'folder' : 'file'} of ${kind}`, { hint: FILE_EXAMPLE });
  // A folder without tasks of Backlog.md is told now, not at the first synchronisation.
  if (isFolder) readFolder(named, format);
  return named;
}

/** Lets a source pull and push, or stops it. */
export function switchSource(tx: Tx, context: Context, name: string, state: 'enabled' | 'disabled') {
  const file = fileSourceNamed(context, name);
  if (!file) {
    const source = changeSource(tx, context, name, { state });
    // A person who enables it doesn't wait any longer, such as after a change of the token.
    if (state === 'enabled') endPauses(tx, source);
    return source;
  }
  switchFileSource(tx, file, state);
  return { ...shownFile(file), state };
}

/** Checks the new place of a file. @throws BacklogError `not-found`, `invalid` for another kind of file, `conflict` */
export function newPlace(context: Context, source: FileSource, path: string): AllowedPath {
  const line = `source update ${shellWord(source.name)} --path ${shellWord(path)}`;
  const named = allowPath({ said: path, use: useOf(source.sync.folder), line }, context);
  if (!existsSync(named.file))
    refuse('not-found', `there is no file or folder ${path}`, {
      hint: `Move it there first: \`mv ${shellWord(source.sync.file)} ${shellWord(path)}\``,
      data: { received: path },
    });
  const folder = isFolderAt(named.file) ? (true as const) : undefined;
  const [before, now] = [kindOf(source.sync), kindOf({ file: named.file, ...present({ folder }) })];
  if (before !== now)
    refuse('invalid', `source ${source.name} is of kind ${before}, and ${path} would be ${now}`, {
      hint: `Add it as another source: \`backlog source add ${now} ${shellWord(path)}\``,
      data: { received: path },
    });
  const other = fileSources(context.store.state).find(({ key }) => key === fileKey(named) && key !== source.key);
  if (other)
    refuse('conflict', `source ${other.name} already keeps ${path} in step`, {
      hint: `Show it: \`backlog source show ${shellWord(other.name)}\``,
    });
  return named;
}

/**
 * Changes a synchronised file. At a new place its links and conflicts go along, so that the next synchronisation knows which
 * side changed what. Absent fields stay.
 * @param change `named`: its new place, `only`: its filter, `map`: the whole map of a table
 * @throws BacklogError `nothing-to-do`
 */
export function changeFileSource(
  tx: Tx,
  { key, name }: FileSource,
  {
    named,
    only,
    map,
  }: {
    named: AllowedPath | undefined;
    only: string | undefined;
    map: Readonly<Record<string, string>> | undefined;
  },
): { source: FileSource; changed: string[] } {
  keepNames(tx);
  const sync = tx.get('sync', key)!;
  const { map: _, ...rest } = sync;
  const said = map === undefined ? sync.map : Object.keys(map).length > 0 ? map : undefined;
  const next: Kinds['sync'] = {
    ...rest,
    ...present({ map: said, only: only?.trim() ?? sync.only }),
    ...(named ? { file: named.file, sum: '' } : {}),
  };
  const changed = (['file', 'only', 'map'] as const).filter((field) => !same(sync[field], next[field]));
  if (changed.length === 0)
    refuse('nothing-to-do', `source ${name} is so already`, {
      hint: `Show it: \`backlog source show ${shellWord(name)}\``,
    });
  const to = named ? fileKey(named) : key;
  if (to !== key) moveRecords(tx, key, to);
  tx.put('sync', to, next);
  const words = { file: 'path', only: 'filter', map: 'map' } as const;
  return { source: { key: to, name, sync: next }, changed: changed.map((field) => words[field]) };
}

function moveRecords(tx: Tx, from: string, to: string): void {
  for (const [id, one] of [...tx.all('synced')])
    if (one.file === from) {
      tx.remove('synced', id);
      tx.put('synced', `${to}/${one.uuid}`, { ...one, file: to });
    }
  for (const [id, one] of [...tx.all('conflict')])
    if (one.source === from) {
      tx.remove('conflict', id);
      tx.put('conflict', `${to}/${one.task}/${one.field}`, { ...one, source: to });
    }
  tx.remove('sync', from);
}
