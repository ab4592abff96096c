import { type Examined, isCode } from '../examine.ts';
import type { CodeLine } from '../lines.ts';

/** Checks whether a result changes nothing that runs: only texts for people, tests, and comments of code. */
export function runsNothing(examined: readonly Examined[]): boolean {
  return examined.every((file) => !isCode(file) || changesComments(file));
}

/**
 * Checks whether only lines of comments differ. Indentation counts, because some languages read it. A line counts as
 * a comment only if it also begins as one, so that a scanner that was misled hides no code.
 */
function changesComments({ file, before, after, language }: Examined): boolean {
  if (file.status !== 'M' || file.submodule || file.modes || file.before === undefined || file.after === undefined)
    return false;
  const begins = [...language.comments, ...language.blocks.flatMap(([open]) => [open, '*'])];
  if (begins.length === 0) return false;
  const isComment = ({ text, spoken }: CodeLine) =>
    text === '' || (spoken === '' && begins.some((mark) => text.startsWith(mark)) && !ACTS.test(text));
  // An empty text has no lines.
  const codeOf = (text: string, lines: readonly CodeLine[]) => {
    const all = text.split(/\r?\n/);
    return lines.flatMap((line, n) => (isComment(line) ? [] : [all[n]])).join('\n');
  };
  return codeOf(file.before, before) === codeOf(file.after, after);
}

/** Comments that tools and compilers read. */
const ACTS =
  /^(?:#!|\/\/go:|\/\/\s*\+build|\/\/\s*@|\/\/\/\s*<reference|#\s*(?:frozen_string_literal|-\*-|coding|type:|pragma|noqa|cython)|#\s*(?:if|else|elif|endif|define|include)\b|\/\*!|\/\*\s*(?:eslint|istanbul|webpack|@|#__))/;
