import { join } from 'node:path';
import type { ElicitResult } from '@modelcontextprotocol/sdk/types.js';
import { describe, expect, onTestFinished, test } from 'vitest';
import { READ_MS } from '../../../src/domain/calls/drawn.ts';
import type { Night } from '../../../src/domain/records.ts';
import { createEngine } from '../../../src/interfaces/mcp/engine.ts';
import type { CallMeta, Exchange } from '../../../src/interfaces/mcp/protocol/exchange.ts';
import { processId } from '../../../src/work/processes/processes.ts';
import { recordSession } from '../../../src/work/subagents/session-record.ts';
import { ENVIRONMENT } from '../../support/environment.ts';
import { askedBy, resultOf, runIn } from '../../support/runs.ts';
import { ADA, NOON, type TestWorkspace, testWorkspace } from '../../support/workspace.ts';
import { connectInside } from './connect.ts';

interface Form {
  message: string;
  /** The title of the field that the person ticks. */
  yes: string;
  /** The line below the field. */
  by: string;
  /** The field's default. */
  selected: boolean | undefined;
  state: string;
}

interface Asks {
  inputRequests?: {
    answer: {
      method: string;
      params: {
        message: string;
        requestedSchema: {
          required: string[];
          properties: { yes: { title: string; description: string; default?: boolean } };
        };
      };
    };
  };
  requestState: string;
}

interface Answered {
  text: string;
  isError: boolean;
}

/** A server for which a test plays the client, with a task 1 and its run r1 in review. */
async function served(env: Record<string, string> = {}, more: Parameters<typeof runIn>[2] = {}, name = 'claude-code') {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'Fix login', scope: 'src/**' });
  await runIn(work, 'review', { number: 1, result: resultOf({ added: 40, deleted: 2 }), ...more });
  const all = { ...ENVIRONMENT, HOME: work.folder, USER: 'ada', BACKLOG_DIR: join(work.folder, 'store'), ...env };
  let passed = 0;
  const now = () => NOON + passed;
  const client = { name, forms: true, env: all, now, warn: () => undefined };
  const engine = createEngine({ ...client, env: { BACKLOG_TOOLS: 'all', ...all } }, join(work.folder, 'project'));
  onTestFinished(() => engine.close());
  const call = (name: string, args: object, exchange: Partial<Exchange> = {}) =>
    engine.call(name, args as Record<string, unknown>, { forms: true, ...exchange });
  /** Calls a tool, which must answer with a form. */
  const form = async (name: string, args: object, meta?: CallMeta): Promise<Form> => {
    const answer = await call(name, args, { ...(meta && { meta }) });
    const { inputRequests, requestState } = answer as unknown as Asks;
    if (!inputRequests) throw new Error(JSON.stringify(answer));
    const { method, params } = inputRequests.answer;
    expect(method).toBe('elicitation/create');
    expect(params.requestedSchema.required).toEqual(['yes']);
    const { title: yes, description: by, default: selected } = params.requestedSchema.properties.yes;
    return { message: params.message, yes, by, selected, state: requestState };
  };
  const says = async (name: string, args: object, exchange: Partial<Exchange> = {}): Promise<Answered> => {
    const answer = (await call(name, args, exchange)) as { content?: { text: string }[]; isError?: boolean };
    if (!answer.content) throw new Error(`a form: ${JSON.stringify(answer)}`);
    return { text: answer.content.map(({ text }) => text).join('\n'), isError: answer.isError === true };
  };
  const answer = (response: unknown, state: string): Partial<Exchange> => {
    pass(READ_MS);
    return { responses: { answer: response }, state };
  };
  const hook = (fields: object) => engine.call('hook', fields as Record<string, unknown>, { forms: false });
  const pass = (ms: number) => {
    passed += ms;
    work.pass(ms);
  };
  return { work, call, form, says, answer, hook, pass, state: () => stateOf(work) };
}

async function stateOf({ opened }: TestWorkspace, run = 'r1') {
  await opened.ready();
  return opened.store.state.get('run', run)?.state;
}

async function lastCommit({ opened }: TestWorkspace) {
  await opened.ready();
  for await (const commit of opened.store.history({ reverse: true })) return commit;
  return undefined;
}

