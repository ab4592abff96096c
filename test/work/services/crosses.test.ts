import { expect } from 'vitest';
import type { BacklogError } from '../../../src/domain/errors.ts';
import type { WholeTask } from '../../support/github/ground.ts';
import type { jiraGround } from '../../support/jira/ground.ts';
import { soak } from '../../support/soak-test.ts';
import { TRACKERS, type TrackerGround } from '../../support/tracker-ground.ts';

const MINUTE = 60_000;

/** How one field is set on each side. `undefined` clears it. */
interface Field {
  name: string;
  values: readonly [before: string, here: string, there: string];
  here(ground: TrackerGround, id: number, value: string | undefined): Promise<unknown>;
  there(ground: TrackerGround, number: number, value: string | undefined): void;
  read(task: WholeTask): unknown;
  readThere(ground: TrackerGround, number: number): unknown;
  /** Whether it can have no value. */
  isCleared: boolean;
  /** Whether changes of both sides merge. */
  isSet?: true;
}

type JiraFake = Awaited<ReturnType<typeof jiraGround>>['fake'];
const jira = (ground: TrackerGround) => ground.fake as unknown as JiraFake;

const more = (name: string, form: (value: string) => unknown): Pick<Field, 'there' | 'readThere'> => ({
  there: (ground, number, value) => {
    const issue = jira(ground).site.find(`APP-${number}`)!;
    jira(ground).site.edit(issue.id, { more: { ...issue.more, [name]: value === undefined ? null : form(value) } });
  },
  readThere: (ground, number) => {
    const value = jira(ground).site.find(`APP-${number}`)!.more[name];
    return (typeof value === 'object' && value ? (value as { name: string }).name : value) ?? undefined;
  },
});

const FIELDS: readonly (Field & { only?: 'jira' })[] = [
  {
    name: 'description',
    values: ['Title', 'Title here', 'Title there'],
    here: ({ work }, id, value) => work.run('task_modify', { filter: String(id), description: value }),
    there: ({ tracker }, number, value) => tracker.edit(number, { title: value! }),
    read: ({ description }) => description,
    readThere: ({ tracker }, number) => tracker.at(number).title,
    isCleared: false,
  },
  {
    name: 'spec',
    values: ['Text', 'Text here', 'Text there'],
    here: ({ work }, id, value) =>
      value === undefined
        ? work.run('task_doc_delete', { id, name: 'spec' })
        : work.run('task_doc_write', { id, content: value }),
    there: ({ tracker }, number, value) => tracker.edit(number, { parts: value === undefined ? [] : [value] }),
    read: ({ docs }) => docs?.spec,
    readThere: ({ tracker }, number) => tracker.at(number).parts.join('\n\n') || undefined,
    isCleared: true,
  },
  {
    name: 'tags',
    values: ['backlog:one', 'backlog:two', 'backlog:three'],
    here: ({ work }, id, value) =>
      work.run('task_modify', { filter: String(id), tags: value === undefined ? [] : [value.slice(8)] }),
    there: ({ tracker }, number, value) => tracker.edit(number, { labels: value === undefined ? [] : [value] }),
    read: ({ tags }) =>
      tags
        ?.map((tag) => `backlog:${tag}`)
        .sort()
        .join(),
    readThere: ({ tracker }, number) => tracker.at(number).labels.toSorted().join() || undefined,
    isCleared: true,
    isSet: true,
  },
  {
    only: 'jira',
    name: 'priority',
    values: ['High', 'Medium', 'Low'],
    here: ({ work }, id, value) =>
      work.run('task_modify', { filter: String(id), priority: value === undefined ? null : value[0] }),
    read: ({ priority }) => ({ H: 'High', M: 'Medium', L: 'Low' })[priority as 'H'],
    ...more('priority', (name) => ({ name })),
    isCleared: true,
  },
  {
    only: 'jira',
    name: 'due',
    values: ['2099-01-01', '2099-02-02', '2099-03-03'],
    here: ({ work }, id, value) => work.run('task_modify', { filter: String(id), due: value ?? null }),
    read: ({ due }) => due?.slice(0, 10),
    ...more('duedate', (day) => day),
    isCleared: true,
  },
];

