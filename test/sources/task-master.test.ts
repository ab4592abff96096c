import { describe, expect, test } from 'vitest';
import { holdsFor, imported, readFixture, refusals } from './imported.ts';

interface Item {
  id: string;
  title: string;
  status: string;
  priority: string | null;
  dependencies: string[];
  parent: string | null;
  descriptionLength: number;
  detailsLength: number;
  testStrategyLength: number;
  metadata: object | null;
  updatedAt: string | null;
}
const EXPECTED = readFixture<{
  tags: Record<string, { items: Item[] }>;
  legacy: { id: string; titleFirstLine: string; status: string; priority: string; dependencies: string }[];
}>('task-master/expected.json');

const STATUS: Record<string, string> = { done: 'completed', cancelled: 'deleted' };
const PRIORITY: Record<string, string> = { high: 'H', medium: 'M', low: 'L' };
/** Of a task that was removed; the tool leaves its number in what waited for it. */
const GONE = new Set(['summer-2027 11']);

describe('tags', () => {
  test('every task and subtask comes in as the tool lists it', async () => {
    const { came } = await imported('task-master/tagged');
    const items = Object.entries(EXPECTED.tags).flatMap(([tag, { items }]) => items.map((item) => ({ tag, item })));
    expect(came.size).toBe(items.length);
    for (const { tag, item } of items) {
      const name = `${tag} ${item.id}`;
      const task = came.get(name);
      expect(
        {
          title: task?.description,
          status: task?.status,
          priority: task?.priority ?? null,
          depends: task?.depends,
          parent: task?.parent,
          lengths: ['spec', 'details', 'test-strategy'].map((doc) => task?.docs[doc]?.length ?? 0),
          metadata: task?.extra?.metadata ?? null,
          modified: item.updatedAt && task?.modified,
        },
        name,
      ).toEqual({
        title: item.title.replaceAll('\t', ' '),
        status: STATUS[item.status] ?? 'pending',
        priority: PRIORITY[item.priority ?? ''] ?? null,
        depends: GONE.has(name) ? [] : [...item.dependencies].sort(),
        parent: item.parent,
        lengths: [item.descriptionLength, item.detailsLength, item.testStrategyLength],
        metadata: item.metadata,
        modified: item.updatedAt && `${item.updatedAt.slice(0, 19)}Z`,
      });
      if (!['pending', 'done', 'cancelled'].includes(item.status)) expect(task?.extra?.status).toBe(item.status);
    }
  });

  test('what it waits for that was removed is left out, and said', async () => {
    const { answer } = await imported('task-master/tagged');
    expect(answer.warnings.filter((line) => line.includes('depends'))).toEqual([
      '.taskmaster/tasks/tasks.json, row 10 (tag summer-2027), depends: "10" is neither in this file nor in the queue, so it does not block the task; it stays in extra',
    ]);
    expect(answer.left.filter((line) => !/^tag [\w-]+: metadata \{/.test(line))).toEqual(['tag empty: no tasks']);
    expect(answer.mapped).toContainEqual({ field: 'testStrategy', to: 'docs.test-strategy', rows: expect.any(Number) });
  });

  holdsFor('task-master/tagged', 63);
});

describe('a file from before there were tags', () => {
  test('is the tag master', async () => {
    const { came } = await imported('task-master/legacy/tasks/tasks.json');
    for (const item of EXPECTED.legacy) {
      const task = came.get(`master ${item.id}`);
      expect(task?.description).toContain(item.titleFirstLine.replace(/\s+/g, ' ').slice(0, 60));
      const depends = item.dependencies === 'None' ? [] : item.dependencies.match(/\d+(\.\d+)?/g);
      expect([task?.status, task?.priority, task?.depends]).toEqual([
        STATUS[item.status] ?? 'pending',
        PRIORITY[item.priority],
        [...(depends ?? [])].sort(),
      ]);
    }
  });

  holdsFor('task-master/legacy', 28);
});

describe('damaged files', () => {
  refusals('task-master/broken', {
    '01-truncated.json': /^01-truncated\.json, line 78: expected JSON/,
    '02-duplicate-id.json': 11,
    '03-missing-dependency.json': 11,
    '04-cycle.json': 11,
    '05-wrong-types.json': [10, /row 1 \(tag summer-2027\), status: expected one of pending.*received 5/],
    '06-encoding.json': 11,
    '07-merge-conflict.json': /line 79: .*merge conflict/,
    '08-unknown-values.json': [11, /row 1 \(tag summer-2027\), status: expected one of .*received "completed!"/],
    '09-tag-without-tasks.json': /tag "summer-2027": expected an object with "tasks"/,
    '10-empty.json': /the file is empty/,
  });
});
