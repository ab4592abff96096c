import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inDoorWords } from '../../src/domain/calls/door.ts';
import { toInstant } from '../../src/domain/instant.ts';
import type { Run } from '../../src/domain/records.ts';
import { missingList } from '../../src/domain/runs/review-files.ts';
import { RUN_STATE_NAMES } from '../../src/domain/runs/run-states.ts';
import { missingIn } from '../../src/domain/task/objections.ts';
import { updateFor } from '../../src/runs/lifecycle/control-run.ts';
import { cli } from '../interfaces/cli/line.ts';
import { askedBy, draftIn, gitProject, inRun, resultOf, runIn, runWithResult } from '../support/runs.ts';
import { ADA, agent, NOON, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

const BEN = agent('session-2');
const RED = [{ name: 'lint', ok: false, why: 'exit 1', ms: 5, output: 'no', commit: 'a'.repeat(40) }];

/** A task, 1, with a run of it, r1. */
async function reviewed(state: Run['state'] = 'review', more: Partial<Run> = {}): Promise<TestWorkspace> {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'First', scope: 'src/**' });
  await runIn(work, state, { number: 1, result: resultOf(), ...more });
  return work;
}

const stored = (work: TestWorkspace, id = 'r1') => work.opened.store.state.get('run', id)!;
const task = (work: TestWorkspace) => [...work.opened.store.state.all('task')][0]![1];
const claims = (work: TestWorkspace) => Array.from(work.opened.store.state.all('claim'), ([, claim]) => claim.holder);

