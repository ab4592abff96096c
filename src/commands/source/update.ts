import { existsSync } from 'node:fs';
import * as z from 'zod';
import { present } from '../../base/present.ts';
import { shellWord } from '../../base/shell-word.ts';
import { refuse } from '../../domain/errors.ts';
import { toInstant } from '../../domain/instant.ts';
import { CLOSES } from '../../domain/kinds/sync/service.ts';
import type { Kinds } from '../../domain/records.ts';
import { same, type Tx } from '../../store/index.ts';
import { oneLine } from '../../text/safe.ts';
import { allowPath } from '../../work/paths/allow-path.ts';
import type { AllowedPath } from '../../work/paths/named-path.ts';
import { findSource } from '../../work/services/links.ts';
import { asking, changeSource, renamedList, sourceChange } from '../../work/services/sources.ts';
import { fileKey, isFolderAt } from '../../work/sync/file.ts';
import {
  allowedFileOf,
  type FileSource,
  fileSourceNamed,
  fileSources,
  keepNames,
  kindOf,
  useOf,
} from '../../work/sync/file-sources.ts';
import { compileContextFilter } from '../../work/task/select.ts';
import type { Context } from '../../work/workspace/context.ts';
import { tried } from '../../work/workspace/dry-run.ts';
import { defineCommand } from '../command.ts';
import { columnsOf, fileMap, refuseForFiles, shownFile, stepText } from './files.ts';
import { dryInput, mapInput, readMap, shownSource, sourceName } from './outputs.ts';

export const sourceUpdate = defineCommand({
  name: 'source_update',
  title: 'Change a source',
  summary:
    'Change the filter of a source, what its fields or columns mean, the path of its file, when issues are closed there. Omitted values stay. For people.',
  group: 'team',
  access: { effect: 'write', personAct: 'sources', idempotent: false },
  input: () =>
    z.strictObject({
      name: sourceName(),
      filter: z.string().describe('Issues that become tasks; "" for all').optional(),
      prefix: z.string().max(50).describe('Beginning of labels that Backlog adds and removes').optional(),
      close: z.enum(CLOSES).describe('When a completed task closes its issue').optional(),
      notes: z.enum(['on', 'off']).describe('Whether notes of people become comments').optional(),
      map: mapInput(),
      path: z.string().min(1).describe('New path of the file or folder').optional(),
      list: z.string().min(1).describe('New name of the repository or project').optional(),
      dry_run: dryInput(),
    }),
  output: () => z.strictObject({ source: shownSource(), changed: z.array(z.string()), dryRun: z.boolean() }),
  async run(context, { name, filter, prefix, close: closes, notes, map, path, list, dry_run: dryRun = false }, write) {
    const file = fileSourceNamed(context, name);
    if (file) {
      refuseForFiles({ prefix, close: closes, notes, list });
      const named = path === undefined ? undefined : newPlace(context, file, path);
      const said = fileMap(map, { kind: kindOf(file.sync), before: file.sync.map });
      if (filter !== undefined) await compileContextFilter(context, filter);
      // A column that the table lacks is refused now.
      if (said)
        await columnsOf(
          named ?? allowedFileOf(context, file, `source update ${name}`),
          said,
          toInstant(context.clock.now),
        );
      const change = (tx: Tx) => changeFileSource(tx, file, { named, only: filter, map: said });
      const { source, changed } = await tried(write, dryRun, change);
      return { source: shownFile(source), changed, dryRun };
    }
    if (path !== undefined)
      refuse('usage', `source ${name} is no file, so it has no path`, {
        hint: `If its repository or project has another name now: \`backlog source update ${name} --list NEW\``,
      });
    const found = findSource(context, name);
    const renamed =
      list === undefined ? undefined : await asking(() => renamedList(context, found, { list, env: process.env }));
    const asked = { filter, prefix, closes, notes: notes && notes === 'on', map: readMap(map), renamed };
    const change = await sourceChange(found, asked);
    const source = await tried(write, dryRun, (tx) => changeSource(tx, context, name, change));
    const changed = Object.keys(change).filter((field) => !['items', 'comments', 'node'].includes(field));
    return { source, changed, dryRun };
  },
  show: {
    text: ({ source, changed, dryRun }) =>
      `${dryRun ? 'Would change' : 'Changed'} ${changed.join(', ')} of source ${oneLine(source.name)}\n${stepText(source)}`,
  },
  cli: {
    positional: ['name'],
    examples: [
      'source update app --close completed',
      'source update app --filter "label:agent"',
      'source update app --map completed=Done',
      'source update tasks.csv --map Kunde=project',
      'source update TODO.md --path notes/TODO.md',
      'source update app --list acme/new-name',
    ],
  },
});

/** What a person changes of a file that is kept in step. Absent fields stay. */
interface FileSourceChange {
  /** Its new place, as the caller wrote it. */
  path: string | undefined;
  only: string | undefined;
  /** The whole map of a table. */
  map: Readonly<Record<string, string>> | undefined;
}

/** Checks the new place of a file. @throws BacklogError `not-found`, `invalid` for another kind of file, `conflict` */
function newPlace(context: Context, source: FileSource, path: string): AllowedPath {
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
 * side changed what. @throws BacklogError `nothing-to-do`
 */
function changeFileSource(
  tx: Tx,
  { key, name }: FileSource,
  { named, only, map }: Omit<FileSourceChange, 'path'> & { named: AllowedPath | undefined },
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
