import { describe, expect, test } from 'vitest';
import { type Came, holdsFor, imported, readFixture, refusals } from './imported.ts';

interface Item {
  id: string;
  title: string;
  status: string;
  active: boolean;
  priority: string | null;
  project: string | null;
  tags: string[];
  dependencies: string[];
  agent: string | null;
  annotations: number;
  docLength: number;
  entry: string;
  modified: string;
  end: string | null;
  due: string | null;
  wait: string | null;
  scheduled: string | null;
  until: string | null;
  archived: boolean;
  hasDoc: boolean;
  number: number;
  extra: object | null;
  recur: string | null;
  parent: string | null;
}
const EXPECTED = readFixture<Record<string, Item[]>>('backloghq/expected.json');
/** What the tool itself does not know; labels that were spelled anew are kept beside it. */
const foreign = (task: Came | undefined) => {
  const { tags: _, description: _spelled, ...others } = task?.extra ?? {};
  return Object.keys(others).length > 0 ? others : null;
};
const tag = (label: string) => label.replace(/[\s/+:]+/g, '_');

describe.each(Object.entries(EXPECTED))('%s', (project, items) => {
  test('every task comes in as the tool lists it, archived ones too', async () => {
    const { came } = await imported(`backloghq/${project}`);
    expect(came.size).toBe(items.length);
    for (const item of items) {
      const task = came.get(item.id);
      expect(
        {
          uuid: task?.uuid,
          title: task?.description,
          status: task?.status,
          priority: task?.priority ?? null,
          project: task?.project ?? null,
          tags: task?.tags ?? [],
          depends: task?.depends,
          agent: task?.agent ?? null,
          annotations: task?.annotations?.length ?? 0,
          active: task?.handoff?.elsewhere ?? false,
          spec: task?.docs.spec?.length ?? 0,
          dates: [task?.entry, task?.modified, task?.end ?? null, task?.due ?? null, task?.wait ?? null],
          more: [task?.scheduled ?? null, task?.until ?? null, 'spec' in (task?.docs ?? {}), foreign(task)],
          recur: item.parent ? null : (task?.recur ?? null),
          template: task?.template ?? null,
        },
        item.title,
      ).toEqual({
        uuid: item.id,
        title: item.title.replaceAll('\t', ' '),
        status: item.status,
        priority: item.priority,
        project: item.project,
        tags: item.tags.map(tag),
        depends: [...item.dependencies].sort(),
        agent: item.agent,
        annotations: item.annotations,
        active: item.active,
        spec: item.docLength,
        // What was imported there as completed has no end; here it has that of its last change.
        dates: [
          item.entry,
          item.modified,
          item.end ?? (item.status === 'completed' ? item.modified : null),
          item.due,
          item.wait,
        ],
        more: [item.scheduled, item.until, item.hasDoc && item.docLength > 0, item.extra],
        recur: item.parent ? null : item.recur,
        template: item.parent,
      });
    }
  });

  holdsFor(`backloghq/${project}`, items.length);
});

describe('damaged files', () => {
  refusals('backloghq/broken', {
    '01-last-operation-cut': [8, /ops\/.*\.jsonl, line \d+: expected one JSON object per line/],
    '02-duplicate-id': 9,
    '03-missing-dependency': 9,
    '04-cycle': 9,
    '05-wrong-types': [8, /snapshots\/.*/],
    '06-encoding': 9,
    '07-merge-conflict': /snapshots\/.*line \d+: .*merge conflict/,
    '08-snapshot-missing': /manifest\.json: currentSnapshot: expected a file that exists/,
    '09-manifest-broken': /manifest\.json, line \d+: expected JSON/,
  });
});
