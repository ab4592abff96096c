import { refuse } from '../../../domain/errors.ts';
import type { Person } from '../call/person-settings.ts';
import { blobAt } from '../diff/contents.ts';
import { isFileMode, treeEntries } from '../diff/tree-entries.ts';
import { filterIndex } from '../filters/filter-index.ts';
import { type RunPlace, repositoryPaths, runPaths, runRef } from '../store/paths.ts';
import { inStore, outputLine } from '../store/store-repo.ts';
import { withTemporaryIndex } from '../store/temporary-index.ts';
import { commitTree } from './make-merge.ts';

/** Lines to replace in a file: the numbers of the first and last one, counted from 1, and the new lines. */
export interface FileEdit {
  path: string;
  from: number;
  to: number;
  lines: readonly string[];
}

interface Edited {
  /** The commit with the files. */
  parent: string;
  edits: readonly FileEdit[];
  message: string;
  /** Author and committer. */
  person: Person;
}

/**
 * Makes a commit with edited lines on top of a run's result, in the private copy. Changes no worktree. Other bytes of
 * the files stay, and new lines end as the replaced ones do.
 * @throws BacklogError `conflict` for a path that is no text file, `nothing-to-do` if the commit would change nothing
 */
export async function commitEdits(
  place: RunPlace,
  { parent, edits, message, person }: Edited,
): Promise<{ commit: string }> {
  const entries: string[] = [];
  for (const path of new Set(edits.map((edit) => edit.path))) {
    const { mode, bytes } = await fileIn(place, parent, path);
    const text = editedText(
      bytes.toString('latin1'),
      edits.filter((edit) => edit.path === path),
    );
    const input = Buffer.from(text, 'latin1');
    const blob = outputLine(await inStore(place, ['hash-object', '-w', '--stdin'], { input }));
    entries.push(`${mode} ${blob}\t${path}\0`);
  }
  const tree = await withTemporaryIndex(runPaths(place).index, async (index) => {
    await inStore(place, ['read-tree', parent], { index });
    await inStore(place, ['update-index', '-z', '--index-info'], { index, input: entries.join('') });
    const { store } = repositoryPaths(place);
    const failed = (await filterIndex({ place, store, index, from: parent, passed: [parent] })).find(
      (one) => one.failed,
    );
    if (failed) refuse('conflict', `the filter ${failed.filter} did not run on "${failed.path}"`);
    return outputLine(await inStore(place, ['write-tree'], { index }));
  });
  if (tree === outputLine(await inStore(place, ['rev-parse', `${parent}^{tree}`])))
    refuse('nothing-to-do', 'the result already has these lines');
  const commit = await commitTree(place, { tree, parents: [parent], message, author: person, committer: person });
  await inStore(place, ['update-ref', runRef(place.id, 'suggested'), commit]);
  return { commit };
}

async function fileIn(place: RunPlace, commit: string, path: string): Promise<{ mode: string; bytes: Buffer }> {
  const { out } = await inStore(place, ['ls-tree', '-z', '--full-tree', commit, '--', path]);
  const [{ mode } = { mode: '' }] = treeEntries(out);
  const bytes = isFileMode(mode) && (await blobAt(place, commit, path));
  if (!bytes) return refuse('conflict', `"${path}" is not a text file of the result, or it is too long`);
  return { mode, bytes };
}

/** Replaces lines of a text, whose characters are bytes. The ranges of the edits must not overlap. */
export function editedText(text: string, edits: readonly Omit<FileEdit, 'path'>[]): string {
  const lines = text.split('\n');
  const end = lines.at(-1) === '' ? lines.pop()! : undefined;
  // A last line without an end ends as the line before it.
  if (end === undefined && lines.at(-2)?.endsWith('\r')) lines.push(`${lines.pop()!}\r`);
  for (const { from, to, lines: next } of [...edits].sort((a, b) => b.from - a.from)) {
    const replaced = lines.slice(from - 1, to);
    const endOf = (i: number) => ((replaced[i] ?? replaced.at(-1))?.endsWith('\r') ? '\r' : '');
    const bytes = next.map((line, i) => Buffer.from(line).toString('latin1') + endOf(i));
    lines.splice(from - 1, to - from + 1, ...bytes);
  }
  if (end === undefined && lines.length > 0) lines.push(lines.pop()!.replace(/\r$/, ''));
  return lines.length === 0 ? '' : [...lines, ...(end === undefined ? [] : [end])].join('\n');
}
