import type { ChangedFile } from './answers.ts';

/** A row of the tree of changed files: a folder, or a file with its name in that folder. */
export interface TreeRow {
  depth: number;
  name: string;
  /** The path of the folder or file. A folder's path ends with a slash. */
  path: string;
  file?: ChangedFile;
}

/** Returns the rows of a tree of files. Folders with a single entry share one row with it: `src/web/app`. */
export function treeRows(files: readonly ChangedFile[]): TreeRow[] {
  return rowsIn(
    files.map((file) => ({ parts: file.path.split('/'), file })),
    0,
  );
}

interface Entry {
  parts: readonly string[];
  file: ChangedFile;
}

function rowsIn(entries: readonly Entry[], depth: number): TreeRow[] {
  const groups = new Map<string, Entry[]>();
  for (const { parts, file } of entries) {
    const [name = '', ...rest] = parts;
    // A file and a folder of the same name are different rows.
    const key = rest.length === 0 ? `file ${name}` : `folder ${name}`;
    groups.set(key, [...(groups.get(key) ?? []), { parts: rest, file }]);
  }
  return [...groups].flatMap(([key, inside]): TreeRow[] => {
    const name = key.slice(key.indexOf(' ') + 1);
    const [first] = inside;
    const { file, parts } = first!;
    if (parts.length === 0) return [{ depth, name, path: file.path, file }];
    const rows = rowsIn(inside, depth + 1);
    const [only, ...others] = rows.filter((row) => row.depth === depth + 1);
    const path = file.path.slice(0, -parts.join('/').length);
    if (others.length > 0 || only!.file) return [{ depth, name, path }, ...rows];
    const [joined, ...below] = rows;
    return [
      { ...joined!, depth, name: `${name}/${joined!.name}` },
      ...below.map((row) => ({ ...row, depth: row.depth - 1 })),
    ];
  });
}
