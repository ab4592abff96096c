import { present } from '../../../../base/present.ts';
import type { Outputs } from '../../../sdk/calls.ts';
import { call } from '../../data/api.ts';
import { type Live, useRead } from '../../data/live.ts';
import { workspace } from '../../data/state.ts';

/** A document of a task (`id` is its uuid or number) or of the workspace (`id` is `workspace`). */
export interface DocumentName {
  id: string;
  name: string;
}

export const WORKSPACE_OWNER = 'workspace';
export const SPEC_NAME = 'spec';

/** A version of a document. In lists, the newest comes first. */
export type Version = Outputs['task_doc_list']['rows'][number];

/** A part of a document's text. `next` is the offset at which the next part begins. */
type DocumentAnswer = Outputs['task_doc_read'];

const KINDS = { kinds: ['doc'] };

export function useVersions({ id, name }: DocumentName): readonly Version[] | undefined {
  return useRead('task_doc_list', { id, name }, KINDS).value.value?.rows;
}

export function useBody({ id, name }: DocumentName, version?: number): Live<DocumentAnswer> {
  return useRead('task_doc_read', { id, name, ...present({ version }) }, KINDS);
}

/** Loads a whole document, part by part, and returns it with its version. @throws Refusal */
export async function wholeBody({ id, name }: DocumentName, version?: number): Promise<DocumentAnswer> {
  const at = workspace.peek()?.uuid ?? '';
  const ask = (offset: number, of: number | undefined) =>
    call(at, 'task_doc_read', { id, name, offset, ...present({ version: of }) });
  let last = await ask(0, version);
  const pieces = [last.content];
  while (last.next !== undefined) {
    last = await ask(last.next, last.version);
    pieces.push(last.content);
  }
  return { ...last, content: pieces.join('') };
}
