import { expect, test } from 'vitest';
import { BacklogError } from '../../src/domain/errors.ts';
import { followed } from '../../src/report/board/order.ts';
import { type Depends, dependsOf, touches } from '../../src/web/app/data/answer-dependencies.ts';
import { FOLLOWS, type FollowedCommand } from '../../src/web/app/data/follows.ts';
import type { Outputs } from '../../src/web/sdk/calls.ts';
import { seeded } from '../support/random.ts';
import { runIn } from '../support/runs.ts';
import { runs } from '../support/seed.ts';
import { agent, type TestWorkspace, testWorkspace } from '../support/workspace.ts';
import { change, FILTERS } from './random-change.ts';

type Answer = Outputs['report_board'];
type Card = Answer['cards'][number];

/** Sequences of commits, and commits of each; sequences that one store sees before another one is begun. */
const SEQUENCES = runs(8, 20);
const COMMITS = 6;
const OF_STORE = 40;
const ALL = 100_000;

/** A page that asks again only for what it follows, as the board does. */
async function openPage(work: TestWorkspace, input: object) {
  const ask = (more: object) => work.run<Answer>('report_board', { ...input, limit: ALL, ...more });
  let answer = await ask({});
  let cards: ReadonlyMap<string, Card> = new Map(answer.cards.map((card) => [card.uuid, card]));
  let known = work.opened.store.state.seq;
  let told = known;
  return {
    async follow() {
      const { store } = work.opened;
      const news = [];
      for await (const commit of store.history({ from: told + 1, to: store.state.seq, quiet: true })) news.push(commit);
      told = store.state.seq;
      const depends = dependsOf(answer.follows);
      if (!news.some(({ changes }) => touches({ changes: changes as never }, depends))) return;
      answer = await ask({ since: known });
      known = store.state.seq;
      cards = followed(cards, answer);
    },
    async differences() {
      const fresh = new Map((await ask({})).cards.map((card) => [card.uuid, card]));
      const uuids = new Set([...fresh.keys(), ...cards.keys()]);
      const text = (card: Card | undefined) => JSON.stringify(card);
      return [...uuids]
        .filter((uuid) => text(cards.get(uuid)) !== text(fresh.get(uuid)))
        .map((uuid) => ({ shown: cards.get(uuid), fresh: fresh.get(uuid) }));
    },
  };
}

test('every card on a page that follows is that of a fresh page, whatever is committed', async () => {
  let work: TestWorkspace | undefined;
  let done = 0;
  for (let sequence = 0; sequence < SEQUENCES; sequence++) {
    const random = seeded(7_000 + sequence);
    if (!work || sequence % OF_STORE === 0) {
      work = await testWorkspace();
      await work.run('task_import', { tasks: Array.from({ length: 6 }, (_, i) => ({ description: `Task ${i}` })) });
      await work.run('view_set', { name: 'mine', filter: '+bug' }, agent('33333333-cccc'));
      if (random.int(2)) await work.run('setting_set', { name: 'urgency.inherit', value: 'true' });
    }
    const input = { filter: random.pick(FILTERS), rows: random.int(3) ? [] : [random.pick(FILTERS), 'project:a'] };
    const page = await openPage(work, input);
    for (let commit = 0; commit < COMMITS; commit++) {
      if (await change(work, random)) done++;
      if (random.int(3) > 0) await page.follow();
    }
    await page.follow();
    expect(await page.differences(), `sequence ${sequence}, ${JSON.stringify(input)}`).toEqual([]);
  }
  expect(done).toBeGreaterThan((SEQUENCES * COMMITS) / 4);
});

