import { pathText } from '../diff/path-text.ts';

export interface Conflict {
  path: string;
  /** Git's name for the kind of conflict: `contents`, `modify/delete`, `binary`, `add/add`, … */
  kind: string;
}

/**
 * Parses `merge-tree --write-tree -z`: tree NUL, then (mode object stage TAB path NUL)* NUL, then (n NUL path{n} NUL
 * type NUL message NUL)*.
 * @returns undefined for empty output, for example about a commit that does not exist
 */
export function parseMerge(out: Buffer): { tree: string; conflicts: Conflict[] } | undefined {
  const fields = out.toString('latin1').split('\0');
  const tree = fields[0]?.trim() ?? '';
  if (!/^[0-9a-f]{40,64}$/.test(tree)) return undefined;
  let at = 1;
  const staged = new Set<string>();
  for (; fields[at]; at++) staged.add(fields[at]!.slice(fields[at]!.indexOf('\t') + 1));
  // Git's first message about a path is the most specific.
  const kinds = new Map<string, string>();
  for (at++; /^\d+$/.test(fields[at] ?? ''); ) {
    const count = Number(fields[at]);
    const path = fields[at + 1] ?? '';
    const kind = /^CONFLICT \((.+)\)$/.exec(fields[at + 1 + count] ?? '')?.[1];
    if (kind !== undefined && !kinds.has(path)) kinds.set(path, kind);
    at += count + 3;
  }
  for (const path of staged) if (!kinds.has(path)) kinds.set(path, 'unmerged');
  return { tree, conflicts: [...kinds].map(([path, kind]) => ({ path: pathText(path), kind })) };
}
