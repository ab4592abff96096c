import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ProcessId } from '../../../src/base/process-id.ts';
import { processId } from '../../../src/work/processes/processes.ts';
import { agent } from '../../support/workspace.ts';
import { type Dispatch, edit, hookPlace, type Json, OTHER, type Place, SESSION } from './place.ts';

const { hooks } = JSON.parse(readFileSync(new URL('../../fixtures/teammate-hooks.json', import.meta.url), 'utf8')) as {
  hooks: Json[];
};
const [PRE, SPAWNED, START, CALL, STOP, IDLE] = hooks as [Json, Json, Json, Json, Json, Json];
const MATE = 'amate-80714b4b702b1f3d';
const MATES = `${SESSION}/${MATE}`;
const RUNNING = [{ id: 'tilhtrxpn', type: 'teammate', status: 'running', description: 'd' }];

const say = (place: Place, payload: Json, more: Json = {}) =>
  place.hook(String(payload.hook_event_name), { ...payload, ...more });

async function spawned(): Promise<Place> {
  const place = await hookPlace();
  await place.add('Write parser', { scope: 'src/parser/**' });
  await say(place, PRE);
  await say(place, SPAWNED);
  return place;
}

const holders = async (place: Place) => (await place.claims()).map(({ holder }) => holder).sort();
const calls = (id: string) => agent(SESSION, id);

test('a teammate has its task as soon as it is spawned: its lead and others do not get it', async () => {
  const place = await spawned();
  expect(await holders(place)).toEqual([MATES]);
  expect(await place.records<Dispatch>('dispatch')).toMatchObject([{ agent: MATE, agentType: 'general-purpose' }]);
  for (const session of [SESSION, OTHER])
    expect(await place.run('task_next', {}, agent(session))).toMatchObject({ pulled: { taken: null } });
  const file = edit(join(place.repo, 'src/parser/lex.ts'));
  expect((await place.hook('PreToolUse', file))?.permissionDecision).toBe('deny');
  const own = await place.hook('PreToolUse', { ...file, agent_id: MATE, agent_type: 'mate' });
  expect(own?.permissionDecision).toBeUndefined();
});

test('it signs with the type of its launch, not with its name, also without a task and after a restart of the server', async () => {
  const place = await spawned();
  await say(place, START);
  await say(place, CALL);
  await say(place, STOP);
  expect((await place.task(1)).handoff).toMatchObject({ actor: expect.stringContaining('general-purpose#') });
  const idle = await hookPlace();
  await say(idle, { ...PRE, tool_input: { prompt: 'help', subagent_type: 'general-purpose', name: 'mate' } });
  await say(idle, SPAWNED);
  await idle.add('Write docs', { agent: 'mate' });
  await idle.run('task_start', { id: 1 }, calls(MATE));
  await say(idle, STOP);
  expect((await idle.task(1)).handoff).toMatchObject({ actor: expect.stringContaining('general-purpose#') });
  const restarted = { ...place.client, pid: place.client.pid + 1 };
  await place.hook('SubagentStart', START, {}, restarted);
  expect(await holders(place)).toEqual([MATES]);
  await place.hook('SubagentStop', STOP, {}, restarted);
  expect((await place.task(1)).handoff).toMatchObject({ actor: expect.stringContaining('general-purpose#') });
});

test.each([
  ['SubagentStop and TeammateIdle', [STOP, IDLE], 'All done.'],
  ['TeammateIdle alone', [IDLE], 'The agent ended without a report.'],
])('its task is free after %s, and a message gives it back', async (_, ends, note) => {
  const place = await spawned();
  await say(place, START);
  for (const end of ends) await say(place, end, { background_tasks: RUNNING });
  expect(await place.claims()).toEqual([]);
  expect(await place.task(1)).toMatchObject({ status: 'pending', handoff: { note } });
  const { seq } = place.store.state;
  await say(place, IDLE);
  await place.store.refresh();
  expect(place.store.state.seq, 'idle again: nothing to write').toBe(seq);
  await say(place, CALL);
  expect(await holders(place)).toEqual([MATES]);
});

test("the end of the lead's turn ends no teammate that runs, though the client lists it under another id", async () => {
  const place = await spawned();
  await place.add('Write printer', { scope: 'src/printer/**' });
  await place.run('task_start', { id: 2 }, calls('a1'));
  await place.hook('PostToolUse', {
    tool_name: 'Agent',
    tool_use_id: 'toolu_2',
    tool_response: { status: 'async_launched', agentId: 'a1' },
  });
  await place.hook('Stop', { background_tasks: RUNNING });
  expect(await holders(place), 'an agent of the list that is not there has ended').toEqual([MATES]);
  await place.hook('UserPromptSubmit', { prompt_id: 'p2', prompt: 'next' });
  expect(await holders(place)).toEqual([MATES]);
  await place.hook('Stop', { background_tasks: [] });
  expect(await holders(place)).toEqual([]);
});

