import { bareName } from '../../base/bare-name.ts';
import { claimHolder } from '../../claims/index.ts';
import { signatureText } from '../../domain/actor.ts';
import { fullDate, startOfDate } from '../../domain/date-in-zone.ts';
import { fromInstant } from '../../domain/instant.ts';
import type { Facts } from '../../domain/queue/facts.ts';
import { statusLabel } from '../../domain/state-words.ts';
import { criterionLine } from '../../domain/task/criteria.ts';
import { type Grading, gradingOf, NO_EVIDENCE } from '../../domain/task/grade.ts';
import type { Task } from '../../domain/task/task.ts';
import { type Threaded, threadsOf } from '../../domain/task/threads.ts';
import { isProven } from '../../domain/task/unmet-criteria.ts';
import type { TaskDate } from '../../domain/task-date.ts';
import type { Brief } from '../../report/brief.ts';
import { type TaskLine, taskLine } from '../../report/task-line.ts';
import { formatDistance, formatFull } from '../../time/index.ts';
import { attachmentLines, fieldTexts } from '../brief.ts';
import { heldText } from '../row.ts';
import { harmless } from '../safe.ts';
import { WHY_CHARS, whyLines } from '../why.ts';
import { painter } from './layout/paint.ts';
import { paragraphs } from './layout/paragraphs.ts';
import type { Screen, ScreenPiece } from './layout/screen.ts';
import { type TableColumn, tableLines } from './layout/table.ts';
import { duePiece, statePiece } from './layout/task-columns.ts';
import { wrapped } from './layout/width.ts';

/** Formats everything about one task, with its criteria, spec and notes in full. */
export function briefScreen(
  brief: Brief,
  { screen, facts, origin = [] }: { screen: Screen; facts: Facts; origin?: readonly [label: string, text: string][] },
): string {
  const { task } = brief;
  const paint = painter(screen);
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ['', paint({ text: title, style: 'strong' }), ...lines.map((line) => INDENT + line)];
  const width = screen.columns - INDENT.length;
  const table = <Row>(columns: TableColumn<Row>[], rows: readonly Row[]) =>
    rows.length === 0 ? [] : tableLines(columns, rows, { ...screen, columns: width }).slice(1);
  const title = wrapped(`${task.id}  ${harmless(task.description)}`, screen.columns);
  return [
    ...title.map((text) => paint({ text, style: 'strong' })),
    ...table(FACT, [
      ...factsOf(task, taskLine(task, facts), facts),
      ...[...fieldTexts(brief), ...origin].map(([label, value]) => ({ label, value })),
    ]).map((line) => INDENT + line),
    ...section(
      'Why',
      whyLines(brief.why, task.id, { door: 'cli' }, WHY_CHARS.whole).flatMap((line) => wrapped(line, width)),
    ),
    ...section('Related tasks', table(FACT, relations(brief))),
    ...section('Acceptance criteria', table(CRITERION, criteriaOf(brief))),
    ...section('Claimed', table(FACT, heldBy(brief, facts))),
    ...section('Blocked', task.obstacle ? paragraphs(task.obstacle.note, width) : []),
    ...section('Handoff', task.handoff ? paragraphs(task.handoff.note, width) : []),
    ...section('Spec', paragraphs(brief.spec ?? brief.unreadable ?? '', width)),
    ...section(
      'Documents',
      brief.docs.filter((name) => name !== 'spec').map((name) => harmless(name)),
    ),
    ...section(
      'Attachments',
      attachmentLines(brief).flatMap((line) => wrapped(line, width)),
    ),
    ...section(
      'Notes',
      threadsOf(task.annotations ?? []).flatMap((one) => noteLines(one, facts, width)),
    ),
  ].join('\n');
}

const INDENT = '  ';

interface Fact {
  label: string;
  value: ScreenPiece | string | undefined;
}

const FACT: TableColumn<Fact>[] = [
  { head: '', cell: ({ label }) => ({ text: label, style: 'faint' }) },
  { head: '', least: 16, lines: 8, cell: ({ value }) => value },
];

interface CriterionRow {
  criterion: NonNullable<Task['acceptance']>[number];
  graded: Grading;
}

const criteriaOf = ({ task: { acceptance = [] }, grades }: Brief): CriterionRow[] =>
  acceptance.map((criterion) => ({
    criterion,
    graded: grades?.find((one) => one.criterion === criterion.id) ?? gradingOf({ criterion }),
  }));

