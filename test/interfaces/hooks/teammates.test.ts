import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
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

test('a teammate in a pane of its own is another client: it gets no claim under this session', async () => {
  const place = await hookPlace();
  await place.add('Write parser');
  await say(place, PRE);
  await say(place, SPAWNED, { tool_response: { ...(SPAWNED.tool_response as Json), is_splitpane: 'true' } });
  expect(await holders(place)).toEqual([expect.stringContaining('dispatch:')]);
});
