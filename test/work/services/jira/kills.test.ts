import { join } from 'node:path';
import { expect } from 'vitest';
import { readAdf } from '../../../../src/base/adf/text.ts';
import type { BacklogError } from '../../../../src/domain/errors.ts';
import { bundle } from '../../../support/bundle.ts';
import { startChild } from '../../../support/child.ts';
import { jiraGround } from '../../../support/jira/ground.ts';
import { seeded } from '../../../support/random.ts';
import { runs } from '../../../support/seed.ts';
import { soak } from '../../../support/soak-test.ts';
import { NOON } from '../../../support/workspace.ts';

const script = bundle(new URL('../sync.child.ts', import.meta.url));
const MINUTE = 60_000;

soak('a process that is killed at any change makes no issue and no comment twice, and loses no edit', async () => {
  const ground = await jiraGround();
  const { work, fake } = ground;
  const random = seeded(7);
  for (const number of [1, 2, 3]) fake.site.open(`t${number}`);
  await ground.add({ close: 'completed', notes: true });
  await ground.sync({ agree: true });
  fake.site.lag = () => random.int(3) * MINUTE;
  let [now, killed] = [NOON, 0];
  const pass = (ms: number) => {
    now += ms;
    ground.pass(ms);
  };
  const made: string[] = [];
  const notes: string[] = [];
  for (let round = 0; round < runs(6, 60); round++) {
    made.push(`new${round}`);
    notes.push(`note${round}`);
    await work.run('task_add', { description: `new${round}`, tags: ['share'] });
    await work.run('task_modify', { filter: '1', description: `title${round}`, tags: `+tag${round}` });
    await work.run('task_annotate', { id: 2, text: `note${round}` });
    const args = [join(work.folder, 'store'), join(work.folder, 'project'), String(now)];
    const child = startChild(await script, args, () => {}, { JIRA_API_URL: fake.api });
    fake.kill = () => {
      killed++;
      child.process.kill('SIGKILL');
    };
    // Only requests that change something have such a path.
    const path = /\/(issue|transitions|comment)(\/[\w-]+)?$/;
    fake.faults.push({ kind: random.pick(['kill', 'kill after'] as const), path, from: random.int(5) });
    await child.ended;
    fake.faults.length = 0;
    pass(random.int(90_000));
  }
  for (let i = 0; i < 4; i++) {
    pass(6 * MINUTE);
    const sync = (confirm: number) => ground.sync({ only: '+share', confirm });
    await sync(1).catch((error: BacklogError) => sync(Number(error.data!.items)));
  }
  expect(killed).toBeGreaterThan(0);
  expect(
    Array.from(fake.site.issues.values(), ({ summary }) => summary)
      .slice(3)
      .sort(),
  ).toEqual(made.sort());
  const texts = fake.site.commentsOf(fake.site.find('APP-2')!.id).map(({ body }) => readAdf(body).text);
  expect(texts.filter((text) => !text.startsWith('**Backlog**')).sort()).toEqual(notes.sort());
  expect(fake.site.find('APP-1')!.summary).toBe((await ground.task(1))!.description);
  expect(fake.site.find('APP-1')!.labels).toHaveLength(notes.length);
  expect(await ground.sync()).toMatchObject({ changed: [], pushed: [], unpushed: [], conflicts: [] });
});
