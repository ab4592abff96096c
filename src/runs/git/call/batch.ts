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