describe('approve', () => {
  test('names the commit that was looked at, who approved it and when, and starts the merge queue', async () => {
    const work = await reviewed();
    await work.run('run_approve', { run: 'r1' });
    expect(stored(work)).toMatchObject({
      state: 'approved',
      verdict: { commit: resultOf().commit, actor: 'human:ada', at: toInstant(NOON) },
    });
    expect(work.errands).toEqual([{ merge: 'project' }]);
  });

  test.each(RUN_STATE_NAMES.filter((state) => state !== 'review'))('a run that is %s is refused', async (state) => {
    const work = await reviewed(state);
    expect(await work.refused('run_approve', { run: 'r1' })).toMatchObject({ code: 'conflict', data: { state } });
    expect(work.errands).toEqual([]);
  });

  test('of a run that does not exist is refused, naming the nearest', async () => {
    const work = await reviewed();
    expect(await work.refused('run_approve', { run: 'r11' })).toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('did you mean r1?'),
    });
  });

  test('twice at once: one of them is told that it is approved already', async () => {
    const work = await reviewed();
    const both = await Promise.allSettled([
      work.run('run_approve', { run: 'r1' }),
      work.run('run_approve', { run: 'r1' }),
    ]);
    const [lost, ...more] = both.filter(({ status }) => status === 'rejected');
    expect(more).toEqual([]);
    expect(lost).toMatchObject({ reason: { code: 'conflict', data: { state: 'approved' } } });
  });

  test('of another commit is refused, and of what is no commit', async () => {
    const work = await reviewed();
    const { commit } = resultOf();
    expect(await work.refused('run_approve', { run: 'r1', commit: 'b'.repeat(12) })).toMatchObject({
      code: 'conflict',
      data: { commit },
    });
    for (const none of ['', ' ', 'a', 'HEAD'])
      expect(await work.refused('run_approve', { run: 'r1', commit: none }), none).toMatchObject({ code: 'usage' });
    await work.run('run_approve', { run: 'r1', commit: commit.slice(0, 12).toUpperCase() });
  });

  test('of files outside of the scope is refused with their names, unless they are meant', async () => {
    const outside = Array.from({ length: 7 }, (_, i) => `docs/${i}.md`);
    const work = await reviewed('review', { result: resultOf({ outside }) });
    expect(await work.refused('run_approve', { run: 'r1' })).toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/docs\/0\.md.*2 more$/),
      data: { outside },
    });
    await work.run('run_approve', { run: 'r1', outside: true });
    expect(stored(work).verdict).toMatchObject({ outside: true });
  });

  test('while acceptance criteria are unmet is refused with their words, until there is evidence', async () => {
    const work = await testWorkspace();
    await work.run('task_add', { description: 'First', acceptance: ['it starts', 'it stops'] });
    await gitProject(work);
    await runWithResult(work, { 'src/b.txt': 'b\n' }, { number: 1 });
    const [starts, stops] = task(work).acceptance!.map(({ id }) => id) as [string, string];
    await work.run('task_annotate', { id: 1, criterion: starts, text: '3 passed' });
    expect(await work.refused('run_approve', { run: 'r1' })).toMatchObject({
      code: 'conflict',
      message: 'task 1 has unmet acceptance criteria: it stops',
      hint: expect.stringContaining(`"criterion": "${stops}"`),
      data: { unmet: [{ id: stops, text: 'it stops' }] },
    });
    expect(await work.text('run_show', { run: 'r1' })).toMatch(
      /^blocks approval: criteria unmet \(accept with unmet\)$/m,
    );
    expect(await work.text('run_list')).toContain('r1 review (criteria unmet)');
    await work.run('task_annotate', { id: 1, criterion: stops, text: '4 passed' });
    expect(await work.text('run_show', { run: 'r1' })).not.toContain('blocks approval');
    await work.run('run_approve', { run: 'r1' });
    expect(stored(work).verdict?.unmet).toBeUndefined();
  });

  test('unmet criteria are passed over when the approval says so; the verdict names them', async () => {
    const work = await testWorkspace();
    await work.run('task_add', { description: 'First', acceptance: ['it starts'] });
    await gitProject(work);
    await runWithResult(work, { 'src/b.txt': 'b\n' }, { number: 1 });
    await work.run('run_approve', { run: 'r1', unmet: true });
    expect(stored(work).verdict).toMatchObject({ unmet: [task(work).acceptance![0]!.id] });
    expect(await work.text('run_show', { run: 'r1' })).toMatch(/^approved: .* without evidence of it starts/m);
  });

  test('of a result that lacks more than its list has is refused with the word for all, and that word approves it', async () => {
    const entry = { how: 'unread', in: 'commits', commit: 'b'.repeat(40) } as const;
    const missing = ['side', 'other'].map((name) => ({ ...entry, path: `refs/heads/${name}` }));
    const work = await reviewed('review', { result: resultOf({ missing, moreMissing: 60 }) });
    const error = await work.refused('run_approve', { run: 'r1', missing: 'refs/heads' });
    expect(error.message).toContain('lacks entries: refs/heads/side, refs/heads/other, 60 more');
    expect(error.hint).toContain('approve without all entries, also those that the list leaves out: missing "."');
    expect(missingList(stored(work))[0]!.reason).toBe("not compared with the result, is in the agent's commits");
    await work.run('run_approve', { run: 'r1', missing: '.' });
    expect(stored(work).verdict).toMatchObject({ missing: ['.'] });
  });

  test.each([
    'my file.txt',
    'a,b.txt',
    'line\nbreak.txt',
    `q"uo'te.txt`,
    '{a,b} c.txt',
    ' lead.txt',
    '-rf',
    '\ufffd.txt',
  ])('names a missing entry that is called %j, at each door', async (path) => {
    const missing = [{ path, how: 'reverted', in: 'round', commit: 'b'.repeat(40) } as const];
    const calls: readonly ((work: TestWorkspace) => Promise<unknown>)[] = [
      ({ folder }) =>
        cli({ BACKLOG_DIR: join(folder, 'store') }, true, join(folder, 'project')).say([
          ...['approve', 'r1', `--missing=${path}`],
        ]),
      (work) => work.run('run_control', { run: 'r1', verb: 'approve', missing: path }),
      (work) => work.run('run_control', { run: 'r1', verb: 'approve', missing: [path] }),
      (work) => work.run('run_approve', { run: 'r1', missing: missingIn(stored(work)) }),
    ];
    for (const call of calls) {
      const work = await reviewed('review', { result: resultOf({ missing }) });
      const said = await call(work);
      await work.opened.store.refresh();
      expect(stored(work).verdict, JSON.stringify(said)).toMatchObject({ missing: [path] });
      await work.opened.close();
    }
  });

  test('names all missing entries only by a name of its own, and the refusal has one line for a name of several', async () => {
    const entry = { how: 'reverted', in: 'round', commit: 'b'.repeat(40) } as const;
    const missing = ['x . y', 'line\nbacklog approve r1', 'other.txt'].map((path) => ({ ...entry, path }));
    const work = await reviewed('review', { result: resultOf({ missing }) });
    const error = await work.refused('run_approve', { run: 'r1', missing: 'x . y' });
    expect(error.message).toContain('lacks entries: x . y, line ⏎ backlog approve r1, other.txt');
    await work.run('run_approve', { run: 'r1', missing: './' });
    expect(stored(work).verdict).toMatchObject({ missing: ['./'] });
  });

  test('everything that blocks it is said at once', async () => {
    const work = await testWorkspace();
    await work.run('task_add', { description: 'First', acceptance: ['it starts'] });
    await runIn(work, 'review', {
      number: 1,
      result: resultOf({ outside: ['docs/a.md'], raw: ['a.psd'] }),
      checks: RED,
    });
    const error = await work.refused('run_approve', { run: 'r1' });
    for (const words of ['docs/a.md', 'a.psd', 'it starts', 'lint']) expect(error.message).toContain(words);
    for (const flag of ['outside', 'raw', 'unmet', 'override']) expect(error.hint).toContain(flag);
    expect(error.data).toMatchObject({ outside: ['docs/a.md'], unmet: [{ text: 'it starts' }], checks: ['lint'] });
    expect(await work.refused('run_approve', { run: 'r1', outside: true, raw: true, override: 'Known' })).toMatchObject(
      {
        message: expect.stringMatching(/^task 1 has unmet/),
      },
    );
    await work.run('run_approve', { run: 'r1', outside: true, raw: true, unmet: true, override: 'Known' });
    expect(stored(work).verdict).toMatchObject({ raw: true });
  });

  test('of red checks is refused with their names, unless a person says why', async () => {
    const work = await reviewed('review', { checks: RED });
    for (const override of [undefined, '', '  '])
      expect(await work.refused('run_approve', { run: 'r1', override })).toMatchObject({
        code: 'conflict',
        data: { checks: ['lint'] },
      });
    await work.run('run_approve', { run: 'r1', override: ' Known to fail here ' });
    expect(stored(work).verdict).toMatchObject({ override: { checks: ['lint'], reason: 'Known to fail here' } });
  });

  test('an agent may not, unless a setting lets it, and over red checks not even then', async () => {
    const work = await reviewed('review', { checks: RED });
    expect(await work.refused('run_approve', { run: 'r1' }, BEN)).toMatchObject({ code: 'forbidden' });
    await work.run('setting_set', { name: 'review.agents', value: true });
    expect(await work.refused('run_approve', { run: 'r1', override: 'Fine' }, BEN)).toMatchObject({
      code: 'forbidden',
    });
    await work.run('run_discard', { run: 'r1' }, BEN);
  });
});

