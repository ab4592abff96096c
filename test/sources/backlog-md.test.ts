import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { documentName } from '../../src/sources/backlog-md/backlog-md.ts';
import { tempFolder } from '../support/folder.ts';
import { type TestWorkspace, testWorkspace } from '../support/workspace.ts';
import { fixture, holdsFor, imported, readFixture, refusals } from './imported.ts';

interface Item {
  id: string;
  title: string;
  status: string;
  location: string;
  type: string | null;
  priority: string | null;
  labels: string[];
  assignees: string[];
  milestone: string | null;
  dependencies: string[];
  parent: string | null;
  acceptanceCriteria: number;
  acceptanceCriteriaDone: number;
  descriptionLength: number;
  hasPlan: boolean;
  hasNotes: boolean;
  hasFinalSummary: boolean;
  comments: number;
  references: number;
  created: string;
  updated: string | null;
  due: string | null;
}
const EXPECTED =
  readFixture<Record<string, { tasks: Item[]; drafts: { id: string; title: string }[]; docs: string[] }>>(
    'backlog-md/expected.json',
  );
const PRIORITY: Record<string, string> = { high: 'H', medium: 'M', low: 'L' };
const DONE = new Set(['Done', 'Shipped']);

/** Its own rules for tags: what a filter cannot write is an underscore. */
const tag = (label: string) => label.replace(/[\s/+:]+/g, '_');

describe.each(Object.entries(EXPECTED))('%s', (project, { tasks, drafts }) => {
  test('every task comes in as the tool lists it', async () => {
    const { came } = await imported(`backlog-md/${project}`);
    const byId = new Map([...came.values()].map((task) => [task.source?.id, task]));
    expect(came.size).toBe(tasks.length + drafts.length);
    // The list is from before some were archived, which takes them out of what waits for them.
    const archived = new Set(tasks.flatMap(({ id, location }) => (location === 'archive/tasks' ? [id] : [])));
    for (const item of tasks) {
      const task = byId.get(item.id);
      const docs = task?.docs ?? {};
      const status = item.location === 'archive/tasks' ? 'deleted' : DONE.has(item.status) ? 'completed' : 'pending';
      expect(
        {
          title: task?.description,
          status: task?.status,
          priority: task?.priority ?? null,
          type: task?.type ?? null,
          tags: task?.tags ?? [],
          assignee: task?.agent,
          others: task?.extra?.assignee ?? [],
          milestone: task?.extra?.milestone ?? null,
          depends: task?.depends,
          parent: task?.parent,
          criteria: task?.acceptance?.length ?? 0,
          met: task?.acceptance?.filter(({ met }) => met).length ?? 0,
          spec: docs.spec?.length ?? 0,
          docs: ['plan', 'notes', 'summary'].map((name) => name in docs),
          comments: task?.annotations?.length ?? 0,
          references: (task?.extra?.references as string[] | undefined)?.length ?? 0,
          entry: task?.entry,
          modified: task?.modified,
          due: task?.due?.slice(0, 10) ?? null,
        },
        item.id,
      ).toEqual({
        title: item.title.replaceAll('\t', ' '),
        status,
        priority: PRIORITY[item.priority ?? ''] ?? null,
        type: item.type,
        tags: item.labels.map(tag),
        assignee: item.assignees[0]?.replace(/^@/, ''),
        others: item.assignees.length > 1 ? item.assignees : [],
        milestone: item.milestone,
        depends: item.dependencies.filter((id) => !archived.has(id)).sort(),
        parent: item.parent,
        criteria: item.acceptanceCriteria,
        met: item.acceptanceCriteriaDone,
        spec: item.descriptionLength,
        docs: [item.hasPlan, item.hasNotes, item.hasFinalSummary],
        comments: item.comments,
        references: item.references,
        entry: item.created,
        modified: (item.location === 'tasks' && item.updated) || expect.any(String),
        due: item.due?.slice(0, 10) ?? null,
      });
    }
    for (const { id, title } of drafts)
      expect(byId.get(id)).toMatchObject({ description: title, tags: expect.arrayContaining(['draft']) });
  });

  holdsFor(`backlog-md/${project}`, tasks.length + drafts.length);
});

describe('what the folder has beside its tasks', () => {
  test('is told', async () => {
    const { answer } = await imported('backlog-md/custom');
    expect(answer.left.join('\n')).toMatch(/milestones\/.*: no task/);
  });

  test('a milestone is the project, by its title', async () => {
    const { came } = await imported('backlog-md/custom');
    const [one] = [...came.values()].filter(({ extra }) => extra?.milestone === 'm-1');
    expect(one?.project).toBe('Kiosk_2');
  });
});

test('a project without a task is one: there is nothing to import', async () => {
  const folder = tempFolder('backlog-md');
  mkdirSync(join(folder, 'backlog'));
  writeFileSync(join(folder, 'backlog/config.yml'), 'project_name: "Empty"\nstatuses: ["To Do", "Done"]\n');
  const work = await testWorkspace();
  expect(await work.text('task_import', { from: folder })).toMatch(/^Nothing to import/);
});

