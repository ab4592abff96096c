import * as z from 'zod';
import { idInput } from '../../domain/inputs.ts';
import { lazy } from '../../domain/lazy.ts';
import type { Task } from '../../domain/task.ts';
import type { Tx } from '../../store/index.ts';
import { checkMayDirect } from '../../work/claim/held.ts';
import { SPEC, WORKSPACE } from '../../work/task/docs.ts';
import { findTask } from '../../work/task/find.ts';
import type { Context } from '../../work/workspace/context.ts';

/** Whose document a command means. */
export const owner = lazy(() => idInput().describe('Task id, or "workspace"'));
export const docName = lazy(() =>
  z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/i, 'a document name is up to 64 letters, digits, . _ -')
    .default(SPEC)
    .describe('Which document'),
);

export function ownerOf(context: Context, id: string): Task | undefined {
  return id === WORKSPACE ? undefined : findTask(context.queue, id);
}

export function nameOf(task: Task | undefined, name: string): string {
  return task ? `${name} of task ${task.id}` : `workspace document ${name}`;
}

/** A holder works by the specification of its task; other documents are anybody's. */
export function checkSpec(tx: Tx, context: Context, task: Task, name: string): void {
  if (name === SPEC) checkMayDirect(tx, context, task, 'the specification');
}
