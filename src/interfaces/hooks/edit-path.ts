import { realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { type Payload, textField } from './payload.ts';

/** The absolute path that an edit tool is about to write; undefined when the input names none. */
export function editedFile(payload: Pick<Payload, 'input' | 'cwd'>): string | undefined {
  const named = textField(payload.input, 'file_path') ?? textField(payload.input, 'notebook_path');
  if (named === undefined || named.includes('\0')) return undefined;
  if (isAbsolute(named)) return realPath(named);
  return payload.cwd !== undefined && isAbsolute(payload.cwd) ? realPath(resolve(payload.cwd, named)) : undefined;
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
