import type { Caller, Context } from '../../work/workspace/context.ts';
import { openWorkspace } from '../../work/workspace/open.ts';
import { type Host, payloadCaller, payloadFolder, sessionWorkspace } from './host.ts';
import type { Payload } from './payload.ts';

/**
 * Opens the session's workspace with all records, for one event. A script doesn't check records against their schemas,
 * because loading these takes a third of its time. A test with the schemas proves that hooks write only valid records.
 * @param change replaces the payload's caller
 * @returns undefined if there is no workspace
 */
export async function openWhole(
  payload: Payload,
  host: Host,
  change: (caller: Caller) => Caller = (caller) => caller,
): Promise<Context | undefined> {
  const folder = payloadFolder(payload, host);
  const where = folder === undefined ? undefined : sessionWorkspace(payload, host);
  if (folder === undefined || !where) return undefined;
  const opened =
    (await host.server?.opened(where)) ??
    (await openWorkspace({ cwd: folder, env: host.env, now: host.now, store: { lazy: true } }));
  if (!opened.store.exists) return undefined;
  return opened.context(change(payloadCaller(opened.store.state, payload, host)));
}