/** A client process of the teammate in a pane, as the lead's client starts it. */
async function pane(mate = 'mate@session-8ad1c61d'): Promise<ProcessId> {
  const words = ['-e', 'setInterval(() => undefined, 1e6)', '--', '--agent-id', mate, '--agent-name', 'mate'];
  const child = spawn(process.execPath, words, { stdio: 'ignore' });
  const ended = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  await once(child, 'spawn');
  return processId(child.pid)!;
}

const IN_PANE = { tool_response: { ...(SPAWNED.tool_response as Json), is_splitpane: 'true' } };
const PANE = 'sess-pane';

/** A teammate in a pane, which has made no call yet. Its lead's turn has ended. */
async function inPane() {
  const place = await hookPlace();
  await place.add('Write parser', { scope: 'src/parser/**' });
  await say(place, PRE);
  await say(place, SPAWNED, IN_PANE);
  await place.hook('Stop', { background_tasks: RUNNING });
  const client = await pane();
  const hook = (event: string, payload: Json) =>
    place.hook(event, { session_id: PANE, agent_type: 'general-purpose', ...payload }, {}, client);
  await hook('SessionStart', { source: 'startup' });
  const file = edit(join(place.repo, 'src/parser/lex.ts'));
  const idle = () => hook('TeammateIdle', { teammate_name: 'mate', team_name: 'session-8ad1c61d' });
  return { place, client, hook, file, idle };
}

describe('a teammate in a pane of its own', () => {
  test.each([
    ['an edit', (file: Json) => file],
    ['a call of a tool', () => ({ ...CALL, session_id: PANE, agent_id: '', tool_use_id: 'toolu_p' })],
  ])('has its task from its first call, %s: under its own session and process', async (_, call) => {
    const { place, client, hook, file } = await inPane();
    expect(await holders(place), 'reserved').toEqual([expect.stringContaining('dispatch:')]);
    for (const session of [SESSION, OTHER])
      expect(await place.run('task_next', {}, agent(session))).toMatchObject({ pulled: { taken: null } });
    expect((await hook('PreToolUse', call(file)))?.permissionDecision).toBeUndefined();
    expect(await place.claims()).toMatchObject([{ holder: PANE, renewer: { pid: client.pid } }]);
    expect(await place.records('dispatch')).toEqual([]);
    expect((await place.hook('PreToolUse', file))?.permissionDecision).toBe('deny');
  });

  test.each([
    ['another teammate', 'other@session-8ad1c61d'],
    ['a session without a team', ''],
  ])('%s does not get its task', async (_, mate) => {
    const { place, file } = await inPane();
    const edited = await place.hook('PreToolUse', { ...file, session_id: OTHER }, {}, await pane(mate));
    expect(edited?.permissionDecision).toBe('deny');
    expect(await holders(place)).toEqual([expect.stringContaining('dispatch:')]);
  });

  test('releases its task when it waits for messages, with its last message, and has it again at its next call', async () => {
    const { place, hook, file, idle } = await inPane();
    await hook('PreToolUse', file);
    await hook('Stop', { last_assistant_message: 'Half way.', background_tasks: [] });
    await idle();
    expect(await place.claims()).toEqual([]);
    expect(await place.task(1)).toMatchObject({ status: 'pending', handoff: { note: 'Half way.' } });
    const { seq } = place.store.state;
    await idle();
    await place.store.refresh();
    expect(place.store.state.seq, 'idle again: nothing to write').toBe(seq);
    await hook('PreToolUse', file);
    expect(await holders(place)).toEqual([PANE]);
    expect((await place.task(1)).handoff).toBeUndefined();
    await hook('SessionEnd', { reason: 'other' });
    expect(await place.claims()).toEqual([]);
  });

  test('does not get back a task that somebody took meanwhile', async () => {
    const { place, hook, file, idle } = await inPane();
    await hook('PreToolUse', file);
    await idle();
    await place.run('task_start', { id: 1 }, agent(OTHER));
    expect((await hook('PreToolUse', file))?.permissionDecision).toBe('deny');
    expect(await holders(place)).toEqual([OTHER]);
  });

  test('that waits before its first call has released its task; so has one that never starts, after a minute', async () => {
    const waits = await inPane();
    await waits.idle();
    expect(await waits.place.claims()).toEqual([]);
    const { place } = await inPane();
    place.pass(61_000);
    expect(await place.run('task_next', {}, agent(OTHER))).toMatchObject({ pulled: { taken: { task: { id: 1 } } } });
  });
});
