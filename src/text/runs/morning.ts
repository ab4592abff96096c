import { counted, dollars } from '../../base/amounts.ts';
import { callOf, inDoorWords, type Reader } from '../../domain/calls/door.ts';
import { fromInstant } from '../../domain/instant.ts';
import { changesText } from '../../domain/runs/run-figures.ts';
import { titleOf } from '../../domain/task/task.ts';
import type { NightLanding } from '../../report/night/landings.ts';
import type { Morning } from '../../report/night/morning.ts';
import { type Clock, formatFull } from '../../time/index.ts';
import { needText } from '../attention.ts';
import type { Cell, Column, LabelledCell, OutputDoc, Section } from '../doc/doc.ts';
import { oneLine } from '../safe.ts';
import { nightState } from './night.ts';
import { durationText } from './run.ts';

const ID: Column = { head: 'Id', kind: 'id', of: 'task' };
const TASK: Column = { head: 'Task', kind: 'description' };
const RUN: Column = { head: 'Run', kind: 'word', of: 'run' };
const note = (head: string): Column => ({ head, kind: 'note' });

/** Maximum number of rows in all lists of a page that needs no fold: it fits on a screen. */
const SHORT = 12;

/** Maximum number of rows of the lists of a folded page. */
const FOLD = { landed: 4, waiting: 3, failed: 2 } as const;

/** Returns the morning page as a document: for a terminal, Markdown, a model and the board. With `all`, nothing is folded. */
export function morningDoc(
  told: Morning,
  { clock, reader, all = false }: { clock: Clock; reader: Reader; all?: boolean },
): OutputDoc {
  const { night, waiting, totals, tomorrow } = told;
  const { id, over } = night;
  const rows = Object.values(totals).reduce((sum, count) => sum + count, tomorrow.length);
  const isFolded = !all && rows > SHORT;
  const [first] = waiting;
  return {
    title: over ? `Morning after night ${id}` : `Night ${id} so far`,
    sections: [
      { facts: [...morningFacts(told, clock, isFolded), ...(isFolded ? besides(told, reader) : [])] },
      ...resultSections(told, reader, isFolded),
      ...(isFolded ? [] : [...besideSections(told), tomorrowSection(told)]),
    ],
    ...(first
      ? { notes: [{ is: 'step', before: `Next for task ${first.task.id}: `, step: oneLine(first.next, 240) }] }
      : {}),
  };
}

/** The call that shows all rows of the page. */
const REST = { command: 'night_report', words: {}, flags: { all: true } } as const;

const tomorrowSection = ({ tomorrow }: Morning): Section => ({
  ...{ title: 'What another night needs', count: false, most: tomorrow.length },
  columns: [{ head: 'What', kind: 'said' }, note('Next')],
  rows: tomorrow.map(({ text, next }) => [oneLine(text, 240), next && { is: 'step', step: oneLine(next, 240) }]),
});

/** Formats the state, the numbers and the cost of a night. A folded page leaves its terms to `night_show`. */
export function morningFacts(told: Morning, clock: Clock, isFolded: boolean): LabelledCell[] {
  const { night, halted, active } = told;
  const { at, over, ended, terms } = night;
  const end = (over ?? ended)?.at;
  return [
    ['Night', nightState(night, clock, halted && { active, next: `${halted.next}.` })],
    [
      'Began',
      `${formatFull(fromInstant(at), clock.zone)}${end === undefined ? '' : `, lasted ${durationText(fromInstant(end) - fromInstant(at))}`}`,
    ],
    ['Runs', runsText(told)],
    ['Cost', costText(told)],
    ...(isFolded ? [] : [termsFact(terms, clock)]),
  ];
}

const termsFact = ({ filter, until }: Morning['night']['terms'], { zone }: Clock): LabelledCell => [
  'Terms',
  `${filter ? oneLine(filter, 120) : 'all tasks'}, until ${formatFull(fromInstant(until), zone)}`,
];

