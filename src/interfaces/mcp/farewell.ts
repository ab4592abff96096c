import { isWithin } from '../../claims/index.ts';
import { CLIENT_LEFT, endSession } from '../../work/subagents/sessions.ts';
import type { Caller } from '../../work/workspace/context.ts';
import type { Opened } from '../../work/workspace/open.ts';

/**
 * At the orderly end of a server whose client has no hooks: nobody else will say that its sessions are over. What they hold
 * is released, and what they did not finish is handed off.
 */
export async function sayFarewell(workspace: Opened, callers: Iterable<Caller>): Promise<void> {
  for (const caller of callers) {
    const { holder } = caller;
    await workspace.ready();
    const holds = [...workspace.store.state.all('claim')].some(([, claim]) => isWithin(claim.holder, holder));
    if (!holds) continue;
    const context = workspace.context(caller);
    await context.write('session_end', (tx) => endSession(tx, context, holder, CLIENT_LEFT));
  }
}
