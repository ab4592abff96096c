import { groupedBy } from '../../base/iterables.ts';
import { callText } from '../../domain/calls/call.ts';
import type { Linted } from '../../lint/lint.ts';
import { lintHead, lintMore } from '../lint.ts';
import { oneLine } from '../safe.ts';
import { painter } from './layout/paint.ts';
import type { Screen, ScreenPiece } from './layout/screen.ts';
import { type TableColumn, tableLines } from './layout/table.ts';
import { wrapped } from './layout/width.ts';

interface Row {
  kind: string;
  said: ScreenPiece;
}

const COLUMNS: TableColumn<Row>[] = [
  { head: '', cell: ({ kind }) => ({ text: kind, style: 'warning' }) },
  { head: '', least: 16, lines: 6, cell: ({ said }) => said },
];

const INDENT = '  ';

/** Draws each task with its findings, and below each finding the calls that fix it. */
export function lintScreen(linted: Linted, screen: Screen): string {
  const paint = painter(screen);
  const byTask = groupedBy(linted.findings, ({ id }) => id);
  const room = { ...screen, columns: screen.columns - INDENT.length };
  const after = [lintMore(linted), ...(linted.notes ?? [])].filter((line) => line !== undefined);
  return [
    ...wrapped(lintHead(linted), screen.columns),
    ...[...byTask.values()].flatMap((findings) => [
      '',
      ...wrapped(oneLine(`${findings[0]!.id} ${findings[0]!.description}`), screen.columns, 2).map((text) =>
        paint({ text, style: 'strong' }),
      ),
      ...tableLines(COLUMNS, findings.flatMap(rowsOf), room)
        .slice(1)
        .map((line) => INDENT + line),
    ]),
    ...(after.length === 0 ? [] : ['', ...after.flatMap((line) => wrapped(line, screen.columns))]),
  ].join('\n');
}

function rowsOf({ kind, why, mend }: Linted['findings'][number]): Row[] {
  return [
    { kind, said: { text: why } },
    ...mend.map((call) => ({ kind: '', said: { text: callText('cli', call), style: 'good' as const } })),
  ];
}
