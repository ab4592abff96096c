import { describe, expect, test } from 'vitest';
import { processId } from '../../../src/work/workspace/processes.ts';
import { runIn } from '../../support/runs.ts';
import { agent } from '../../support/workspace.ts';
import { by, hookPlace, type Mirror, OTHER, type Place, SESSION, type Session } from './place.ts';

const NEXT = 'sess-next';

async function working(): Promise<Place> {
  const place = await hookPlace();
  await place.hook('SessionStart', { source: 'startup' });
  await place.add('Fix login', { scope: 'src/login/**', spec: 'Check the token first.' });
  await place.add('Write parser', { scope: 'src/parser/**' });
  await place.run('task_start', { id: 1 }, agent(SESSION));
  await place.run('task_start', { id: 2 }, agent(SESSION, 'a1'));
  return place;
}

const holders = async (place: Place) => (await place.claims()).map(({ holder }) => holder).sort();
const session = async (place: Place, id: string) => (await place.records<Session>('session')).find((s) => s.id === id);

test('a session learns with its first prompt where the queue stands, in at most 2 KB, and once', async () => {
  const place = await hookPlace();
  expect(await place.hook('SessionStart', { source: 'startup' })).toBeUndefined();
  await place.add('Fix login', { spec: 'Check the token first.', priority: 'H', due: 'yesterday' });
  for (let n = 0; n < 60; n++) await place.add(`Task ${n} ${'long '.repeat(60)}`, { due: 'yesterday' });
  const printed = await place.hook('UserPromptSubmit', { prompt_id: 'p1' });
  expect(printed).toMatchObject({ hookEventName: 'UserPromptSubmit' });
  expect(await place.hook('UserPromptSubmit', { prompt_id: 'p2' })).toBeUndefined();
  expect(printed?.additionalContext).toMatch(/^Backlog: \d+ pending/);
  expect(printed?.additionalContext).toContain('Fix login');
  expect(printed?.additionalContext).not.toContain('Check the token first.');
  expect(Buffer.byteLength(printed?.additionalContext ?? '')).toBeLessThanOrEqual(2048);
});

test('a later prompt is told in a line which runs have begun to wait for a person meanwhile, each once', async () => {
  const place = await hookPlace({ warm: true });
  await place.add('Fix login');
  await place.add('Write parser');
  await runIn(place, 'review', { number: 1 });
  const first = await place.hook('UserPromptSubmit', { prompt_id: 'p1' });
  expect(first?.additionalContext).toContain(
    'Waiting for a person (run_show):\n- 1 - active Fix login | r1 is to be reviewed',
  );
  expect(await place.hook('UserPromptSubmit', { prompt_id: 'p2' })).toBeUndefined();
  await runIn(place, 'asking', { number: 2 });
  expect((await place.hook('UserPromptSubmit', { prompt_id: 'p3' }))?.additionalContext).toBe(
    'Backlog, since your last prompt: r2 asks a question (run_show). Tell the person.',
  );
  expect(await place.hook('UserPromptSubmit', { prompt_id: 'p4' })).toBeUndefined();
});

test.each(['compact', 'resume'])('after %s the current task is there again', async (source) => {
  const place = await working();
  const started = await place.hook('SessionStart', { source });
  const printed = started ?? (await place.hook('UserPromptSubmit', { prompt_id: 'p1' }));
  expect(started !== undefined, 'a compaction comes in the middle of a turn').toBe(source === 'compact');
  expect(printed?.additionalContext).toContain('You were working on:\n1 - active Fix login');
  expect(printed?.additionalContext).toContain('Check the token first.');
  expect(printed?.additionalContext).not.toContain('uuid of an agent');
});

test('a session is recorded once, with its client process', async () => {
  const place = await working();
  await place.hook('SessionStart', { source: 'compact' });
  expect(await place.records<Session>('session')).toMatchObject([
    { id: SESSION, process: place.client, cwd: place.repo },
  ]);
});

test('the end releases what the session and its agents held, and hands off what they did not finish', async () => {
  const place = await working();
  await place.run('task_start', { id: (await place.add('Other')).id }, agent(OTHER));
  await place.hook('SessionEnd', { reason: 'logout' });
  expect(await holders(place)).toEqual([OTHER]);
  expect(await place.task(1)).toMatchObject({ status: 'pending', handoff: { note: expect.any(String) } });
  expect((await place.task(1)).handoff?.session).toBeUndefined();
  expect((await place.task(1)).start).toBeUndefined();
  expect((await place.task(2)).handoff?.note).toContain('ended (logout)');
  expect(await session(place, SESSION)).toMatchObject({ reason: 'logout', ended: expect.any(String) });
});

test('a session that comes back takes up what is still free', async () => {
  const place = await working();
  await place.hook('SessionEnd', { reason: 'other' });
  await place.run('task_start', { id: 2 }, agent(OTHER));
  await place.hook('SessionStart', { source: 'resume' });
  const printed = await place.hook('UserPromptSubmit', { prompt_id: 'p1' });
  expect(await holders(place)).toEqual([SESSION, OTHER]);
  expect(printed?.additionalContext).toContain('You were working on:\n1 - active Fix login');
  expect((await place.task(1)).handoff).toBeUndefined();
  expect((await session(place, SESSION))?.ended).toBeUndefined();
});

