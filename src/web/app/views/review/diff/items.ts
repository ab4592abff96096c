import type { DiffRow } from '../../../../../domain/runs/change-shapes.ts';
import type { DiffSide, ShownComment, ShownFile, WritingStep } from '../answers.ts';
import type { CheckFinding } from './findings.ts';
import { type Growth, gapsOf } from './gaps.ts';

/** A line, and the text of the line that it replaces or that replaces it, for marking changed words. */
export interface DiffLine {
  row: DiffRow;
  /** Index of the line in the file's rows. */
  at: number;
  other?: string;
}

/** The lines that a new comment is about. */
export interface DiffSpot {
  path: string;
  side: DiffSide;
  from: number;
  to: number;
}

/** Formats a range of lines: `line 4`, `lines 4 to 6`. */
export function rangeWords({ from, to }: Pick<DiffSpot, 'from' | 'to'>): string {
  return from === to ? `line ${from}` : `lines ${from} to ${to}`;
}

/** An item of the diff, in page order. */
export type DiffItem =
  | { kind: 'file'; key: string; file: ShownFile; open: boolean }
  /** `loads` until the lines of the file have come. */
  | { kind: 'told'; key: string; path: string; text: string; loads: boolean }
  | { kind: 'hunk'; key: string; path: string; text: string; growths: readonly Growth[] }
  | { kind: 'step'; key: string; path: string; step: WritingStep }
  | { kind: 'line'; key: string; path: string; line: DiffLine }
  | { kind: 'pair'; key: string; path: string; left: DiffLine | undefined; right: DiffLine | undefined }
  | { kind: 'comment'; key: string; path: string; placed: ShownComment }
  | { kind: 'finding'; key: string; path: string; finding: CheckFinding }
  | { kind: 'composer'; key: string; path: string };

export interface ShownDiff {
  files: readonly ShownFile[];
  /** Paths of unfolded files. */
  open: ReadonlySet<string>;
  /** The loaded rows by path. */
  rows: ReadonlyMap<string, readonly DiffRow[]>;
  /** What can be shown after the last hunk, by path. */
  ends: ReadonlyMap<string, Growth | undefined>;
  split: boolean;
  /** Whether changes of white space are left out. */
  space: boolean;
  comments: readonly ShownComment[];
  findings: readonly CheckFinding[];
  /** The agent's steps by path, if the reader wants to see them. */
  steps: ReadonlyMap<string, readonly WritingStep[]>;
  spot: DiffSpot | undefined;
}

/** Returns all items of the diff, file by file. */
export function itemsOf(shown: ShownDiff): DiffItem[] {
  return shown.files.flatMap((file) => {
    const open = shown.open.has(file.path);
    const head: DiffItem = { kind: 'file', key: `f ${file.path}`, file, open };
    return open ? [head, ...bodyOf(file, shown)] : [head];
  });
}

function bodyOf(file: ShownFile, shown: ShownDiff): DiffItem[] {
  const { path, binary } = file;
  const told = (text: string, loads = false): DiffItem[] => [{ kind: 'told', key: `t ${path}`, path, text, loads }];
  if (binary) return told("Binary file. The diff doesn't show its content.");
  const rows = shown.rows.get(path);
  if (!rows) return told('Loading …', true);
  if (rows.length === 0)
    return told(shown.space && file.added + file.deleted > 0 ? 'Only white space changes.' : withoutLines(file));
  const beside = besideOf(path, shown);
  const items = (shown.split ? pairItems : lineItems)(path, paired(rows), beside, hunkItems(path, rows));
  const steps = shown.steps.get(path) ?? [];
  const end = shown.ends.get(path);
  return [
    ...items.flatMap((item) => [item, ...stepItems(item, steps)]),
    ...(end ? [{ kind: 'hunk' as const, key: `e ${path}`, path, text: '', growths: [end] }] : []),
  ];
}

/** Returns the headers of hunks by the indexes of their rows. A header's key names the first change, which stays if the hunk grows. */
function hunkItems(path: string, rows: readonly DiffRow[]): HunkItem {
  const gaps = gapsOf(rows);
  return (at) => {
    let change = at + 1;
    while (rows[change]?.kind === ' ') change++;
    const key = `h ${keyOf(path, rows[change] ?? rows[at]!, at)}`;
    return { kind: 'hunk', key, path, text: rows[at]!.text, growths: gaps.get(at) ?? [] };
  };
}

/** Returns the agent's steps that wrote lines of a hunk, for below its header. */
function stepItems(item: DiffItem, steps: readonly WritingStep[]): DiffItem[] {
  if (item.kind !== 'hunk') return [];
  const [, start = '', count = '1'] = /\+(\d+)(?:,(\d+))?/.exec(item.text) ?? [];
  const [first, end] = [Number(start), Number(start) + Number(count)];
  return steps.flatMap((step, n): DiffItem[] =>
    step.ranges.some(({ from, to }) => from < end && to >= first)
      ? [{ kind: 'step', key: `${item.key} step ${n}`, path: item.path, step }]
      : [],
  );
}

