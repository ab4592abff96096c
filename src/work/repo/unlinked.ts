import { shellWord } from '../../base/shell-word.ts';
import type { Store } from '../../store/index.ts';
import type { Context } from '../workspace/context.ts';
import { linkCall, wordFor } from './former-queue.ts';
import { stateOf } from './state.ts';

/** A repository whose former queue is the open one. */
export interface UnlinkedRepository {
  /** Says what happened. */
  text: string;
  /** The command with which a person links it again, from any folder. */
  call: string;
}

/** Returns the repositories of the open queue whose git folders don't name it, so that calls there don't use it. */
export function unlinkedRepositories(
  context: Pick<Context, 'repositories' | 'workspace' | 'store'>,
): UnlinkedRepository[] {
  const unlinked = context.repositories.all.filter((one) => stateOf(one, context) === 'unlinked');
  return unlinked.map(({ folder }) => ({
    text: `The git folder of ${folder} no longer names this queue, so calls there don't use it.`,
    call: linkAgain(folder, context.store),
  }));
}

/** Returns the command with which a person links a repository to this queue again, from any folder. */
export function linkAgain(folder: string, { dir, state }: Pick<Store, 'dir' | 'state'>): string {
  return `${linkCall(wordFor(dir, state))} --cwd ${shellWord(folder)}`;
}

/** Says in one line what happened to a repository and how a person links it again. */
export function unlinkedLine({ text, call }: UnlinkedRepository): string {
  return `${text} To link it again, a person types \`${call}\`.`;
}
