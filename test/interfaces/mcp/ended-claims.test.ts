import { expect, test } from 'vitest';
import { said } from '../cli/line.ts';
import { connectInside, environment, type Served } from './connect.ts';

/** A line of the person at a terminal, in the project of a server. */
async function person({ place }: Served, line: string): Promise<void> {
  const around = { env: environment(place), cwd: place.project, isTerminal: true, ask: async () => 'y' };
  expect(await said(line.split(' '), around)).toMatchObject({ code: 0 });
}

test('a client without hooks reads of an ended claim once, with the answer to its next call', async () => {
  const server = await connectInside();
  for (const name of ['Fix login', 'Write guide']) await server.add(name);
  await server.text('task_start', { id: 1 });
  await person(server, 'done 1');
  expect(await server.text('task_list')).toMatch(
    /^2 .*\nBacklog: \w+ completed #1 Fix login, which you had claimed\. Stop/,
  );
  expect(await server.text('task_list')).not.toContain('had claimed');
});
