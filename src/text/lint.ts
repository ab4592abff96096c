import { type Call, callText } from '../domain/calls/call.ts';
import type { Door } from '../domain/calls/door.ts';
import { counted } from './count.ts';
import { oneLine } from './safe.ts';

/** What lint found, as a command hands it back. */
export interface Linted {
  open: number;
  total: number;
  tasks: number;
  kinds: Readonly<Record<string, number>>;
  findings: readonly {
    kind: string;
    id: number;
    description: string;
    why: string;
    mend: readonly Call[];
  }[];
  more: Readonly<Record<string, number>>;
  /** What a reader should know besides, one sentence each. */
  notes?: readonly string[] | undefined;
}

/** The description of a task with findings, in characters. */
const DESCRIPTION = 80;

/** One line per task, and below it one per flaw with the call that fixes it, as this interface spells it. */
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

/** How many there are of each kind. */
export function lintHead({ open, total, tasks, kinds }: Linted): string {
  if (open === 0) return 'No open task was looked at.';
  if (total === 0) return `No flaws in ${counted(open, 'open task')}.`;
  return `${counted(total, 'finding')} in ${tasks} of ${counted(open, 'open task')}: ${countsText(kinds)}.`;
}

/** What is left out, if anything is. */
export function lintMore({ more }: Linted): string | undefined {
  return Object.keys(more).length > 0
    ? `And more: ${countsText(more)}. A kind, filter or limit shows them.`
    : undefined;
}

function countsText(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([kind, count]) => `${count} ${kind}`)
    .join(', ');
}
