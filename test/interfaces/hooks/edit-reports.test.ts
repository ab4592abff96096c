import { expect, test } from 'vitest';
import { editCheck, editUnchecked } from '../../../src/interfaces/hooks/edits/edit-check.ts';
import type { Host, ServerSide } from '../../../src/interfaces/hooks/host.ts';
import { createMemory } from '../../../src/interfaces/hooks/memory.ts';
import type { Payload } from '../../../src/interfaces/hooks/payload.ts';
import { withNews } from '../../../src/interfaces/hooks/session/news.ts';
import { hookPlace, SESSION } from './place.ts';

/** Hooks that one server answers, and whose queue may fail. */
async function served() {
  const place = await hookPlace({ warm: true });
  const memory = createMemory();
  let failure: Error | undefined;
  const server: ServerSide = {
    memory,
    opened: () => (failure ? Promise.reject(failure) : Promise.resolve(place.opened)),
    known: () => place.opened,
    later: () => {},
  };
  const host: Host = { env: place.env, now: Date.now, client: () => place.client, server };
  const edit = (more: Partial<Payload> = {}): Payload => ({
    ...{ session: SESSION, cwd: place.repo, tool: 'Write', toolUse: 'toolu_1', prompt: 'p1' },
    ...{ input: { file_path: `${place.repo}/a.ts` }, all: {} },
    ...more,
  });
  const told = async (more?: Partial<Payload>) =>
    JSON.stringify((await withNews('PreToolUse', undefined, edit(more), host)) ?? '');
  const fail = (error?: Error) => {
    failure = error;
  };
  return { place, memory, host, edit, told, fail };
}

const UNCHECKED = 'your last edits were not checked';

test('a report waits for the next answer if the rest of its answer fails', async () => {
  const { place, host, edit, told, fail } = await served();
  await place.hook('SessionStart', { source: 'startup' });
  await editUnchecked(edit(), host);
  fail(new Error('the server is gone'));
  await expect(told()).rejects.toThrow('gone');
  fail();
  expect(await told()).toContain(UNCHECKED);
  expect(await told()).not.toContain(UNCHECKED);
});

test('the report of an agent that an interrupt ended reaches its session with the next prompt', async () => {
  const { host, edit, told } = await served();
  const agent = 'a1';
  await editCheck(edit({ agent }), host);
  await editUnchecked(edit({ agent }), host);
  expect(await told()).not.toContain(UNCHECKED);
  expect(await told({ prompt: 'p2' })).toContain(UNCHECKED);
});

test('reports that nobody asks for take little memory', async () => {
  const { memory, host, edit } = await served();
  for (let n = 0; n < 5; n++) await editUnchecked(edit(), host);
  expect(memory.reports).toHaveLength(1);
  for (let n = 0; n < 300; n++) await editUnchecked(edit({ session: `gone-${n}` }), host);
  expect(memory.reports).toHaveLength(100);
  expect(memory.reports.at(-1)?.session).toBe('gone-299');
});
