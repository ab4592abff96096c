import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { recordAssertions } from '../../scripts/records/assertions.mjs';
import { tempFolder } from '../support/folder.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Assertions, and whether each makes a record, a part of one or a date. */
const PLANTED: [code: string, isFound: boolean][] = [
  ['x as Task', true],
  ['x as unknown as Task', true],
  ['<Task>x', true],
  ['[x] as [Run]', true],
  ['[x] as Run[]', true],
  ['x as Partial<Task>', true],
  ['x as Pick<Run, "state">', true],
  ['x as Task | undefined', true],
  ['x as Renamed', true],
  ['x as NonNullable<Run["result"]>["commands"]', true],
  ['x as { since: Instant }', true],
  ['x as Instant', true],
  ['takesTask(x as never)', true],
  ['takesTask(x as any)', true],
  ['takesInstant(x as never)', true],
  ['"a" as const', false],
  ['x as string', false],
  ['x as { name: string }', false],
  ['x as readonly string[]', false],
  ['takesText(x as never)', false],
];

test('the check finds each assertion that makes a record or a date, whatever it is called, and no other', () => {
  const file = join(tempFolder('planted'), 'planted.ts');
  const head = [
    `import type { Run } from '${root}src/domain/records.ts';`,
    `import type { Task } from '${root}src/domain/task/task.ts';`,
    `import type { Instant } from '${root}src/domain/instant.ts';`,
    'type Renamed = Task; declare const x: unknown;',
    'declare function takesTask(task: Task): void; declare function takesInstant(at: Instant): void;',
    'declare function takesText(text: string): void;',
  ];
  writeFileSync(file, [...head, ...PLANTED.map(([code]) => `;(${code});`)].join('\n'));
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile).config,
    ts.sys,
    root,
  );
  const lines = new Set(recordAssertions(root, [file], options).map(({ line }) => line));
  const found = PLANTED.map(([code], i) => [code, lines.has(head.length + i + 1)]);
  expect(found).toEqual(PLANTED);
});
