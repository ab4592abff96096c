import { holderLabel } from '../claims/index.ts';
import type { Facts } from '../domain/facts.ts';
import type { FieldRow } from '../domain/fields/row.ts';
import { TASK_FIELDS } from '../domain/fields/table.ts';
import { fromInstant } from '../domain/instant.ts';
import type { Annotation, Task } from '../domain/task.ts';
import type { Brief } from '../report/brief.ts';
import { formatShort } from '../time/index.ts';
import { clip, nameText, rowText } from './row.ts';

/** How much of a specification a brief carries, in characters; the rest is one task_doc_read away. */
export const SPEC_CHARS = 4_000;
const NOTES = 3;
/** How much of a note a brief carries, in characters; the last one is what an earlier session handed off. */
const NOTE_CHARS = 500;
const LAST_NOTE_CHARS = 2_000;
const OTHERS = 5;

/** The brief as an agent reads it before it starts. */
export function briefText(brief: Brief, facts: Facts): string {
  const { task } = brief;
  const lines = [rowText(task, facts), `uuid ${task.uuid}`];
  const add = (label: string, value: string | undefined) => value && lines.push(`${label}: ${value}`);
  add('part of', brief.parents.map(nameText).join(' < '));
  add('waits for', brief.waitsFor.map((other) => `${nameText(other)} (${other.status})`).join('; '));
  add('unblocks', brief.unblocks.map(nameText).join('; '));
  add('subtasks', brief.subtasks.map((child) => `${nameText(child)} (${child.status})`).join('; '));
  for (const field of ['scheduled', 'wait', 'until', 'start', 'end'] as const) add(field, when(task[field], facts));
  for (const [field, text] of fieldTexts(task)) add(field, text);
  for (const claim of brief.claims) add('held by', `${holderLabel(claim.holder)} until ${claim.expires}`);
  add('handed off', task.handoff && `${task.handoff.note} (${task.handoff.actor}, ${when(task.handoff.at, facts)})`);
  if (task.acceptance)
    lines.push(
      'acceptance:',
      ...task.acceptance.map((c) => `- [${c.id}] ${c.text}${c.met ? ` (met: ${c.met.evidence})` : ''}`),
    );
  lines.push(...notes(task));
  if (brief.spec !== null) lines.push('spec:', specText(brief.spec, task));
  const otherDocs = brief.docs.filter((name) => name !== 'spec');
  add('documents', otherDocs.join(', '));
  for (const claim of brief.others.slice(0, OTHERS)) {
    lines.push(
      `held by others: ${claim.scope.map(({ glob }) => glob).join(' ')} (${holderLabel(claim.holder)}${claim.label ? `, ${claim.label}` : ''})`,
    );
  }
  if (brief.others.length > OTHERS) lines.push(`(+${brief.others.length - OTHERS} more claims: claim_list)`);
  return lines.join('\n');
}

/** The fields whose rows say how they are told. */
function fieldTexts(task: Task): [name: string, text: string | undefined][] {
  return Object.entries<FieldRow>(TASK_FIELDS).map(([name, row]) => {
    const value = task[name as keyof Task];
    return [name, value === undefined ? undefined : row.info?.(value)];
  });
}

function when(instant: string | undefined, facts: Facts): string | undefined {
  return instant && `${formatShort(fromInstant(instant), facts)} (${instant})`;
}

function notes(task: Task): string[] {
  const all = task.annotations ?? [];
  const earlier = all.length > NOTES ? [`notes (last ${NOTES} of ${all.length}):`] : all.length > 0 ? ['notes:'] : [];
  const limit = (note: Annotation) => (note === all.at(-1) ? LAST_NOTE_CHARS : NOTE_CHARS);
  return [
    ...earlier,
    ...all.slice(-NOTES).map((note) => `- ${note.at} ${note.actor}: ${clip(note.text, limit(note))}`),
  ];
}

function specText(spec: string, task: Task): string {
  if (spec.length <= SPEC_CHARS) return spec;
  return `${spec.slice(0, SPEC_CHARS)}\n… (${spec.length - SPEC_CHARS} more characters: task_doc_read ${task.id})`;
}
