import * as z from 'zod';
import { refuse } from '../../domain/errors.ts';
import { toInstant } from '../../domain/instant.ts';
import { CLOSES } from '../../domain/kinds/sync/service.ts';
import type { Tx } from '../../store/index.ts';
import { oneLine } from '../../text/safe.ts';
import { findSource } from '../../work/services/links.ts';
import { compileContextFilter } from '../../work/task/select.ts';
import { tried } from '../../work/workspace/dry-run.ts';
import { defineCommand } from '../command.ts';
import { dryInput, mapInput, readMap, shownSource, sourceName, syncHint } from './outputs.ts';

export const sourceUpdate = defineCommand({
  name: 'source_update',
  title: 'Change a source',
  summary:
    'Change the filter of a source, what its fields or columns mean, the path of its file, when issues are closed there. Omitted values stay. For people.',
  group: 'team',
  access: { effect: 'write', personAct: 'sources', idempotent: false },
  input: () =>
    z.strictObject({
      name: sourceName(),
      filter: z.string().describe('Issues that become tasks; "" for all').optional(),
      prefix: z.string().max(50).describe('Beginning of labels that Backlog adds and removes').optional(),
      close: z.enum(CLOSES).describe('When a completed task closes its issue').optional(),
      notes: z.enum(['on', 'off']).describe('Whether notes of people become comments').optional(),
      map: mapInput(),
      path: z.string().min(1).describe('New path of the file or folder').optional(),
      list: z.string().min(1).describe('New name of the repository or project').optional(),
      dry_run: dryInput(),
    }),
  output: () => z.strictObject({ source: shownSource(), changed: z.array(z.string()), dryRun: z.boolean() }),
  async run(context, { name, filter, prefix, close: closes, notes, map, path, list, dry_run: dryRun = false }, write) {
    const sources = await import('../exchange-on-call.ts');
    const file = sources.fileSourceNamed(context, name);
    if (file) {
      sources.refuseForFiles({ prefix, close: closes, notes, list });
      const named = path === undefined ? undefined : sources.newPlace(context, file, path);
      const said = sources.fileMap(map, { kind: sources.kindOf(file.sync), before: file.sync.map });
      if (filter !== undefined) await compileContextFilter(context, filter);
      // A column that the table lacks is refused now.
      if (said)
        await sources.columnsOf(
          named ?? sources.allowedFileOf(context, file, `source update ${name}`),
          said,
          toInstant(context.clock.now),
        );
      const change = (tx: Tx) => sources.changeFileSource(tx, file, { named, only: filter, map: said });
      const { source, changed } = await tried(write, dryRun, change);
      return { source: sources.shownFile(source), changed, dryRun };
    }
    const found = findSource(context, name);
    if (path !== undefined)
      refuse('usage', `source ${name} is no file, so it has no path`, {
        hint: `If its repository or project has another name now: \`backlog source update ${name} --list NEW\``,
      });
    const renamed =
      list === undefined
        ? undefined
        : await sources.asking(() => sources.renamedList(context, found, { list, env: process.env }));
    const asked = { filter, prefix, closes, notes: notes && notes === 'on', map: readMap(map), renamed };
    const change = await sources.sourceChange(found, asked);
    const source = await tried(write, dryRun, (tx) => sources.changeSource(tx, context, name, change));
    const changed = Object.keys(change).filter((field) => !['items', 'comments', 'node'].includes(field));
    return { source, changed, dryRun };
  },
  show: {
    text: ({ source, changed, dryRun }) =>
      `${dryRun ? 'Would change' : 'Changed'} ${changed.join(', ')} of source ${oneLine(source.name)}\n${syncHint(source)}`,
  },
  cli: {
    positional: ['name'],
    examples: [
      'source update app --close completed',
      'source update app --filter "label:agent"',
      'source update app --map completed=Done',
      'source update tasks.csv --map Kunde=project',
      'source update TODO.md --path notes/TODO.md',
      'source update app --list acme/new-name',
    ],
  },
});
