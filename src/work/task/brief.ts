import { present } from '../../base/present.ts';
import { BacklogError } from '../../domain/errors.ts';
import type { Facts } from '../../domain/queue/facts.ts';
import type { Task } from '../../domain/task/task.ts';
import { type Brief, briefOf } from '../../report/brief.ts';
import { attachmentsOf } from '../attachments/attachments.ts';
import { claimsHeld, related } from '../claim/claims.ts';
import { readDoc, SPEC } from '../documents/documents.ts';
import { gradesOf } from '../evidence/grades.ts';
import { taskWhyOf } from '../goals/task-why.ts';
import type { Context } from '../workspace/context.ts';
import { recorded } from '../workspace/repositories.ts';

/** Builds the brief of a task, including the spec, for a holder. The list of other claims omits the holder's own. */
export async function loadBrief(
  context: Pick<Context, 'store' | 'queue'>,
  facts: Facts,
  task: Task,
  holder: string,
): Promise<Brief> {
  const others = claimsHeld(
    context.store.state,
    (claim) => claim.scope.length > 0 && claim.task !== task.uuid && !related(claim.holder, holder),
  );
  const repositories = recorded(context.store.state);
  const attachments = attachmentsOf(context.store.state, task);
  const why = await taskWhyOf(context, task);
  const grades = gradesOf(context.store.state, task);
  return briefOf(task, facts, {
    ...(await readSpec(context, task)),
    ...present({ why, grades: grades.length > 0 ? grades : undefined }),
    attachments,
    others,
    repositories,
  });
}

/** Reads the spec of a task. Doesn't throw for a lost or damaged spec, so that the rest of the brief still works. */
async function readSpec(
  context: Pick<Context, 'store'>,
  task: Task,
): Promise<{ spec: string | null; unreadable?: string }> {
  try {
    return { spec: await readDoc(context, task, SPEC) };
  } catch (error) {
    if (!(error instanceof BacklogError)) throw error;
    return { spec: null, unreadable: error.message };
  }
}
