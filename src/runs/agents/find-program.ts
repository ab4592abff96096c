import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, resolve } from 'node:path';

/**
 * The file that a program's name stands for: the first that can be executed along PATH, as execvp(3) looks for it; a name with a slash
 * is a path from `cwd`. undefined when there is none. Empty and relative entries of PATH are skipped: what they name depends on the
 * folder, and an agent can write into its own.
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
