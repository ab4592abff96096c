import { inDoorWords } from '../../domain/calls/door.ts';
import { refuse } from '../../domain/errors.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Source } from '../../domain/records.ts';
import type { FileKind } from '../../domain/task-formats.ts';
import type { Synced, SyncResult, Undecided } from '../../report/sync-result.ts';
import { oneLine } from '../../text/safe.ts';
import type { AllowedPath } from '../../work/paths/named-path.ts';
import { readSynced, syncedFormat } from '../../work/sync/file.ts';
import { allowedFileOf, type FileSource, kindOf } from '../../work/sync/file-sources.ts';
import { syncFile } from '../../work/sync/sync-file.ts';
import type { Context, Write } from '../../work/workspace/context.ts';
import { leadSync } from '../task/exchange/lead-sync.ts';
import { fieldMap } from '../task/exchange/read-given.ts';
import type { Steps } from './outputs.ts';

/** A file as commands show sources. */
export function shownFile({ name, sync }: FileSource): Omit<Source, 'kind'> & { kind: string } {
  const { file, only, state, map, at, actor } = sync;
  return {
    ...(map ? { map } : {}),
    ...{
      name,
      kind: kindOf(sync),
      list: file,
      api: file,
      filter: only ?? '',
      prefix: '',
      closes: 'completed' as const,
    },
    ...{ state: state ?? ('enabled' as const), version: 1, at, actor },
  };
}

export interface FileStep {
  source: FileSource;
  direction: 'pull' | 'push' | undefined;
  only: string | undefined;
  dryRun: boolean;
}

/** Synchronises a file by the same code as `sync FILE`, in one direction or both. */
export async function fileStep(
  context: Context,
  write: Write,
  { source, direction, only, dryRun }: FileStep,
): Promise<Steps> {
  const named = allowedFileOf(context, source, `source ${direction ?? 'sync'} ${source.name}`);
  const result = await syncFile(context, write, named, {
    ...{ only, side: undefined, ids: new Set<string>(), delete: false, dryRun, direction },
    lead: (name) => leadSync(context, name),
  });
  return stepsOfFile(context, source.name, result);
}

function stepsOfFile(
  context: Context,
  source: string,
  { dryRun, written, made, toQueue, toFile, undecided, despite = [] }: SyncResult,
): Steps {
  const nameOf = ({ id = 0, description }: Synced) => ({ id, description });
  const others = undecided.filter(({ kind }) => kind !== 'field');
  const refused = others.filter(({ kind }) => kind === 'refused' || kind === 'unwritten');
  return {
    ...{ source, dryRun, requests: 0, comments: 0, left: 0, unpushed: [], pulls: [] },
    ...(written ? { file: made ? ('made' as const) : ('changed' as const) } : {}),
    added: toQueue.filter(({ how }) => how === 'new').map(nameOf),
    changed: toQueue.filter(({ how }) => how !== 'new').map((one) => ({ ...nameOf(one), fields: [...one.fields] })),
    conflicts: undecided.flatMap(({ kind, id, description, field }) =>
      kind === 'field' && id !== undefined && field !== undefined ? [{ id, description, field }] : [],
    ),
    refused: refused.map((one) => ({ ...placeOf(one), why: one.message })),
    pushed: toFile.map((one) => ({ ...nameOf(one), acts: one.how === 'new' ? ['add its line'] : [...one.fields] })),
    missing: [],
    told: [
      ...despite,
      ...others
        .filter((one) => !refused.includes(one))
        .map(({ line, description, message, say }) =>
          inDoorWords(
            context.caller,
            [`${line === undefined ? '' : `line ${line}: `}${description}: ${message}`, ...say.slice(0, 1)].join('. '),
          ),
        ),
    ],
  };
}

/** Returns where a refused row is, unless its message says so: a table and Markdown have lines, other files only tasks. */
function placeOf({ line, id, description, message }: Undecided): { place?: string } {
  const place = line === undefined ? [id ?? [], oneLine(description, WIDTH)].flat().join(' ').trim() : `line ${line}`;
  return place === '' || message.includes(place) ? {} : { place };
}

const WIDTH = 100;

/**
 * Reads what people say about the columns of a table: as an import does, and `default` takes it back.
 * @throws BacklogError `usage`, also for a file without columns
 */
export function fileMap(
  lines: readonly string[] | undefined,
  { kind, before = {} }: { kind: FileKind; before?: Readonly<Record<string, string>> | undefined },
): Record<string, string> | undefined {
  if (lines === undefined) return undefined;
  if (kind !== 'csv')
    refuse('usage', `map does not apply: only a table has columns, and this is a source of ${kind}`, {
      hint: FILE_EXAMPLE,
    });
  const isDefault = (line: string) => /=\s*default\s*$/.test(line);
  const dropped = new Set(
    lines.filter(isDefault).map((line) => line.slice(0, line.lastIndexOf('=')).trim().toLowerCase()),
  );
  const kept = Object.entries(before).filter(([column]) => !dropped.has(column));
  return Object.fromEntries([...kept, ...fieldMap(lines.filter((line) => !isDefault(line)))]);
}

/** Returns the field of each column of a table. Empty for other files, and for one that can't be read. */
export async function columnsOf(named: AllowedPath, map: Readonly<Record<string, string>>, now: Instant) {
  const format = syncedFormat(named);
  if (format.name !== 'csv') return {};
  const { text } = await readSynced(named);
  const open = await format.open(text, { file: named.said, now, map: new Map(Object.entries(map)) });
  return open.columns ?? {};
}

/** A line that adds a file. */
export const FILE_EXAMPLE = 'For example: `backlog source add markdown TODO.md`';

/** Refuses what a file has not. @throws BacklogError `usage` */
export function refuseForFiles(fields: Readonly<Record<string, unknown>>): void {
  const [field] = Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : name));
  if (field !== undefined) refuse('usage', `a file has no \`${field}\``, { hint: FILE_EXAMPLE });
}
