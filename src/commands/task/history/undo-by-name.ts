import { formatActor, sameActor } from '../../../domain/actor.ts';
import { refuse } from '../../../domain/errors.ts';
import { isCommand } from '../../../report/history.ts';
import type { Change } from '../../../store/index.ts';
import type { Context } from '../../../work/workspace/context.ts';

/** Matches a command as the name of a change: `import`, `the last import`, `my done`. */
const NAMED = /^(?:(?:the|my|last|latest|previous) )*([a-z][a-z-]+)$/i;

/** Words that name no command: `undo last` is `undo`, whose line is suggested. */
const NO_COMMAND: ReadonlySet<string> = new Set(['change', 'command', 'commit', 'one', 'it', 'that', 'last', 'undo']);

/** Checks whether changes only note what an import has seen of its tasks: nobody means them by its name. */
const notesOnlySource = (changes: readonly Change[]): boolean =>
  changes.every(({ kind, before, after }) => {
    const fields = Object.keys({ ...(before as object | null), ...(after as object | null) });
    return kind === 'task' && fields.length > 0 && fields.every((field) => field === 'source');
  });

/**
 * Replaces the name of a command by the number of the caller's last change with it, so that `undo import` takes back the
 * last import as a whole. Other values stay.
 * @throws BacklogError `nothing-to-do` if the caller has made no such change, or undone each
 */
export async function changeByName(
  { store, caller: { actor } }: Pick<Context, 'store' | 'caller'>,
  input: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const [, name = ''] = NAMED.exec(String(input.commit ?? '')) ?? [];
  if (name === '' || NO_COMMAND.has(name.toLowerCase())) return input;
  const undone = new Set<number>();
  for await (const commit of store.history({ reverse: true, by: (one) => sameActor(one, actor), undoing: true })) {
    if (undone.has(commit.seq)) continue;
    if (commit.undoes !== undefined) undone.add(commit.undoes);
    else if (
      sameActor(commit.actor, actor) &&
      isCommand(commit.command, name.toLowerCase()) &&
      !notesOnlySource(commit.changes)
    )
      return { ...input, commit: commit.seq };
  }
  return refuse('nothing-to-do', `${formatActor(actor)} has made no change with ${name} to undo`, {
    hint: 'See the changes with their numbers: `task_history`',
    data: { received: name },
  });
}
