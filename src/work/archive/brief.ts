import { present } from '../../base/present.ts';
import { BacklogError } from '../../domain/errors.ts';
import type { Facts } from '../../domain/queue/facts.ts';
import type { Attachment } from '../../domain/records.ts';
import { gradingOf } from '../../domain/task/grade.ts';
import { type Brief, briefOf } from '../../report/brief.ts';
import { currentVersion, SPEC } from '../documents/documents.ts';
import { taskWhyOf } from '../goals/task-why.ts';
import type { Context } from '../workspace/context.ts';
import { recorded } from '../workspace/repositories.ts';
import type { Archived } from './look-up.ts';
import { documentsIn, recordsIn } from './select.ts';

/** Builds the brief of an archived task from its archived documents and attachments, and from facts of the queue. */
export async function archivedBrief(
  { store }: Pick<Context, 'store'>,
  facts: Facts,
  archived: Archived,
): Promise<Brief> {
  const docs = documentsIn(archived);
  const names = docs.map(({ name }) => name);
  const spec = currentVersion(docs.find(({ name }) => name === SPEC))?.blob;
  const own: Facts = Object.create(facts, { docNames: { value: () => names } });
  const repositories = recorded(store.state);
  const attachments = recordsIn<Attachment>(archived, 'attachment');
  const why = await taskWhyOf({ store, queue: facts.queue }, archived.task);
  // A run stays in the queue when its task is archived.
  const runOf = ({ met }: { met?: { run?: string | undefined } | undefined }) =>
    met?.run === undefined ? undefined : store.state.get('run', met.run);
  const grades = archived.task.acceptance?.map((criterion) => gradingOf({ criterion, run: runOf(criterion) }));
  const around = { attachments, others: [], repositories, ...present({ why, grades }) };
  try {
    const body = spec ? (await store.getBlob(spec)).toString('utf8') : null;
    return briefOf(archived.task, own, { spec: body, ...around });
  } catch (error) {
    if (!(error instanceof BacklogError)) throw error;
    return briefOf(archived.task, own, { spec: null, unreadable: error.message, ...around });
  }
}
