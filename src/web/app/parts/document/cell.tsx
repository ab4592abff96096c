import type { PageCell, PageTable } from '../../../sdk/page.ts';
import { now } from '../../data/state.ts';
import { RunLink, TaskLink } from '../task/marks.tsx';
import { StateView } from '../task/state.tsx';
import { TerminalLine } from '../terminal-line.tsx';
import { visible } from '../text/visible.tsx';
import { Ago, Until } from '../units/when.tsx';
import { StepPieces } from './step.tsx';

export type Head = PageTable['heads'][number];

interface CellProps {
  of: PageCell;
  /** What the text is the id of. */
  ids?: Head['of'];
  /** The view to which the ids of runs lead. */
  runs?: 'run' | 'review' | undefined;
  /** Whether no head says what the cell is. */
  alone?: boolean;
}

/** Shows a cell by its type. */
export function CellView({
  of: { text, line, isCode, isCall, step, state, at, isEnd, task, tasks, left = 0 },
  ids,
  runs,
  alone = false,
}: CellProps) {
  if (ids === 'run' && text) return <RunLink id={text} view={runs} />;
  if (ids === 'task' && text) return <TaskLink id={Number(text)} />;
  if (task)
    return (
      <>
        <TaskLink id={task.id} /> {visible(task.description)}
      </>
    );
  if (state) return <StateView of={state} text={text} />;
  if (at && isEnd)
    return (
      <>
        {alone && 'expires '}
        <Until at={at} />
      </>
    );
  if (at) return Date.parse(at) > now.peek() ? <Until at={at} /> : <Ago at={at} />;
  if (isCall) return <TerminalLine line={text} />;
  if (step) return <StepPieces of={step} />;
  if (isCode) return <code>{visible(text)}</code>;
  if (tasks)
    return (
      <span class="flex wrap gap-6">
        {tasks.map((id) => (
          <TaskLink key={id} id={id} />
        ))}
        {left > 0 && `and ${left} more`}
      </span>
    );
  return <span class="as-lines">{visible((alone && line) || text, { lines: true })}</span>;
}

const STYLES: Readonly<Record<string, string>> = { alarm: 'bad', warning: 'asks', good: 'good', faint: 'faint' };

/** Returns the class of a cell's meaning; most have none. */
export const styleOf = ({ style }: PageCell) => (style && STYLES[style]) ?? '';
