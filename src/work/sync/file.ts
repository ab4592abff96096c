import { constants, existsSync, statSync } from 'node:fs';
import { open, readdir, readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { shellWord } from '../../base/shell-word.ts';
import { refuse } from '../../domain/errors.ts';
import { formatByEnding } from '../../domain/task-formats.ts';
import {
  decode,
  type Encoding,
  encode,
  encodingOf,
  formatNamed,
  type OpenFile,
  type TaskFormat,
} from '../../sources/index.ts';
import { type Store, sha256 } from '../../store/index.ts';
import { refusePath } from '../paths/allow-path.ts';
import type { AllowedPath } from '../paths/named-path.ts';
import { putInPlace, type Replaced } from '../paths/put-in-place.ts';
import { inSameFolder } from '../paths/same-folder.ts';
import type { Context } from '../workspace/context.ts';
import { isText } from './row-values.ts';

/** Limits of a synchronised file. Each line is read and compared at every call. */
export const SYNC_LIMITS = { bytes: 8 * 1024 * 1024, tasks: 20_000 } as const;

/** A synchronised file as it was read. */
export interface SyncedText {
  text: string;
  /** How the file is encoded. A new text keeps it. */
  encoding: Encoding;
  /** SHA-256 of the bytes; undefined if there is no file. */
  sum: string | undefined;
  facts: (Replaced & { mtimeMs: number }) | undefined;
}

const hasEnding = (file: string) => /[^/\\]\.[^./\\]+$/.test(file);

type Openable = TaskFormat & Required<Pick<TaskFormat, 'open'>>;

/**
 * Returns the format of a file, by its ending; Markdown for a name without one. A folder is one of Backlog.md.
 * @throws BacklogError `usage` for another ending
 */
export function syncedFormat(
  { said, file }: Pick<AllowedPath, 'said' | 'file'>,
  isFolder = isFolderAt(file),
): Openable {
  const name = isFolder ? 'backlog-md' : hasEnding(file) ? formatByEnding(file) : 'markdown';
  const format = name === undefined ? undefined : formatNamed(name);
  if (format?.open) return format as Openable;
  return refuse('usage', `can't sync ${said}: expected a file of Markdown, JSON or CSV, or a folder of Backlog.md`, {
    hint: `Choose a name that ends with .md, .json or .csv. To read it: \`task_import ${shellWord(said)}\``,
    data: { received: said },
  });
}

/** Checks whether a path is a folder. */
export const isFolderAt = (file: string): boolean => statSync(file, { throwIfNoEntry: false })?.isDirectory() === true;

/**
 * Reads the file. A file that doesn't exist has no text.
 * @throws BacklogError `invalid` if it is too large or no text, with the line; `usage` if it isn't a regular file
 */
export function readSynced(named: AllowedPath): Promise<SyncedText> {
  const { said } = named;
  return inSameFolder(named, async (file): Promise<SyncedText> => {
    const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
      (error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? undefined : refusePath('read', said, error)),
    );
    if (!handle) {
      await checkNew({ ...named, file });
      return { text: '', encoding: 'utf8', sum: undefined, facts: undefined };
    }
    try {
      const facts = await handle.stat();
      if (!facts.isFile()) refuse('usage', `"${said}" is not a regular file`, { hint: 'Give the path of a file.' });
      if (facts.size > SYNC_LIMITS.bytes) refuseLarge(said, facts.size);
      const bytes = await handle.readFile();
      return { text: decode(bytes, said), encoding: encodingOf(bytes), sum: sha256(bytes), facts };
    } finally {
      await handle.close();
    }
  }).catch((error) => refusePath('read', said, error));
}

/** Refuses a file that doesn't exist and that a slip names. @throws BacklogError `not-found`, `usage` */
export async function checkNew(named: AllowedPath): Promise<void> {
  await refuseOtherCase(named);
  refuseWord(named.said, named.file);
}

function refuseLarge(said: string, bytes: number): never {
  return refuse('invalid', `${said} has ${bytes} bytes; sync reads at most ${SYNC_LIMITS.bytes}`, {
    hint: 'Split the file, or remove completed tasks from it. Nothing was changed.',
  });
}

