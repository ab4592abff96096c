import { inDoorWords } from '../../domain/calls/door.ts';
import { refuse } from '../../domain/errors.ts';
import type { Source } from '../../domain/records.ts';
import type { Synced, SyncResult } from '../../report/sync-result.ts';
import { type FileSource, kindOf, pathOf } from '../../work/sync/file-sources.ts';
import { syncFile } from '../../work/sync/sync-file.ts';
import type { Context, Write } from '../../work/workspace/context.ts';
import { leadSync } from '../task/exchange/lead-sync.ts';
import type { Steps } from './outputs.ts';

/** A file as commands show sources. */
export function shownFile({
  name,
  sync: { file, only, state, at, actor },
}: FileSource): Omit<Source, 'kind'> & { kind: string } {
  return {
    ...{
      name,
      kind: kindOf(file),
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
  const named = pathOf(context, source, `source ${direction ?? 'sync'} ${source.name}`);
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
    refused: refused.map(({ line, message }) => ({ number: line ?? 0, why: message })),
    pushed: toFile.map((one) => ({ ...nameOf(one), acts: one.how === 'new' ? ['add its line'] : [...one.fields] })),
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

/** Checks whether a kind of source is a file. */
export const isFileKind = (kind: string): boolean => kind === 'markdown' || kind === 'json';

/** A line that adds a file. */
export const FILE_EXAMPLE = 'For example: `backlog source add markdown TODO.md`';

/** Refuses what a file has not. @throws BacklogError `usage` */
export function refuseForFiles(fields: Readonly<Record<string, unknown>>): void {
  const [field] = Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : name));
  if (field !== undefined) refuse('usage', `a file has no \`${field}\``, { hint: FILE_EXAMPLE });
}
