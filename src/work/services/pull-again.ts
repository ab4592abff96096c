import { clip } from '../../base/clip.ts';
import { refuse } from '../../domain/errors.ts';
import type { Linked, Source } from '../../domain/records.ts';
import type { Connection } from '../../services/index.ts';
import type { Context, Write } from '../workspace/context.ts';
import { withoutValues } from './kept-links.ts';
import { linksOf } from './links.ts';
import { awaitsTask } from './plan-items.ts';
import { inPull, pullMissing, takeItems } from './pull.ts';
import type { PulledItems } from './put-items.ts';
import { isMissing, NO_REFUSALS, putRefused } from './unread.ts';

/**
 * Brings the item of a purged task, or of one whose addition was undone, into the queue again, with its comments. Its text
 * is that of the service. An item that the service didn't show is asked for now. Other items stay as they are.
 * @param said the item as people name it: `12`, `#12` or, at Jira, `APP-12`
 * @throws BacklogError `invalid`; `not-found` for an item that never had a task or is gone there; `nothing-to-do` if it has one
 */
export async function pullAgain(
  context: Context,
  write: Write,
  { source, connection, dryRun, said }: { source: Source; connection: Connection; dryRun: boolean; said: string },
): Promise<PulledItems> {
  const number = numberIn(source, said);
  const [id, linked] = askedLink(context, source, number);
  if (linked.refused && !dryRun) await write((tx) => putRefused(tx, id, NO_REFUSALS, context.clock.now));
  if (context.queue.get(linked.task))
    return inPull(context, write, { source, connection, dryRun }, (pulling) => pullMissing(pulling, linked));
  return inPull(context, write, { source, connection, dryRun }, async (pulling) => {
    const item = await connection.read(number, linked.node);
    if (typeof item === 'string')
      return refuse('not-found', `#${number} of ${source.list} was ${item} there`, {
        hint: 'Only an item that still exists there can be pulled again.',
        data: { number },
      });
    // It comes as an item whose task the queue could not have so far.
    pulling.planning.links.add(id, { ...withoutValues(linked), open: 'it was purged' });
    return takeItems(pulling, [item], undefined);
  });
}

function numberIn({ kind, list }: Source, said: string): number {
  const key = list.split('/').at(-1)!.toLowerCase();
  const [, before = '', digits] = /^(#|[a-z][\w]*-)?(\d{1,15})$/i.exec(said) ?? [];
  const isOwn = before === '' || before === '#' || (kind === 'jira' && before.toLowerCase() === `${key}-`);
  if (digits !== undefined && isOwn) return Number(digits);
  return refuse('invalid', `"${clip(said, 60)}" is no item of ${list}`, {
    hint: `Name it by its number there: ${kind === 'jira' ? `${key.toUpperCase()}-12` : '12'}`,
    data: { received: clip(said, 60) },
  });
}

/** Returns the link of an item whose task is not in the queue any more, or of which something is missing. */
function askedLink(context: Context, { name, list }: Source, number: number): [id: string, linked: Linked] {
  const { all, ofNumber } = linksOf(context, name);
  const found = ofNumber(number) ?? Array.from(all).find(([, linked]) => linked.number === number);
  if (!found)
    return refuse('not-found', `#${number} of ${list} has had no task yet`, {
      hint: `Pull what is new there: \`backlog source pull ${name}\``,
      data: { number },
    });
  const task = context.queue.get(found[1].task);
  if (task && !isMissing(found[1]))
    refuse('nothing-to-do', `#${number} of ${list} is task ${task.id}`, {
      hint: `Pull what changed there: \`backlog source pull ${name}\``,
      data: { number, task: task.id },
    });
  if (!task && awaitsTask(found[1]))
    refuse('nothing-to-do', `#${number} of ${list} waits for the next pull: ${found[1].open}`, {
      hint: `Try it: \`backlog source pull ${name}\``,
      data: { number },
    });
  return found;
}
