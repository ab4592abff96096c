import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, resolve } from 'node:path';

/**
 * Finds the executable file of a program, as execvp(3) does: the first match along PATH. A name with a slash is a path
 * relative to `cwd`. Skips empty and relative entries of PATH, because they depend on the current folder, into which an
 * agent can write.
 * @returns undefined if there is no such program
 */
export function findProgram(
  name: string,
  { path, cwd }: { path: string | undefined; cwd: string },
): string | undefined {
  if (name === '' || name.includes('\0')) return undefined;
  if (name.includes('/')) return asProgram(resolve(cwd, name));
  const folders = (path ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
  return folders.map((folder) => asProgram(resolve(folder, name))).find((file) => file !== undefined);
}

function asProgram(file: string): string | undefined {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile() ? file : undefined;
  } catch {
    return undefined;
  }
}