test.each([
  ['approve', 'review'],
  ['request_changes', 'review'],
  ['answer', 'asking'],
  ['stop', 'running'],
  ['resume', 'failed'],
  ['retry', 'failed'],
  ['discard', 'review'],
  ['handoff', 'review'],
] as const)('who works in a run may not %s runs, whatever settings say', async (verb, state) => {
  const work = await reviewed(state);
  await work.run('setting_set', { name: 'review.agents', value: true });
  const input = { run: 'r1', verb, note: 'Well' };
  for (const run of ['r1', 'r2'])
    expect(await work.refused('run_control', input, inRun(run))).toMatchObject({ code: 'forbidden' });
  expect(stored(work).state).toBe(state);
});

describe('request changes', () => {
  test('keeps what the merge queue asked for: conflict marks and checks count in every later result', async () => {
    const conflicts = [{ path: 'src/a.txt', kind: 'contents' }];
    const made = { base: 'b'.repeat(40), commit: 'c'.repeat(40), conflicts };
    const update = { why: 'conflict' as const, text: 'it conflicts', checks: ['agree'], made, round: 1 };
    const work = await reviewed('review', { update });
    await work.run('run_request_changes', { run: 'r1', note: 'Name the constant' });
    expect(stored(work).update).toEqual(update);
  });

  test('keeps the note with its commit, takes the approval back, claims the scope again and starts a supervisor', async () => {
    const work = await reviewed('review', {
      notes: [{ id: 'a', at: '2026-07-30T10:00:00Z', actor: 'human:ada', text: 'Before' }],
    });
    await work.run('run_approve', { run: 'r1' });
    work.errands.length = 0;
    await work.run('run_request_changes', { run: 'r1', note: 'Name the constant' });
    const run = stored(work);
    expect(run.state).toBe('changes_requested');
    expect(run.verdict).toBeUndefined();
    expect(run.notes?.map(({ text, commit }) => [text, commit])).toEqual([
      ['Before', undefined],
      ['Name the constant', resultOf().commit],
    ]);
    expect(claims(work)).toEqual(['run:r1']);
    expect(work.errands).toEqual([{ run: 'r1' }]);
  });

  test('is refused while somebody else holds files of its scope', async () => {
    const work = await reviewed();
    await work.run('claim_acquire', { scope: 'src/a.txt' }, BEN);
    const error = await work.refused('run_request_changes', { run: 'r1', note: 'Name it' });
    expect(error).toMatchObject({ code: 'claimed' });
    expect(stored(work)).toMatchObject({ state: 'review' });
    expect(stored(work).notes).toBeUndefined();
  });
});

