import { counted } from '../base/amounts.ts';
import { callText } from '../domain/calls/call.ts';
import type { Door } from '../domain/calls/door.ts';
import type { Linted } from '../lint/lint.ts';
import { oneLine } from './safe.ts';

/** Maximum length of a description, in characters. */
const DESCRIPTION = 80;

/**
 * Formats one line per task, and below it one line per finding. A finding has the calls that fix it, in the syntax of
 * the interface.
 */
export function lintText(linted: Linted, door: Door | undefined): string {
  const lines = [lintHead(linted)];
  let last: number | undefined;
  for (const { id, description, kind, why, mend } of linted.findings) {
    if (id !== last) lines.push(oneLine(`${id} ${description}`, DESCRIPTION));
    last = id;
    lines.push(`- ${kind}: ${oneLine(why)}. ${mend.map((call) => callText(door, call)).join(' or ')}`);
  }
  return [...lines, lintMore(linted), ...(linted.notes ?? [])].filter((line) => line !== undefined).join('\n');
}

/** Formats the number of findings per kind. */
export function lintHead({ open, total, tasks, kinds }: Linted): string {
  if (open === 0) return 'There are no open tasks to check.';
  if (total === 0) return `No problems found in ${counted(open, 'open task')}.`;
  return `${counted(total, 'finding')} in ${tasks} of ${counted(open, 'open task')}: ${countsText(kinds)}.`;
}

/** Formats the number of omitted findings. Undefined if there are none. */
export function lintMore({ more }: Linted): string | undefined {
  return Object.keys(more).length > 0
    ? `Not shown: ${countsText(more)}. Give a kind, filter or limit to see them.`
    : undefined;
}

function countsText(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([kind, count]) => `${count} ${kind}`)
    .join(', ');
}
