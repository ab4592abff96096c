import { ownProperty } from '../../base/own-property.ts';
import { isBlank } from '../../base/unsafe-characters.ts';
import { refuse } from '../errors.ts';
import { kept, type SchemaVocabulary, settable } from './row.ts';
import { PRIORITIES, PRIORITY_WORDS, PROJECT, STATUSES, TAG, TASK_LIMITS } from './words.ts';

/** Declares a date that commands set. Backlog resolves the date before the transaction. */
const date = (name: string, doc: string, help: string) =>
  settable({
    doc,
    help,
    taskwarrior: true,
    schema: (v) => v.date().optional(),
    argument: ({ inputs }) => inputs.clearableInput(),
    ask: { type: 'date', example: `${name}.before:tomorrow` },
  });

/** Declares a date that Backlog sets when the task changes. */
const stamp = (name: string, doc: string) => ({
  doc,
  taskwarrior: true as const,
  own: true as const,
  ask: { type: 'date' as const, example: `${name}.before:tomorrow` },
});

const instant = (v: SchemaVocabulary) => v.instant();
const instantOrNone = (v: SchemaVocabulary) => v.instant().optional();

/** Fields that Taskwarrior has under the same names. */
export const TASKWARRIOR_FIELDS = {
  uuid: kept({
    doc: 'the permanent id',
    taskwarrior: true,
    ofRules: 'guarded',
    own: true,
    schema: (v) => v.uuid(),
    row: ({ z }) => z.uuid('expected a UUID').transform((uuid) => uuid.toLowerCase()),
    ask: { type: 'text', matching: 'prefix', example: 'uuid:abcdef01' },
  }),
  id: kept({
    doc: 'the number of the task in its queue; never reused',
    taskwarrior: true,
    own: true,
    schema: ({ z }) => z.int().positive(),
    row: ({ z }) => z.unknown(),
  }),
  description: kept({
    doc: 'one line about the work',
    taskwarrior: true,
    ofRules: 'guarded',
    schema: (v) =>
      v.z
        .string()
        .max(
          TASK_LIMITS.description,
          `a description is at most ${TASK_LIMITS.description} characters (longer text goes into a document or a note)`,
        )
        .trim()
        .min(1, { error: 'a description must not be empty', abort: true })
        .refine((text) => !isBlank(text), { error: 'a description needs a visible character', abort: true })
        .regex(
          ONE_LINE,
          'a description is one line without control characters (long text goes into a document or a note)',
        ),
    row: ({ z }) => z.string(),
  }),
  status: kept({
    doc: 'pending, completed, deleted, or recurring',
    taskwarrior: true,
    own: true,
    schema: ({ z }) => z.enum(STATUSES),
  }),
  entry: kept({ ...stamp('entry', 'when it was added'), ofRules: 'guarded', schema: instant }),
  modified: kept({ ...stamp('modified', 'when it was last changed'), schema: instant }),
  start: kept({ ...stamp('start', 'when work began'), schema: instantOrNone }),
  end: kept({ ...stamp('end', 'when it was closed'), schema: instantOrNone }),
  due: { ...date('due', 'when it should be done', 'Date: friday, now+3d'), ofRules: 'guarded' as const },
  scheduled: date('scheduled', 'when work can begin', 'Not ready before this date'),
  wait: date('wait', 'hidden until then', 'Hidden until this date'),
  until: date('until', 'dropped after that', 'Deleted after this date'),
  recur: settable({
    doc: 'the interval of a recurring task',
    help: 'Interval: weekly, P1M (needs due)',
    taskwarrior: true,
    schema: (v) => v.line(TASK_LIMITS.word, 'a recurrence').min(1).optional(),
    argument: ({ inputs }) => inputs.clearableInput(),
    read: (written, { recurrence }) => recurrence(written),
    ask: { type: 'duration', example: 'recur:weekly', says: 'how often it recurs' },
    info: (recur) => recur,
  }),
  project: settable({
    doc: 'a dotted name; the filter `project:web` includes `web.ui`',
    help: 'Dotted name: web.ui',
    taskwarrior: true,
    ofRules: 'guarded',
    schema: (v) =>
      v
        .text(TASK_LIMITS.project, 'a project')
        .regex(PROJECT, 'a project is dotted segments of letters, digits, _ and - (web.ui)')
        .optional(),
    argument: ({ inputs }) => inputs.clearableInput(),
    ask: { type: 'text', matching: { below: '.' }, example: 'project:web.ui' },
  }),
  priority: settable({
    doc: 'H above M above L above none',
    help: 'H, M or L',
    taskwarrior: true,
    ofRules: 'guarded',
    schema: ({ z }) => z.enum(PRIORITIES).optional(),
    argument: ({ inputs }) => inputs.clearableInput(),
    read: (written, { imported }) =>
      PRIORITIES.find((letter) => letter === written.toUpperCase()) ??
      (imported ? undefined : ownProperty(PRIORITY_WORDS, written.toLowerCase())) ??
      refuse('invalid', `priority: expected H, M or L, received "${written}"`, {
        hint: 'P0 and P1 are H, P2 is M, P3 to P5 are L.',
        data: { field: 'priority', received: written },
      }),
    ask: { type: 'choice', values: PRIORITIES, ranked: true, example: 'priority.above:L' },
  }),
  tags: settable({
    doc: 'the stored tags',
    help: 'New list, or changes: +a,-b',
    helpNew: 'Such as bug,auth',
    taskwarrior: true,
    set: true,
    ofRules: 'guarded',
    schema: (v) =>
      v.z
        .array(
          v
            .text(TASK_LIMITS.tag, 'a tag')
            .regex(
              TAG,
              'a tag starts with a letter, _ @ # or $ and has no blanks or hidden characters, none of , ; : ? and no filter syntax',
            ),
        )
        .max(TASK_LIMITS.tags, `a task has at most ${TASK_LIMITS.tags} tags`)
        .optional(),
    argument: ({ inputs }) => inputs.listInput(),
    read: (written, { present = [], imported, virtualTag }) => {
      const tags = editList('tags', written, present);
      return imported ? tags : withoutVirtual(tags, present, virtualTag);
    },
    ask: { type: 'set', matching: 'whole', lists: true, example: 'tags:bug' },
    count: { of: 'tags', example: 'tags.count > 2' },
  }),
  depends: settable({
    doc: 'uuids of the tasks that block it',
    help: 'Ids of tasks that block it, or changes: +3,-4',
    helpNew: 'Ids of tasks that block it',
    taskwarrior: true,
    set: true,
    schema: (v) =>
      v.z
        .array(v.uuid())
        .max(TASK_LIMITS.depends, `a task has at most ${TASK_LIMITS.depends} tasks that it waits for`)
        .optional(),
    argument: ({ inputs }) => inputs.listInput(),
    read: (written, { present, task }) =>
      editList(
        'depends',
        written.map((edit) => edit.replace(/^([+-]?)(.*)$/s, (_, sign: string, id: string) => sign + task(id))),
        present,
      ),
    ask: { type: 'reference', example: 'depends:12' },
    count: { of: 'dependencies', example: 'depends.count > 2' },
  }),
};

