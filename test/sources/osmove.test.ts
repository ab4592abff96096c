import { describe, expect, test } from 'vitest';
import { type Came, holdsFor, imported, readFixture, refusals } from './imported.ts';

interface Item {
  id: string;
  title: string;
  status: string;
  created: string;
  updated: string;
  dependencies: string[];
}
interface TaskItem extends Item {
  archived: boolean;
  priority: string;
  labels: string[];
  acceptanceCriteria: number;
  descriptionLength: number;
  sourceLinks: object[];
  repositories: string[];
  risk: string;
}
interface SubtaskItem extends Item {
  parent: string;
  priorityScore: number;
  blockers: string[];
  scopes: string[];
  repo: string;
  risk: string;
  doneWhen: number;
}
const EXPECTED = readFixture<Record<string, { tasks: TaskItem[]; subtasks: SubtaskItem[] }>>('osmove/expected.json');
const PATHS: Record<string, string> = { in_repo: 'osmove/in_repo', user_level: 'osmove/user_level/home-backlog' };
const PRIORITY: Record<string, string> = { P0: 'H', P1: 'H', P2: 'M', P3: 'L' };
const STATUS: Record<string, string> = {
  released: 'completed',
  done: 'completed',
  completed: 'completed',
  canceled: 'deleted',
};
const tag = (label: string) => label.replace(/[\s/+:]+/g, '_');
const isLimit = (word: string) => /^(risk|needs)\./.test(word);
const labelsOf = (task: Came | undefined) => (task?.tags ?? []).filter((word) => !isLimit(word));
const limitsOf = (task: Came | undefined) => (task?.tags ?? []).filter(isLimit).sort();
const second = (moment: string) => `${moment.slice(0, 19)}Z`;

describe.each(Object.entries(EXPECTED))('%s', (project, { tasks, subtasks }) => {
  test('every task and subtask comes in as the tool lists it', async () => {
    const { came } = await imported(PATHS[project]!);
    const byId = new Map([...came.values()].map((task) => [task.source?.id, task]));
    expect(came.size).toBe(tasks.length + subtasks.length);
    for (const item of tasks) {
      const task = byId.get(item.id);
      const status = STATUS[item.status] ?? (item.archived ? 'deleted' : 'pending');
      expect(
        {
          title: task?.description,
          status: task?.status,
          priority: task?.priority,
          tags: labelsOf(task),
          limits: limitsOf(task),
          depends: task?.depends,
          criteria: task?.acceptance?.length ?? 0,
          spec: task?.docs.spec?.length ?? 0,
          links: (task?.extra?.source_links as object[] | undefined)?.length ?? 0,
          repositories: ((task?.extra?.repo_targets ?? []) as unknown[]).length,
          entry: task?.entry,
          modified: task?.modified,
        },
        item.id,
      ).toEqual({
        title: item.title.replaceAll('\t', ' '),
        status,
        priority: PRIORITY[item.priority],
        tags: item.labels.map(tag),
        limits: [`risk.${item.risk}`],
        depends: [...item.dependencies].sort(),
        criteria: item.acceptanceCriteria,
        spec: item.descriptionLength,
        links: item.sourceLinks.length,
        repositories: item.repositories.length,
        entry: second(item.created),
        modified: second(item.updated),
      });
    }
    for (const item of subtasks) {
      const task = byId.get(item.id);
      expect(
        {
          title: task?.description,
          status: task?.status,
          parent: task?.parent,
          depends: task?.depends,
          scope: task?.scope?.map(({ glob }) => glob) ?? [],
          criteria: task?.acceptance?.length ?? 0,
          blockers: task?.extra?.blockers ?? [],
          score: task?.extra?.priority_score,
          risk: limitsOf(task).filter((word) => word.startsWith('risk.')),
          extra: task?.extra,
          dates: [task?.entry, task?.modified],
        },
        item.id,
      ).toEqual({
        title: item.title.replaceAll('\t', ' '),
        status: STATUS[item.status] ?? 'pending',
        parent: item.parent,
        depends: [...item.dependencies].sort(),
        scope: item.scopes,
        criteria: item.doneWhen,
        blockers: item.blockers,
        score: item.priorityScore,
        risk: [`risk.${item.risk}`],
        extra: expect.objectContaining({ repo: item.repo }),
        dates: [second(item.created), second(item.updated)],
      });
    }
  });

  holdsFor(PATHS[project]!, tasks.length + subtasks.length);
});

describe('damaged files', () => {
  refusals('osmove/broken', {
    '01-truncated.tasks.yaml': /^01-truncated\.tasks\.yaml, line \d+: expected YAML/,
    '02-bad-indentation.tasks.yaml': /line 9: expected YAML/,
    '03-duplicate-id.tasks.yaml': 4,
    '04-missing-dependency.tasks.yaml': 4,
    '05-cycle.tasks.yaml': 4,
    '06-wrong-types.tasks.yaml': /line 1: version: expected a number, received "one"/,
    '07-encoding.tasks.yaml': 4,
    '08-merge-conflict.tasks.yaml': /line 75: .*merge conflict/,
    '09-priority-P9.tasks.yaml': [4, /line 3, priority: expected one of p0, p1, p2, p3, received "P9"/],
    '10-orphan.subtasks.yaml': 2,
  });
});
