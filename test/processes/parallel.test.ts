import { expect } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { soak } from '../support/soak-test.ts';
import { site } from './site.ts';

const plugin = builtPlugin();
const numbers = Array.from({ length: 20 }, (_, i) => i);

soak('20 notes and 20 tags for one task, all called at once on one server: all there', async () => {
  const where = site(plugin.server);
  const server = await where.serve();
  await server.text('task_add', { description: 'Popular' });
  const answers = await Promise.all(
    numbers.flatMap((i) => [
      server.call('task_annotate', { id: 1, text: `note ${i}` }),
      server.call('task_modify', { filter: '1', tags: [`+t${i}`] }),
    ]),
  );
  expect(answers.filter(({ isError }) => isError)).toEqual([]);
  const [[, task] = []] = [...(await where.store()).state.all('task')];
  expect(task?.annotations?.map(({ text }) => text).sort()).toEqual(numbers.map((i) => `note ${i}`).sort());
  expect([...(task?.tags ?? [])].sort()).toEqual(numbers.map((i) => `t${i}`).sort());
});

soak('20 tasks added at once on one server have 20 numbers', async () => {
  const where = site(plugin.server);
  const server = await where.serve();
  await Promise.all(numbers.map((i) => server.text('task_add', { description: `task ${i}` })));
  const tasks = Array.from((await where.store()).state.all('task'), ([, task]) => task);
  expect(tasks.map(({ id }) => id).sort((a, b) => a - b)).toEqual(numbers.map((i) => i + 1));
  expect(tasks.map(({ description }) => description).sort()).toEqual(numbers.map((i) => `task ${i}`).sort());
});
