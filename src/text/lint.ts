import { counted } from '../base/amounts.ts';
import { groupedBy } from '../base/iterables.ts';
import type { Linted } from '../lint/lint-output.ts';
import type { Cell, OutputDoc } from './doc/doc.ts';
import { titleText } from './row.ts';

/** Maximum length of a description, in characters. */
const DESCRIPTION = 80;

/** Returns findings as a document: a section for each task, and below each finding the calls that fix it. */
export function lintDoc(linted: Linted): OutputDoc {
  const byTask = groupedBy(linted.findings, ({ id }) => id);
  return {
    sections: [
      { lines: [headText(linted)] },
      ...Array.from(byTask.values(), (findings) => {
        const [task] = findings as [Linted['findings'][number]];
        const rows = findings.flatMap(({ kind, why, mend }): Cell[][] => [
          [{ is: 'text', text: kind, style: 'warning' }, why],
          ...mend.map((call): Cell[] => ['', { is: 'call', call }]),
        ]);
        return {
          ...{ title: `${task.id} ${titleText(task, DESCRIPTION)}`, count: false as const, most: rows.length, rows },
          columns: [
            { head: 'Kind', kind: 'label' as const },
            { head: 'Finding', kind: 'said' as const },
          ],
        };
      }),
    ],
    notes: [moreText(linted), ...(linted.notes ?? [])],
  };
}

/** Formats the number of findings per kind. */
function headText({ open, total, tasks, kinds }: Linted): string {
  if (open === 0) return 'There are no open tasks to check.';
  if (total === 0) return `No problems found in ${counted(open, 'open task')}.`;
  return `${counted(total, 'finding')} in ${tasks} of ${counted(open, 'open task')}: ${countsText(kinds)}.`;
}

/** Formats the number of omitted findings. Undefined if there are none. */
function moreText({ more }: Linted): string | undefined {
  return Object.keys(more).length > 0
    ? `Not shown: ${countsText(more)}. Give a kind, filter or limit to see them.`
    : undefined;
}

function countsText(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([kind, count]) => `${count} ${kind}`)
    .join(', ');
}
