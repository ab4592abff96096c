import { type Examined, isProsePath, isTestPath, type RiskFile } from '../examine.ts';
import type { Language } from '../languages.ts';
import type { CodeLine } from '../lines.ts';
import { isForPeople, isForTests } from './for-whom.ts';
import { hasPlainComments, hasSpans, isInert } from './inert-comments.ts';

/** Checks whether a result changes nothing that runs: only texts for people, tests, and comments of code. */
export function runsNothing(examined: readonly Examined[]): boolean {
  return examined.every((file) => isAside(file) || changesComments(file));
}

/** Checks whether a file is for people or tests only, under its former name, too. */
function isAside(file: Examined): boolean {
  return isPlain(file.file) && (isForPeople(file) || isForTests(file)) && wasAside(file.file);
}

/** Checks that a file has its content only: no rights, no link, no other repository. */
const isPlain = ({ submodule, modes }: RiskFile): boolean => !submodule && !modes;

function wasAside({ from }: RiskFile): boolean {
  if (from === undefined) return true;
  const [isTest, isProse] = [isTestPath(from), isProsePath(from)];
  return isForPeople({ path: from, isProse }) || isForTests({ path: from, isTest });
}

/** Checks whether only lines of comments differ. Indentation counts, because some languages read it. */
function changesComments({ file, path, before, after, language }: Examined): boolean {
  if (file.status !== 'M' || !isPlain(file) || file.before === undefined || file.after === undefined) return false;
  const texts = [file.before, file.after];
  if (!hasPlainComments(path, texts)) return false;
  const empties = hasSpans(texts);
  return codeOf(file.before, before, { language, empties }) === codeOf(file.after, after, { language, empties });
}

/**
 * Returns a text without its lines of comments. Such a line has to begin as a comment, or to stand in one that began at
 * the start of a line: a scanner that was misled hides no code.
 * @param empties whether empty lines count
 */
function codeOf(
  text: string,
  lines: readonly CodeLine[],
  { language, empties }: { language: Language; empties: boolean },
): string {
  const { comments, blocks } = language;
  const all = text.split(/\r?\n/);
  let within: Language['blocks'][number] | undefined;
  return lines
    .flatMap((line, n) => {
      const opened = within ? undefined : blocks.find(([open]) => line.text.startsWith(open));
      const block = within ?? opened;
      const rest = opened ? line.text.slice(opened[0].length) : line.text;
      within = block && !rest.includes(block[1]) ? block : undefined;
      if (line.text === '') return empties && !block ? [''] : [];
      const begins = block !== undefined || comments.some((mark) => line.text.startsWith(mark));
      return line.spoken === '' && begins && isInert(all[n]!.trimStart(), language, block) ? [] : [all[n]];
    })
    .join('\n');
}
