import { addTo } from '../base/iterables.ts';
import { entryText } from '../domain/scope-text.ts';
import { keyWords, numbersIn } from '../domain/task/key-words.ts';
import type { Task } from '../domain/task/task.ts';
import { type LintContext, numberedDescription, rule } from './rule.ts';

interface Worded {
  task: Task;
  /** The words of the task's description, each once. */
  words: readonly string[];
}

/** A task and a similar earlier one. `share` is the part of their words that both have; 1 for the same words. */
interface Similar {
  one: Task;
  earlier: Task;
  share: number;
}

type Apart = (a: Task, b: Task) => boolean;

/** Maximum number of earlier tasks to compare with one task, so that the time grows linearly. */
const COMPARED = 64;

/**
 * Finds for each task an earlier one with almost the same words. It doesn't compare all pairs: two sets that share at
 * least `least` of their words also share one of their rarest words (prefix filter of set similarity joins). `apart`
 * excludes pairs.
 */
export function* similarPairs(tasks: readonly Worded[], least: number, apart: Apart): Iterable<Similar> {
  if (tasks.length < 2) return;
  const rank = rarity(tasks);
  const byWord = new Map<number, Ranked[]>();
  const byHash = new Map<number, Ranked[]>();
  for (const { task, words } of tasks) {
    const set = words.map((word) => rank.get(word)!).sort((a, b) => a - b);
    const one = { task, set, mask: maskOf(set), comparedWith: undefined };
    const hash = hashOf(set);
    const found = firstEqual(one, byHash.get(hash), apart) ?? firstLike(one, { byWord, least, apart });
    if (found) yield found;
    addTo(byHash, hash, one);
    for (let i = 0; i < prefix(set, least); i++) addTo(byWord, set[i]!, one);
  }
}

interface Ranked {
  task: Task;
  /** Ranks of the words, the rarest word first. */
  set: readonly number[];
  /** Bit n is set if a rank in the set equals n modulo 32. */
  mask: number;
  /** The task that was last compared with this one. It prevents a second comparison of the two. */
  comparedWith: Ranked | undefined;
}

/** Ranks words by frequency, the rarest first. */
function rarity(tasks: readonly Worded[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { words } of tasks) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const order = [...counts].sort(([a, m], [b, n]) => m - n || (a < b ? -1 : 1));
  return new Map(order.map(([word], i) => [word, i]));
}

/**
 * Returns how many of a task's rarest words to compare. Two sets that share at least `least` of their words have one of
 * these words in common.
 */
function prefix(set: readonly number[], least: number): number {
  return Math.min(set.length, Math.max(0, set.length - Math.ceil(least * set.length - ROUNDING) + 1));
}

const ROUNDING = 1e-9;

/** Finds an earlier task with exactly the same words, among the tasks with the same hash. */
function firstEqual(one: Ranked, same: readonly Ranked[] = [], apart: Apart): Similar | undefined {
  for (let i = 0; i < same.length && i < COMPARED; i++) {
    const { task, set } = same[i]!;
    if (shareOf(one.set, set) === 1 && !apart(one.task, task)) return { one: one.task, earlier: task, share: 1 };
  }
  return undefined;
}

function firstLike(
  one: Ranked,
  { byWord, least, apart }: { byWord: ReadonlyMap<number, readonly Ranked[]>; least: number; apart: Apart },
): Similar | undefined {
  let compared = 0;
  for (let i = 0; i < prefix(one.set, least); i++) {
    for (const other of byWord.get(one.set[i]!) ?? []) {
      if (other.comparedWith === one) continue;
      if (++compared > COMPARED) return undefined;
      other.comparedWith = one;
      if (!mayShare(one, other, least)) continue;
      const share = shareOf(one.set, other.set);
      if (share >= least - ROUNDING && !apart(one.task, other.task))
        return { one: one.task, earlier: other.task, share };
    }
  }
  return undefined;
}

/** Returns false if the sizes or the masks of two sets prove that they share less than `least` of their words. */
function mayShare(a: Ranked, b: Ranked, least: number): boolean {
  const common = Math.ceil((least / (1 + least)) * (a.set.length + b.set.length) - ROUNDING);
  return bits(a.mask & ~b.mask) <= a.set.length - common && bits(b.mask & ~a.mask) <= b.set.length - common;
}

function maskOf(set: readonly number[]): number {
  let mask = 0;
  for (const rank of set) mask |= 1 << (rank & 31);
  return mask;
}

/** Returns the FNV-1a hash of a task's word ranks. */
function hashOf(set: readonly number[]): number {
  let hash = 0x811c9dc5;
  for (const rank of set) hash = Math.imul(hash ^ rank, 0x01000193);
  return hash;
}

function bits(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** Returns the size of the intersection divided by that of the union (Jaccard index). Both sets are sorted. */
function shareOf(a: readonly number[], b: readonly number[]): number {
  let common = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) {
      common++;
      i++;
      j++;
    } else if (a[i]! < b[j]!) i++;
    else j++;
  }
  return a.length + b.length === 0 ? 1 : common / (a.length + b.length - common);
}

export const duplicate = rule<Task>({
  name: 'duplicate',
  means: 'tasks whose description nearly repeats an earlier one of the same project',
  *find({ single, limits }) {
    const byKind = new Map<string, Task[]>();
    for (const task of single) addTo(byKind, kindOf(task), task);
    for (const group of byKind.values())
      if (group.length > 1)
        for (const { one, earlier, share } of similarPairs(group.map(worded), limits.similar / 100, apart))
          yield { task: one, why: whySimilar(earlier, share), others: [earlier], detail: earlier };
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

/** Says which open task a new one repeats, as the rule finds it among all. Undefined if it repeats none. */
export function repeated(task: Task, { single, limits }: Pick<LintContext, 'single' | 'limits'>): string | undefined {
  if (!single.some(({ uuid }) => uuid === task.uuid)) return undefined;
  const [kind, one] = [kindOf(task), worded(task)];
  const words = new Set(one.words);
  const others = single.filter((other) => other.uuid !== task.uuid && kindOf(other) === kind).map(worded);
  const like = others.filter((other) => other.words.some((word) => words.has(word)));
  for (const found of similarPairs([...like, one], limits.similar / 100, apart))
    if (found.one === task) return whySimilar(found.earlier, found.share);
  return undefined;
}

/** Duplicates have the same project and numbers. */
const kindOf = ({ project = '', description }: Task): string => `${project} ${numbersIn(description)}`;

const worded = (task: Task): Worded => ({ task, words: keyWords(task.description) });

const whySimilar = (earlier: Task, share: number): string =>
  `it has ${share === 1 ? 'the same' : 'nearly the same'} description as ${numberedDescription(earlier)}`;

/** Returns true for tasks that can't be duplicates: they write different files, or one is the other's subtask. */
function apart(a: Task, b: Task): boolean {
  if (a.parent === b.uuid || b.parent === a.uuid) return true;
  if (!a.scope?.length || !b.scope?.length) return false;
  const globs = new Set(a.scope.map((entry) => entryText(entry)));
  return !b.scope.some((entry) => globs.has(entryText(entry)));
}
