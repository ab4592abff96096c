import type { Caller, Context } from '../../work/workspace/context.ts';
import { openWorkspace } from '../../work/workspace/open.ts';
import { type Host, payloadCaller, sessionFolder, sessionWorkspace } from './host.ts';
import type { Payload } from './payload.ts';

/**
 * Opens the whole workspace of the session for one event; undefined when there is none. `change` turns the payload's caller
 * into another. In a script, records are not checked against their schemas, which would take a third of its time to load: the
 * steps that hooks take only write valid ones, whatever the client says, and a test proves that with these schemas.
 */
export async function openWhole(
  payload: Payload,
  host: Host,
  change: (caller: Caller) => Caller = (caller) => caller,
): Promise<Context | undefined> {
  const folder = sessionFolder(payload, host);
  const where = folder === undefined ? undefined : sessionWorkspace(payload, host);
  if (folder === undefined || !where) return undefined;
  const opened =
    (await host.server?.opened(where)) ??
    (await openWorkspace({ cwd: folder, env: host.env, now: host.now, store: { lazy: true } }));
  if (!opened.store.exists) return undefined;
  return opened.context(change(payloadCaller(opened.store.state, payload, host)));
}
