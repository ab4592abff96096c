import { useMemo } from 'preact/hooks';
import type { DiffRow } from '../../../../../domain/runs/change-shapes.ts';
import { wordPieces } from '../../../../../text/word-pieces.ts';
import { Coloured, colouredPieces } from '../../../parts/code/coloured.tsx';
import type { DiffSide } from '../answers.ts';
import type { Colours } from './colours.ts';
import type { DiffLine, DiffSpot } from './items.ts';

interface Props {
  path: string;
  spot: DiffSpot | undefined;
  /** The lines that have comments. */
  commented: readonly DiffSpot[];
  /** Whether the keyboard's position is on this line. */
  current: boolean;
  colours: Colours;
  /** Selects a line. With `more`, extends the selected range to this line. */
  onChoose(path: string, side: DiffSide, line: number, more: boolean): void;
}

/** A line of a one-column diff, with old and new line numbers. */
export function UnifiedLine({ line, ...props }: Props & { line: DiffLine }) {
  const { row } = line;
  const side: DiffSide = row.kind === '-' ? 'old' : 'new';
  return (
    <div class={`diff-row ${classOf(row)} ${markOf(row, side, props)}`}>
      <Number_ row={row} side="old" {...props} />
      <Number_ row={row} side="new" {...props} />
      <span class="diff-sign" aria-hidden="true">
        {row.kind === '\\' ? '' : row.kind}
      </span>
      <Code line={line} side={side} colours={props.colours} />
    </div>
  );
}

/** A line of a two-column diff. */
export function SplitLine({
  left,
  right,
  ...props
}: Props & { left: DiffLine | undefined; right: DiffLine | undefined }) {
  return (
    <div class="diff-pair">
      <Half line={left} side="old" {...props} />
      <Half line={right} side="new" {...props} />
    </div>
  );
}

function Half({ line, side, ...props }: Props & { line: DiffLine | undefined; side: DiffSide }) {
  if (!line) return <div class="diff-row is-none" />;
  return (
    <div class={`diff-row ${classOf(line.row)} ${markOf(line.row, side, props)}`}>
      <Number_ row={line.row} side={side} {...props} />
      <Code line={line} side={side} colours={props.colours} />
    </div>
  );
}

function Number_({ row, side, path, onChoose }: Props & { row: DiffRow; side: DiffSide }) {
  const number = row[side];
  if (number === undefined) return <span class="diff-number" />;
  return (
    <button
      type="button"
      class="diff-number"
      tabIndex={-1}
      aria-label={`Comment on line ${number} of ${path}${side === 'old' ? ' before the change' : ''}`}
      onClick={(event) => onChoose(path, side, number, event.shiftKey)}
    >
      {number}
    </button>
  );
}

function Code({ line: { row, other }, side, colours }: { line: DiffLine; side: DiffSide; colours: Colours }) {
  const pieces = useMemo(() => wordPieces(row.text, other, side), [row.text, other, side]);
  const runs = colours.of(row);
  const coloured = useMemo(() => colouredPieces(pieces, runs), [pieces, runs]);
  return (
    <code class="diff-code">
      {coloured.map(({ spans, changed }, i) => {
        const text = <Coloured key={i} spans={spans} />;
        return changed ? <mark key={i}>{text}</mark> : text;
      })}
      {row.text === '' && '\n'}
      {row.left !== undefined && (
        <small class="diff-ends">{row.left.toLocaleString()} more characters are not shown</small>
      )}
      {other === row.text && <small class="diff-ends">{unseen(row)}</small>}
    </code>
  );
}

/** Describes the invisible difference between two lines that look the same. */
function unseen({ text, left }: DiffRow): string {
  if (left !== undefined) return 'the shown parts are identical';
  return text.includes('\uFFFD') ? 'only invalid bytes differ' : 'only the line end differs';
}

const CLASSES: Readonly<Record<string, string>> = { '+': 'is-added', '-': 'is-removed', '\\': 'is-told' };
const classOf = ({ kind }: DiffRow) => CLASSES[kind] ?? '';

function markOf(row: DiffRow, side: DiffSide, { path, spot, commented, current }: Props): string {
  const isIn = (one: DiffSpot) => isWithin(one, path, side, row[side]);
  const marks = [spot && isIn(spot) && 'is-chosen', commented.some(isIn) && 'is-commented', current && 'is-current'];
  return marks.filter(Boolean).join(' ');
}

function isWithin(spot: DiffSpot, path: string, side: DiffSide, line: number | undefined): boolean {
  return spot.path === path && spot.side === side && line !== undefined && line >= spot.from && line <= spot.to;
}
