import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DISPATCH_MS } from '../../../src/domain/lease-lengths.ts';
import { agent } from '../../support/workspace.ts';
import { begin, by, type Dispatch, edit, hookPlace, launch, OTHER, type Place, SESSION } from './place.ts';

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
    expect(prompt).toMatch(/^Do task 1\.\n\n---\nBacklog: this is your task \(assignment \w+\)/);
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
    expect(prompt).toMatch(/task 1 could not be assigned to you\. .*claimed by session sess-two; the claim expires/);
    expect(await place.records('dispatch')).toEqual([]);
  });

  test('the second agent for one task gets the refusal, and names the one that starts', async () => {
    const place = await planned();
    await launch(place, 't1', 'a1', 'Do task 1.');
    expect(await launch(place, 't2', 'a2', 'Do task 1.')).toContain(
      'claimed by a starting subagent of session sess-one',
    );
  });

  test('an assigned task goes to its type; the next agent of the type gets nothing', async () => {
    const place = await planned();
    expect(await launch(place, 't1', 'a1', 'Go on', 'reviewer')).toContain('3 - ready Review');
    expect(await launch(place, 't2', 'a2', 'Go on', 'reviewer')).toBeUndefined();
  });

  test('an assigned task that somebody left unfinished, works on or cannot begin goes to nobody', async () => {
    const place = await planned();
    await place.add('Wait', { agent: 'tester', depends: '1' });
    await place.add('Left', { agent: 'tester' });
    await place.run('task_stop', { id: 5, handoff: 'Half done' }, agent(OTHER));
    expect(await launch(place, 't1', 'a1', 'Go on', 'tester')).toBeUndefined();
    expect(await launch(place, 't2', 'a2', 'Do task 4.', 'tester')).toContain('It is blocked by #1 Write parser.');
    expect(await launch(place, 't3', 'a3', 'Do task 5.', 'tester')).toContain('this is your task');
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
});

describe('binding', () => {
  test('two agents of one message each get their own task, whichever starts first', async () => {
    const place = await planned();
    await Promise.all([launch(place, 't1', 'a1', 'Do task 1.'), launch(place, 't2', 'a2', 'Do task 2.')]);
    await Promise.all([begin(place, 'a2'), begin(place, 'a1')]);
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
    const binding = begin(place, 'a1');
    setTimeout(() => place.noteAgent(SESSION, 'a1', 't1'), 80);
    await binding;
    expect(await listed(place)).toEqual(['sess-one/a1 #1 Write parser']);
  });

  test("happens at the first edit, which is then the agent's own; a sibling stays out", async () => {
    const place = await planned();
    await launch(place, 't1', 'a1', 'Do task 1.');
    await launch(place, 't2', 'a2', 'Do task 2.');
    const file = edit(join(place.repo, 'src/parser/lex.ts'));
    expect(await place.hook('PreToolUse', { ...file, ...by('a1') })).toBeUndefined();
    const sibling = await place.hook('PreToolUse', { ...file, ...by('a2') });
    expect(sibling?.permissionDecisionReason).toContain(
      'src/parser/lex.ts is claimed by subagent a1 of session sess-one on elsewhere for #1 Write parser',
    );
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
    await Promise.all([begin(place, 'a1'), place.hook('PreToolUse', file), place.hook('PreToolUse', file)]);
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
    await expect(place.run('task_start', { id: 1 }, agent(OTHER))).rejects.toThrow(/starting subagent/);
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
    expect(printed?.additionalContext).toMatch(
      /the task that was assigned to you could not be started\. .*claimed by session sess-two/,
    );
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
    await begin(place, 'a1');
    await place.hook('SubagentStop', { ...by('a1'), last_assistant_message: 'Lexer done, parser not.' });
    const task = await place.task(1);
    expect([task.status, task.start, task.handoff?.note]).toEqual(['pending', undefined, 'Lexer done, parser not.']);
    expect(task.handoff?.actor).toBe('ai:claude-code/backlog:implementer#a1');
    expect(task.handoff?.session, 'nobody decided to leave it').toBeUndefined();
    expect(await place.claims()).toEqual([]);
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
    await begin(place, 'a1');
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
