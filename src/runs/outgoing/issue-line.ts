import { isOpen } from '../../domain/task/task.ts';
import { linksOf } from '../../work/services/links.ts';
import type { Context } from '../../work/workspace/context.ts';
import { addressOf, type RemoteCall } from '../git/index.ts';

/**
 * Names the issue of a task in the text of a pull request in the same repository: `Closes #12`. It is only mentioned if
 * the merge may not close it: the source's setting forbids that, or the task has open subtasks.
 */
export function issueLine(context: Pick<Context, 'store' | 'queue'>, source: string, task: string): string | undefined {
  const { state } = context.store;
  const [, linked] = linksOf(context, source).ofTask(task) ?? [];
  if (!linked || linked.gone) return undefined;
  const isOpenTask = (uuid: string) => {
    const child = state.get('task', uuid);
    return child !== undefined && isOpen(child);
  };
  const mayClose =
    state.get('source', source)?.closes !== 'never' && !Array.from(context.queue.children(task)).some(isOpenTask);
  return `${mayClose ? 'Closes' : 'For'} #${linked.number}`;
}

/** Names the issue of a task for a pull request at a remote, if a source has the issues of the same repository. */
export async function issueLineAt(context: Context, call: RemoteCall, task: string): Promise<string | undefined> {
  const sources = Array.from(context.store.state.all('source'), ([, source]) => source);
  if (sources.length === 0) return undefined;
  const address = (await addressOf(call)).toLowerCase().replace(/(?:\.git)?\/*$/, '');
  const isThere = (list: string) => ['/', ':'].some((sign) => address.endsWith(`${sign}${list.toLowerCase()}`));
  const found = sources.find(({ kind, list }) => kind === 'github' && isThere(list));
  return found && issueLine(context, found.name, task);
}
