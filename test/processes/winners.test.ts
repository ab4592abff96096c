import { expect, test } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { seeded } from '../support/random.ts';
import { IS_SOAK, runs } from '../support/seed.ts';
import { tally } from '../support/tally.ts';
import { crew, type Member, pullAtOnce } from './crew.ts';
import { site } from './site.ts';

const plugin = builtPlugin();
const ROUNDS = runs(3, 8);
const CREW = IS_SOAK ? 12 : 4;

test(`${CREW} processes call task_next at once, round after round: every task has one winner, and none is lost`, async () => {
  const where = site(plugin.server);
  const members = await crew(where, CREW);
  const random = seeded(4);
  const winners = new Map<string, Member>();
  let [added, twice] = [0, 0];
  for (let round = 0; round < ROUNDS; round++) {
    // Fewer tasks than takers in most rounds, as many or more in some.
    const fresh = Array.from({ length: 1 + random.int(CREW + 2) }, () => ({ description: `task ${++added}` }));
    await members[0]!.server.text('task_import', { tasks: fresh });
    const waiting = added - winners.size;

    const taken = await pullAtOnce(members);
    expect(taken.size, `round ${round}`).toBe(Math.min(members.length, waiting));
    for (const [member, id] of taken) {
      if (winners.has(id)) twice++;
      winners.set(id, member);
    }
    await Promise.all([...taken].map(([member, id]) => member.server.text('task_done', { id })));
  }
  while (winners.size < added) {
    for (const [member, id] of await pullAtOnce(members)) {
      winners.set(id, member);
      await member.server.text('task_done', { id });
    }
  }
  tally({ 'claims raced for': winners.size, 'double claims': twice });
  expect(twice, 'tasks with two winners').toBe(0);
  const store = await where.store();
  const tasks = Array.from(store.state.all('task'), ([, task]) => task);
  expect(tasks.map(({ id }) => String(id)).sort()).toEqual([...winners.keys()].sort());
  expect(tasks.filter(({ status }) => status !== 'completed')).toEqual([]);
  expect([...store.state.all('claim')]).toEqual([]);
});
