import { counted } from '../../base/amounts.ts';
import { fromInstant } from '../../domain/instant.ts';
import { stateLabel } from '../../domain/state-words.ts';
import type { RunBar, Timeline } from '../../report/timeline.ts';
import { formatLocal } from '../../time/index.ts';
import { oneLine } from '../safe.ts';
import { durationText } from './run.ts';

interface Noted {
  notes?: readonly string[] | undefined;
}

/**
 * Formats each agent or session with its runs, started tasks and planned tasks, one per line. Due and scheduled dates
 * follow.
 */
export function timelineText({ lanes, marks, totals, from, until, now, zone, notes = [] }: Timeline & Noted): string {
  const at = (instant: string) => formatLocal(fromInstant(instant), zone).slice(0, 16).replace('T', ' ');
  const bar = (run: RunBar) =>
    `  ${at(run.begins)}  ${run.run}  ${run.id} ${oneLine(run.description, 60)}  ${stateLabel(run.shown)}, ${durationText(workedMsOfBar(run, now))}`;
  return [
    `${at(from)} to ${at(until)}, ${zone}`,
    ...lanes.flatMap(({ agent, runs, held, next, left }) => [
      `${agent}:`,
      ...runs.map(bar),
      ...held.map(
        ({ begins, id, description }) =>
          `  ${at(begins)}  active  ${id} ${oneLine(description, 60)}  ${durationText(Math.max(0, fromInstant(now) - fromInstant(begins)))}`,
      ),
      ...next.map(({ begins, id, description, by, ends }) => {
        const length = durationText(fromInstant(ends) - fromInstant(begins));
        return `  ${at(begins)}  next  ${id} ${oneLine(description, 60)}  ${length} by ${by === 'estimate' ? 'its estimate' : 'past runs'}`;
      }),
      ...(left > 0 ? [`  … and ${left} more`] : []),
    ]),
    ...(marks.length > 0 ? ['Due and scheduled:'] : []),
    ...marks.map((mark) => `  ${at(mark.at)}  ${mark.what}  ${mark.id} ${oneLine(mark.description, 60)}`),
    ...leftOutNotes(totals, lanes.length + marks.length === 0),
    ...notes,
  ].join('\n');
}

/** Returns the working time of a run until now, in milliseconds. */
function workedMsOfBar({ begins, worked }: Pick<RunBar, 'begins' | 'worked'>, now: string): number {
  return Math.max(0, fromInstant(worked ?? now) - fromInstant(begins));
}

/** Returns notes with the numbers of tasks, runs and dates that the timeline omits. */
export function leftOutNotes({ marksLeft, overdue, earlier, rest }: Timeline['totals'], nothing: boolean): string[] {
  return [
    ...(nothing ? ['This period has no runs, active tasks or dates.'] : []),
    ...(marksLeft > 0 ? [`${counted(marksLeft, 'date')} more.`] : []),
    ...(overdue > 0 ? [`${counted(overdue, 'task')} overdue since before this period.`] : []),
    ...(earlier > 0 ? [`${counted(earlier, 'run')} before this period.`] : []),
    ...(rest > 0 ? [`${counted(rest, 'open task')} without a run or plan in this period.`] : []),
  ];
}
