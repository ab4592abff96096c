import type { Run } from '../../records.ts';

/** What a run says about a living document: it changed it, no change is needed, or nothing. */
export type DocumentAnswer = NonNullable<NonNullable<Run['result']>['documents']>[number];

/**
 * Matches a line about a document: `Document notes/search.md: none, only a rename`. Models like to set words in bold. No
 * two parts that follow each other fit the same marks, so that a message of marks alone takes no time.
 */
const LINE =
  /^[ \t>*_"'`-]*document[*_"'`]*[ \t]([^\n:]{1,300}):[ \t*_"'`]*(changed|none)\b[*_"'`]*[ \t,.:;–—-]*(.*)$/gim;
/** Marks around the path in such a line. */
const MARKS = /^[\s*_"'`]+|[\s*_"'`]+$/g;

/**
 * Compares the documents that a run was asked about with its result and its messages. The diff decides whether a document
 * changed; a message can only say that no change is needed.
 * @param asked paths of the documents, with the goal or folder that each describes
 * @param read the commit whose files the agent read
 */
export function documentAnswers(
  { rounds = [] }: Pick<Run, 'rounds'>,
  asked: readonly { path: string; of: string }[],
  { changed, read }: { changed: ReadonlySet<string>; read: string },
): DocumentAnswer[] {
  const said = new Map<string, { kind: string; text: string }>();
  for (const { summary = '' } of rounds)
    for (const [, path = '', kind = '', text = ''] of summary.matchAll(LINE))
      said.set(path.replace(MARKS, ''), { kind: kind.toLowerCase(), text: text.trim() });
  return asked.map(({ path, of }) => {
    if (changed.has(path)) return { path, of, answer: 'changed', read };
    const none = said.get(path)?.kind === 'none' ? said.get(path) : undefined;
    if (!none) return { path, of, answer: 'silent', read };
    return { path, of, answer: 'none', read, ...(none.text ? { text: none.text.slice(0, MOST_TEXT) } : {}) };
  });
}

/** Maximum number of characters that are kept of a reason. */
const MOST_TEXT = 300;
