import { present } from '../../../base/present.ts';
import { sessionOf } from '../../../claims/index.ts';
import { oneLine } from '../../../text/safe.ts';
import { applyMirror, LONGEST_NOTE, type MirrorChange } from '../../../work/subagents/mirror.ts';
import { CLIENT_STATUSES, type ClientStatus } from '../../../work/subagents/mirror-move.ts';
import type { Caller } from '../../../work/workspace/context.ts';
import type { Handler, Host } from '../host.ts';
import { openWhole } from '../open-with-tasks.ts';
import { contextOutput, type Output } from '../output.ts';
import {
  idField,
  idsField,
  type Payload,
  type PayloadFields,
  payloadFields,
  payloadProperty,
  payloadText,
} from '../payload.ts';

/** Handles the creation of an item in the client's to-do list. */
export const mirrorCreated: Handler = (payload, host) => mirror(payload, host, noticedChange(payload));

/** Handles the completion of an item in the client's to-do list. */
export const mirrorCompleted: Handler = (payload, host) => mirror(payload, host, noticedChange(payload, 'completed'));

/**
 * Handles the end of a TaskCreate or TaskUpdate call. New names, owners, dependencies and deletions are reported only
 * by these calls.
 */
export const mirrorTool: Handler = (payload, host) => mirror(payload, host, toolChange(payload));

async function mirror(payload: Payload, host: Host, change: MirrorChange | undefined): Promise<Output | undefined> {
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
  // The client shows the change as made, and only the answer to its call reaches the model.
  if (payload.tool === undefined || skipped.length === 0) return undefined;
  return contextOutput('PostToolUse', oneLine(`Backlog: ${skipped.join('; ')}`));
}

/**
 * Returns the change of the client's to-do list in a TaskCreated or TaskCompleted event. Undefined if the payload names
 * no to-do item.
 */
function noticedChange({ all }: Payload, status?: ClientStatus): MirrorChange | undefined {
  const id = idField(all, 'task_id');
  if (id === undefined) return undefined;
  return {
    id,
    ...texts(all, 'task_subject', 'task_description'),
    renames: false,
    ...present({ status }),
    blockedBy: [],
    blocks: [],
  };
}

/** Returns the change of a TaskCreate or TaskUpdate call, from the call's input and the client's response. */
function toolChange({ tool, input, response, all }: Payload): MirrorChange | undefined {
  if (response && payloadProperty(response, 'success') === false) return undefined;
  const id = tool === 'TaskCreate' ? createdId(response, all) : updatedId(input, response);
  if (id === undefined) return undefined;
  const status = statusOf(input, response);
  const owner = payloadProperty(input, 'owner');
  return {
    id,
    ...texts(input, 'subject', 'description'),
    renames: tool === 'TaskUpdate',
    ...present({ status }),
    ...(typeof owner === 'string' ? { owner } : {}),
    blockedBy: idsField(input, 'addBlockedBy'),
    blocks: idsField(input, 'addBlocks'),
  };
}

function createdId(response: PayloadFields | undefined, all: PayloadFields): string | undefined {
  const task = response && payloadFields(payloadProperty(response, 'task'));
  if (task) return idField(task, 'id');
  return /^Task #([\w-]+) created/.exec(payloadText(all, 'tool_response') ?? '')?.[1];
}

function updatedId(input: PayloadFields, response: PayloadFields | undefined): string | undefined {
  const told = response && idField(response, 'taskId');
  return told ?? idField(input, 'taskId') ?? idField(input, 'task_id') ?? idField(input, 'id');
}

/** Returns the new status in the client's response. If the response has no status, returns the requested status. */
function statusOf(input: PayloadFields, response: PayloadFields | undefined): ClientStatus | undefined {
  const change = response && payloadFields(payloadProperty(response, 'statusChange'));
  const updated = response && payloadProperty(response, 'updatedFields');
  const deleted = Array.isArray(updated) && updated.includes('deleted') ? 'deleted' : undefined;
  const word = (change && payloadText(change, 'to')) ?? deleted ?? payloadText(input, 'status');
  return CLIENT_STATUSES.find((status) => status === word);
}

function texts(
  fields: PayloadFields,
  subject: string,
  description: string,
): Pick<MirrorChange, 'subject' | 'description'> {
  const [first, second] = [payloadText(fields, subject), payloadText(fields, description)];
  return {
    ...present({ subject: first, description: second }),
  };
}
