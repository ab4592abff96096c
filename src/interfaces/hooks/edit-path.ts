import { realpathSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { type Payload, pathField } from './payload.ts';

/** The path that an edit tool is about to write, links followed; undefined when the input names none. */
export function editedFile({ input, cwd }: Pick<Payload, 'input' | 'cwd'>): string | undefined {
  const named = pathField(input, 'file_path', cwd) ?? pathField(input, 'notebook_path', cwd);
  return named === undefined ? undefined : realPath(named);
}

/** As globs name it: from the root of its worktree, with `/`. */
export function pathInside(root: string, file: string): string {
  return relative(root, file).split(sep).join('/');
}

/** Links followed as far as the path exists: what counts is the file that changes. */
function realPath(path: string): string {
  const missing: string[] = [];
  for (let at = resolve(path); ; at = dirname(at)) {
    try {
      return join(realpathSync(at), ...missing);
    } catch (error) {
      if (dirname(at) === at) throw error;
      missing.unshift(basename(at));
    }
  }
}
