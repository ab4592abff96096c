/** The terminal's cursor on a frame: line and column from 0. Hidden without it. */
export interface Cursor {
  line: number;
  column: number;
}

/** What the terminal shows: one text per line, each at most as wide as the terminal. */
export interface Frame {
  lines: readonly string[];
  cursor?: Cursor | undefined;
}

const CSI = '\u001b[';
/** A terminal that knows this mode shows all changes between the two at once. Others ignore it. */
const [TOGETHER, SHOWN] = [`${CSI}?2026h`, `${CSI}?2026l`];

/**
 * Returns the characters that turn one frame into the next: only lines that differ are written.
 * @param before undefined if the terminal's content is unknown
 */
export function frameChange(before: Frame | undefined, { lines, cursor }: Frame): string {
  const written = lines.flatMap((line, i) => (before?.lines[i] === line ? [] : [`${CSI}${i + 1};1H${CSI}2K${line}`]));
  const left = before ? before.lines.slice(lines.length).map((_, i) => `${CSI}${lines.length + i + 1};1H${CSI}2K`) : [];
  const moved = before?.cursor?.line !== cursor?.line || before?.cursor?.column !== cursor?.column;
  if (before && written.length === 0 && left.length === 0 && !moved) return '';
  const at = cursor ? `${CSI}${cursor.line + 1};${cursor.column + 1}H${CSI}?25h` : `${CSI}?25l`;
  return [TOGETHER, ...(before ? [] : [`${CSI}2J`]), ...written, ...left, at, SHOWN].join('');
}