describe('a run that went no further', () => {
  test('goes on with its claim when resumed', async () => {
    const work = await reviewed('failed', { reason: { code: 'crashed', text: 'exit 1' } });
    await work.run('run_resume', { run: 'r1' });
    expect(stored(work)).toMatchObject({ state: 'queued' });
    expect([claims(work), task(work).start !== undefined]).toEqual([['run:r1'], true]);
    expect(work.errands).toEqual([{ run: 'r1' }]);
  });

  test.each(['resume', 'request_changes'])('is not taken up (%s) while another run has its task', async (verb) => {
    const work = await reviewed('failed');
    await runIn(work, 'review', { number: 1 });
    const error = await work.refused('run_control', { run: 'r1', verb, note: 'Again' });
    expect(error).toMatchObject({ code: 'claimed', data: { run: 'r2' } });
    expect(stored(work).state).toBe('failed');
  });

  test.each(['discard', 'handoff'])('%s leaves the task to the run that has it by now', async (verb) => {
    const work = await reviewed('failed');
    await runIn(work, 'review', { number: 1 });
    const before = task(work);
    await work.run('run_control', { run: 'r1', verb, note: 'Not this way' });
    // The reason for a discarded run is for the agent of the next one, and for this one, too.
    const { annotations, ...after } = task(work);
    expect(after).toEqual(before);
    expect(annotations?.map(({ text }) => text)).toEqual(
      verb === 'discard' ? ['r1 discarded: Not this way'] : undefined,
    );
    expect(before.start).toBeDefined();
  });
});

test('discarded: the task waits for somebody again', async () => {
  const work = await reviewed('failed');
  await work.run('run_resume', { run: 'r1' });
  await work.run('run_stop', { run: 'r1' });
  await work.run('run_discard', { run: 'r1' });
  expect([stored(work).state, task(work).start, claims(work)]).toEqual(['discarded', undefined, []]);
  expect(await work.text('task_next', { peek: true }, BEN)).toContain('First');
});

test('handed off: the task waits for a person, with the note', async () => {
  const work = await reviewed();
  await work.run('run_handoff', { run: 'r1', note: 'Needs a designer' });
  expect(stored(work).state).toBe('handed_off');
  expect(task(work).handoff).toMatchObject({ note: 'Needs a designer', actor: 'human:ada' });
});

