import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DISPATCH_MS } from '../../../src/domain/claim.ts';
import { createFacts } from '../../../src/domain/facts.ts';
import { createQueue } from '../../../src/domain/queue.ts';
import { chooseTask } from '../../../src/interfaces/hooks/choose-task.ts';
import { agent } from '../../support/workspace.ts';
import { by, type Dispatch, edit, hookPlace, launch, OTHER, type Place, SESSION } from './place.ts';

const UUID = '11111111-1111-4111-8111-111111111111';

describe('the task of a subagent', () => {
  const at = '2026-07-30T14:30:00Z';
  const blank = { status: 'pending' as const, entry: at, modified: at };
  const uuid = (n: number) => UUID.replace(/1$/, String(n));
  const queue = createQueue([
    { ...blank, uuid: uuid(1), id: 12, description: 'Fix' },
    { ...blank, uuid: uuid(2), id: 13, description: 'Done', status: 'completed' },
    { ...blank, uuid: uuid(3), id: 14, description: 'Mine', agent: 'reviewer' },
    { ...blank, uuid: uuid(4), id: 15, description: 'Mine and urgent', agent: 'reviewer', priority: 'H' },
    { ...blank, uuid: uuid(5), id: 16, description: 'Left', agent: 'tester', handoff: { at, actor: 'x', note: 'n' } },
    { ...blank, uuid: uuid(6), id: 17, description: 'Assigned', agent: 'Explore' },
  ]);
  const facts = createFacts({ queue, now: Date.parse(at) + 1000, zone: 'UTC' });
  const cases: [string, string, string, string][] = [
    ['is named as a task', 'Do task 12 now', 'reviewer', 'named 12'],
    ['is named with a hash', 'Work on #12.', 'reviewer', 'named 12'],
    ['is named by its uuid', `Do ${uuid(1).toUpperCase()}`, 'reviewer', 'named 12'],
    ['is the clearest name, not the first', 'After #14 is done, implement Task 12', 'reviewer', 'named 12'],
    ['is an open one before a closed one', 'After task 13, do task 12', 'reviewer', 'named 12'],
    ['may be closed, which the agent is told', 'Do task 13', 'reviewer', 'named 13'],
    ['is not a closed one that is only mentioned', 'See #13', 'tester', 'assigned'],
    ['may not exist, which the agent is told', 'Do task 99', 'reviewer', 'unknown 99'],
    ['is no number of something else', 'See issue#12, /#12, PR 12 and #99', 'tester', 'assigned'],
    ['is the most urgent one assigned to its type', 'Go on', 'reviewer', 'assigned 15 14'],
    ['is none that was left unfinished', 'Go on', 'tester', 'assigned'],
    ['is none for a built-in type', 'Look around', 'Explore', 'assigned'],
    ['is the named one for a built-in type', 'Do task 12', 'general-purpose', 'named 12'],
  ];
  test.each(cases)('%s', (_, prompt, type, expected) => {
    const choice = chooseTask(prompt, type, facts);
    const ids =
      choice.why === 'named'
        ? [choice.task.id]
        : choice.why === 'unknown'
          ? [choice.id]
          : choice.tasks.map(({ id }) => id);
    expect([choice.why, ...ids].join(' ')).toBe(expected);
  });
});

async function planned(): Promise<Place> {
  const place = await hookPlace();
  await place.add('Write parser', { scope: 'src/parser/**', acceptance: 'It parses', spec: 'Parse it all.' });
  await place.add('Write printer', { scope: 'src/printer/**' });
  await place.add('Review', { agent: 'reviewer' });
  return place;
}

const listed = (place: Place) =>
  place.claims().then((claims) => claims.map(({ holder, label }) => `${holder.replace(/:.*/, '')} ${label}`).sort());

