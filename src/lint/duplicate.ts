import { entryText } from '../domain/scope-text.ts';
import { wordsOfText } from '../domain/task/folded-words.ts';
import type { Task } from '../domain/task/task.ts';
import { numberedDescription } from './names.ts';
import { rule } from './rule.ts';
import { similarPairs } from './similar.ts';

/** Words too common to distinguish tasks. */
const SMALL = new Set([
  'a',
  'an',
  'the',
  'to',
  'of',
  'in',
  'on',
  'at',
  'for',
  'and',
  'or',
  'with',
  'by',
  'from',
  'is',
  'it',
]);

export const duplicate = rule<Task>({
  name: 'duplicate',
  means: 'tasks whose description nearly repeats an earlier one of the same project',
  *find({ single, limits }) {
    const byKind = new Map<string, Task[]>();
    for (const task of single) {
      const key = `${task.project ?? ''} ${numbersIn(task)}`;
      const same = byKind.get(key);
      if (same) same.push(task);
      else byKind.set(key, [task]);
    }
    for (const group of byKind.values()) {
      if (group.length < 2) continue;
      const worded = group.map((task) => ({ task, words: keyWords(wordsOfText(task.description)) }));
      for (const { one, earlier, share } of similarPairs(worded, limits.similar / 100, apart))
        yield {
          task: one,
          why: `${share === 1 ? 'it has the same description as' : 'it has nearly the same description as'} ${numberedDescription(earlier)}`,
          others: [earlier],
          detail: earlier,
        };
    }
  },
  mend: ({ task, detail }) => [
    { command: 'task_delete', words: { id: String(task.id) } },
    {
      command: 'task_modify',
      words: { filter: String(task.id) },
      flags: { description: `<what ${detail.id} does not do>` },
    },
  ],
});

/** Returns the numbers, versions and dates of a description (`404`, `v2`, `2026-08`). Duplicates have the same ones. */
function numbersIn({ description }: Task): string {
  if (!NUMBER.test(description)) return '';
  const numbers = wordsOfText(description).filter((word) => NUMBER.test(word));
  return numbers.length === 1 ? singular(numbers[0]!) : [...new Set(numbers.map(singular))].sort().join(' ');
}

const NUMBER = /\p{N}/u;

/** Returns true for tasks that can't be duplicates: they write different files, or one is the other's subtask. */
function apart(a: Task, b: Task): boolean {
  if (a.parent === b.uuid || b.parent === a.uuid) return true;
  if (!a.scope?.length || !b.scope?.length) return false;
  const globs = new Set(a.scope.map((entry) => entryText(entry)));
  return !b.scope.some((entry) => globs.has(entryText(entry)));
}

/**
 * Returns the distinct words of a description, without the plural s and without {@link SMALL} words. If the
 * description has only {@link SMALL} words, returns these.
 */
function keyWords(words: readonly string[]): string[] {
  const counting = words.filter((word) => !SMALL.has(word));
  return [...new Set((counting.length > 0 ? counting : words).map(singular))];
}

function singular(word: string): string {
  return word.length > 3 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}