test('after clear everything passes to the new session of the same client process', async () => {
  const place = await working();
  await place.hook('TaskCreated', { task_id: '1', task_subject: 'Mirrored' });
  await place.hook('SessionEnd', { reason: 'clear' });
  expect(await holders(place)).toEqual([SESSION, `${SESSION}/a1`]);
  expect((await place.task(1)).start).toBeDefined();
  await place.hook('SessionStart', { source: 'clear', session_id: NEXT });
  const printed = await place.hook('UserPromptSubmit', { prompt_id: 'p1', session_id: NEXT });
  expect(await holders(place)).toEqual([NEXT, `${NEXT}/a1`]);
  expect(printed?.additionalContext).toContain('In progress here:');
  expect((await place.records<Mirror>('mirror'))[0]).toMatchObject({ session: NEXT, list: SESSION });
  await place.hook('SessionEnd', { reason: 'clear', session_id: NEXT });
  await place.hook('SessionStart', { source: 'clear', session_id: 'sess-third' });
  expect(await holders(place)).toEqual(['sess-third', 'sess-third/a1']);
});

test('after clear nothing passes to a session of another client process', async () => {
  const place = await working();
  await place.hook('SessionEnd', { reason: 'clear' });
  await place.hook('SessionStart', { source: 'clear', session_id: NEXT }, {}, { ...place.client, pid: 4712 });
  expect(await holders(place)).toEqual([SESSION, `${SESSION}/a1`]);
});

test('a session that ended for good passes nothing on, nor does one that another starts beside', async () => {
  const place = await working();
  await place.hook('SessionStart', { source: 'startup', session_id: NEXT });
  expect(await holders(place)).toEqual([SESSION, `${SESSION}/a1`]);
  await place.hook('SessionEnd', { reason: 'resume' });
  await place.hook('SessionStart', { source: 'clear', session_id: 'sess-third' });
  expect(await holders(place)).toEqual([]);
});

test('the first prompt makes recurring tasks that are due', async () => {
  const place = await hookPlace();
  await place.add('Water plants', { due: 'yesterday', recur: 'daily' });
  const printed = await place.hook('UserPromptSubmit', { prompt_id: 'p1' });
  expect(printed?.additionalContext).toContain('Water plants');
  const instances = (await place.records<{ template?: string }>('task')).filter(({ template }) => template);
  expect(instances.length).toBeGreaterThan(0);
});

test('the end of an unknown session writes nothing', async () => {
  const place = await hookPlace();
  await place.hook('SessionEnd', { reason: 'other', session_id: 'never-seen' });
  await place.store.refresh();
  expect(await place.records('session')).toEqual([]);
});

test('sessions that ended long ago are forgotten', async () => {
  const place = await working();
  await place.hook('SessionEnd', { reason: 'other' });
  place.pass(8 * 86_400_000);
  await place.hook('SessionStart', { source: 'startup', session_id: NEXT });
  await place.hook('UserPromptSubmit', { prompt_id: 'p1', session_id: NEXT });
  expect((await place.records<Session>('session')).map(({ id }) => id)).toEqual([NEXT]);
});

test('an agent of a session signs with its own name', async () => {
  const place = await working();
  await place.hook('SubagentStop', { ...by('a1'), last_assistant_message: 'Half' });
  expect((await place.task(2)).handoff?.actor).toBe('ai:claude-code/backlog:implementer#a1');
});

describe('one session in two terminals', () => {
  /** Two processes that really live: this one, and its parent. */
  const first = processId()!;
  const second = processId(process.ppid)!;

  async function twice(): Promise<Place> {
    const place = await hookPlace();
    await place.add('Fix login', { scope: 'src/login/**' });
    await place.add('Write parser', { scope: 'src/parser/**' });
    await place.hook('SessionStart', { source: 'startup' }, {}, first);
    await place.run('task_start', { id: 1 }, { ...agent(SESSION), renewer: first });
    await place.hook('SessionStart', { source: 'resume' }, {}, second);
    await place.run('task_start', { id: 2 }, { ...agent(SESSION), renewer: second });
    return place;
  }

  test('the end of one releases only what that one held', async () => {
    const place = await twice();
    await place.hook('SessionEnd', { reason: 'other' }, {}, first);
    expect((await place.claims()).map(({ label }) => label)).toEqual(['#2 Write parser']);
    expect((await place.task(2)).start).toBeDefined();
    expect((await place.task(1)).handoff?.note).toContain('ended (other)');
    const left = await session(place, SESSION);
    expect([left?.ended, left?.process]).toEqual([undefined, second]);
    await place.hook('SessionEnd', { reason: 'other' }, {}, second);
    expect(await place.claims()).toEqual([]);
    expect((await session(place, SESSION))?.ended).toBeDefined();
  });

  test('the end of the newer one leaves the older one what it held', async () => {
    const place = await twice();
    await place.hook('SessionEnd', { reason: 'other' }, {}, second);
    expect((await place.claims()).map(({ label }) => label)).toEqual(['#1 Fix login']);
    expect(await session(place, SESSION)).toMatchObject({ process: first });
  });

  test('one of which is gone without a word counts as ended', async () => {
    const place = await hookPlace();
    await place.add('Fix login');
    await place.hook('SessionStart', { source: 'startup' }, {}, { ...first, start: 'long ago' });
    await place.hook('SessionStart', { source: 'resume' }, {}, second);
    await place.run('task_start', { id: 1 }, { ...agent(SESSION), renewer: second });
    await place.hook('SessionEnd', { reason: 'other' }, {}, second);
    expect(await place.claims()).toEqual([]);
  });
});