describe('what is about the whole project', () => {
  const names = ['decision-001-use-one-printer-queue-per-gate', 'doc-001-fare-rules'];
  const read = async ({ run }: TestWorkspace, name: string) =>
    (await run<{ content: string }>('task_doc_read', { id: 'workspace', name })).content;

  test('comes as documents of the workspace, whole', async () => {
    const { work, answer } = await imported('backlog-md/custom');
    expect([...answer.documents].sort()).toEqual(names);
    const titles = EXPECTED.custom!.docs.map((line) => line.replace(/^\S+ - /, ''));
    for (const title of titles) expect(await read(work, 'doc-001-fare-rules')).toContain(`title: ${title}`);
    expect(await read(work, 'doc-001-fare-rules')).toContain('- adult 10.50');
    expect(await work.text('task_doc_list', { id: 'workspace' })).toContain('"imported from .backlog/docs/rules/');
  });

  test('is a new version when it changed there, and stays as it was written here when it did not', async () => {
    const folder = tempFolder('backlog-md');
    cpSync(fixture('backlog-md/custom'), folder, { recursive: true });
    const file = join(folder, '.backlog/docs/rules/fares/doc-001 - Fare-rules.md');
    const work = await testWorkspace();
    await work.run('task_import', { from: folder });
    await work.run('task_doc_write', { id: 'workspace', name: 'doc-001-fare-rules', content: 'ours' });
    expect(await work.run('task_import', { from: folder })).toMatchObject({ documents: [] });
    expect(await read(work, 'doc-001-fare-rules')).toBe('ours');
    writeFileSync(file, `${readFileSync(file, 'utf8')}\n- dog 3.00\n`);
    expect(await work.run('task_import', { from: folder, dry_run: true })).toMatchObject({ documents: [names[1]] });
    expect(await read(work, 'doc-001-fare-rules')).toBe('ours');
    expect(await work.run('task_import', { from: folder })).toMatchObject({ documents: [names[1]] });
    expect(await read(work, 'doc-001-fare-rules')).toContain('- dog 3.00');
  });

  test('is merged by paragraph when it changed here and there', async () => {
    const folder = tempFolder('backlog-md');
    cpSync(fixture('backlog-md/custom'), folder, { recursive: true });
    const file = join(folder, '.backlog/docs/rules/fares/doc-001 - Fare-rules.md');
    const work = await testWorkspace();
    await work.run('task_import', { from: folder });
    const text = await read(work, 'doc-001-fare-rules');
    await work.run('task_doc_write', { id: 'workspace', name: 'doc-001-fare-rules', content: `Ours.\n\n${text}` });
    writeFileSync(file, `${readFileSync(file, 'utf8')}\n- dog 3.00\n`);
    expect(await work.run('task_import', { from: folder })).toMatchObject({ documents: [names[1]] });
    expect(await read(work, 'doc-001-fare-rules')).toMatch(/^Ours\.\n\n[\s\S]+- adult 10\.50[\s\S]+- dog 3\.00\s*$/);
    expect(await work.run('task_import', { from: folder })).toMatchObject({ documents: [] });
  });

  test.each([
    ['docs/doc-1 - Fare-rules.md', [], 'doc-1-fare-rules'],
    ['docs/Größe & Gewicht.md', [], 'gro-e-gewicht'],
    ['docs/予約.md', ['document'], 'document-2'],
    [`docs/${'x'.repeat(100)}.md`, ['x'.repeat(64)], `${'x'.repeat(62)}-2`],
  ])('%s is named %s %s', (path, taken, name) => expect(documentName(path, new Set(taken))).toBe(name));
});

describe('files with Windows line ends', () => {
  test('come in as others, less what they wait for that is not there', async () => {
    const { came, answer } = await imported('backlog-md/legal-crlf');
    expect(came.size).toBe(6);
    expect(answer.warnings.filter((line) => line.includes('depends')).length).toBeGreaterThan(0);
    for (const { docs } of came.values()) for (const body of Object.values(docs)) expect(body).not.toContain('\r');
  });
});

describe('damaged files', () => {
  refusals('backlog-md/broken', {
    '01-front-matter-not-closed': [1, /task-10 - .*\.md, line 1: expected a task: front matter/],
    '02-bad-yaml-indentation': [1, /task-10 - .*\.md, line 4: expected YAML/],
    '03-duplicate-id': 3,
    '04-missing-dependency': 2,
    '05-cycle': 3,
    '06-wrong-types': [2, /task-10 - .*, status: expected a text/],
    '07-encoding': 2,
    '08-merge-conflict': [1, /task-10 - .*line 3: .*merge conflict/],
    '09-empty-and-foreign': [1, /notes\.md, line 1: expected a task: front matter/],
    '10-parent-missing': 2,
  });
});