/** Refuses a new file whose name differs from an existing one only in the case of its letters. @throws BacklogError `not-found` */
async function refuseOtherCase({ said, file }: AllowedPath): Promise<void> {
  const name = basename(file);
  const beside = await readdir(dirname(file)).catch((): string[] => []);
  const other = beside.find((one) => one !== name && one.toLowerCase() === name.toLowerCase());
  if (other === undefined) return;
  const meant = said.slice(0, said.length - name.length) + other;
  refuse('not-found', `there is no file ${said} (did you mean ${meant}?)`, {
    hint: `Write \`task_sync ${shellWord(meant)}\`.`,
    data: { received: said },
  });
}

const SERVICE_EXAMPLES: Readonly<Record<string, string>> = { github: 'acme/app', jira: 'acme.atlassian.net/APP' };
const isService = (said: string) => Object.hasOwn(SERVICE_EXAMPLES, said);

/** Refuses a new file without an ending, because the word is probably none: `sync later`. @throws BacklogError `usage` */
function refuseWord(said: string, file: string): void {
  if (hasEnding(file)) return;
  refuse('usage', `there is no file ${said}`, {
    hint: isService(said)
      ? `To keep issues in step: \`source_add ${said} ${SERVICE_EXAMPLES[said]}\``
      : `To create a Markdown file of the queue: \`task_sync ${shellWord(`${said}.md`)}\``,
    data: { received: said },
  });
}

/**
 * Replaces the file, unless it changed since it was read. @returns the sum of the new file
 * @throws BacklogError `conflict` if it changed
 */
export async function writeSynced(named: AllowedPath, text: string, before: SyncedText): Promise<string> {
  const bytes = encode(text, before.encoding);
  const check = async (at: string) => {
    if (before.sum !== undefined && sha256(await readFile(at)) !== before.sum) refuseChangedFile(named);
  };
  await putInPlace(named, bytes, { over: before.facts, check }).catch((error: NodeJS.ErrnoException) =>
    error.code === 'EEXIST' || error.code === 'ENOENT'
      ? refuseChangedFile(named)
      : refusePath('write', named.said, error),
  );
  return sha256(bytes);
}

/** @throws BacklogError `conflict` */
export function refuseChangedFile({ said }: Pick<AllowedPath, 'said'>): never {
  return refuse('conflict', `${said} changed while it was synchronised`, {
    hint: 'Save it in your editor, then run the command again. Nothing was changed.',
    data: { file: said },
  });
}

/** Returns the key of a file's synchronisation. */
export function fileKey({ file }: Pick<AllowedPath, 'file'>): string {
  return sha256(file).slice(0, 16);
}

/** Checks whether a file is synchronised with the queue. */
export function isSynced({ state }: Pick<Store, 'state'>, named: AllowedPath): boolean {
  return state.get('sync', fileKey(named)) !== undefined;
}

/**
 * Finds the synchronisation of a file before somebody moved it: its file is gone, and most of the tasks that the rows
 * name belong to it. Without it, nothing would show which side changed a row last.
 * @returns the record id; undefined if the file itself was synchronised before, or no such file is gone
 */
export function keyBeforeMove(
  { store: { state } }: Pick<Context, 'store'>,
  rows: OpenFile['rows'],
  key: string,
): string | undefined {
  if (state.get('sync', key)) return undefined;
  const uuids = new Set(rows.flatMap(({ known: { uuid } }) => (isText(uuid) ? uuid.toLowerCase() : [])));
  if (uuids.size === 0) return undefined;
  const gone = new Set(Array.from(state.all('sync')).flatMap(([id, { file }]) => (existsSync(file) ? [] : id)));
  const shared = new Map<string, number>();
  for (const [, { file, uuid }] of state.all('synced'))
    if (gone.has(file) && uuids.has(uuid)) shared.set(file, (shared.get(file) ?? 0) + 1);
  const [found, most = 0] = [...shared].sort(([, a], [, b]) => b - a)[0] ?? [];
  return most * 2 >= uuids.size ? found : undefined;
}
