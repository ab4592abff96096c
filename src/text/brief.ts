import { counted, sizeText } from '../base/amounts.ts';
import { clip } from '../base/clip.ts';
import { claimHolder } from '../claims/index.ts';
import { signatureText } from '../domain/actor.ts';
import { callOf, type Reader } from '../domain/calls/door.ts';
import { fullDate, startOfDate } from '../domain/date-in-zone.ts';
import type { FieldRow } from '../domain/fields/row.ts';
import { TASK_FIELDS } from '../domain/fields/table.ts';
import { fromInstant } from '../domain/instant.ts';
import type { Facts } from '../domain/queue/facts.ts';
import type { Repository } from '../domain/records.ts';
import { repoOf } from '../domain/repository.ts';
import { entryText } from '../domain/scope-text.ts';
import { statusLabel } from '../domain/state-words.ts';
import { criterionLine } from '../domain/task/criteria.ts';
import { gradingOf, NO_EVIDENCE, TO_AGREE } from '../domain/task/grade.ts';
import type { Annotation, Obstacle, Task } from '../domain/task/task.ts';
import type { TaskDate } from '../domain/task-date.ts';
import type { Brief } from '../report/brief.ts';
import { formatFull, formatShort } from '../time/index.ts';
import { heldText, listText, nameText, rowText } from './row.ts';
import { oneLine, quoted, quotedLines } from './safe.ts';
import { whyLines } from './why.ts';

/** Limits of a brief, in characters or items. After a cut, the brief names the call that shows all. */
const BRIEF_LIMITS = {
  spec: 4_000,
  notes: 3,
  note: 500,
  /** Maximum length of the last note. It is higher than for other notes, because the last note is often a handoff. */
  lastNote: 2_000,
  answered: 60,
  tasks: 10,
  /** Maximum length of a field shown verbatim, such as a scope or a list of checks. */
  field: 1_000,
  criteria: 30,
  criterion: 300,
  evidence: 200,
  attachments: 20,
  claims: 3,
  claimGlobs: 3,
  /** Maximum length of a line about someone else's claim. */
  claim: 120,
} as const;

/** The reader of a brief. `holder` serves to mark the reader's own claims. */
interface BriefReader extends Reader {
  holder?: string;
}

/** Formats the brief that an agent gets before it starts. Text by others is on one line, or quoted. */
export function briefText(brief: Brief, facts: Facts, { holder, ...reader }: BriefReader = {}): string {
  const { task } = brief;
  const lines = [rowText(task, facts, brief.state), `uuid ${task.uuid}`];
  const add = (label: string, value: string | undefined) => value && lines.push(`${label}: ${value}`);
  const call = (command: string, args = String(task.id)) => callOf(reader, command, args);
  const tasks = (list: readonly string[], rest: string) => listText(list, { max: BRIEF_LIMITS.tasks, rest });
  lines.push(...whyLines(brief.why, task.id, reader));
  add('part of', tasks(brief.parents.map(nameText), call('task_info', 'of the parent')));
  add('blocked by', tasks(brief.waitsFor.map(withStatus), call('task_explain')));
  add('blocked', task.obstacle && obstacleText(task.obstacle, facts));
  add('closed dependencies', tasks(brief.after.map(withStatus), call('task_explain')));
  add('blocks', tasks(brief.unblocks.map(nameText), call('task_list', `depends:${task.id}`)));
  add('subtasks', tasks(brief.subtasks.map(withStatus), call('task_list', `parent:${task.id}`)));
  for (const { type, task: other } of brief.links) add(type.replace('-', ' '), withStatus(other));
  for (const field of ['scheduled', 'wait', 'until', 'start', 'end'] as const) add(field, when(task[field], facts));
  for (const [field, text] of fieldTexts(brief)) add(field, cut(text, call('task_info', `${task.id} as JSON`)));
  for (const { name, folder } of namedBy(brief)) add(`repository ${name}`, oneLine(folder));
  for (const claim of brief.claims) {
    const who = claim.holder === holder ? 'you' : claimHolder(claim, facts);
    const held = heldText(claim, facts);
    add('claimed by', held.startsWith('until') ? `${who}; the claim lasts ${held}` : `${who}; the claim is ${held}`);
  }
  add('handoff', task.handoff && handoffText(task.handoff, facts));
  lines.push(...criteria(brief, call('task_info', `${task.id} as JSON`)), ...notes(task, facts));
  if (brief.spec !== null) lines.push('spec:', ...specLines(brief.spec, call('task_doc_read')));
  add('unreadable spec', brief.unreadable && `${oneLine(brief.unreadable)}; run ${callOf(reader, 'doctor')}`);
  add('documents', brief.docs.filter((name) => name !== 'spec').join(', '));
  for (const line of attachmentLines(brief)) add('attachment', line);
  lines.push(...othersLines(brief, facts, callOf(reader, 'claim_list')));
  return lines.join('\n');
}

/** Formats attachments: `shot.png (image/png, 12.0 KB, "the failing call")`. */
export function attachmentLines({ attachments, task }: Pick<Brief, 'attachments' | 'task'>): string[] {
  const { attachments: max, field } = BRIEF_LIMITS;
  const lines = attachments
    .slice(0, max)
    .map(({ name, type, bytes, note }) =>
      oneLine(`${name} (${[type, sizeText(bytes), ...(note ? [quoted(note)] : [])].join(', ')})`, field),
    );
  return attachments.length > max ? [...lines, `and ${attachments.length - max} more of task ${task.id}`] : lines;
}

