import * as z from 'zod';
import { present } from '../../base/present.ts';
import { formatActor } from '../../domain/actor.ts';
import { flagInput, idInput, noteInput } from '../../domain/calls/inputs.ts';
import { type BacklogError, refuse } from '../../domain/errors.ts';
import { gradingOf } from '../../domain/task/grade.ts';
import type { Annotation, Task } from '../../domain/task/task.ts';
import { seenBy, unmetOf } from '../../domain/task/unmet-criteria.ts';
import type { Tx } from '../../store/index.ts';
import { listText, nameText } from '../../text/row.ts';
import { oneLine, quoted } from '../../text/safe.ts';
import { formatDuration, resolveDuration } from '../../time/index.ts';
import { heldByOther } from '../../work/claim/claims.ts';
import { isOfRun, occupyingRun, refusedByRun } from '../../work/claim/run-of.ts';
import { attemptOf, criterionOf, meetCriterion } from '../../work/task/evidence.ts';
import { findTask } from '../../work/task/find.ts';
import { stopTask, type WorkInput } from '../../work/task/life.ts';
import { annotated, noteBy } from '../../work/task/note.ts';
import { putTask, without } from '../../work/task/put-task.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

export const taskAnnotate = defineCommand({
  name: 'task_annotate',
  title: 'Add a note to a task',
  elsewhere: 'ann, comment, comment add, note',
  summary: 'Add a note: a finding or decision. With `criterion`, it is evidence; with `handoff`, it stops the task.',
  toolset: 'core',
  group: 'daily',
  access: { effect: 'write' },
  input: () =>
    z.strictObject({
      id: idInput(),
      text: noteInput().describe('Note'),
      criterion: z
        .union([z.string(), z.int()])
        .transform(String)
        .describe('Id or position of the criterion')
        .optional(),
      re: z.string().trim().describe('Id of the note to answer').optional(),
      progress: z
        .string()
        .trim()
        .refine((text) => progressIn(text) !== undefined, 'expected 60%, or the remaining time as in 20min left')
        .describe('60% or 20min left')
        .optional(),
      handoff: flagInput().describe('Stop the task, release its claim').optional(),
    }),
  output: () =>
    z.strictObject({
      task: outputs.task(),
      criterion: z.string().optional(),
      /** The stored report: `60%`, or the remaining time as an ISO 8601 duration. */
      progress: z.string().exactOptional(),
      /** Whether the note stopped the task. */
      handedOff: z.literal(true).exactOptional(),
    }),
  async run(context, { id, text, criterion, re, handoff, progress }, write) {
    if ([handoff || undefined, criterion, re, progress].filter((each) => each !== undefined).length > 1)
      refuse('usage', 'handoff, criterion, re and progress cannot be combined in one note', {
        hint: 'Write one note for each.',
      });
    const reported = progress === undefined ? undefined : progressIn(progress);
    const value = await write((tx) => {
      if (reported !== undefined) return reportProgress(tx, context, findTask(context.queue, id), { text, reported });
      if (handoff) return stopTask(tx, context, findTask(context.queue, id), text);
      const task = findTask(context.queue, id);
      return putTask(
        tx,
        criterion === undefined
          ? annotated(task, noteBy(tx, context.caller.actor, text, re && noteNamed(task, re).id))
          : meetCriterion(tx, context, task, { criterion, text }),
      );
    });
    const attempt = attemptOf(context.store.state, context);
    const task = attempt ? seenBy(value, attempt) : value;
    return { task, criterion, ...present({ progress: reported, handedOff: handoff || undefined }) };
  },
  show: {
    text: ({ task, criterion, progress, handedOff }) => {
      if (handedOff) return `Handoff saved on ${nameText(task)}`;
      const open = unmetOf(task).length;
      if (progress) return `Progress of ${nameText(task)}: ${progress}`;
      return criterion === undefined
        ? `Added a note to ${nameText(task)}`
        : `Criterion ${saidOf(task, criterion)} on ${nameText(task)}; ${open} unmet`;
    },
  },
  cli: {
    positional: ['id', 'text'],
    selects: { field: 'id', each: true },
    examples: [
      'task annotate 12 "The token expires after 5 minutes"',
      'task annotate 12 "npm test: 41 passed" --criterion a1b2c3d4',
      'task annotate 12 "Yes, since version 2" --re a1b2c3d4',
      'task annotate 12 "Tests are next" --progress 60%',
    ],
  },
  mcp: { unlisted: { re: 'id of the note to answer', progress: '60% or 20min left' } },
});

