import type { Linked, Run } from '../../domain/records.ts';
import { inPull, pullItem } from '../../work/services/pull.ts';
import { asking, connectSource } from '../../work/services/sources.ts';
import type { Context } from '../../work/workspace/context.ts';
import { returnChanged } from '../autonomy/stop.ts';
import { findRun } from '../find-run.ts';
import { putRun } from '../lifecycle/apply-transition.ts';
import type { QueueEntry } from './entry.ts';
import { stands } from './postpone.ts';

/**
 * Reads the items of results about to land once more, and brings what changed there into the queue. If a service doesn't
 * answer, a rule lands nothing, and a person's approval notes that nobody looked.
 */
export async function readAgain(
  context: Context,
  entries: readonly QueueEntry[],
  env: NodeJS.ProcessEnv,
): Promise<void> {
  for (const entry of entries) {
    const unread: string[] = [];
    for (const linked of itemsOf(context, entry)) {
      const why = await readItem(context, linked, env).catch((error: Error) => error.message);
      if (why !== undefined)
        unread.push(`issue ${linked.list}#${linked.number} could not be read before the merge: ${why}`);
    }
    if (unread.length > 0) await noteUnread(context, entry, unread.join('; '));
  }
}

const itemsOf = ({ store: { state } }: Context, { task }: Run): Linked[] =>
  Array.from(state.all('linked'), ([, linked]) => linked).filter((linked) => linked.task === task && !linked.gone);

async function readItem(context: Context, linked: Linked, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const source = context.store.state.get('source', linked.source);
  // Somebody who disabled a source wants no word from it.
  if (!source || source.state === 'disabled') return undefined;
  return asking(async () => {
    const connection = await connectSource(context, source, env);
    let why: string | undefined;
    const write = <T>(act: Parameters<typeof context.write<T>>[1]) => context.write('source_pull', act);
    const { waits } = await inPull(context, write, { source, connection, dryRun: false }, async (pulling) => {
      why = await pullItem(pulling, linked);
    });
    return why ?? waits?.why;
  });
}

async function noteUnread(context: Context, entry: QueueEntry, unread: string): Promise<void> {
  await context.write('run_defer', (tx) => {
    if (!stands(tx, entry)) return;
    const run = findRun(tx, entry.id);
    if (run.verdict?.rule) returnChanged(tx, entry.id, unread);
    else if (run.verdict) putRun(tx, { ...run, verdict: { ...run.verdict, unread } });
  });
}
