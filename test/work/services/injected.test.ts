import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Task } from '../../../src/domain/task/task.ts';
import { gitHubGround } from '../../support/github/ground.ts';
import { jiraGround } from '../../support/jira/ground.ts';
import { adf } from '../../support/jira/state.ts';
import { everyNth } from '../../support/soak-test.ts';
import { agent } from '../../support/workspace.ts';
import { INJECTED } from '../import/injected.ts';
import { ground } from '../sync/ground.ts';

type Docs = Task & { docs?: Record<string, string> };

const byName = (a: Pick<Task, 'description'>, b: Pick<Task, 'description'>) => (a.description < b.description ? -1 : 1);

const titleOf = (text: string) => text.split('\n')[0]!.slice(0, 200);

/** A service with an issue and a comment by a stranger for each injected text, and an issue of the team. */
const SERVICES = {
  async github() {
    const made = await gitHubGround();
    const { repository } = made.fake;
    for (const body of INJECTED) {
      const { number } = repository.open(titleOf(body), { body, author: 2, association: 'NONE', labels: ['dock'] });
      repository.comment(number, body, 2, 'NONE');
    }
    repository.open('Ours');
    return { ...made, pass: (ms: number) => repository.pass(ms) };
  },
  async jira() {
    const made = await jiraGround();
    const { site } = made.fake;
    for (const text of INJECTED) {
      const issue = site.open(titleOf(text), {
        description: adf(...text.split('\n')),
        creator: 'eve',
        labels: ['dock'],
      });
      site.comment(issue.id, text, 'eve');
    }
    site.open('Ours');
    return made;
  },
};

test.each(everyNth(2, ['jira', 'github'] as const))(
  'fifty injected issues and comments of %s are data: no spec, no criterion, nothing is written there',
  async (name) => {
    const { work, fake, add, sync, tasks, pass } = await SERVICES[name]();
    await add({ close: 'completed', notes: true });
    await sync({ agree: true });
    pass(600_000);
    expect(await sync()).toMatchObject({ changed: [], pushed: [], unpushed: [], conflicts: [] });
    const changes = fake.requests.filter(({ method, path }) => method !== 'GET' && !/search|match|list/.test(path));
    expect(changes).toEqual([]);
    const all = (await tasks()) as Docs[];
    expect(all).toHaveLength(INJECTED.length + 1);
    const ready = (await work.run<{ tasks: Task[] }>('task_list', { filter: '+READY' })).tasks;
    expect(ready.map(({ description }) => description)).toEqual(['Ours']);
    for (const [n, text] of INJECTED.entries()) {
      const task = all[n]!;
      expect(task.awaits, text).toMatchObject({ why: 'outside' });
      const { acceptance, scope, checks, agent: assignee, priority, due, project, depends, tags, docs } = task;
      expect({ acceptance, scope, checks, assignee, priority, due, project, depends, tags }).toEqual({
        tags: ['dock'],
      });
      expect(docs?.spec).toBeUndefined();
      expect(task.annotations).toMatchObject([{ outside: true }]);
      const brief = await work.text('task_info', { id: task.id }, agent('s1'));
      expect(brief.length).toBeLessThan(6_000);
      const lines = brief.split('\n').map((line) => line.trim());
      for (const line of text.split('\n').filter((one) => one.length > 10)) expect(lines).not.toContain(line.trim());
    }
  },
);

/** The files of a source for which the queue has a task with each injected text. */
const FILES = {
  markdown: 'TODO.md',
  csv: 'plan.csv',
  'backlog.md': 'backlog',
} as const;

test.each(everyNth(3, Object.entries(FILES)))(
  'fifty injected texts go into a source %s and back as the text of their task',
  async (service, list) => {
    const { work, tasks } = await ground();
    const place = join(work.folder, 'project', list);
    if (service === 'backlog.md') {
      mkdirSync(join(place, 'tasks'), { recursive: true });
      writeFileSync(join(place, 'config.yml'), 'project_name: x\nstatuses: ["To Do", "Done"]\n');
    } else writeFileSync(place, service === 'csv' ? 'Title;Description;Status\nTheirs;;To do\n' : '- [ ] Theirs\n');
    for (const [n, text] of INJECTED.entries()) await work.run('task_add', { description: `T${n}`, spec: text });
    const before = await tasks();
    const plain = (all: typeof before) =>
      all.filter(({ description }) => description !== 'Theirs').map(({ modified: _, ...task }) => task);
    await work.run('source_add', { service, list: place, name: 'file' });
    const done = await work.run<{ refused: unknown[] }>('source_sync', { name: 'file', only: '' });
    expect(done).toMatchObject({ conflicts: [], refused: [] });
    expect(await work.run('source_sync', { name: 'file' })).toMatchObject({
      ...{ added: [], changed: [], pushed: [], conflicts: [], refused: [] },
    });
    expect(plain(await tasks())).toEqual(plain(before));
    // What a queue that has never seen them reads.
    const other = await ground();
    await other.work.run('source_add', { service, list: place, name: 'file' });
    await other.work.run('source_sync', { name: 'file' });
    const shown = (all: typeof before) =>
      all
        .filter(({ description }) => description !== 'Theirs')
        .map(({ description, docs, acceptance, checks, scope, depends }) => ({
          description,
          docs,
          acceptance,
          checks,
          scope,
          depends,
        }));
    expect(shown(await other.tasks()).sort(byName)).toEqual(shown(before).sort(byName));
  },
);