/** Says what new evidence is: a person accepts a criterion, and the word of anybody else is a claim. */
const saidOf = (task: Task, named: string) =>
  gradingOf({ criterion: criterionOf(task, named) }).grade === 'accepted' ? 'accepted' : 'claimed as met';

export const taskDenotate = defineCommand({
  name: 'task_denotate',
  title: 'Remove a note',
  elsewhere: 'den',
  summary: 'Remove a note from a task.',
  group: 'daily',
  access: { effect: 'write' },
  input: () =>
    z.strictObject({
      id: idInput(),
      text: z.string().trim().min(1).describe('Id, text or unique part of the note'),
    }),
  output: () =>
    z.strictObject({
      task: outputs.task(),
      removed: z.strictObject({
        id: z.string(),
        at: z.string(),
        actor: z.string(),
        text: z.string(),
        author: z.string().optional(),
        re: z.string().optional(),
      }),
    }),
  async run(context, { id, text }, write) {
    const value = await write((tx) => {
      const task = findTask(context.queue, id);
      const removed = noteNamed(task, text);
      const left = (task.annotations ?? []).filter((note) => note !== removed);
      return {
        task: putTask(tx, left.length > 0 ? { ...task, annotations: left } : without(task, 'annotations')),
        removed,
      };
    });
    return value;
  },
  show: { text: ({ task, removed }) => `Removed a note from ${nameText(task)}: ${quoted(removed.text, 80)}` },
  cli: { positional: ['id', 'text'], examples: ['task denotate 12 a1b2c3d4'] },
});

/**
 * Returns the note with this id or text, otherwise the only note that contains the text.
 * @throws BacklogError `not-found` or `ambiguous`, with the existing ids
 */
function noteNamed({ id, annotations: notes = [] }: Task, named: string): Annotation {
  const exact = notes.filter((note) => note.id === named || note.text === named);
  const fits = exact.length > 0 ? exact : notes.filter((note) => note.text.includes(named));
  if (fits.length === 1) return fits[0]!;
  return refuse(
    fits.length === 0 ? 'not-found' : 'ambiguous',
    fits.length === 0
      ? `no note of task ${id} matches ${quoted(named, 60)}`
      : `${fits.length} notes of task ${id} match ${quoted(named, 60)}`,
    {
      hint:
        notes.length > 0
          ? `Give the id of one: ${listText(
              notes.map((note) => `${note.id} ${oneLine(note.text, 40)}`),
              { max: 10, rest: 'task_info as JSON' },
            )}`
          : 'The task has no notes.',
    },
  );
}

/**
 * Reads a report of progress: `60%`, `60`, `20min`, `20 min left`.
 * @returns the stored text: `60%`, or the remaining time as an ISO 8601 duration; undefined for other texts
 */
function progressIn(text: string): string | undefined {
  const [, percent] = /^(\d+)\s*%?$/.exec(text) ?? [];
  if (percent !== undefined && Number(percent) <= 100) return `${Number(percent)}%`;
  const length = resolveDuration(
    text.replace(/^(?:(?:remaining|left|about):?\s+|~)|(?<!\s)\s+(?:remaining|left)$/gi, ''),
  );
  return percent === undefined && length.ok && length.ms >= 0 ? formatDuration(length.ms) : undefined;
}

/**
 * Reports the progress of the work on a task as a note. It replaces the author's earlier report, unless somebody
 * answered it.
 * @throws BacklogError `conflict` if nobody works on the task, `claimed` if another holder does
 */
function reportProgress(
  tx: Tx,
  working: WorkInput,
  task: Task,
  { text, reported }: { text: string; reported: string },
): Task {
  if (task.status !== 'pending' || task.start === undefined)
    refuse('conflict', `task ${task.id} is not started, so it has no progress`, {
      hint: `Start it: task_start ${task.id}`,
    });
  const refused = notAtWork(tx, working, task);
  if (refused) throw refused;
  const { annotations: notes = [] } = task;
  const actor = formatActor(working.caller.actor);
  const answered = new Set(notes.flatMap(({ re }) => re ?? []));
  const kept = notes.filter((note) => note.progress === undefined || note.actor !== actor || answered.has(note.id));
  const note = { ...noteBy(tx, working.caller.actor, text), progress: reported };
  const earlier = kept.length === notes.length ? task : { ...task, annotations: kept };
  return putTask(tx, annotated(earlier, note));
}

/** Returns an error if another holder than the caller works on the task. */
function notAtWork(tx: Tx, working: WorkInput, task: Task): BacklogError | undefined {
  const { holder } = working.caller;
  const run = occupyingRun(tx, task);
  if (!run) return heldByOther(tx, working, task);
  return isOfRun(holder, run) ? undefined : refusedByRun(task, run, working);
}