describe('launching', () => {
  test('puts the brief into the prompt and changes nothing else', async () => {
    const place = await planned();
    const input = {
      description: 'x',
      prompt: 'Do task 1.',
      subagent_type: 'backlog:implementer',
      run_in_background: true,
    };
    const printed = await place.hook('PreToolUse', { tool_name: 'Agent', tool_use_id: 't1', tool_input: input });
    const { prompt, ...rest } = printed?.updatedInput ?? {};
    expect({ ...rest, prompt: input.prompt }).toEqual(input);
    expect(prompt).toMatch(/^Do task 1\.\n\n---\nBacklog: this is your task \(dispatch \w+\)/);
    for (const part of ['Write parser', 'Parse it all.', 'It parses', 'scope: src/parser/**', 'task_done 1'])
      expect(prompt).toContain(part);
    expect(printed?.permissionDecision).toBeUndefined();
    expect(await listed(place)).toEqual(['sess-one/dispatch #1 Write parser']);
    expect((await place.task(1)).start).toBeUndefined();
  });

  test('a named task that somebody holds puts the refusal into the prompt', async () => {
    const place = await planned();
    await place.run('task_start', { id: 1 }, agent(OTHER));
    const prompt = await launch(place, 't1', 'a1', 'Do task 1.');
    expect(prompt).toMatch(/task 1 could not be reserved for you\. .*held by session sess-two until/);
    expect(await place.records('dispatch')).toEqual([]);
  });

  test('the second agent for one task gets the refusal, and names the one that starts', async () => {
    const place = await planned();
    await launch(place, 't1', 'a1', 'Do task 1.');
    expect(await launch(place, 't2', 'a2', 'Do task 1.')).toContain('held by a starting agent of session sess-one');
  });

  test('an assigned task goes to its type; the next agent of the type gets nothing', async () => {
    const place = await planned();
    expect(await launch(place, 't1', 'a1', 'Go on', 'reviewer')).toContain('3 - ready Review');
    expect(await launch(place, 't2', 'a2', 'Go on', 'reviewer')).toBeUndefined();
  });

  test('an agent without a task gets nothing at all', async () => {
    const place = await planned();
    const before = place.store.state.seq;
    expect(await launch(place, 't1', 'a1', 'Look around', 'Explore')).toBeUndefined();
    await place.store.refresh();
    expect(place.store.state.seq).toBe(before);
  });

  test('the same call twice holds the task once', async () => {
    const place = await planned();
    await launch(place, 't1', 'a1', 'Do task 1.');
    expect(await launch(place, 't1', 'a1', 'Do task 1.')).toContain('Write parser');
    expect(await place.records('dispatch')).toHaveLength(1);
    expect(await place.claims()).toHaveLength(1);
  });

  test('a task that the session itself holds is delegated', async () => {
    const place = await planned();
    await place.run('task_start', { id: 1 }, agent(SESSION));
    expect(await launch(place, 't1', 'a1', 'Do task 1.')).toContain('this is your task');
    await place.hook('SubagentBind', by('a1'));
    await place.hook('SubagentStop', { ...by('a1'), last_assistant_message: 'Half of it' });
    const task = await place.task(1);
    expect([task.start !== undefined, task.handoff, task.annotations?.[0]?.text]).toEqual([
      true,
      undefined,
      'Half of it',
    ]);
    expect(await listed(place)).toEqual(['sess-one #1 Write parser']);
  });
});

describe('binding', () => {
  test('two agents of one message each get their own task, whichever starts first', async () => {
    const place = await planned();
    await Promise.all([launch(place, 't1', 'a1', 'Do task 1.'), launch(place, 't2', 'a2', 'Do task 2.')]);
    await Promise.all([place.hook('SubagentBind', by('a2')), place.hook('SubagentBind', by('a1'))]);
    expect(await listed(place)).toEqual(['sess-one/a1 #1 Write parser', 'sess-one/a2 #2 Write printer']);
    expect((await place.task(1)).start).toBeDefined();
    const [first] = await place.records<Dispatch>('dispatch');
    expect(first?.agent).toBeDefined();
  });

  test('waits for the note that the client writes after the start', async () => {
    const place = await planned();
    await place.hook('PreToolUse', {
      tool_name: 'Agent',
      tool_use_id: 't1',
      tool_input: { prompt: 'Do task 1.', subagent_type: 'x' },
    });
    const binding = place.hook('SubagentBind', by('a1'));
    setTimeout(() => place.noteAgent(SESSION, 'a1', 't1'), 80);
    await binding;
    expect(await listed(place)).toEqual(['sess-one/a1 #1 Write parser']);
  });

  test('happens at the first edit, which is then the agent’s own; a sibling stays out', async () => {
    const place = await planned();
    await launch(place, 't1', 'a1', 'Do task 1.');
    await launch(place, 't2', 'a2', 'Do task 2.');
    const file = edit(join(place.repo, 'src/parser/lex.ts'));
    expect(await place.hook('PreToolUse', { ...file, ...by('a1') })).toBeUndefined();
    const sibling = await place.hook('PreToolUse', { ...file, ...by('a2') });
    expect(sibling?.permissionDecisionReason).toContain('held by agent a1 of session sess-one for #1 Write parser');
  });

  test('happens at the first call of a tool of ours', async () => {
    const place = await planned();
    await launch(place, 't1', 'a1', 'Do task 1.');
    const call = { tool_name: 'mcp__plugin_backlog_tasks__task_annotate', tool_input: { id: 1, text: 'x' } };
    await place.hook('PreToolUse', { ...call, ...by('a1') });
    expect(await listed(place)).toEqual(['sess-one/a1 #1 Write parser']);
  });

  test('repeated in every hook at once starts the task once', async () => {
    const place = await planned();
    await launch(place, 't1', 'a1', 'Do task 1.');
    const file = { ...edit(join(place.repo, 'src/parser/lex.ts')), ...by('a1') };
    await Promise.all([
      place.hook('SubagentBind', by('a1')),
      place.hook('PreToolUse', file),
      place.hook('PreToolUse', file),
    ]);
    expect(await listed(place)).toEqual(['sess-one/a1 #1 Write parser']);
    expect(place.diagnostics()).toBe('');
  });

  test('does not take the dispatch of another call', async () => {
    const place = await planned();
    await launch(place, 't1', 'a1', 'Do task 1.');
    place.noteAgent(SESSION, 'stranger', 't9');
    await place.hook('PreToolUse', { ...edit(join(place.repo, 'x')), ...by('stranger') });
    expect(await listed(place)).toEqual(['sess-one/dispatch #1 Write parser']);
  });
});