describe('stop', () => {
  test('ends a run that no supervisor has at once', async () => {
    const work = await reviewed('queued');
    await work.run('run_stop', { run: 'r1' });
    expect(stored(work)).toMatchObject({ state: 'stopped', reason: { code: 'asked', text: 'stopped by human:ada' } });
    expect([task(work).start, claims(work)]).toEqual([undefined, []]);
  });

  test.each(['resume', 'retry'])('of a person is not ended by the %s of an agent', async (verb) => {
    const work = await reviewed('queued');
    await gitProject(work);
    await work.run('run_stop', { run: 'r1' });
    const refused = await work.refused('run_control', { run: 'r1', verb }, BEN);
    expect(refused).toMatchObject({ code: 'forbidden', hint: expect.stringContaining(`\`backlog ${verb} r1\``) });
    expect(stored(work).state).toBe('stopped');
    await work.run(`run_${verb}`, { run: 'r1' });
    expect(stored(work).state).toBe(verb === 'resume' ? 'queued' : 'discarded');
  });

  test.each(['interrupted', 'failed'] as const)(
    'of a person counts where its run is %s before it stops',
    async (state) => {
      const work = await reviewed(state, { stop: { at: toInstant(NOON), by: 'human:ada' } });
      expect(await work.refused('run_control', { run: 'r1', verb: 'resume' }, BEN)).toMatchObject({
        code: 'forbidden',
      });
      expect(stored(work).state).toBe(state);
    },
  );

  test('of an agent is ended by an agent', async () => {
    const work = await reviewed('queued');
    await work.run('run_control', { run: 'r1', verb: 'stop' }, BEN);
    await work.run('run_control', { run: 'r1', verb: 'resume' }, BEN);
    expect(stored(work)).toMatchObject({ state: 'queued' });
    expect(stored(work).stop).toBeUndefined();
  });

  test.each(['review', 'merging', 'merged', 'failed'] as const)('of a run that is %s is refused', async (state) => {
    const work = await reviewed(state);
    expect(await work.refused('run_stop', { run: 'r1' })).toMatchObject({ code: 'conflict' });
  });
});

describe('retry', () => {
  test.each([
    ['merged', 'run_start 1'],
    ['queued', 'run_control r1 with verb stop'],
    ['running', 'run_control r1 with verb stop'],
  ] as const)('of a run that is %s says what fits instead', async (state, instead) => {
    const work = await reviewed(state);
    const refused = await work.refused('run_retry', { run: 'r1' });
    expect(refused).toMatchObject({ code: 'conflict', data: { state } });
    expect(inDoorWords('mcp', refused.hint ?? '')).toContain(instead);
    expect(refused.message).not.toContain('discarded');
  });

  test('gives the run up for another attempt from the tip of the target, with its model and told of each other', async () => {
    const work = await reviewed('failed', { model: 'opus' });
    const base = await gitProject(work);
    await work.run('run_retry', { run: 'r1' });
    expect(stored(work)).toMatchObject({ state: 'discarded', followedBy: 'r2' });
    expect(stored(work, 'r2')).toMatchObject({ state: 'queued', attempt: 2, base, model: 'opus', agent: 'claude' });
    expect(work.errands).toEqual([{ run: 'r2' }]);
  });

  test('keeps the limits that somebody named, and takes the others from settings', async () => {
    const work = await testWorkspace();
    await gitProject(work);
    await work.run('agent_add', { name: 'fixer', provider: 'command', argv: [process.execPath, 'fix.mjs'] });
    await work.run('task_add', { description: 'T', agent: 'fixer' });
    await work.run('run_start', { filter: '1', cost: 2 });
    await work.run('run_stop', { run: 'r1' });
    await work.run('setting_set', { name: 'runs.minutes', value: 7 });
    await work.run('run_retry', { run: 'r1' });
    expect(stored(work, 'r2').limits).toMatchObject({ costUsd: 2, wallMs: 7 * 60_000 });
    await work.run('run_stop', { run: 'r2' });
    await work.run('run_resume', { run: 'r2', minutes: 3 });
    await work.run('run_stop', { run: 'r2' });
    await work.run('run_retry', { run: 'r2' });
    expect(stored(work, 'r3').limits).toMatchObject({ costUsd: 2, wallMs: 3 * 60_000 });
  });

  test('by another agent leaves the model to that one', async () => {
    const work = await reviewed('failed', { model: 'opus' });
    await gitProject(work);
    await work.run('run_retry', { run: 'r1', agent: 'codex' });
    expect(stored(work, 'r2')).toMatchObject({ agent: 'codex', provider: 'codex' });
    expect(stored(work, 'r2').model).toBeUndefined();
  });

  test('of a task that is done or deleted by now is refused, and the run stays', async () => {
    const work = await reviewed('failed');
    await gitProject(work);
    await work.run('task_delete', { id: 1 });
    expect(await work.refused('run_retry', { run: 'r1' })).toMatchObject({ code: 'conflict' });
    expect(stored(work).state).toBe('failed');
  });

  test.each(['merged', 'running', 'handed_off'] as const)('of a run that is %s is refused', async (state) => {
    const work = await reviewed(state);
    await gitProject(work);
    expect(await work.refused('run_retry', { run: 'r1' })).toMatchObject({ code: 'conflict', data: { state } });
    expect(work.errands).toEqual([]);
  });
});

