import { entryText } from '../domain/scope-text.ts';
import { keyWords, numbersIn } from '../domain/task/key-words.ts';
import type { Task } from '../domain/task/task.ts';
import { numberedDescription } from './names.ts';
import { rule } from './rule.ts';
import { similarPairs } from './similar.ts';

export const duplicate = rule<Task>({
  name: 'duplicate',
  means: 'tasks whose description nearly repeats an earlier one of the same project',
  *find({ single, limits }) {
    const byKind = new Map<string, Task[]>();
    for (const task of single) {
      const key = `${task.project ?? ''} ${numbersIn(task.description)}`;
      const same = byKind.get(key);
      if (same) same.push(task);
      else byKind.set(key, [task]);
    }
    for (const group of byKind.values()) {
      if (group.length < 2) continue;
      const worded = group.map((task) => ({ task, words: keyWords(task.description) }));
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

/** Returns true for tasks that can't be duplicates: they write different files, or one is the other's subtask. */
function apart(a: Task, b: Task): boolean {
  if (a.parent === b.uuid || b.parent === a.uuid) return true;
  if (!a.scope?.length || !b.scope?.length) return false;
  const globs = new Set(a.scope.map((entry) => entryText(entry)));
  return !b.scope.some((entry) => globs.has(entryText(entry)));
}
