import { type StoreRepoOptions, storeCall } from './environment.ts';
import { git, linesOfOutput } from './git.ts';

/** Returns the ids of existing commits. Others are lost, or those of annotated tags. */
export async function existingCommits(gitDir: string, ids: readonly string[]): Promise<string[]> {
  return [...(await objectTypes(gitDir, ids))].flatMap(([id, type]) => (type === 'commit' ? [id] : []));
}

/** Returns the types of existing objects, by id: `commit`, `tag`, `tree` or `blob`. */
export async function objectTypes(
  gitDir: string,
  ids: readonly string[],
  options: Pick<StoreRepoOptions, 'objects' | 'codes'> = {},
): Promise<Map<string, string>> {
  const args = ['cat-file', '--batch-check=%(objectname) %(objecttype)'];
  const asked = await git(storeCall(gitDir, args, { ...options, input: ids.map((id) => `${id}\n`).join('') }));
  const rows = linesOfOutput(asked.out).map((line) => line.split(' ') as [string, string]);
  return new Map(rows.filter(([, type]) => type !== 'missing'));
}

/**
 * Reads the contents in the output of `git cat-file --batch`: for each object a line with its size, its bytes and a line
 * end.
 * @returns none if an object is missing or no blob
 */
export function contentsIn(out: Buffer): Buffer[] {
  const contents: Buffer[] = [];
  for (let at = 0; at < out.length; ) {
    const end = out.indexOf('\n', at);
    const [, size] = /^[0-9a-f]+ blob (\d+)$/.exec(out.subarray(at, end).toString()) ?? [];
    if (end < 0 || size === undefined) return [];
    contents.push(out.subarray(end + 1, end + 1 + Number(size)));
    at = end + 1 + Number(size) + 1;
  }
  return contents;
}
