import type { Outputs } from '../../../sdk/calls.ts';
import { call } from '../../data/api.ts';
import { type Live, useRead } from '../../data/live.ts';
import { workspace } from '../../data/state.ts';

/** A document: whose it is (uuid or id of a task, or `workspace`), and its name. */
export interface DocumentName {
  id: string;
  name: string;
}

export const WORKSPACE_OWNER = 'workspace';
export const SPEC_NAME = 'spec';

/** Of one name, the newest first. */
export type Version = Outputs['task_doc_list']['rows'][number];

/** A piece of a body; `next` is where the piece after it begins. */
export type DocumentAnswer = Outputs['task_doc_read'];

const KINDS = { kinds: ['doc'] };

export function useVersions({ id, name }: DocumentName): readonly Version[] | undefined {
  return useRead('task_doc_list', { id, name }, KINDS).value.value?.rows;
}

export function useBody({ id, name }: DocumentName, version?: number): Live<DocumentAnswer> {
  return useRead('task_doc_read', { id, name, ...(version === undefined ? {} : { version }) }, KINDS);
}

/** All of a body, piece by piece, and which version it is of. @throws Refusal */
export async function wholeBody({ id, name }: DocumentName, version?: number): Promise<DocumentAnswer> {
  const at = workspace.peek()?.uuid ?? '';
  const ask = (offset: number, of: number | undefined) =>
    call(at, 'task_doc_read', { id, name, offset, ...(of === undefined ? {} : { version: of }) });
  let last = await ask(0, version);
  const pieces = [last.content];
  while (last.next !== undefined) {
    last = await ask(last.next, last.version);
    pieces.push(last.content);
  }
  return { ...last, content: pieces.join('') };
}
