import { inDoorWords, type Reader } from '../../domain/calls/door.ts';
import { fromInstant } from '../../domain/instant.ts';
import type { Night, Run } from '../../domain/records.ts';
import { type Named, titleOf } from '../../domain/task/task.ts';
import { type Clock, formatFull } from '../../time/index.ts';
import type { Column, LabelledCell, OutputDoc, Section } from '../doc/doc.ts';
import { oneLine } from '../safe.ts';
import { type TermsAround, termFacts } from './night-terms.ts';
import { durationText } from './run.ts';

/** Tells a night: its results, then its terms. @param results what came of it so far; its state, if there are none */
export function nightAnswer(
  night: Night | undefined,
  { reader, ...around }: TermsAround & { reader: Reader },
  results: readonly Section[],
): OutputDoc {
  if (!night)
    return { sections: [], notes: ['No night has begun. To begin one, a person types `backlog night --until 07:00`.'] };
  const { id, at, actor, terms } = night;
  const begun: LabelledCell[] = [
    ...(results.length > 0 ? [] : [['State', nightState(night, around.clock)] as const]),
    ['Began', `${formatFull(fromInstant(at), around.clock.zone)} (${oneLine(actor, 60)})`],
  ];
  return {
    title: `Night ${id}`,
    sections: [
      ...results,
      { ...(results.length > 0 ? { title: 'Terms' } : {}), facts: [...begun, ...termFacts(terms, around)] },
    ],
    notes: [
      // A stopped night has an end, although its last runs may still come to rest.
      night.over || night.ended
        ? inDoorWords(reader, 'night_report is its morning page.')
        : inDoorWords(reader, 'night_stop ends it; night_report shows it so far.'),
    ],
  };
}

/**
 * Formats the state of a night: `over since 07:04: its time is over`.
 * @param halted why the orchestrator starts nothing although the night is active, and the number of active runs
 */
export function nightState(
  { ended, over, terms }: Night,
  { zone, now }: Pick<Clock, 'now' | 'zone'>,
  halted?: { active: number; next: string },
): string {
  const when = (instant: string) => formatFull(fromInstant(instant), zone);
  if (ended)
    return `${over ? 'over' : 'its last runs come to rest'}, ended ${when(ended.at)}: ${oneLine(ended.text, 200)}`;
  const left = fromInstant(terms.until) - now;
  if (left <= 0) return 'its deadline is over; it ends at the next change';
  const rest = `for another ${durationText(left)}`;
  if (!halted) return `active, ${rest}`;
  return `${halted.active > 0 ? 'nothing more starts' : 'nothing runs'}, ${rest}: the orchestrator's process is not running. ${halted.next}`;
}

interface Foreseen {
  tasks: readonly {
    task: Named;
    agent: string;
    beginsMs: number;
    by: string;
    run?: Run;
    because?: string;
  }[];
  left: readonly { task: Named; text: string; next: string }[];
  contract: readonly { term: string; text: string }[];
  assumed: readonly string[];
}

/** Maximum number of rows of a list. */
const ROWS = 15;

/** Returns what a night would do as a document. */
export function foreseenDoc({ tasks, left, contract, assumed }: Foreseen): OutputDoc {
  const starts = tasks.filter(({ because }) => because === undefined);
  const columns: Column[] = [
    { head: 'Id', kind: 'id', of: 'task' },
    { head: 'Task', kind: 'description' },
  ];
  const why = [
    ...tasks.flatMap(({ task, because }) => (because === undefined ? [] : [{ task, text: because }])),
    ...left,
  ];
  return {
    title: 'A night from now on',
    sections: [
      { facts: contract.map(({ term, text }) => [term, text] as const) },
      {
        ...{ title: 'Would start', count: starts.length, most: ROWS, empty: 'nothing' },
        columns: [...columns, { head: 'Agent', kind: 'agent' }, { head: 'When', kind: 'note' }],
        rows: starts.map(({ task, agent, beginsMs, by, run }) => [
          ...[String(task.id), titleOf(task), agent],
          run
            ? `${run.id} is active`
            : beginsMs < 1_000
              ? 'now'
              : by === 'guess'
                ? 'later'
                : `in ${durationText(beginsMs)}`,
        ]),
      },
      {
        ...{ title: 'Would not start', count: why.length, most: ROWS },
        columns: [...columns, { head: 'Why', kind: 'note' }],
        rows: why.map(({ task, text }) => [String(task.id), titleOf(task), oneLine(text, 160)]),
      },
    ],
    notes: assumed,
  };
}
