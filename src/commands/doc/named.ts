import * as z from 'zod';
import { lazy } from '../../base/lazy.ts';
import { idInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import { GIVEN_NAME } from '../../domain/kinds/row.ts';
import type { Doc, DocVersion } from '../../domain/records.ts';
import type { Task } from '../../domain/task/task.ts';
import { listText } from '../../text/row.ts';
import { SPEC, WORKSPACE } from '../../work/documents/documents.ts';
import { findTask } from '../../work/task/find.ts';
import type { Context } from '../../work/workspace/context.ts';

/** The input that names the owner of a document: a task or the workspace. */
export const owner = lazy(() => idInput().describe('Task id or workspace'));
export const docNamed = lazy(() => z.string().regex(GIVEN_NAME, 'a document name is up to 64 letters, digits, . _ -'));
export const docName = lazy(() => docNamed().default(SPEC).describe('Document name'));
/** The inputs that name a document. */
export const documentInput = lazy(() => ({ id: owner(), name: docName() }));

export function ownerOf(context: Context, id: string): Task | undefined {
  return id === WORKSPACE ? undefined : findTask(context.queue, id);
}

/** Returns the names of the current documents of a task or of the workspace. */
export function documentNames(context: Context, task: Task | undefined): readonly string[] {
  return context.facts().docNames(task?.uuid ?? WORKSPACE);
}

/**
 * Returns a version that has a body.
 * @throws BacklogError `not-found`, with the existing versions
 */
export function documentVersion(
  doc: Doc | undefined,
  n: number,
  { id, called }: { id: string; called: string },
): DocVersion & { blob: string } {
  const found = doc?.versions.find((version) => version.n === n);
  if (found?.blob) return { ...found, blob: found.blob };
  const there = (doc?.versions ?? []).filter(({ blob }) => blob !== null).map((version) => version.n);
  return refuse('not-found', `no ${called} at version ${n}`, {
    hint:
      there.length > 0
        ? `Versions: ${listText(there.map(String), { max: 20, between: ', ', rest: `\`task_doc_list ${id} --name ${doc?.name}\`` })}.`
        : `See the documents: \`task_doc_list ${id}\``,
  });
}

export function documentTitle(task: Task | undefined, name: string): string {
  return task ? `${name} of task ${task.id}` : `workspace document ${name}`;
}