/** Returns the lists that a person decides about: what landed, what to read of it, what needs attention, what failed. */
export function resultSections(told: Morning, reader: Reader, isFolded: boolean): Section[] {
  const { landed, drawn, waiting, failed, totals } = told;
  const fold = (rows: keyof typeof FOLD, count: number) =>
    isFolded ? { count, most: FOLD[rows], more: REST } : { count, most: count };
  return [
    {
      ...{ title: 'Landed', ...fold('landed', totals.landed), empty: 'nothing' },
      columns: [ID, TASK, RUN, { head: 'Risk', kind: 'figure' }, note('What')],
      rows: landed.map((row) => [String(row.id), titleOf(row), row.run, riskText(row), landedCell(row)]),
    },
    {
      ...{ title: 'Read these', count: false },
      columns: [ID, TASK, note('Review')],
      rows: drawn.map((row) => [String(row.id), titleOf(row), { is: 'step', step: row.next }]),
    },
    {
      ...{ title: 'Needs your attention', ...fold('waiting', totals.waiting), empty: 'nothing' },
      columns: [ID, TASK, note('Why')],
      rows: waiting.map((row) => [
        String(row.task.id),
        titleOf(row.task),
        `${needText(row)}${row.holdsUp > 0 ? `, blocks ${counted(row.holdsUp, 'task')}` : ''}${unlandedText(row)}`,
      ]),
      ...(totals.waiting > waiting.length ? { hint: `${callOf(reader, 'report_now')} shows all.` } : {}),
    },
    {
      ...{ title: 'Failed', ...fold('failed', totals.failed) },
      columns: [ID, TASK, RUN, note('Why')],
      rows: failed.map((row) => [
        ...[String(row.id), titleOf(row), row.run],
        { is: 'step', before: `${oneLine(row.why, 160)} (`, step: row.next, after: ')' },
      ]),
    },
  ];
}

const riskText = ({ risk, unread }: NightLanding): string | undefined =>
  risk === undefined ? undefined : unread ? risk : `${risk}, approved`;

/** Formats size, effect, cost, rule and undo of a landing. */
function landedCell({ size, paths = [], findings = [], costUsd, rule, by, later, undo }: NightLanding): Cell {
  const more = size && size.files > paths.length ? ` and ${size.files - paths.length} more` : '';
  const before = [
    ...(size
      ? [
          `${changesText(size)}${paths.length > 0 ? `: ${paths.map((path) => oneLine(path, 60)).join(', ')}${more}` : ''}`,
        ]
      : []),
    ...(findings.length > 0 ? [`found: ${oneLine(findings.join(', '), 60)}`] : []),
    costUsd === undefined ? 'cost unknown' : dollars(costUsd),
    rule === undefined ? oneLine(by, 60) : `rule ${oneLine(rule, 60)}`,
    ...(later === undefined ? [] : [later]),
  ].join('; ');
  return undo === undefined ? before : { is: 'step', before: `${before}; undo: `, step: undo };
}

/** Returns the lists that need no decision. */
function besideSections({ nothingNew, parked, discarded, found, totals }: Morning): Section[] {
  const whole = (count: number) => ({ count, most: count });
  return [
    {
      ...{ title: 'Merged without a change', ...whole(totals.nothingNew) },
      columns: [ID, TASK, RUN, note('Why')],
      rows: nothingNew.map((row) => [String(row.id), titleOf(row), row.run, row.why]),
    },
    {
      ...{ title: 'Stopped by the night, with their work kept', ...whole(totals.parked) },
      columns: [ID, TASK, RUN, note('Why')],
      rows: parked.map((row) => [String(row.id), titleOf(row), row.run, oneLine(row.why, 160)]),
    },
    {
      ...{ title: 'Discarded', ...whole(totals.discarded) },
      columns: [ID, TASK, RUN, note('By')],
      rows: discarded.map((row) => [String(row.id), titleOf(row), row.run, row.why && oneLine(row.why, 160)]),
    },
    {
      ...{ title: 'Found by agents', ...whole(totals.found) },
      columns: [{ head: 'Id', kind: 'what' }, { head: 'What', kind: 'description' }, note('By')],
      rows: found.map(({ id: one, text, by }) => [one, text, by]),
    },
  ];
}

/** Tells the same in a line each, for a folded page. */
function besides({ totals, tomorrow }: Morning, reader: Reader): LabelledCell[] {
  const { nothingNew, parked, discarded, found } = totals;
  const counts = [
    ...(nothingNew > 0 ? [`${nothingNew} merged without a change`] : []),
    ...(parked > 0 ? [`${parked} stopped with their work kept`] : []),
    ...(discarded > 0 ? [`${discarded} discarded`] : []),
    ...(found > 0 ? [`${found} found by agents`] : []),
  ];
  const all = inDoorWords(reader, '`night_report --all`');
  const next = tomorrow.at(-1);
  return [
    ...(counts.length > 0 ? [['Besides', `${counts.join(', ')}: ${all}`] as const] : []),
    ...(next ? [['Tomorrow', oneLine(next.text, 160)] as const] : []),
  ];
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
