import { counted, dollars } from '../../base/amounts.ts';
import { callOf, type Reader } from '../../domain/calls/door.ts';
import { fromInstant } from '../../domain/instant.ts';
import { titleOf } from '../../domain/task/task.ts';
import type { Morning } from '../../report/night/morning.ts';
import { type Clock, formatFull } from '../../time/index.ts';
import { needText } from '../attention.ts';
import type { Column, OutputDoc } from '../doc/doc.ts';
import { oneLine } from '../safe.ts';
import { nightState } from './night.ts';
import { durationText } from './run.ts';

const ID: Column = { head: 'Id', kind: 'id', of: 'task' };
const TASK: Column = { head: 'Task', kind: 'description' };
const RUN: Column = { head: 'Run', kind: 'word', of: 'run' };
const note = (head: string): Column => ({ head, kind: 'note' });

/** Maximum number of rows of a list that a person has to go through. */
const ROWS = 12;

/** Returns the morning page as a document: for a terminal, Markdown, a model and the board. */
export function morningDoc(told: Morning, { clock, reader }: { clock: Clock; reader: Reader }): OutputDoc {
  const { night, landed, waiting, failed, parked, discarded, found, tomorrow, totals } = told;
  const { id, at, over, ended, terms } = night;
  const end = (over ?? ended)?.at;
  const [first] = waiting;
  const attention = callOf(reader, 'report_now');
  return {
    title: over ? `Morning after night ${id}` : `Night ${id} so far`,
    sections: [
      {
        facts: [
          ['Night', nightState(night, clock)],
          [
            'Began',
            `${formatFull(fromInstant(at), clock.zone)}${end === undefined ? '' : `, lasted ${durationText(fromInstant(end) - fromInstant(at))}`}`,
          ],
          ['Runs', runsText(told)],
          ['Cost', costText(told)],
          [
            'Terms',
            `${terms.filter ? oneLine(terms.filter, 120) : 'all tasks'}, until ${formatFull(fromInstant(terms.until), clock.zone)}`,
          ],
        ],
      },
      {
        ...{ title: 'Landed', count: totals.landed, most: ROWS, empty: 'nothing' },
        columns: [ID, TASK, RUN, note('By')],
        rows: landed.map((row) => [
          ...[String(row.id), titleOf(row), row.run],
          [row.rule ? `rule ${row.rule}` : row.by, ...(row.later ? [row.later] : [])].join(', '),
        ]),
      },
      {
        ...{ title: 'Needs your attention', count: totals.waiting, most: ROWS, empty: 'nothing' },
        columns: [ID, TASK, note('Why')],
        rows: waiting.map((row) => [
          String(row.task.id),
          titleOf(row.task),
          `${needText(row)}${row.holdsUp > 0 ? `, blocks ${counted(row.holdsUp, 'task')}` : ''}${unlandedText(row)}`,
        ]),
        ...(totals.waiting > ROWS ? { hint: `${attention} shows all.` } : {}),
      },
      {
        ...{ title: 'Failed', count: totals.failed, most: ROWS },
        columns: [ID, TASK, RUN, note('Why')],
        rows: failed.map((row) => [
          ...[String(row.id), titleOf(row), row.run],
          { is: 'step', before: `${oneLine(row.why, 160)} (`, step: row.next, after: ')' },
        ]),
      },
      {
        ...{ title: 'Stopped by the night, with their work kept', count: totals.parked, most: ROWS },
        columns: [ID, TASK, RUN, note('Why')],
        rows: parked.map((row) => [String(row.id), titleOf(row), row.run, oneLine(row.why, 160)]),
      },
      {
        ...{ title: 'Discarded', count: totals.discarded, most: ROWS },
        columns: [ID, TASK, RUN, note('By')],
        rows: discarded.map((row) => [String(row.id), titleOf(row), row.run, row.why && oneLine(row.why, 160)]),
      },
      {
        ...{ title: 'Found by agents', count: totals.found, most: ROWS },
        columns: [{ head: 'Id', kind: 'what' }, { head: 'What', kind: 'description' }, note('By')],
        rows: found.map(({ id: one, text, by }) => [one, text, by]),
      },
      {
        ...{ title: 'What another night needs', count: false },
        columns: [{ head: 'What', kind: 'said' }, note('Next')],
        rows: tomorrow.map(({ text, next }) => [oneLine(text, 240), next && { is: 'step', step: oneLine(next, 240) }]),
      },
    ],
    ...(first
      ? { notes: [{ is: 'step', before: `Next for task ${first.task.id}: `, step: oneLine(first.next, 240) }] }
      : {}),
  };
}

/** Says why no rule merged a result. Objections against it say the same, so they are enough. */
function unlandedText({ unlanded = [], objections = [] }: Morning['waiting'][number]): string {
  if (unlanded.length === 0 || objections.length > 0) return '';
  return `. No rule merged it: ${oneLine(unlanded.join('; '), 160)}`;
}

function runsText({ runs, active, states }: Morning): string {
  const each = states.map(({ word, runs: count }) => `${count} ${word}`).join(', ');
  return `${counted(runs, 'run')}${each === '' ? '' : `: ${each}`}${active > 0 ? ` (${active} active)` : ''}`;
}

function costText({ night: { terms }, spentUsd, uncounted }: Morning): string {
  const of = terms.budgetUsd === undefined ? '' : ` of ${dollars(terms.budgetUsd)}`;
  return `${dollars(spentUsd)}${of}${uncounted === undefined ? '' : `. ${uncounted}`}`;
}
