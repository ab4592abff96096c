import { counted } from '../../base/amounts.ts';
import type { DocumentChange } from '../../report/history.ts';
import type { Commit } from '../../store/index.ts';
import { harmless, oneLine } from '../safe.ts';
import { VALUE_LIMITS } from './value.ts';

/** Maximum number of lines of a diff, and of characters per line. */
const DIFF_LIMITS = { lines: 80, line: 240 } as const;

interface Version {
  n?: number;
  blob?: string | null;
  note?: string;
}

/** Formats a document's new version: `version 2 (from the meeting), +3 -1 lines`. Undefined if none changed. */
export function documentText(
  { before, after }: Pick<Commit['changes'][number], 'before' | 'after'>,
  change: DocumentChange | undefined,
): string | undefined {
  const came = lastOf(after?.['versions[]'] ?? after?.versions);
  const went = lastOf(before?.['versions[]'] ?? before?.versions);
  const last = came ?? went;
  if (!last?.n) return undefined;
  const note = last.note && came ? ` (${oneLine(last.note, VALUE_LIMITS.value)})` : '';
  const what = !came ? `version ${last.n} undone` : came.blob === null ? 'deleted' : `version ${last.n}`;
  return `${what}${note}${sizeText(change)}`;
}

function lastOf(versions: unknown): Version | undefined {
  return Array.isArray(versions) ? (versions.at(-1) as Version | undefined) : undefined;
}

function sizeText(change: DocumentChange | undefined): string {
  if (!change) return '';
  if (change.unreadable !== undefined) return `; ${oneLine(change.unreadable, VALUE_LIMITS.value)}`;
  const { added, deleted } = change;
  return added + deleted === 0 ? '' : `, +${added} -${deleted} lines`;
}

/** Returns the lines of the diff, if it was requested. Each starts with `+`, `-`, a space or `@`. */
export function documentLines({ diff }: DocumentChange): string[] {
  if (diff === undefined) return [];
  const lines = diff.split('\n').slice(HEADER).map(shown);
  if (lines.length <= DIFF_LIMITS.lines) return lines;
  return [...lines.slice(0, DIFF_LIMITS.lines), `… and ${counted(lines.length - DIFF_LIMITS.lines, 'more line')}`];
}

/** Number of lines before the first hunk of a unified diff: the two file names. */
const HEADER = 2;

function shown(line: string): string {
  const text = harmless(line);
  return text.length <= DIFF_LIMITS.line ? text : `${text.slice(0, DIFF_LIMITS.line)}…`;
}
