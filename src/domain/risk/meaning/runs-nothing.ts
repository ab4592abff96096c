import { type Examined, isCode } from '../examine.ts';
import type { Language } from '../languages.ts';
import type { CodeLine } from '../lines.ts';

/** Checks whether a result changes nothing that runs: only texts for people, tests, and comments of code. */
export function runsNothing(examined: readonly Examined[]): boolean {
  return examined.every((file) => !isCode(file) || changesComments(file));
}

/** Checks whether only lines of comments differ. Indentation counts, because some languages read it. */
function changesComments({ file, before, after, language }: Examined): boolean {
  if (file.status !== 'M' || file.submodule || file.modes || file.before === undefined || file.after === undefined)
    return false;
  return codeOf(file.before, before, language) === codeOf(file.after, after, language);
}

/**
 * Returns a text without its lines of comments. Such a line has to begin as a comment, or to stand in one that began at
 * the start of a line: a scanner that was misled hides no code.
 */
function codeOf(text: string, lines: readonly CodeLine[], { comments, blocks }: Language): string {
  const all = text.split(/\r?\n/);
  let end: string | undefined;
  return lines
    .flatMap((line, n) => {
      const opened = end === undefined ? blocks.find(([open]) => line.text.startsWith(open)) : undefined;
      const isWithin = end !== undefined || opened !== undefined;
      const rest = opened ? line.text.slice(opened[0].length) : line.text;
      end ??= opened?.[1];
      if (end !== undefined && rest.includes(end)) end = undefined;
      const begins = isWithin || comments.some((mark) => line.text.startsWith(mark));
      const isComment = line.text === '' || (line.spoken === '' && begins && !ACTS.test(line.text));
      return isComment ? [] : [all[n]];
    })
    .join('\n');
}

/** Comments that tools and compilers read. */
const ACTS =
  /^(?:#!|\/\/go:|\/\/\s*\+build|\/\/\s*@|\/\/\/\s*<reference|#\s*(?:frozen_string_literal|-\*-|coding|type:|pragma|noqa|cython)|#\s*(?:if|else|elif|endif|define|include)\b|\/\*!|\/\*\s*(?:eslint|istanbul|webpack|@|#__))/;