/** What each side does, by the numbers of the values; null clears it. `end`: what both have then, or that it conflicts. */
interface Case {
  here?: 1 | null;
  there?: 1 | 2 | null;
  end: 1 | 2 | null | 'conflict';
}

const CASES: readonly Case[] = [
  { here: 1, end: 1 },
  { there: 2, end: 2 },
  { here: 1, there: 1, end: 1 },
  { here: 1, there: 2, end: 'conflict' },
  { here: null, end: null },
  { there: null, end: null },
  { here: null, there: null, end: null },
  { here: null, there: 2, end: 'conflict' },
  { here: 1, there: null, end: 'conflict' },
];

/** How the synchronisation goes wrong. */
const FAULTS = ['none', '502 after', 'cut after', 'cut', 'short after'] as const;

const ROWS = (['github', 'jira'] as const).flatMap((service) => FAULTS.map((fault) => [service, fault] as const));

soak.each(ROWS)('%s: each field, changed and cleared on either side or both, with fault %s', async (service, fault) => {
  const ground = await TRACKERS[service]();
  const { tracker, work, add, sync, task, pass } = ground;
  await work.run('setting_set', { name: 'trust.associations', value: 'OWNER,MEMBER,USER' });
  const fields = FIELDS.filter(({ only }) => only === undefined || only === service);
  const rows = fields.flatMap((field) =>
    CASES.filter(({ here, there }) => field.isCleared || (here !== null && there !== null)).map((one) => {
      const number = tracker.open('Title', { parts: ['Text'] });
      for (const each of fields) each.there(ground, number, each.values[0]);
      return { field, number, ...one };
    }),
  );
  await add();
  await sync({ agree: true });
  pass(6 * MINUTE);
  const value = (field: Field, at: 1 | 2 | null) => (at === null ? undefined : field.values[at]);
  for (const { field, number, here, there } of rows) {
    const { id } = (await task(number))!;
    if (here !== undefined) await field.here(ground, id, value(field, here));
    if (there !== undefined) field.there(ground, number, value(field, there));
  }
  pass(6 * MINUTE);
  const method = service === 'github' ? 'PATCH' : 'PUT';
  if (fault !== 'none')
    for (let from = 0; from < 6; from++) tracker.faults.push({ kind: fault, method, path: tracker.writes, from });
  for (let turn = 0; turn < 5; turn++) {
    await sync().catch(({ data }: BacklogError) => sync({ confirm: data?.items }).catch(() => undefined));
    pass(6 * MINUTE);
  }
  const { state } = work.opened.store;
  const conflicts = new Set(Array.from(state.all('conflict'), ([, { task: uuid, field }]) => `${uuid} ${field}`));
  const ends: unknown[] = [];
  for (const { field, number } of rows) {
    const own = (await task(number))!;
    const sides = [field.read(own), field.readThere(ground, number)];
    ends.push(conflicts.has(`${own.uuid} ${field.name}`) ? 'conflict' : sides[0] === sides[1] ? sides[0] : sides);
  }
  const both = (field: Field, { here, there }: Case) =>
    [here, there]
      .flatMap((at) => (at ? [field.values[at]] : []))
      .sort()
      .join();
  const wanted = rows.map(({ field, ...one }) =>
    one.end !== 'conflict' ? value(field, one.end) : field.isSet ? both(field, one) : 'conflict',
  );
  expect(rows.map(({ field, here, there }, i) => [field.name, here, there, ends[i]])).toEqual(
    rows.map(({ field, here, there }, i) => [field.name, here, there, wanted[i]]),
  );
  expect(Array.from(state.all('sending'))).toEqual([]);
});
