import type { Call } from '../domain/calls/call.ts';
import type { Facts } from '../domain/queue/facts.ts';
import { wordsOfText } from '../domain/task/folded-words.ts';
import type { Task } from '../domain/task/task.ts';
import { modify, quote, rule } from './rule.ts';

export const vague = rule({
  name: 'vague',
  means: 'tasks whose description leaves out what to do',
  *find({ facts, single, limits }) {
    for (const task of single) {
      if (isExplained(task, facts)) continue;
      const why = vagueness(task, limits.words);
      if (why) yield { task, why, detail: undefined };
    }
  },
  mend: ({ task }): Call[] => [
    modify(task, { description: '<verb, what, where>' }),
    { command: 'task_doc_write', words: { id: String(task.id), content: '<goal, approach, files, edge cases>' } },
  ],
});

/** Checks whether acceptance criteria, notes or documents explain the task. Then a short description is enough. */
function isExplained({ uuid, acceptance = [], annotations = [] }: Task, facts: Facts): boolean {
  return acceptance.length + annotations.length > 0 || facts.docNames(uuid).length > 0;
}

function vagueness(task: Task, least: number): string | undefined {
  const words = wordsOfText(task.description);
  const open = OPEN_END.exec(task.description)?.[0];
  if (words.length < least && !NAMES_A_THING.test(task.description))
    return `${quote(task)} is its only text, and too short`;
  if (words.every((word) => SAYS_LITTLE.has(word))) return `${quote(task)} names no visible change`;
  if (open) return `${quote(task)} does not define "${open.trim()}"`;
  return undefined;
}

/** Matches a file name, an identifier or a number. A description with one of these may be short. */
const NAMES_A_THING = /[\p{L}\p{N}][._/:-][\p{L}\p{N}]|[a-z][A-Z]|\p{N}|\(\)|`/u;

/** Phrases that leave a sentence incomplete. */
const OPEN_END = /\b(etc\.?|tbd|tba|and so on|and more|various|miscellaneous|misc|stuff)(?=\W|$)|…|\.{3}|\?{2,}/i;

/** Words that can describe any task and so say little. */
const SAYS_LITTLE = new Set(
  `a all an and app application better bug bugs change changes check clean cleanup code do error errors everything feature features few fix
   fixes for general handle implement improve improvement improvements improving in investigate issue issues it look make more new of on
   optimise optimize our out performance polish problem problems project quality refactor refactoring rework rewrite small some
   something system task test tests that the thing things this tidy to todo up update updates work`
    .split(/\s+/)
    .filter(Boolean),
);