const ONE_LINE = /^[^\p{Cc}\u2028\u2029]+$/u;

/**
 * Refuses a new tag with the name of a virtual tag, because no filter could select it.
 * @throws BacklogError `invalid`
 */
function withoutVirtual(
  tags: string[],
  present: readonly string[],
  virtualTag: (name: string) => string | undefined,
): string[] {
  const virtual = tags.find((tag) => virtualTag(tag) !== undefined && !present.includes(tag));
  if (virtual === undefined) return tags;
  return refuse(
    'invalid',
    `tags: "${virtual}" is a virtual tag, which follows from the task (${virtualTag(virtual)})`,
    {
      hint: `Choose another name, for example ${virtual.toLowerCase()}.`,
      data: { field: 'tags', received: virtual },
    },
  );
}

/**
 * Applies edits to a list. Plain elements replace the list; +a and -b change it.
 * @throws BacklogError `invalid` for a mixture of both
 */
function editList(field: string, edits: readonly string[], present: readonly string[] = []): string[] {
  const signed = edits.filter((edit) => /^[+-]/.test(edit));
  if (signed.length === 0) return [...new Set(edits)];
  if (signed.length < edits.length) {
    refuse('invalid', `${field}: "${edits.join(',')}" mixes a new list with changes`, {
      hint: `Write either the whole list (a,b) or only changes (+a,-b).`,
      data: { field, received: edits },
    });
  }
  const next = new Set(present);
  for (const edit of edits) {
    if (edit.startsWith('+')) next.add(edit.slice(1));
    else next.delete(edit.slice(1));
  }
  return [...next];
}
