import { notesOfText } from '../reading/texts.ts';
import { instantOf } from '../reading/values.ts';

/** What Org recorded about a task. */
export interface Logged {
  notes: { at: string; lines: string[] }[];
  /** The time of the last change of the state. */
  changed?: string;
  /** Whether the next lines can belong to the last note. */
  isOpen: boolean;
}

const STAMP = String.raw`\[(\d{4}-\d\d-\d\d)[^\]\d]*(\d{1,2}:\d\d)?[^\]]*\]`;
const RECORD = new RegExp(
  String.raw`^\s*- (Note taken on|State|Rescheduled from|New deadline from|Refiled on|CLOSING NOTE)\b.*?${STAMP}(?:\s*\\\\)?\s*$`,
);
const CLOCK = /^\s*CLOCK:\s*\[/;

/**
 * Reads a line that Org wrote as a record: a note, a change of the state, a clock, or the text of a note.
 * @returns false if the line is none of them
 */
export function logLine(log: Logged, line: string): boolean {
  const [, kind, day, time = '00:00'] = RECORD.exec(line) ?? [];
  if (kind !== undefined) {
    const at = instantOf(`${day}T${time.padStart(5, '0')}:00`);
    if (at === undefined) return false;
    if (kind === 'State' && at > (log.changed ?? '')) log.changed = at;
    log.notes.push({ at, lines: [] });
    log.isOpen = line.trimEnd().endsWith('\\\\');
    return true;
  }
  if (CLOCK.test(line)) return true;
  log.isOpen &&= /^\s+[^\s-]/.test(line);
  if (log.isOpen) log.notes.at(-1)!.lines.push(line.trim());
  return log.isOpen;
}

/** Returns the notes as annotations. A record without a text is none. */
export function notesIn(log: Logged): object[] {
  return log.notes.flatMap(({ at, lines }) => notesOfText(lines.join('\n'), at));
}
