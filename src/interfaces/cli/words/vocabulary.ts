import type { Instant } from '../../../domain/instant.ts';
import { isExpired } from '../../../domain/task/expiry.ts';
import { isOpen, type Task } from '../../../domain/task/task.ts';
import type { FilterVocabulary } from '../../../filter/index.ts';
import type { State } from '../../../store/index.ts';
import { isTaskHeld } from '../../../work/claim/run-of.ts';

/** The kinds of records that contribute words. */
export const WORDED = ['task', 'view'] as const;

/**
 * Returns the words that the queue already uses, such as tags. Collects each kind of word only when it is needed,
 * because building a queue with its indexes would take most of the time.
 */
export function vocabularyOf(state: State): FilterVocabulary {
  const used = (wordsOf: (task: Task) => readonly (string | undefined)[]) => {
    const words = new Set<string>();
    for (const [, task] of state.all('task')) for (const word of wordsOf(task)) if (word) words.add(word);
    return [...words];
  };
  return {
    get projects() {
      return used(({ project }) => [project]);
    },
    get tags() {
      return used(({ tags = [] }) => tags);
    },
    get agents() {
      return used(({ agent }) => [agent]);
    },
    get views() {
      return Array.from(state.all('view'), ([name]) => name);
    },
  };
}

export function openTaskWords(state: State, at: Instant): Task[] {
  return Array.from(state.all('task'), ([, task]) => task).filter(
    (task) => isOpen(task) && (!isExpired(task, at) || isTaskHeld(state, task.uuid)),
  );
}
