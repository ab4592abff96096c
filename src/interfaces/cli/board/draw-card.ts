import { inQuotes } from '../../../base/quote.ts';
import { startOfDate } from '../../../domain/date-in-zone.ts';
import { isTaskDate } from '../../../domain/task-date.ts';
import type { Card } from '../../../report/cards.ts';
import { pressing } from '../../../report/task-line.ts';
import { oneLine } from '../../../text/safe.ts';
import type { ScreenPiece } from '../../../text/screen/layout/screen.ts';
import { duePiece, statePiece } from '../../../text/screen/layout/task-columns.ts';
import { cells, cut, wrapped } from '../../../text/screen/layout/width.ts';
import type { Clock } from '../../../time/index.ts';

/** Maximum number of lines of a description. */
const TITLE_LINES = 2;
/** Maximum width of the name of a card's agent or holder, in cells. */
const WHO_WIDTH = 16;
const GAP = '  ';

/** Returns the lines of a card: number, priority and description, then the facts that fit on a line. */
export function cardLines(card: Card, width: number, clock: Clock): ScreenPiece[][] {
  const { id, priority, description } = card;
  const head = [String(id), ...(priority ? [priority] : [])].join(' ');
  const [first = '', ...more] = wrapped(
    oneLine(`${head} ${card.state === 'outside' ? inQuotes(description) : description}`),
    width,
    TITLE_LINES,
  );
  const split = first.startsWith(`${head} `) ? head.length : 0;
  const facts = fitting(factsOf(card, clock), width);
  return [
    [{ text: first.slice(0, split), style: priority === 'H' ? 'alarm' : 'strong' }, { text: first.slice(split) }],
    ...more.map((text) => [{ text }]),
    ...(facts.length > 0 ? [facts] : []),
  ];
}

/** States that the column already shows. */
const QUIET: ReadonlySet<string> = new Set(['ready', 'active', 'completed']);

function factsOf(card: Card, clock: Clock): ScreenPiece[] {
  const { column, state, due, project, tags = [], waitsFor = [], holdsUp, met, run, by, agent, attempts } = card;
  const open = column !== 'done';
  const at = due === undefined || !open ? undefined : startOfDate(due, clock.zone);
  const who = by ?? agent;
  return [
    QUIET.has(state) || waitsFor.length > 0 ? undefined : statePiece(card),
    duePiece(
      { due: at, pressing: open && isTaskDate(due) ? pressing({ due, status: 'pending' }, clock) : undefined },
      clock,
    ),
    run && { text: run.id, style: 'good' as const },
    attempts && { text: `${attempts} attempts` },
    !run && who ? { text: cut(`@${oneLine(who)}`, WHO_WIDTH) } : undefined,
    waitsFor.length > 0 && { text: `blocked by ${waitsFor.slice(0, 3).join(' ')}` },
    holdsUp && { text: `blocks ${holdsUp}` },
    met && { text: `${met[0]}/${met[1]}` },
    project && { text: project },
    ...tags.slice(0, 3).map((tag) => ({ text: `+${tag}` })),
  ].flatMap((piece) =>
    piece ? [{ ...piece, style: piece.style ?? ('faint' as const), text: oneLine(piece.text) }] : [],
  );
}

/** Returns the pieces that fit side by side, the last one cut. */
function fitting(pieces: readonly ScreenPiece[], width: number): ScreenPiece[] {
  const shown: ScreenPiece[] = [];
  let left = width;
  for (const piece of pieces) {
    const gap = shown.length > 0 ? GAP : '';
    const text = gap + cut(piece.text, left - gap.length);
    if (text === gap || (cells(text) < 4 + gap.length && cells(piece.text) > 4)) break;
    shown.push({ ...piece, text });
    left -= cells(text);
  }
  return shown;
}