const CRITERION: TableColumn<CriterionRow>[] = [
  { head: '', cell: ({ criterion, graded }) => markOf(isProven(criterion), graded) },
  { head: '', keep: 1, cell: ({ criterion: { id } }) => ({ text: id, style: 'faint' }) },
  { head: '', least: 16, lines: 12, cell: ({ criterion, graded }) => gradedPiece(criterionLine(criterion), graded) },
];

/** A claim has a box with a tick in another colour than evidence that Backlog or a person vouches for. */
function markOf(proven: boolean, graded: Grading): ScreenPiece | string {
  return proven ? { text: '☑', style: graded.grade === 'claimed' ? 'faint' : 'good' } : '☐';
}

function gradedPiece(text: string, graded: Grading): ScreenPiece | string {
  const says = graded.says.filter((said) => said !== NO_EVIDENCE);
  if (says.length === 0) return text;
  const whole = `${text} (${says.join('; ')})`;
  return graded.grade === undefined ? { text: whole, style: 'faint' } : whole;
}

function factsOf(task: Task, line: TaskLine, facts: Facts): Fact[] {
  const when = (date: TaskDate | undefined): string | undefined =>
    date && `${formatDistance(startOfDate(date, facts.zone), facts)} (${fullDate(date, facts.zone)})`;
  const due = duePiece(line, facts);
  const rows: Fact[] = [
    { label: 'state', value: statePiece(line) },
    { label: 'priority', value: task.priority },
    { label: 'project', value: task.project },
    { label: 'assignee', value: assigned(task) },
    { label: 'tags', value: task.tags?.map((tag) => `+${tag}`).join(' ') },
    { label: 'due', value: due && { ...due, text: when(task.due) ?? '' } },
    ...(['scheduled', 'wait', 'until', 'start', 'end', 'entry'] as const).map((field) => ({
      label: LABELS[field] ?? field,
      value: when(task[field]),
    })),
    { label: 'urgency', value: line.urgency.toFixed(1) },
    { label: 'uuid', value: task.uuid },
  ];
  return rows.filter(({ value }) => value !== undefined && value !== '');
}

/** Formats the assignee. An imported task may have further assignees, which have no effect in Backlog. */
function assigned({ agent, extra }: Task): string | undefined {
  if (agent === undefined) return undefined;
  const several = Array.isArray(extra?.assignee) ? extra.assignee : [];
  const others = several.map((name) => bareName(String(name))).filter((name) => name !== agent);
  const more =
    others.length > 0
      ? ` (also ${others
          .slice(0, SEVERAL)
          .map((name) => `@${name}`)
          .join(', ')} in the source)`
      : '';
  return harmless(`@${agent}${more}`);
}

const SEVERAL = 5;

const LABELS: Readonly<Record<string, string>> = { start: 'started', end: 'closed', entry: 'added' };

function relations(brief: Brief): Fact[] {
  const named = (label: string, tasks: readonly Task[]) =>
    tasks.map((task, i) => ({
      label: i === 0 ? label : '',
      value: {
        text: `${task.id} ${task.description} (${statusLabel(task)})`,
        style: DONE.has(task.status) ? ('faint' as const) : undefined,
      },
    }));
  return [
    ...named('part of', brief.parents),
    ...named('blocked by', brief.waitsFor),
    ...named('closed dependencies', brief.after),
    ...named('blocks', brief.unblocks),
    ...named('subtasks', brief.subtasks),
    ...brief.links.flatMap(({ type, task }) => named(type.replace('-', ' '), [task])),
  ];
}

const DONE: ReadonlySet<string> = new Set(['completed', 'deleted']);

function heldBy({ claims }: Brief, facts: Facts): Fact[] {
  return claims.map((claim) => ({ label: 'by', value: `${claimHolder(claim, facts)} ${heldText(claim, facts)}` }));
}

/** Maximum indentation of answers below notes, in levels. */
const DEEPEST = 4;

function noteLines({ note, depth }: Threaded, { zone }: Facts, width: number): string[] {
  const { id, at, text } = note;
  const margin = INDENT.repeat(Math.min(depth, DEEPEST));
  const left = width - margin.length;
  return [
    ...wrapped(`${formatFull(fromInstant(at), zone)}  ${harmless(signatureText(note))}  [${harmless(id)}]`, left),
    ...paragraphs(text, left - INDENT.length).map((line) => INDENT + line),
  ].map((line) => margin + line);
}