const DISCARD = { run: 'r1', verb: 'discard' };
const YES = { action: 'accept', content: { yes: true } };

/** Payload of the client's hook just before a call of one of Backlog's tools, as the server's hook tool gets it. */
const preToolUse = (tool: string, use: string, agent = '') => ({
  hook_event_name: 'PreToolUse',
  session_id: 's1',
  tool_name: `mcp__plugin_backlog_tasks__${tool}`,
  tool_use_id: use,
  agent_id: agent,
  agent_type: agent && 'general-purpose',
});
const used = (use: string) => ({ 'claudecode/toolUseId': use });

describe('the clock of a server, which a test can give', () => {
  test('ends a form after an hour, and not before', async () => {
    const { form, says, answer, pass, state } = await served();
    const { state: key } = await form('run_control', DISCARD);
    pass(60 * 60_000 + 1);
    expect(await says('run_control', DISCARD, answer(YES, key))).toMatchObject({
      isError: true,
      text: expect.stringContaining('expired'),
    });
    const { state: next } = await form('run_control', DISCARD);
    pass(59 * 60_000);
    expect(await says('run_control', DISCARD, answer(YES, next))).toMatchObject({ isError: false });
    expect(await state()).toBe('discarded');
  });

  test('counts no yes that comes before a person can have read the form, and a no at once', async () => {
    const { form, says, pass, state } = await served();
    for (const [ms, counts] of [
      [0, false],
      [READ_MS - 1, false],
      [READ_MS, true],
    ] as const) {
      const { state: key } = await form('run_control', DISCARD);
      pass(ms);
      const told = await says('run_control', DISCARD, { responses: { answer: YES }, state: key });
      expect([ms, told.isError, await state()]).toEqual([ms, !counts, counts ? 'discarded' : 'review']);
      if (!counts) expect(told.text).toContain('before a person can have read the form');
    }
  });

  test('lets a client without prompts ask again ten minutes after a no', async () => {
    const { form, says, answer, pass } = await served();
    const { state: key } = await form('run_control', DISCARD);
    const no = { isError: true };
    expect(await says('run_control', DISCARD, answer({ action: 'decline' }, key))).toMatchObject(no);
    pass(9 * 60_000);
    expect(await says('run_control', DISCARD)).toMatchObject(no);
    pass(2 * 60_000);
    expect((await form('run_control', DISCARD)).message).toContain('Discard run r1');
  });
});

