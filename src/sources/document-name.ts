/** Maximum length of a name, in characters. */
const MOST = 64;

/**
 * Makes a document's name from its file: `docs/doc-1 - Fare-rules.md` becomes `doc-1-fare-rules`. Adds a number if the
 * name is in `taken`.
 */
export function documentName(file: string, taken: ReadonlySet<string>): string {
  const last = file.slice(file.lastIndexOf('/') + 1).replace(/\.[^.]+$/, '');
  const plain = last
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9._]+/g, '-');
  const name = plain.slice(0, MOST).replace(/^[-._]+|[-._]+$/g, '') || 'document';
  for (let number = 1; ; number++) {
    const end = number === 1 ? '' : `-${number}`;
    const one = name.slice(0, MOST - end.length) + end;
    if (!taken.has(one)) return one;
  }
}
