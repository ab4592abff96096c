import { type StoreRepoOptions, storeCall } from './environment.ts';
import { git } from './git.ts';

/** Returns the ids of existing commits. Others are lost, or those of annotated tags. */
export async function existingCommits(
  gitDir: string,
  ids: readonly string[],
  options: Pick<StoreRepoOptions, 'objects' | 'codes'> = {},
): Promise<string[]> {
  const args = ['cat-file', '--batch-check=%(objectname) %(objecttype)'];
  const asked = await git(storeCall(gitDir, args, { ...options, input: ids.map((id) => `${id}\n`).join('') }));
  return asked.out
    .toString()
    .split('\n')
    .flatMap((line) => (line.endsWith(' commit') ? [line.split(' ')[0]!] : []));
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
