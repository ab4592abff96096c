import * as z from 'zod';
import { CLOSES } from '../../domain/kinds/sync/service.ts';
import { oneLine } from '../../text/safe.ts';
import { findSource } from '../../work/services/links.ts';
import { changeSource, sourceChange } from '../../work/services/sources.ts';
import { tried } from '../../work/workspace/dry-run.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';
import { dryInput, mapInput, nameInput, readMap } from './outputs.ts';

export const sourceUpdate = defineCommand({
  name: 'source_update',
  title: 'Change a source',
  summary:
    'Change the filter of a source, what fields of Jira mean, when issues are closed there. Omitted values stay. For people.',
  toolset: 'admin',
  group: 'team',
  access: { effect: 'write', personAct: 'sources', idempotent: false },
  input: () =>
    z.strictObject({
      name: nameInput(),
      filter: z.string().describe('Issues that become tasks; "" for all').optional(),
      prefix: z.string().max(50).describe('Beginning of labels that Backlog adds and removes').optional(),
      close: z.enum(CLOSES).describe('When a completed task closes its issue').optional(),
      notes: z.enum(['on', 'off']).describe('Whether notes of people become comments').optional(),
      map: mapInput(),
      dry_run: dryInput(),
    }),
  output: () => z.strictObject({ source: outputs.stored('source'), changed: z.array(z.string()), dryRun: z.boolean() }),
  async run(context, { name, filter, prefix, close: closes, notes, map, dry_run: dryRun = false }, write) {
    const asked = { filter, prefix, closes, notes: notes && notes === 'on', map: readMap(map) };
    const change = await sourceChange(findSource(context, name), asked);
    const source = await tried(write, dryRun, (tx) => changeSource(tx, context, name, change));
    const changed = Object.keys(change).filter((field) => field !== 'items' && field !== 'comments');
    return { source, changed, dryRun };
  },
  show: {
    text: ({ source, changed, dryRun }) =>
      `${dryRun ? 'Would change' : 'Changed'} ${changed.join(', ')} of source ${oneLine(source.name)}\nPull its issues: \`backlog source pull ${source.name}\``,
  },
  cli: {
    positional: ['name'],
    examples: [
      'source update app --close completed',
      'source update app --filter "label:agent"',
      'source update app --map completed=Done',
    ],
  },
});
