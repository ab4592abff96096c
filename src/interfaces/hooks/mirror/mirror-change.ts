import { present } from '../../../base/present.ts';
import type { MirrorChange } from '../../../work/subagents/mirror.ts';
import { CLIENT_STATUSES, type ClientStatus } from '../../../work/subagents/mirror-move.ts';
import {
  idField,
  idsField,
  type Payload,
  type PayloadFields,
  payloadFields,
  payloadProperty,
  textField,
} from '../payload.ts';

/**
 * Returns the change of the client's to-do list in a TaskCreated or TaskCompleted event. Undefined if the payload names
 * no to-do item.
 */
export function noticedChange({ all }: Payload, status?: ClientStatus): MirrorChange | undefined {
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
export function toolChange({ tool, input, response, all }: Payload): MirrorChange | undefined {
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
  return /^Task #([\w-]+) created/.exec(textField(all, 'tool_response') ?? '')?.[1];
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
  const word = (change && textField(change, 'to')) ?? deleted ?? textField(input, 'status');
  return CLIENT_STATUSES.find((status) => status === word);
}

function texts(
  fields: PayloadFields,
  subject: string,
  description: string,
): Pick<MirrorChange, 'subject' | 'description'> {
  const [first, second] = [textField(fields, subject), textField(fields, description)];
  return {
    ...present({ subject: first, description: second }),
  };
}
