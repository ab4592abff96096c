import { lstat, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { refuse } from '../../domain/errors.ts';
import {
  bundledFiles,
  bundleText,
  decode,
  type Encoding,
  encode,
  encodingOf,
  givenPath,
  type TaskFormat,
} from '../../sources/index.ts';
import { sha256 } from '../../store/index.ts';
import { allowPath, refusePath } from '../paths/allow-path.ts';
import type { AllowedPath } from '../paths/named-path.ts';
import { putInPlace } from '../paths/put-in-place.ts';
import { inSameFolder } from '../paths/same-folder.ts';
import type { Context } from '../workspace/context.ts';
import { isFolderAt, refuseChangedFile, type SyncedText } from './file.ts';

type Bundling = Pick<TaskFormat, 'bundle'>;

/** Reads a folder as one text. @throws BacklogError `not-found` if it isn't there, `invalid` if it isn't one of the format */
export function readFolder({ file, said }: AllowedPath, { bundle }: Bundling): SyncedText {
  if (!isFolderAt(file))
    refuse('not-found', `there is no folder ${said}`, {
      hint: 'If it was moved: `backlog source update NAME --path FOLDER`',
      data: { received: said },
    });
  const text = bundleText(bundle!(givenPath(said, file)));
  return { text, encoding: 'utf8', sum: sha256(text), facts: undefined };
}

/**
 * Writes the files that differ, each one atomically, and deletes those that are gone. A kill between them leaves files that
 * the next synchronisation finds equal to the queue. @returns the sum of the new text
 * @throws BacklogError `conflict` if a file changed since it was read; the errors of `allowPath` for each file
 */
export async function writeFolder(
  context: Context,
  named: AllowedPath,
  { text, before }: { text: string; before: SyncedText },
): Promise<string> {
  const [old, next] = [before.text, text].map(bundledFiles);
  const changed = [...next!].filter(([path, body]) => old!.get(path) !== body);
  const gone = [...old!.keys()].filter((path) => !next!.has(path));
  const allowed = (path: string) => allowPath({ said: join(named.file, path), use: 'over', line: named.line }, context);
  // All are checked before the first one is written.
  const paths = new Map([...changed.map(([path]) => path), ...gone].map((path) => [path, allowed(path)]));
  // A file that moves keeps its name.
  const encodings = new Map<string, Encoding>();
  for (const [path, file] of paths) {
    const encoding = await checkSame(file, old!.get(path));
    if (encoding) encodings.set(basename(path), encoding);
  }
  // A file moves in one step. A copy that is deleted later would be there twice after a kill.
  const moves = new Map(
    changed.flatMap(([path]) => {
      const from = old!.has(path) ? undefined : gone.find((one) => basename(one) === basename(path));
      return from === undefined ? [] : [[path, from] as const];
    }),
  );
  for (const [to, body] of changed) {
    await mkdir(dirname(paths.get(to)!.file), { recursive: true });
    const path = moves.get(to) ?? to;
    if (old!.get(path) !== body) await write(path, body);
    if (path !== to) await move(paths.get(path)!, paths.get(to)!);
  }
  const moved = new Set(moves.values());
  for (const path of gone)
    if (!moved.has(path)) await inSameFolder(paths.get(path)!, (file) => rm(file, { force: true }));
  return sha256(text);

  async function write(path: string, body: string): Promise<void> {
    const file = paths.get(path)!;
    const over = await lstat(file.file).catch(() => undefined);
    const bytes = encode(body, encodings.get(basename(path)) ?? 'utf8');
    const check = async () => void (await checkSame(file, old!.get(path)));
    await putInPlace(file, bytes, { over, check }).catch((error: NodeJS.ErrnoException) =>
      error.code === 'EEXIST' || error.code === 'ENOENT'
        ? refuseChangedFile(file)
        : refusePath('write', file.said, error),
    );
  }
}

/** Moves a file into another folder. @throws BacklogError `conflict` if somebody made a file there meanwhile */
function move(from: AllowedPath, to: AllowedPath): Promise<void> {
  return inSameFolder(from, (before) =>
    inSameFolder(to, async (after) => {
      if (await lstat(after).catch(() => undefined)) refuseChangedFile(to);
      await rename(before, after);
    }),
  );
}

/** @returns the encoding of the file; undefined if there is none */
async function checkSame(file: AllowedPath, body: string | undefined): Promise<Encoding | undefined> {
  const bytes = await readFile(file.file).catch(() => undefined);
  if ((bytes && decode(bytes, file.said)) !== body) refuseChangedFile(file);
  return bytes && encodingOf(bytes);
}
