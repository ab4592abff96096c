import { sessionOf } from '../../../claims/index.ts';
import { applyMirror, LONGEST_NOTE, type MirrorChange } from '../../../work/subagents/mirror.ts';
import type { Caller } from '../../../work/workspace/context.ts';
import type { Handler, Host } from '../host.ts';
import { openWhole } from '../open-with-tasks.ts';
import type { Payload } from '../payload.ts';
import { noticedChange, toolChange } from './mirror-change.ts';

/** Handles the creation of an item in the client's to-do list. */
export const mirrorCreated: Handler = (payload, host) => mirror(payload, host, noticedChange(payload));

/** Handles the completion of an item in the client's to-do list. */
export const mirrorCompleted: Handler = (payload, host) => mirror(payload, host, noticedChange(payload, 'completed'));

/**
 * Handles the end of a TaskCreate or TaskUpdate call. New names, owners, dependencies and deletions are reported only
 * by these calls.
 */
export const mirrorTool: Handler = (payload, host) => mirror(payload, host, toolChange(payload));

async function mirror(payload: Payload, host: Host, change: MirrorChange | undefined): Promise<undefined> {
  const { session } = payload;
  const ofItsSession = (caller: Caller): Caller => ({ ...caller, holder: sessionOf(caller.holder) });
  const context = change && (await openWhole(payload, host, ofItsSession));
  if (!context) return undefined;
  const list = host.env.CLAUDE_CODE_TASK_LIST_ID || session;
  const { description } = change;
  const spec = description && description.length > LONGEST_NOTE ? await context.store.putBlob(description) : undefined;
  const skipped = await context.write('mirror', (tx) =>
    applyMirror(tx, context, { list, session, ...change, ...(spec ? { spec } : {}) }),
  );
  for (const reason of skipped) context.store.appendDiagnostic(`hook, mirrored task ${list}/${change.id}: ${reason}`);
  return undefined;
}
