import { GOAL_KINDS } from '../domain/goals/words.ts';
import { hasWords, wordsOfText } from '../domain/task/folded-words.ts';
import type { Plan, PlanRecord } from './plan.ts';

/** Returns the texts of a record that a search reads: its name, its fields, stakes, notes of readings and its log. */
export function goalTexts(record: PlanRecord): string[] {
  return textsIn(record);
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => (UNREAD.has(name) ? [] : textsIn(inner)));
}

/** Fields with ids of other things, authors and times. The record's own `id` is read. */
const UNREAD: ReadonlySet<string> = new Set([
  'at',
  'entry',
  'modified',
  'started',
  'closed',
  'by',
  'actor',
  'task',
  'run',
]);

/** Finds the live records that contain every word of a text, or a word that begins with it. */
export function searchGoals(plan: Plan, text: string): PlanRecord[] {
  const words = wordsOfText(text);
  if (words.length === 0) return [];
  return GOAL_KINDS.flatMap((kind): PlanRecord[] => plan.live(kind)).filter((record) =>
    hasWords(goalTexts(record), words),
  );
}
