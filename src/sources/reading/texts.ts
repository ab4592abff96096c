import { TASK_LIMITS } from '../../domain/fields/words.ts';

/** Number of characters reserved for the author's name, which the import writes before another person's note. */
const SIGNATURE = 300;

/** Splits a text into notes of the maximum length. Each has the date and the author. */
export function notesOfText(text: string, at: string, actor?: string): { at: string; actor?: string; text: string }[] {
  const most = TASK_LIMITS.annotation - SIGNATURE;
  const parts = Array.from({ length: Math.ceil(text.length / most) }, (_, i) => text.slice(i * most, (i + 1) * most));
  return parts.map((part) => ({ at, ...(actor ? { actor: actor.slice(0, 200) } : {}), text: part }));
}

const BOX = /^\s*[-*+]\s+\[([ xX])\]\s+(.*\S)\s*$/;
const BULLET = /^\s*(?:[-*+]|\d+[.)])\s+(.*\S)\s*$/;

/**
 * Returns the acceptance criteria in a text: lines with boxes; if there are none, lines with bullets; if there are
 * none, all lines. `whole` is true if the text contains only criteria, so that the text itself needn't be kept.
 */
export function criteriaOf(text: string): { criteria: string[]; whole: boolean } {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  for (const pattern of [BOX, BULLET]) {
    const found = lines.flatMap((line) => pattern.exec(line)?.at(-1) ?? []);
    if (found.length > 0) return fitting(found, found.length === lines.length);
  }
  return fitting(
    lines.map((line) => line.trim()),
    true,
  );
}

function fitting(criteria: string[], whole: boolean): { criteria: string[]; whole: boolean } {
  const fit =
    criteria.length <= TASK_LIMITS.acceptance && criteria.every(({ length }) => length <= TASK_LIMITS.criterion);
  return fit ? { criteria, whole } : { criteria: [], whole: false };
}

/** Names a line that an import leaves out, unless it is blank. */
export function leaveLine(left: string[], line: string, number: number): void {
  if (line.trim() !== '') left.push(`line ${number}: ${line.trim().slice(0, 80)}`);
}