describe('an answer', () => {
  test('goes to the oldest question; the run goes on with the last of them', async () => {
    const work = await reviewed('asking');
    await askedBy(work, stored(work), 'Which colour?');
    work.pass(1_000);
    await askedBy(work, stored(work), 'Which shape?');
    await work.run('run_answer', { run: 'r1', note: 'Blue' });
    expect(stored(work).state).toBe('asking');
    expect(work.errands).toEqual([]);
    await work.run('run_answer', { run: 'r1', note: 'Round' });
    expect(stored(work).state).toBe('queued');
    expect(work.errands).toEqual([{ run: 'r1' }]);
    const said = Array.from(work.opened.store.state.all('question'), ([, { text, answer }]) => [text, answer?.text]);
    expect(Object.fromEntries(said)).toEqual({ 'Which colour?': 'Blue', 'Which shape?': 'Round' });
  });

  test('to a run that is at work is kept for it, and nothing is started', async () => {
    const work = await reviewed('running');
    await askedBy(work, stored(work));
    await work.run('run_answer', { run: 'r1', note: 'Blue' });
    expect([stored(work).state, work.errands]).toEqual(['running', []]);
  });

  test('without a question is refused', async () => {
    const work = await reviewed('running');
    expect(await work.refused('run_answer', { run: 'r1', note: 'Blue' })).toMatchObject({ code: 'conflict' });
  });
});

test('a question is asked by who works in a run, while it is at work', async () => {
  const work = await reviewed();
  expect(await work.refused('run_ask', { text: 'Why?' }, ADA)).toMatchObject({ code: 'conflict' });
  expect(await work.refused('run_ask', { text: 'Why?' }, inRun('r1'))).toMatchObject({ code: 'conflict' });
});

test('a run that used up its budget is resumed with another one; a limit that is none is refused', async () => {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'First' });
  await runIn(work, 'failed', { number: 1, reason: { code: 'cost_limit', text: 'it cost $1.00 of $1.00' } });
  expect(await work.refused('run_resume', { run: 'r1', cost: '0' })).toMatchObject({ code: 'usage' });
  const { run } = await work.run<{ run: Run }>('run_resume', { run: 'r1', cost: '5', minutes: 30 });
  expect(run).toMatchObject({ state: 'queued', limits: { costUsd: 5, wallMs: 1_800_000, idleMs: 60_000 } });
});

test('drafts that were not sent are named: in the review, by an approval, and instead of a request without them', async () => {
  const work = await testWorkspace();
  await gitProject(work);
  await work.run('task_add', { description: 'First' });
  await runWithResult(work, { 'src/a.txt': 'b\n' }, { number: 1 });
  await draftIn(work);
  const said = '1 draft comment of yours is not sent: review_send r1';
  expect(await work.text('run_show', { run: 'r1' })).toContain(said);
  expect(await work.text('run_show', { run: 'r1' }, BEN)).not.toContain('not sent');
  expect(await work.refused('run_request_changes', { run: 'r1', note: 'See comments' })).toMatchObject({
    code: 'conflict',
    message: '1 draft comment on run r1 is not sent',
    hint: expect.stringContaining('review_send r1'),
  });
  expect(stored(work).state).toBe('review');
  expect(await work.text('run_approve', { run: 'r1' })).toContain(said);
});

test('a review that was sent is not taken back: its words went out', async () => {
  const work = await testWorkspace();
  await gitProject(work);
  await work.run('task_add', { description: 'First' });
  await runWithResult(work, { 'src/a.txt': 'b\n' }, { number: 1 });
  await work.run('review_send', { run: 'r1', note: 'Nearly there' });
  expect(await work.refused('task_undo', {})).toMatchObject({
    code: 'forbidden',
    message: expect.stringContaining('review_send'),
  });
  expect(stored(work).notes).toHaveLength(1);
});

test('checks that failed on the merged tree stay wanted where a person adopted a file before the agent goes on', () => {
  const bounced = { waits: { why: 'red', text: 'red' }, checks: RED };
  const update = updateFor(bounced);
  expect(update).toMatchObject({ why: 'red', checks: ['lint'] });
  expect(updateFor({ ...bounced, checks: [], update })).toEqual(update);
});
