import type { Caller, Context } from '../../work/workspace/context.ts';
import { openWorkspace } from '../../work/workspace/open.ts';
import { type Host, payloadCaller, sessionFolder, sessionWorkspace } from './host.ts';
import type { Payload } from './payload.ts';

/**
 * Opens the session's workspace with all records, for one event. Returns undefined if there is no workspace. `change`
 * replaces the payload's caller. A script does not check records against their schemas, because loading the schemas
 * would take a third of its time. A test with the schemas proves that the steps of hooks write only valid records.
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
