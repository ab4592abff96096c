import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { shellWord } from '../../base/shell-word.ts';
import { refuse } from '../../domain/errors.ts';
import { fileNamed, refusePath } from '../paths/allow-path.ts';
import type { AllowedPath } from '../paths/named-path.ts';
import { inSameFolder } from '../paths/same-folder.ts';
import type { Context } from '../workspace/context.ts';

/** A file of an export, by its path in the folder, with `/`. */
export interface ExportedFile {
  path: string;
  text: string;
}

/**
 * Writes an export of several files into a new or empty folder. It is put in place whole. @returns its path
 * @throws BacklogError `conflict` if the folder has files
 */
export async function writeExportFolder(
  path: string,
  files: readonly ExportedFile[],
  context: Pick<Context, 'files'>,
): Promise<string> {
  const named: AllowedPath = fileNamed(context, path);
  const there = await readdir(named.file).catch((error: NodeJS.ErrnoException) =>
    error.code === 'ENOTDIR' ? ['a file'] : [],
  );
  if (there.length > 0)
    refuse('conflict', `${path} exists and is not an empty folder`, {
      hint: `Name a new folder: \`task_export --format backlog-runner --to ${shellWord(join(path, '..', `${basename(path)}-2`))}\``,
      data: { received: path },
    });
  await inSameFolder(named, async (target, inFolder) => {
    const beside = inFolder(`.${basename(named.file)}.${randomUUID()}`);
    try {
      for (const { path: inside, text } of files) {
        const file = join(beside, inside);
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, text, { flag: 'wx' });
      }
      // Takes the place of an empty folder, and fails if it got files meanwhile.
      await rename(beside, target);
    } finally {
      await rm(beside, { recursive: true, force: true });
    }
  }).catch((error) => refusePath('write', path, error));
  return named.file;
}
