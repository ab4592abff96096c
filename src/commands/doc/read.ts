import * as z from 'zod';
import { callOf, type Door } from '../../domain/door.ts';
import { refuse } from '../../domain/errors.ts';
import { countInput } from '../../domain/inputs.ts';
import { currentVersion, findDoc } from '../../work/task/docs.ts';
import { defineCommand } from '../command.ts';
import { docName, nameOf, owner, ownerOf } from './named.ts';

/** What one call returns of a body, in characters. */
const DOC_PAGE = 20_000;

export const taskDocRead = defineCommand({
  name: 'task_doc_read',
  title: 'Read a document',
  summary: 'The body of a task document (its spec unless named).',
  toolset: 'queue',
  effect: 'read',
  positional: ['id', 'name'],
  examples: ['task doc read 12', 'task doc read workspace vision'],
  input: () =>
    z.strictObject({
      id: owner(),
      name: docName(),
      version: countInput().describe('Default: the newest').optional(),
      offset: countInput().describe('Characters to leave out, for long ones').optional(),
    }),
  output: () => z.strictObject({ content: z.string(), version: z.int(), left: z.int(), next: z.int().optional() }),
  async run(context, input) {
    const task = ownerOf(context, input.id);
    const doc = findDoc(context, task, input.name);
    const version =
      input.version === undefined ? currentVersion(doc) : doc?.versions.find(({ n }) => n === input.version);
    if (!version?.blob) {
      const names = task ? context.facts().docNames(task.uuid) : [];
      refuse(
        'not-found',
        `no ${nameOf(task, input.name)}${input.version === undefined ? '' : ` at version ${input.version}`}`,
        {
          hint: names.length > 0 ? `It has: ${names.join(', ')}.` : 'task_doc_write stores one.',
        },
      );
    }
    const body = (await context.store.getBlob(version.blob)).toString('utf8');
    return { ...pageOf(body, input.offset, context.caller.door), version: version.n };
  },
  text: ({ content, left, next }, context) =>
    left > 0
      ? `${content}\n… (${left} more characters: ${callOf(context.caller.door, 'task_doc_read')} with offset ${next})`
      : content,
});

/** The next piece of a body. A command line gets all of it, unless it asks for pieces. */
function pageOf(body: string, offset: number | undefined, door: Door | undefined) {
  const from = offset ?? 0;
  const to = door === 'cli' && offset === undefined ? body.length : from + DOC_PAGE;
  const left = Math.max(0, body.length - to);
  return { content: body.slice(from, to), left, ...(left > 0 ? { next: to } : {}) };
}
