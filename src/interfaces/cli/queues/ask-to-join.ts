import { noteJoin } from '../../../store/index.ts';
import { oneLine } from '../../../text/safe.ts';
import { namedQueue } from '../../../work/repo/named-queue.ts';
import type { Opened } from '../../../work/workspace/open.ts';
import { terminalCaller } from '../caller.ts';
import { confirms } from '../confirm.ts';
import type { Streams } from '../io.ts';
import { initStore } from './store-command.ts';

/**
 * Asks a person once whether a clone joins the queue that the repository's config file names. After a no, each call names
 * that queue, and none begins until the person chooses one.
 * @throws BacklogError if the queue can't be joined
 */
export async function askToJoin(
  workspace: Opened,
  streams: Streams & { ask: NonNullable<Streams['ask']>; as: string | undefined },
): Promise<void> {
  const caller = () => terminalCaller({ ...streams, queue: workspace.store });
  const named = await namedQueue(workspace.where).catch(() => undefined);
  if (named?.by !== 'team' || caller().actor.kind !== 'human') return;
  const { address } = named;
  const question = `Join the queue at ${oneLine(address)}, which this repository's config file names`;
  if (!(await confirms(streams, question, address)))
    return noteJoin(workspace.where, { address, why: 'you answered no' });
  const { text } = await initStore({ input: { address }, streams, caller });
  streams.err(text);
  await workspace.ready();
}
