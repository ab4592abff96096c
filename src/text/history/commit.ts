import { callText } from '../../domain/calls/call.ts';
import { type Door, shortLine } from '../../domain/calls/door.ts';
import { type DocumentChange, documentKey } from '../../report/history.ts';
import type { Commit } from '../../store/index.ts';
import type { Clock } from '../../time/index.ts';
import type { Cell, Column, OutputDoc } from '../doc/doc.ts';
import { rowLine } from '../doc/lines.ts';
import { changeTold } from './change.ts';
import type { ValueContext } from './value.ts';

/** Maximum number of changes on the line of a commit. */
const CHANGES = 5;

/** A commit. `left` is the number of omitted changes. */
type Shown = Commit & { left?: number | undefined };

export interface HistoryTextInput extends Omit<ValueContext, 'zone'> {
  clock: Clock;
  documents?: readonly DocumentChange[] | undefined;
  door?: Door | undefined;
}

const COLUMNS: readonly Column[] = [
  { head: 'Change', kind: 'change' },
  { head: 'When', kind: 'stamp' },
  { head: 'Author', kind: 'author' },
  { head: 'Command', kind: 'command' },
  { head: 'Details', kind: 'changes' },
];

/**
 * Returns commits as a document: one row for each.
 * @param full shows all changes, one per line, with diffs, notes and handoffs in full below them
 */
export function historyDoc(
  commits: readonly Shown[],
  { full, notes, ...telling }: HistoryTextInput & { full: boolean; notes: readonly string[] },
): OutputDoc {
  if (full && commits.length > 0)
    return { sections: [{ diff: commits.flatMap((commit) => wholeLines(commit, telling)) }], notes };
  const rows = commits.map((commit) => [...headCells(commit, telling), changesText(commit, telling)]);
  return { sections: [{ noun: 'change', columns: COLUMNS, rows }], notes };
}

/** Formats a commit: `41 2026-08-01 10:00 UTC human:ada task_modify: 12 "Fix login" due: 2026-08-02 -> 2026-08-04`. */
export function commitText(commit: Shown, telling: HistoryTextInput): string {
  return rowLine([...headCells(commit, telling), changesText(commit, telling)], COLUMNS, telling);
}

function wholeLines(commit: Shown, telling: HistoryTextInput): string[] {
  const rest = commit.left ? [`… and ${commit.left} more`] : [];
  const lines = [...changeLines(commit, telling), ...rest].map((line) => `  ${line}`);
  return [rowLine(headCells(commit, telling), COLUMNS, telling), ...lines];
}

function headCells({ seq, at, actor, command, undoes }: Shown, { door }: HistoryTextInput): Cell[] {
  const named = door === 'cli' ? shortLine(command) : command;
  return [
    String(seq),
    { is: 'stamp', at },
    { is: 'origin', actor },
    undoes === undefined ? named : `${named} (undoes ${undoes})`,
  ];
}

/** Formats the first changes of a commit on one line, with the call that shows the other changes. */
function changesText(commit: Shown, telling: HistoryTextInput): string {
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

function toldOf({ seq, changes }: Pick<Commit, 'seq' | 'changes'>, telling: HistoryTextInput) {
  const { documents = [], clock, ...reader } = telling;
  const known = new Map(documents.map((change) => [documentKey(change), change]));
  const archive = changes.some(({ kind }) => kind === 'archive');
  return changes.flatMap(
    (change) =>
      changeTold(change, { ...reader, zone: clock.zone, archive }, known.get(documentKey({ seq, id: change.id }))) ??
      [],
  );
}
