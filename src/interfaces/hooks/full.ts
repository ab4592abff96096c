import type { Caller, Context } from '../../work/workspace/context.ts';
import { openWorkspace } from '../../work/workspace/open.ts';
import { callerOf, type Host, sessionFolder, sessionWorkspace } from './host.ts';
import type { Payload } from './payload.ts';

/**
 * Opens the whole workspace of the session for one event; undefined when there is none. Records are not checked against
 * their schemas, which would take a third of a hook's time to load: the steps that hooks take only write valid ones, whatever
 * the client says, and a test proves that with these schemas.
 */
export async function openFull(payload: Payload, host: Host, caller?: Caller): Promise<Context | undefined> {
  const folder = sessionFolder(payload, host);
  if (folder === undefined || !sessionWorkspace(payload, host)) return undefined;
  const opened = await openWorkspace({
    cwd: folder,
    env: host.env,
    now: host.now,
    store: { lazy: true },
  });
  return opened.store.exists ? opened.context(caller ?? callerOf(payload, host)) : undefined;
}