describe('a dispatch that nobody binds', () => {
  test('lapses: after a minute anyone may take the task, and work of the session does not keep it', async () => {
    const place = await planned();
    await launch(place, 't1', 'a1', 'Do task 1.');
    await place.hook('PreToolUse', edit(join(place.repo, 'README.md')));
    await expect(place.run('task_start', { id: 1 }, agent(OTHER))).rejects.toThrow(/starting agent/);
    place.pass(DISPATCH_MS + 1000);
    await place.run('task_start', { id: 1 }, agent(OTHER));
    expect(await listed(place)).toEqual(['sess-two #1 Write parser']);
  });

  test('tells an agent that starts too late who has the task now', async () => {
    const place = await planned();
    await launch(place, 't1', 'a1', 'Do task 1.');
    place.pass(DISPATCH_MS + 1000);
    await place.run('task_start', { id: 1 }, agent(OTHER));
    const printed = await place.hook('PreToolUse', { ...edit(join(place.repo, 'bin/x')), ...by('a1') });
    expect(printed?.additionalContext).toMatch(/could not be started for you\. .*held by session sess-two/);
  });

  test('leaves no record behind', async () => {
    const place = await planned();
    await launch(place, 't1', 'a1', 'Do task 1.');
    place.pass(3_600_000);
    await place.hook('SessionStart', { source: 'compact' });
    expect(await place.records('dispatch')).toEqual([]);
    expect(await place.claims()).toEqual([]);
  });
});

describe('the end of a subagent', () => {
  test('puts an unfinished task back with what the agent said last', async () => {
    const place = await planned();
    await launch(place, 't1', 'a1', 'Do task 1.');
    await place.hook('SubagentBind', by('a1'));
    await place.hook('SubagentStop', { ...by('a1'), last_assistant_message: 'Lexer done, parser not.' });
    const task = await place.task(1);
    expect([task.status, task.start, task.handoff?.note]).toEqual(['pending', undefined, 'Lexer done, parser not.']);
    expect(task.handoff?.actor).toBe('ai:claude-code/backlog:implementer#a1');
    expect([await place.claims(), await place.records('dispatch')]).toEqual([[], []]);
  });

  test('also when the agent never called a tool', async () => {
    const place = await planned();
    await launch(place, 't1', 'a1', 'Do task 1.');
    await place.hook('SubagentStop', { ...by('a1'), last_assistant_message: 'Cannot.' });
    expect((await place.task(1)).handoff?.note).toBe('Cannot.');
    expect(await place.claims()).toEqual([]);
  });

  test('leaves a finished task finished', async () => {
    const place = await planned();
    await launch(place, 't2', 'a1', 'Do task 2.');
    await place.hook('SubagentBind', by('a1'));
    await place.run('task_done', { id: 2 }, agent(SESSION, 'a1'));
    await place.hook('SubagentStop', { ...by('a1'), last_assistant_message: 'Done.' });
    expect(await place.task(2)).toMatchObject({ status: 'completed' });
    expect((await place.task(2)).handoff).toBeUndefined();
    expect(await place.records('dispatch')).toEqual([]);
  });

  test('of an internal agent that never started is nothing', async () => {
    const place = await planned();
    await launch(place, 't1', 'a1', 'Do task 1.');
    await place.hook('SubagentStop', { agent_id: 'compactor', agent_type: '', last_assistant_message: 'Summary' });
    expect(await listed(place)).toEqual(['sess-one/dispatch #1 Write parser']);
  });
});

test('every subagent is told how to report and who holds what, in at most a kilobyte', async () => {
  const place = await planned();
  await place.run('task_start', { id: 1 }, agent(OTHER));
  const told = await place.hook('SubagentStart', by('a5', 'Explore'));
  expect(told?.additionalContext).toContain('task_done');
  expect(told?.additionalContext).toContain('- src/parser/**: session sess-two, #1 Write parser');
  for (let n = 0; n < 40; n++) await place.run('claim_acquire', { scope: `lib/folder-${n}/**` }, agent(`other-${n}`));
  const bounded = (await place.hook('SubagentStart', by('a5')))?.additionalContext ?? '';
  expect(Buffer.byteLength(bounded)).toBeLessThanOrEqual(1024);
  expect(bounded).toMatch(/\(\+\d+ more: claim_list\)$/);
});
