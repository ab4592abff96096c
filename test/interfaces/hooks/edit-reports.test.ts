import { expect, test } from 'vitest';
import { editCheck, editUnchecked } from '../../../src/interfaces/hooks/edits/edit-check.ts';
import { keepReports, takeReports } from '../../../src/interfaces/hooks/edits/left-reports.ts';
import type { Host, ServerSide } from '../../../src/interfaces/hooks/host.ts';
import { createMemory, type HookMemory } from '../../../src/interfaces/hooks/memory.ts';
import type { Payload } from '../../../src/interfaces/hooks/payload.ts';
import { withNews } from '../../../src/interfaces/hooks/session/news.ts';
import { promptSubmitted } from '../../../src/interfaces/hooks/session/prompt.ts';
import { hookPlace, OTHER, SESSION } from './place.ts';

/** Hooks that one server answers, and whose queue may fail. */
async function served() {
  const place = await hookPlace({ warm: true });
  const memory = createMemory();
  let failure: Error | undefined;
  let fine = 0;
  const serverWith = (memory: HookMemory): ServerSide => ({
    memory,
    opened: () => (failure && fine-- <= 0 ? Promise.reject(failure) : Promise.resolve(place.opened)),
    known: () => place.opened,
    later: () => {},
  });
  const hostWith = (memory: HookMemory): Host => ({
    ...{ env: place.env, now: Date.now, client: () => place.client, server: serverWith(memory) },
  });
  const host = hostWith(memory);
  const edit = (more: Partial<Payload> = {}): Payload => ({
    ...{ session: SESSION, cwd: place.repo, tool: 'Write', toolUse: 'toolu_1', prompt: 'p1' },
    ...{ input: { file_path: `${place.repo}/a.ts` }, all: {} },
    ...more,
  });
  const told = async (more?: Partial<Payload>, at = host) =>
    JSON.stringify((await withNews('PreToolUse', undefined, edit(more), at)) ?? '');
  /** @param after number of calls that succeed before */
  const fail = (error?: Error, after = 0) => {
    [failure, fine] = [error, after];
  };
  const end = () => keepReports(place.opened.where.dir, memory);
  /** The server of the next session. */
  const next = () => hostWith(createMemory());
  return { place, memory, host, edit, told, fail, end, next };
}

const UNCHECKED = 'your last edits were not checked';

test('a report waits for the next answer if the rest of its answer fails', async () => {
  const { place, host, edit, told, fail } = await served();
  await place.hook('SessionStart', { source: 'startup' });
  await editUnchecked(edit(), host);
  fail(new Error('the server is gone'));
  await expect(told()).rejects.toThrow('gone');
  fail();
  const again = await told();
  expect(again).toContain(UNCHECKED);
  expect(again, 'the session summary was no more told than the report').toContain('Backlog: 0 open');
  expect(await told()).toBe('""');
});

test('a prompt whose answer failed at any of its looks leaves the session summary to the next one', async () => {
  const { place, host, edit, fail } = await served();
  let looks = 0;
  for (; ; looks++) {
    const session = `s${looks}`;
    await place.hook('SessionStart', { session_id: session, source: 'startup' });
    const prompt = edit({ session, all: { prompt: 'go' } });
    fail(new Error('the server is gone'), looks);
    const answer = await promptSubmitted(prompt, host).catch(() => 'failed');
    fail();
    if (answer !== 'failed') break;
    expect(JSON.stringify(await promptSubmitted(prompt, host)), `look ${looks}`).toContain('Backlog: 0 open');
    expect(await promptSubmitted(prompt, host)).toBeUndefined();
  }
  expect(looks).toBeGreaterThan(2);
});

test('the report of a session that ended reaches the next one, in the same server or in a later one', async () => {
  const { place, host, edit, told, end, next } = await served();
  await place.hook('SessionStart', { source: 'startup' });
  await told();
  await editUnchecked(edit(), host);
  await place.hook('SessionEnd', { reason: 'clear' });
  await place.hook('SessionStart', { session_id: OTHER, source: 'clear' });
  const cleared = await told({ session: OTHER });
  expect(cleared).toContain('For an earlier session here');
  expect(cleared).toContain(UNCHECKED);
  expect(await told({ session: OTHER })).toBe('""');
  await editUnchecked(edit({ session: OTHER }), host);
  end();
  const third = next();
  expect(await told({ session: 'third', agent: 'a1' }, third)).toBe('""');
  expect(await told({ session: 'third' }, third)).toContain(UNCHECKED);
  expect(await told({ session: 'third' }, third)).toBe('""');
  expect(await told({ session: 'fourth' }, next())).toBe('""');
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

test('a session whose server is started again gets its own report as its own, and servers that end keep at most 100', async () => {
  const { place, memory, host, edit, told, end, next } = await served();
  await place.hook('SessionStart', { source: 'startup' });
  await told();
  await editUnchecked(edit(), host);
  end();
  const own = await told({}, next());
  expect(own).toContain(UNCHECKED);
  expect(own).not.toContain('For an earlier session here');
  for (let server = 0; server < 3; server++) {
    memory.reports = [];
    for (let n = 0; n < 60; n++) await editUnchecked(edit({ session: `gone-${server}-${n}` }), host);
    end();
  }
  const left = takeReports(place.opened.where.dir);
  expect([left.length, left.at(-1)?.session]).toEqual([100, 'gone-2-59']);
});