/** What pages ask, but for what asks git, and what they ask again at every commit. */
const ASKED: readonly (readonly [FollowedCommand, object])[] = [
  ['agent_list', {}],
  ['filter_explain', { filter: '+READY or @mine or +CLAIMED' }],
  ['night_show', {}],
  ['orchestrator_status', {}],
  ['report_timeline', { from: '2026-07-01', until: '2026-08-30' }],
  ['review_comments', { run: 'r1' }],
  ['run_list', { all: true }],
  ['run_show', { run: 'r1' }],
  ['orchestrator_explain', {}],
  ['setting_get', { name: 'urgency.blocking.coefficient' }],
  ['setting_list', {}],
  ['task_doc_list', { id: 1, name: 'spec' }],
  ['task_doc_read', { id: 1, name: 'spec' }],
  ['task_doc_search', {}],
  ['task_info', { id: 1 }],
  ['task_search', { text: 'task' }],
  ['view_list', {}],
  ...FILTERS.flatMap((filter) => [
    ['task_list', { filter, fields: ['uuid', 'description'] }] as const,
    ['report_graph', { filter, alone: true }] as const,
  ]),
];

test('an answer that a page follows changes with no commit but those that it follows', async () => {
  const work = await testWorkspace();
  const random = seeded(7_777);
  await work.run('task_import', { tasks: Array.from({ length: 6 }, (_, i) => ({ description: `Task ${i}` })) });
  await work.run('view_set', { name: 'mine', filter: '+bug' }, agent('33333333-cccc'));
  await runIn(work, 'review', { number: 1 });
  const { store } = work.opened;
  const answerOf = async ([command, input]: (typeof ASKED)[number]) => {
    try {
      return await work.run<{ follows?: string[] }>(command, input);
    } catch (error) {
      if (!(error instanceof BacklogError)) throw error;
      return { refused: error.message };
    }
  };
  const explained = ({ filter }: { filter: string }) => work.run<{ follows: string[] }>('filter_explain', { filter });
  const missed = new Set<string>();
  for (let commit = 0; commit < runs(25); commit++) {
    const asked = Array.from({ length: 3 }, () => random.pick(ASKED));
    const before = await Promise.all(asked.map(answerOf));
    const filters = await Promise.all(
      asked.map(async ([command, input]) =>
        command === 'task_list' ? { follows: (await explained(input as { filter: string })).follows } : undefined,
      ),
    );
    const from = store.state.seq + 1;
    await change(work, random);
    const changes = [];
    for await (const each of store.history({ from, to: store.state.seq, quiet: true })) changes.push(...each.changes);
    for (const [i, question] of asked.entries()) {
      const follows = FOLLOWS[question[0]];
      const told = filters[i] ?? (before[i] as { follows?: string[] });
      const depends: readonly Depends[] =
        filters[i] || follows === 'as answered'
          ? told.follows
            ? dependsOf(told.follows)
            : ['task']
          : (follows as readonly Depends[]);
      if (touches({ changes: changes as never }, depends)) continue;
      if (JSON.stringify(before[i]) !== JSON.stringify(await answerOf(question)))
        missed.add(
          `${JSON.stringify(question)} changed with ${[...new Set(changes.map(({ kind }) => kind))].join(', ')}`,
        );
    }
  }
  expect([...missed]).toEqual([]);
});

test('a drawing of what is ready follows runs, since its boxes say where tasks stand', async () => {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'One' });
  const asked = { filter: '+READY', alone: true };
  const { follows } = await work.run<Outputs['report_graph']>('report_graph', asked);
  await runIn(work, 'failed', { number: 1 });
  expect(await work.run('report_graph', asked)).toMatchObject({ nodes: [{ state: 'failed' }] });
  expect(follows).toEqual(expect.arrayContaining(['run', 'time']));
});

test('a refused write changes no answer, not its order either', async () => {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'First' });
  for (const description of ['Second', 'Third']) await work.run('task_add', { description, depends: 1 });
  for (const description of ['Part', 'Other part']) await work.run('task_add', { description, parent: 1 });
  const info = () => work.run<Outputs['task_info']>('task_info', { id: 1 });
  const before = await info();
  await work.refused('task_modify', { filter: '2', depends: '-1,+2' });
  await work.refused('task_modify', { filter: '4', parent: '4' });
  expect(await info()).toEqual(before);
});