/** Formats the fields for which the field table has an `info` function. */
export function fieldTexts({ task, repositories }: Brief): [name: string, text: string][] {
  return Object.entries<FieldRow>(TASK_FIELDS).flatMap(([name, row]) => {
    const value = task[name as keyof Task];
    return value === undefined || !row.info ? [] : [[name, row.info(value, repositories)]];
  });
}

/** Returns the repositories that the scope names. Empty if the workspace has only one repository. */
function namedBy({ task, repositories }: Brief): Repository[] {
  if (repositories.length < 2) return [];
  return repositories.filter((one) => task.scope?.some(({ repo }) => repo === repoOf(one)));
}

function cut(text: string, rest: string): string {
  const left = text.length - BRIEF_LIMITS.field;
  return left > 0
    ? `${oneLine(text, BRIEF_LIMITS.field)} (${counted(left, 'more character')}: ${rest})`
    : oneLine(text);
}

function withStatus(task: Task): string {
  return `${nameText(task)} (${oneLine(statusLabel(task))})`;
}

function when(date: TaskDate | undefined, facts: Facts): string | undefined {
  if (date === undefined) return undefined;
  const [short, full] = [formatShort(startOfDate(date, facts.zone), facts), fullDate(date, facts.zone)];
  return short === full ? full : `${short} (${full})`;
}

function handoffText(handoff: NonNullable<Task['handoff']>, facts: Facts): string {
  const { note, at } = handoff;
  return `${quoted(note, BRIEF_LIMITS.lastNote)} (${oneLine(signatureText(handoff))}, ${when(at, facts)})`;
}

function obstacleText(obstacle: Obstacle, facts: Facts): string {
  const { note, until } = obstacle;
  const again = until === undefined ? '' : `, look again ${when(until, facts)}`;
  return `${quoted(note, BRIEF_LIMITS.lastNote)} (${oneLine(signatureText(obstacle))}${again})`;
}

/** Maximum number of characters of a sentence with a line to type, which may not be cut. */
const LINE = 3_000;

function criteria({ task: { acceptance = [] }, grades = [] }: Brief, rest: string): string[] {
  if (acceptance.length === 0) return [];
  const { criteria: max, criterion, evidence } = BRIEF_LIMITS;
  const lines = acceptance.slice(0, max).map((c) => {
    const graded = grades.find((one) => one.criterion === c.id) ?? gradingOf({ criterion: c });
    const says = graded.says
      .filter((said) => said !== NO_EVIDENCE)
      .map((said) => oneLine(said, said.includes(TO_AGREE) ? LINE : evidence));
    return `- [${c.id}] ${oneLine(criterionLine(c), criterion)}${says.length > 0 ? ` (${says.join('; ')})` : ''}`;
  });
  return [
    'acceptance criteria:',
    ...lines,
    ...(acceptance.length > max ? [`(+${acceptance.length - max} more: ${rest})`] : []),
  ];
}

function notes({ annotations: all = [] }: Task, facts: Facts): string[] {
  if (all.length === 0) return [];
  const { notes: max, note: usual, lastNote } = BRIEF_LIMITS;
  const limit = (note: Annotation) => (note === all.at(-1) ? lastNote : usual);
  return [
    all.length > max ? `notes (last ${max} of ${all.length}):` : 'notes:',
    ...all
      .slice(-max)
      .map(
        (note) =>
          `- [${oneLine(note.id)}] ${formatFull(fromInstant(note.at), facts.zone)} ${oneLine(signatureText(note))}${answers(note, all)}: ${quoted(note.text, limit(note))}`,
      ),
  ];
}

/** Formats the first words of the note that this note answers. The brief may omit the answered note. */
function answers({ re }: Annotation, all: readonly Annotation[]): string {
  if (re === undefined) return '';
  const answered = all.find(({ id }) => id === re);
  return ` answers ${answered ? quoted(answered.text, BRIEF_LIMITS.answered) : 'a removed note'}`;
}

function specLines(spec: string, rest: string): string[] {
  const left = spec.length - BRIEF_LIMITS.spec;
  const lines = quotedLines(spec.slice(0, BRIEF_LIMITS.spec));
  return left > 0 ? [...lines, `… (${counted(left, 'more character')}: ${rest})`] : lines;
}

function othersLines({ others, repositories }: Brief, facts: Facts, rest: string): string[] {
  const { claims: max, claimGlobs, claim } = BRIEF_LIMITS;
  const lines = others.slice(0, max).map((other) => {
    const { scope, label } = other;
    const by = [claimHolder(other, facts), label && oneLine(label)].filter(Boolean).join(', ');
    const files = scope.map((entry) => oneLine(entryText(entry, repositories)));
    return clip(`claimed by others: ${listText(files, { max: claimGlobs, rest, between: ' ' })} (${by})`, claim);
  });
  return others.length > max ? [...lines, `(+${counted(others.length - max, 'more claim')}: ${rest})`] : lines;
}