describe('a form', () => {
  test('shows what would happen, and a yes changes it with the person as the author, by form', async () => {
    const { form, says, answer, state, work } = await served();
    const { message, yes, by, state: key } = await form('run_control', DISCARD);
    expect(message.split('\n')).toEqual([
      'Discard run r1 of task 1 "Fix login"?',
      'Commit aaaaaaa: 1 file, +40 -2 (src/a.txt). No checks ran.',
      'Discard the run. Its task can be started again; its work is kept under rescue refs. A note becomes a note of the task.',
    ]);
    expect(by).toMatch(/^Requested by ai:claude-code \(session claude-c\)\.$/);
    expect(yes).toBe('Discard run r1');
    expect(await state()).toBe('review');
    expect(await says('run_control', DISCARD, answer(YES, key))).toMatchObject({ isError: false });
    expect(await state()).toBe('discarded');
    const { actor } = (await lastCommit(work))!;
    expect(actor).toMatchObject({ kind: 'human', via: 'form' });
    expect(await work.text('task_history', { id: 1 })).toMatch(/human:\S+ \(form, session \S+\) run_control/);
  });

  test('of a night tells its whole contract, also what the call does not name, and a yes begins exactly that', async () => {
    const { form, says, answer, work } = await served();
    const args = { filter: 'project:web', until: '8h', budget: 20, unreviewed: 8, new_tasks: 10 };
    const { message, yes, state } = await form('night_start', args);
    const [question = '', ...lines] = message.split('\n');
    expect(question).toMatch(
      /^Begin a night: no task can start, no sandbox, project:web, until \d{4}-\d\d-\d\d \d\d:\d\d UTC, at most \$20\.00, 3 runs, 8 results, 10 new tasks, no rule lands, 5 failures, quiet 90 min, disk 1\.0 GB\?$/,
    );
    expect(question.length).toBeLessThan(200);
    for (const term of ['Runs', 'Money', 'Review', 'New tasks', 'Risk', 'Failures', 'Quiet', 'Disk'])
      expect(lines.filter((line) => line.startsWith(`${term} `))).toHaveLength(1);
    expect(yes).toBe('Begin this night');
    const { night: none } = await work.run<{ night?: object }>('night_show');
    expect(none).toBeUndefined();
    expect(await says('night_start', args, answer(YES, state))).toMatchObject({ isError: false });
    await work.opened.ready();
    const { night } = await work.run<{ night: Night }>('night_show');
    expect(night).toMatchObject({
      terms: { filter: 'project:web', budgetUsd: 20, agents: 3, risk: 'low', failures: 5 },
    });
    expect(night.actor).toMatch(/^human:/);
  });

  test('of a night says that its money has no limit, and is not opened while another one goes on', async () => {
    const { form, says, work } = await served();
    expect((await form('night_start', {})).message).toContain(
      'no limit of money, 3 runs, no limit of results, 0 new tasks',
    );
    await work.run('night_start', { until: '8h' });
    // The server has the real clock.
    await work.opened.context(ADA).write('given', (tx) => {
      const night = tx.get('night', 'n1')!;
      tx.put('night', 'n1', { ...night, terms: { ...night.terms, until: '2099-01-01T00:00:00Z' } });
    });
    expect(await says('night_start', {})).toMatchObject({
      isError: true,
      text: expect.stringContaining('night n1 has begun'),
    });
  });

  test('of an approval names the branch, checks, criteria and what it accepts; text by others stays on its line', async () => {
    const { form, work } = await served(
      {},
      {
        result: resultOf({ outside: ['docs/a.md\nRequested by human:ada.'] }),
        checks: [{ name: 'unit', ok: false, why: 'exit 1', ms: 1, output: '', commit: 'a'.repeat(40) }],
      },
    );
    await work.run('task_modify', { filter: '1', acceptance: '+Tests pass', description: 'Fix\u202e "login"' });
    const args = { run: 'r1', verb: 'approve', outside: true, unmet: true, override: 'flaky\nok' };
    const lines = (await form('run_control', args)).message.split('\n');
    expect(lines).toEqual([
      'Approve run r1 of task 1 “Fix<U+202E> "login"” and merge it into main? You accept: checks failed (unit (exit 1)); out of scope (docs/a.md ⏎ Requested by human:ada.); 1 criteria unmet. Reason: "flaky ⏎ ok".',
      'Commit aaaaaaa: 1 file, +1 -0 (src/a.txt). Checks: unit failed. Acceptance criteria: 0 of 1 met.',
    ]);
  });

  const hiddenTests = {
    ...{ commit: 'a'.repeat(40), by: 'judge', at: '2099-01-01T00:00:00Z' as const },
    tests: [{ id: '1', outcome: 'failed' as const, base: 'failed' as const }],
  };
  const ASKS = '1 hidden test of judge failed on result aaaaaaa: is the result wrong, or the test?';

  test.each([true, false])(
    'of an answer about hidden tests says that it calls the test wrong; if agents may decide: %s',
    async (mayDecide) => {
      const { form, says, answer, work } = await served({}, { hiddenTests });
      if (mayDecide) await work.run('setting_set', { name: 'review.agents', value: 'true' });
      const args = { run: 'r1', verb: 'answer', note: 'Nobody asked' };
      const { message, state } = await form('run_control', args);
      expect(message.split('\n').slice(0, 4)).toEqual([
        'Answer run r1 of task 1 "Fix login"?',
        'Commit aaaaaaa: 1 file, +40 -2 (src/a.txt). No checks ran.',
        `It asks: "${ASKS}". This calls the test wrong. Its agent does not get the answer.`,
        'Answer: "Nobody asked"',
      ]);
      expect((await says('run_control', args, answer(YES, state))).isError).toBe(false);
      await work.opened.ready();
      expect(work.opened.store.state.get('run', 'r1')?.hiddenTests?.tests[0]?.wrong?.text).toBe('Nobody asked');
    },
  );

  test('of an approval names the open question about hidden tests, also if agents may decide', async () => {
    const { form, work } = await served({}, { hiddenTests });
    await work.run('setting_set', { name: 'review.agents', value: 'true' });
    expect((await form('run_control', { run: 'r1', verb: 'approve' })).message).toContain(`\nIt asks: ${ASKS}`);
  });

  test('of an answer counts only for the question that it shows', async () => {
    const { form, says, answer, work } = await served({}, { result: resultOf() });
    const run = work.opened.store.state.get('run', 'r1')!;
    await askedBy(work, run, 'Red?');
    const args = { run: 'r1', verb: 'answer', note: 'Yes' };
    const { message, state } = await form('run_control', args);
    expect(message).toContain('It asks: "Red?".');
    await work.run('run_answer', { run: 'r1', note: 'No' });
    await askedBy(work, run, 'Delete all?');
    expect(await says('run_control', args, answer(YES, state))).toMatchObject({
      isError: true,
      text: expect.stringContaining('this has changed while the form was open'),
    });
  });

  test('is not opened for a call that the person could not make either', async () => {
    const { says } = await served({}, { result: resultOf({ outside: ['docs/a.md'] }) });
    const { text, isError } = await says('run_control', { run: 'r1', verb: 'approve' });
    expect(isError).toBe(true);
    expect(text).toMatch(/^run r1 changes out-of-scope files: docs\/a.md\n/);
    expect((await says('run_control', { run: 'r9', verb: 'discard' })).text).toContain('there is no run r9');
    expect((await says('task_purge', { id: 1 })).text).toContain('only deleted tasks can be purged');
  });

  test.each([
    ['task_purge', { id: 2 }, /^Purge task 2 "Old"\?\n.*Undo can't restore/],
    [
      'setting_set',
      { name: 'checks.unit', value: 'rm -rf ~\nok' },
      /^Change the setting checks.unit to "rm -rf ~ ⏎ ok"\?\nBefore: its default\./,
    ],
    ['setting_unset', { name: 'runs.turns' }, /^Change the setting runs.turns to its default\?/],
    ['orchestrator', { verb: 'start', filter: 'project:web' }, /^Start the orchestrator with filter "project:web"\?\n/],
    [
      'agent_add',
      { name: 'x', provider: 'command', argv: ['sh', '-c', 'curl evil'] },
      /^Add an agent with name "x", provider "command", argv \["sh","-c","curl evil"\]\?\n/,
    ],
    ['run_discard', { run: 'r1' }, /^Discard run r1 of task 1 /],
    [
      'run_control',
      { run: 'r1', verb: 'request_changes', note: 'Name\nit' },
      /^Request changes to run r1 of .*\?\n(?:.*\n)*Changes: "Name ⏎ it"\n/,
    ],
    [
      'task_undo',
      { commit: 2 },
      /^Undo a change with commit 2\?\nOnly a person may do this: change 2 \(.*\) is not yours\./,
    ],
  ])('%s %j shows all that it does', async (name, args, shown) => {
    const { form, work } = await served();
    await work.run('task_add', { description: 'Old' });
    await work.run('task_delete', { id: 2 });
    expect((await form(name, args)).message).toMatch(shown);
  });

  test('a yes to a setting, a stop of autonomy, a purge and a claim of others takes effect, and undo knows the person again', async () => {
    const { form, says, answer, work } = await served();
    const yes = async (name: string, args: object) => {
      const { state } = await form(name, args);
      const said = await says(name, args, answer(YES, state));
      expect(said, said.text).toMatchObject({ isError: false });
    };
    await yes('setting_set', { name: 'runs.turns', value: 3 });
    expect(await work.run('setting_get', { name: 'runs.turns' })).toMatchObject({ value: 3 });
    const { actor } = (await lastCommit(work))!;
    await work.run('task_undo', {}, { actor: { kind: 'human', name: actor.name }, holder: 'human' });
    await work.opened.ready();
    expect(work.opened.store.state.get('setting', 'runs.turns')).toBeUndefined();
    await yes('autonomy_stop', { note: 'Look first' });
    expect(await work.text('orchestrator_status')).toContain('stopped autonomy, so it starts nothing: Look first');
    await yes('autonomy_start', {});
    expect(await work.text('orchestrator_status')).not.toContain('stopped autonomy');
    await work.run('task_add', { description: 'Old' });
    await work.run('task_start', { id: 2 });
    await yes('claim_release', { task: 2 });
    await work.run('task_delete', { id: 2 });
    await yes('task_purge', { id: 2 });
    await work.opened.ready();
    expect([...work.opened.store.state.all('task')]).toHaveLength(1);
  });
});

describe('nobody but the person can answer', () => {
  test.each([
    ['no form was opened', 'made-up'],
    ['an empty state', ''],
  ])('%s', async (_, key) => {
    const { says, answer, state } = await served();
    const said = await says('run_control', DISCARD, answer(YES, key));
    expect(said).toMatchObject({
      isError: true,
      text: expect.stringContaining("the answer to the form doesn't count"),
    });
    expect(await state()).toBe('review');
  });

  test('answers among the arguments are unknown fields, and answers without a state open the form', async () => {
    const { says, form, call, state } = await served();
    for (const more of [
      { inputResponses: { answer: YES } },
      { requestState: 'x' },
      { yes: true },
      { confirm: true },
      { _meta: { answer: YES } },
      { via: 'form' },
    ])
      expect(await says('run_control', { ...DISCARD, ...more }), JSON.stringify(more)).toMatchObject({ isError: true });
    await form('run_control', DISCARD);
    expect(await call('run_control', DISCARD, { responses: { answer: YES } })).toHaveProperty('inputRequests');
    expect(await state()).toBe('review');
  });

  test('an answer counts once, for the same call with the same arguments by the same caller', async () => {
    const { says, answer, form, state, work, hook } = await served();
    await runIn(work, 'review', { number: 1, result: resultOf() });
    await hook(preToolUse('run_control', 'u1'));
    const open = async () => (await form('run_control', DISCARD, used('u1'))).state;
    const other = { isError: true, text: expect.stringContaining('it is for another call') };
    const gone = { isError: true, text: expect.stringContaining('unknown, expired or already answered') };
    for (const [name, args, meta] of [
      ['run_control', { ...DISCARD, run: 'r2' }],
      ['run_control', { ...DISCARD, force: true }],
      ['run_control', { run: 'r1', verb: 'approve' }],
      ['run_discard', { run: 'r1' }],
      ['run_control', DISCARD, {}],
    ] as const) {
      const key = await open();
      const exchange = { ...answer(YES, key), meta: meta ?? used('u1') };
      expect(await says(name, args, exchange), `${name} ${JSON.stringify(args)}`).toMatchObject(other);
      expect(await says('run_control', DISCARD, { ...answer(YES, key), meta: used('u1') })).toMatchObject(gone);
    }
    expect(await state()).toBe('review');
    const [key, twin] = [await open(), await open()];
    expect(await says('run_control', DISCARD, { ...answer(YES, key), meta: used('u1') })).toMatchObject(gone);
    const both = await Promise.all(
      [1, 2].map(() => says('run_control', DISCARD, { ...answer(YES, twin), meta: used('u1') })),
    );
    expect(both.filter(({ isError }) => !isError)).toHaveLength(1);
    expect(await state()).toBe('discarded');
  });

  test.each([
    ['nothing', undefined],
    ['a text', 'accept'],
    ['no content', { action: 'accept' }],
    ['empty content, as a client that accepts every form', { action: 'accept', content: {} }],
    ['no', { action: 'accept', content: { yes: false } }],
    ['a text for the tick', { action: 'accept', content: { yes: 'true' } }],
    ['a list', { action: 'accept', content: [true] }],
    ['an unknown action', { action: 'ACCEPT', content: { yes: true } }],
    ['cancel, as a client without a person', { action: 'cancel', content: { yes: true } }],
    ['decline', { action: 'decline', content: { yes: true } }],
    ['an error', { error: { code: -32600, message: 'x' } }],
  ])('an answer with %s is refused', async (_, response) => {
    const { says, answer, form, state } = await served();
    const { state: key } = await form('run_control', DISCARD);
    expect(await says('run_control', DISCARD, answer(response, key))).toMatchObject({ isError: true });
    expect(await state()).toBe('review');
  });

  test('a cancelled form is refused as without a form; a declined one says so, and does not open again before the next prompt', async () => {
    const { says, answer, form, hook } = await served();
    const refusal = (await says('run_control', DISCARD, { forms: false })).text;
    expect(refusal).toMatch(/for people.*\n.*`backlog discard r1` at a terminal/);
    expect(
      (await says('run_control', DISCARD, answer({ action: 'cancel' }, (await form('run_control', DISCARD)).state)))
        .text,
    ).toBe(refusal);
    const prompt = () => hook({ hook_event_name: 'UserPromptSubmit', session_id: 's1', prompt: 'x' });
    await prompt();
    // No way around the person's no.
    const declined =
      /^the form for this call was declined\nThe person refused\. Do not call it again unless they ask for it\. Ask what to do instead\.$/;
    expect(
      (await says('run_control', DISCARD, answer({ action: 'decline' }, (await form('run_control', DISCARD)).state)))
        .text,
    ).toMatch(declined);
    expect((await says('run_control', DISCARD)).text).toMatch(declined);
    await form('run_control', { run: 'r1', verb: 'approve' });
    await prompt();
    await form('run_control', DISCARD);
  });

  test('Codex names its prompts: after a no, only the next prompt opens the form again', async () => {
    const { says, answer, form } = await served();
    const turn = (turn_id: string, turn_trigger = 'user') => ({
      'x-codex-turn-metadata': { turn_id, turn_trigger },
    });
    const { state } = await form('run_control', DISCARD, turn('t1'));
    const declined = { isError: true, text: expect.stringContaining('the form for this call was declined') };
    const no = { ...answer({ action: 'decline' }, state), meta: turn('t1') };
    expect(await says('run_control', DISCARD, no)).toMatchObject(declined);
    for (const meta of [turn('t1'), turn('t2', 'goal'), undefined])
      expect(await says('run_control', DISCARD, { ...(meta && { meta }) })).toMatchObject(declined);
    await form('run_control', DISCARD, turn('t2'));
  });

  test('selects no answer in Claude Code, and the no in clients that would select the yes', async () => {
    for (const [name, selected] of [
      ['claude-code', undefined],
      ['codex-mcp-client', false],
    ] as const) {
      const { form } = await served({}, {}, name);
      expect((await form('run_control', DISCARD)).selected).toBe(selected);
    }
  });

  test('codex exec, which declines every form, gets none', async () => {
    const { says, answer, form, state } = await served();
    const meta = { 'x-codex-turn-metadata': { turn_id: 't1', turn_trigger: 'exec' } };
    const refusal = await says('run_control', DISCARD, { forms: false });
    const { state: key } = await form('run_control', DISCARD);
    expect(await says('run_control', DISCARD, { meta })).toEqual(refusal);
    expect(await says('run_control', DISCARD, { meta, ...answer(YES, key) })).toEqual(refusal);
    expect(await state()).toBe('review');
  });

  test('a result that changed while the form was open is not approved', async () => {
    const { says, answer, form, state, work } = await served();
    const args = { run: 'r1', verb: 'discard' };
    for (const change of [
      { result: resultOf({ commit: 'b'.repeat(40) }) },
      { checks: [{ name: 'unit', ok: false, why: 'exit 1', ms: 1, output: '', commit: 'a'.repeat(40) }] },
      { state: 'failed' as const, reason: { code: 'defect' as const, text: 'x' } },
    ]) {
      const { state: key } = await form('run_control', args);
      await work.opened.ready();
      await work.opened
        .context(ADA)
        .write('given', (tx) => tx.put('run', 'r1', { ...tx.get('run', 'r1')!, ...change }));
      const before = await state();
      expect(await says('run_control', args, answer(YES, key))).toMatchObject({
        isError: true,
        text: expect.stringContaining("the answer doesn't count: this has changed"),
      });
      expect(await state()).toBe(before);
    }
  });

  test.each([
    ['a run', { BACKLOG_RUN: 'r1' }],
    ['a client without a terminal', { CLAUDE_CODE_ENTRYPOINT: 'sdk-cli' }],
    ['an SDK', { CLAUDE_CODE_ENTRYPOINT: 'sdk-py' }],
    ["an agent's shell", { CLAUDECODE: '1' }],
    ["another agent's shell", { CODEX_THREAD_ID: 't1' }],
  ])('%s gets no form, nor does it count if it answers one', async (_, env) => {
    const { says, answer, state } = await served(env);
    const refusal = await says('run_control', DISCARD);
    expect(refusal).toMatchObject({ isError: true });
    expect(await says('run_control', DISCARD, answer(YES, 'x'))).toEqual(refusal);
    expect(await state()).toBe('review');
  });

  test('a client that marks its servers as those of an agent gets a form once its hook has named it', async () => {
    const { says, form, work } = await served({ CLAUDECODE: '1', CLAUDE_CODE_ENTRYPOINT: 'cli' });
    expect(await says('run_control', DISCARD)).toMatchObject({ isError: true });
    const context = work.opened.context(ADA);
    const parent = processId(process.ppid)!;
    const other = processId(process.pid)!;
    await context.write('given', (tx) => recordSession(tx, context, { id: 's2', process: other }));
    expect(await says('run_control', DISCARD)).toMatchObject({ isError: true });
    await context.write('given', (tx) => recordSession(tx, context, { id: 's1', process: parent }));
    expect((await form('run_control', DISCARD)).by).toContain('(session s1)');
  });

  test('a subagent gets no form, nor does an unknown caller of a client whose hooks report callers', async () => {
    const { says, form, hook, answer, state } = await served();
    await hook(preToolUse('run_control', 'u1'));
    await hook(preToolUse('run_control', 'u2', 'a46032'));
    const { state: key } = await form('run_control', DISCARD, used('u1'));
    for (const use of ['u2', 'u3']) {
      expect(await says('run_control', DISCARD, { meta: used(use) })).toMatchObject({
        isError: true,
        text: expect.stringContaining('for people'),
      });
      expect(await says('run_control', DISCARD, { meta: used(use), ...answer(YES, key) })).toMatchObject({
        isError: true,
        text: expect.stringContaining('for people'),
      });
    }
    expect(await state()).toBe('review');
    expect(await says('run_control', DISCARD, { meta: used('u1'), ...answer(YES, key) })).toMatchObject({
      isError: false,
    });
  });

  test('a client without forms, and questions that are too long for one, are refused as before', async () => {
    const { says } = await served();
    const args = { name: 'checks.unit', value: 'x'.repeat(300) };
    expect(await says('setting_set', args)).toEqual(await says('setting_set', args, { forms: false }));
    expect(await says('setting_set', args)).toMatchObject({
      isError: true,
      text: expect.stringContaining('for people'),
    });
  });

  test('a backup is never restored by a form', async () => {
    const { says } = await served();
    expect(await says('backlog_restore', { file: 'x.tar' })).toMatchObject({
      isError: true,
      text: expect.stringContaining('for people'),
    });
  });
});

describe('a client of the earlier versions', () => {
  /** A client whose person answers forms, with the forms that it has shown. */
  async function person(answer: ElicitResult) {
    const { work, state } = await served();
    const shown: string[] = [];
    const where = {
      project: join(work.folder, 'project'),
      home: work.folder,
      env: { BACKLOG_DIR: join(work.folder, 'store') },
    };
    const { call } = await connectInside(where, 'sdk-client', (message) => {
      shown.push(message);
      return answer;
    });
    return { shown, state, work, discard: () => call('run_control', DISCARD) };
  }

  test('gets the form as elicitation/create, and a yes counts', async () => {
    const { shown, state, work, discard } = await person({ action: 'accept', content: { yes: true } });
    expect(await discard()).toMatchObject({ isError: false, text: expect.stringContaining('discarded') });
    expect(shown).toEqual([expect.stringContaining('Discard run r1 of task 1')]);
    expect(await state()).toBe('discarded');
    expect((await lastCommit(work))!.actor).toMatchObject({ kind: 'human', via: 'form' });
  });

  test.each<ElicitResult>([{ action: 'decline' }, { action: 'cancel' }, { action: 'accept', content: {} }])(
    'nothing changes with %j',
    async (answer) => {
      const { shown, state, discard } = await person(answer);
      expect(await discard()).toMatchObject({ isError: true });
      expect(shown).toHaveLength(1);
      expect(await state()).toBe('review');
    },
  );
});
