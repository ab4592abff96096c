import { expect, test } from 'vitest';
import { withChanged } from '../../src/web/app/views/list/changed-rows.ts';
import type { Outputs } from '../../src/web/sdk/calls.ts';
import { seeded } from '../support/random.ts';
import { runs } from '../support/seed.ts';
import { agent, type TestWorkspace, testWorkspace } from '../support/workspace.ts';
import { change, FILTERS } from './random-change.ts';

type List = Outputs['task_list'];

/** Sequences of commits, and commits of each; sequences that one store sees before another one is begun. */
const SEQUENCES = runs(4, 20);
const COMMITS = 12;
const OF_STORE = 40;

/** The first rows of a list that asks only for the changed ones, and for all rows if it lacks some. */
async function openList(work: TestWorkspace, input: object) {
  const MOST = 3;
  const fields = ['uuid', 'id', 'description', 'priority', 'status', 'state', 'urgency', 'modified'];
  const ask = (more: object) => work.run<List>('task_list', { ...input, fields, limit: MOST, ...more });
  const rowsOf = ({ tasks }: List) => tasks as unknown as readonly { uuid: string }[];
  let rows = rowsOf(await ask({}));
  let known = work.opened.store.state.seq;
  return {
    async follow() {
      const answer = await ask({ after_change: known });
      known = work.opened.store.state.seq;
      const next = withChanged(rows, answer, MOST);
      const isWhole = next && next.length === Math.min(answer.total, MOST);
      rows = isWhole ? next : rowsOf(await ask({}));
      return answer.gone !== undefined;
    },
    async differences() {
      const fresh = rowsOf(await ask({}));
      return JSON.stringify(fresh) === JSON.stringify(rows) ? [] : [{ shown: rows, fresh }];
    },
  };
}

test('the rows of a list that asks for changed ones are those of a fresh list, in its order', async () => {
  const found = { parts: 0, whole: 0 };
  let work: TestWorkspace | undefined;
  for (let sequence = 0; sequence < SEQUENCES; sequence++) {
    const random = seeded(9_000 + sequence);
    if (!work || sequence % OF_STORE === 0) {
      work = await testWorkspace();
      await work.run('task_import', { tasks: Array.from({ length: 8 }, (_, i) => ({ description: `Task ${i}` })) });
      await work.run('view_set', { name: 'mine', filter: '+bug' }, agent('33333333-cccc'));
    }
    const input = {
      filter: random.pick(FILTERS),
      sort: random.pick(['urgency-', 'due+', 'modified-', 'description+']),
    };
    const page = await openList(work, input);
    for (let commit = 0; commit < COMMITS; commit++) {
      await change(work, random);
      found[(await page.follow()) ? 'parts' : 'whole']++;
      expect(await page.differences(), `sequence ${sequence}, ${JSON.stringify(input)}`).toEqual([]);
    }
  }
  expect(found.whole).toBeGreaterThan(0);
  expect(found.parts).toBeGreaterThan(found.whole);
});

test('the rows of a list are short after a row left them, and undefined if a row has no place among them', () => {
  const rows = ['a', 'b', 'c'].map((uuid) => ({ uuid }));
  expect(withChanged(rows, { tasks: [], gone: ['b'] }, 3)).toEqual([{ uuid: 'a' }, { uuid: 'c' }]);
  expect(withChanged(rows, { tasks: [{ uuid: 'c', at: 0 }], gone: [] }, 2)).toEqual([{ uuid: 'c' }, { uuid: 'a' }]);
  expect(withChanged([], { tasks: [{ uuid: 'c', at: 2 }], gone: [] }, 3)).toBeUndefined();
});
