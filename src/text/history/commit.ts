import { formatOrigin } from '../../domain/actor.ts';
import { callText } from '../../domain/calls/call.ts';
import type { Door } from '../../domain/calls/door.ts';
import { fromInstant } from '../../domain/instant.ts';
import { type DocumentChange, documentKey } from '../../report/history.ts';
import type { Commit } from '../../store/index.ts';
import { formatFull } from '../../time/index.ts';
import { oneLine } from '../safe.ts';
import { changeTold } from './change.ts';
import type { ValueContext } from './value.ts';

/** Maximum number of changes on the line of a commit. */
const CHANGES = 5;

/** A commit. `left` is the number of omitted changes. */
type Shown = Commit & { left?: number | undefined };

export interface HistoryTextInput extends ValueContext {
  /** Shows all changes, one per line, with diffs, notes and handoffs in full below them. */
  full?: boolean | undefined;
  documents?: readonly DocumentChange[] | undefined;
  door?: Door | undefined;
}

/** Formats a commit: `41 2026-08-01 10:00 UTC human:ada task_modify  12 "Fix login" due: 2026-08-02 -> 2026-08-04`. */
export function commitText(commit: Shown, telling: HistoryTextInput): string {
  const { zone, full = false } = telling;
  const why = commit.undoes === undefined ? '' : ` (undoes ${commit.undoes})`;
  const head = `${commit.seq} ${formatFull(fromInstant(commit.at), zone)} ${oneLine(formatOrigin(commit.actor))} ${commit.command}${why}`;
  const rest = commit.left ? [`… and ${commit.left} more`] : [];
  if (full) return [head, ...[...changeLines(commit, telling), ...rest].map((line) => `  ${line}`)].join('\n');
  const told = changesText(commit, telling);
  return told === '' ? head : `${head}  ${told}`;
}

/** Formats the first changes of a commit on one line, with the call that shows the other changes. */
export function changesText(commit: Shown, telling: HistoryTextInput): string {
  const told = toldOf(commit, telling).map(({ line }) => line);
  const shown = told.slice(0, CHANGES);
  const more = told.length - shown.length + (commit.left ?? 0);
  if (more > 0) {
    const rest = callText(telling.door, { command: 'task_history', words: {}, flags: { commit: commit.seq } });
    shown.push(`… and ${more} more: ${rest}`);
  }
  return shown.join('; ');
}

/** Formats all changes of a commit, one per line, with indented details below each change. */
export function changeLines(commit: Pick<Commit, 'seq' | 'changes'>, telling: HistoryTextInput): string[] {
  return toldOf(commit, telling).flatMap(({ line, more }) => [line, ...more.map((each) => `  ${each}`)]);
}

function toldOf({ seq, changes }: Pick<Commit, 'seq' | 'changes'>, { documents = [], ...reader }: HistoryTextInput) {
  const known = new Map(documents.map((change) => [documentKey(change), change]));
  const archive = changes.some(({ kind }) => kind === 'archive');
  return changes.flatMap(
    (change) => changeTold(change, { ...reader, archive }, known.get(documentKey({ seq, id: change.id }))) ?? [],
  );
}