/** Describes the change of a file without changed lines. */
function withoutLines({ from, modes, status }: ShownFile): string {
  const [before, now] = modes?.split(' ') ?? [];
  const mode =
    now === '100755' ? 'it is now executable' : before === '100755' ? 'it is no longer executable' : undefined;
  const parts = [
    ...(from === undefined ? [] : [`renamed from ${from}`]),
    ...(modes === undefined ? [] : [mode ?? `mode ${before} → ${now}`]),
    ...(status === 'A' || status === 'D' ? ['the file is empty'] : []),
  ];
  return `No changed lines${parts.length > 0 ? `: ${parts.join(', ')}` : ''}.`;
}

type HunkItem = (at: number) => DiffItem;
type Beside = (line: DiffRow, left?: DiffRow) => DiffItem[];

/** Returns the items below a line: findings, comments on ranges that end here, and a new comment's input. */
function besideOf(path: string, { comments, findings, spot }: ShownDiff): Beside {
  const under = new Map<string, DiffItem[]>();
  const put = (side: DiffSide, line: number, item: DiffItem) => {
    const at = `${side} ${line}`;
    under.set(at, [...(under.get(at) ?? []), item]);
  };
  for (const finding of findings)
    if (finding.path === path)
      put('new', finding.line, { kind: 'finding', key: `x ${path} ${finding.line} ${finding.text}`, path, finding });
  for (const placed of comments)
    if (placed.place?.path === path)
      put(placed.comment.anchor.side, placed.place.to, { kind: 'comment', key: placed.comment.id, path, placed });
  if (spot?.path === path) put(spot.side, spot.to, { kind: 'composer', key: 'composer', path });
  if (under.size === 0) return () => [];
  const at = (side: DiffSide, line: number | undefined) => under.get(`${side} ${line}`) ?? [];
  return (row, left) => [
    ...at('new', row.new),
    ...(left && left !== row ? at('old', left.old) : row.kind === '+' ? [] : at('old', row.old)),
  ];
}

/** Names a row by its line numbers, which stay if the diff shows more unchanged lines. */
function keyOf(path: string, { old, new: now }: DiffRow, at: number): string {
  return `${path} ${old === undefined && now === undefined ? `at ${at}` : `${old ?? ''}:${now ?? ''}`}`;
}

function lineItems(path: string, lines: readonly DiffLine[], beside: Beside, hunk: HunkItem): DiffItem[] {
  return lines.flatMap((line, i): DiffItem[] => {
    const { row } = line;
    if (row.kind === '@') return [hunk(i)];
    return [{ kind: 'line', key: keyOf(path, row, i), path, line }, ...beside(row)];
  });
}

function pairItems(path: string, lines: readonly DiffLine[], beside: Beside, hunk: HunkItem): DiffItem[] {
  const items: DiffItem[] = [];
  for (let i = 0; i < lines.length; ) {
    const { row } = lines[i]!;
    const key = `${keyOf(path, row, i)} split`;
    if (row.kind === '@') items.push(hunk(i));
    if (row.kind === ' ') items.push({ kind: 'pair', key, path, left: lines[i], right: lines[i] }, ...beside(row));
    if (row.kind !== '+' && row.kind !== '-') {
      i++;
      continue;
    }
    const [gone, come, next] = blockAt(lines, i);
    for (let n = 0; n < Math.max(gone.length, come.length); n++) {
      const [left, right] = [gone[n], come[n]];
      items.push({ kind: 'pair', key: `${key} ${n}`, path, left, right });
      items.push(...beside((right ?? left)!.row, left?.row));
    }
    i = next;
  }
  return items;
}

/** Returns three values: the removed lines from `start`, the added lines that follow, and the index after both. */
function blockAt(lines: readonly DiffLine[], start: number): [DiffLine[], DiffLine[], number] {
  let at = start;
  const gone: DiffLine[] = [];
  const come: DiffLine[] = [];
  const kindAt = (i: number) => lines[i]?.row.kind;
  while (kindAt(at) === '-' || kindAt(at) === '\\') gone.push(lines[at++]!);
  while (kindAt(at) === '+' || kindAt(at) === '\\') come.push(lines[at++]!);
  const real = (line: DiffLine) => line.row.kind !== '\\';
  return [gone.filter(real), come.filter(real), at];
}

/** Adds the line on the other side to each changed line that has one. */
function paired(rows: readonly DiffRow[]): DiffLine[] {
  const lines: DiffLine[] = rows.map((row, at) => ({ row, at }));
  for (let i = 0; i < lines.length; ) {
    if (lines[i]!.row.kind !== '-') {
      i++;
      continue;
    }
    const [gone, come, next] = blockAt(lines, i);
    for (let n = 0; n < Math.min(gone.length, come.length); n++) {
      gone[n]!.other = come[n]!.row.text;
      come[n]!.other = gone[n]!.row.text;
    }
    i = next;
  }
  return lines;
}
