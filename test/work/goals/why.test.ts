import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { whyAnswerIn } from '../../../src/domain/runs/answers/why-answer.ts';
import { firstPrompt } from '../../../src/text/runs/run-prompt.ts';
import { WHY_CHARS, whyLines } from '../../../src/text/why.ts';
import { hookPlace, SESSION } from '../../interfaces/hooks/place.ts';
import { FAST, putPlan } from '../../support/goals.ts';
import { ADA, agent, type TestWorkspace, testWorkspace } from '../../support/workspace.ts';

const WHY = 'People lose the thread while they wait';

/** Three open tasks of a goal with everything, below a parent with a spec, and one of them done. */
async function planned(): Promise<TestWorkspace> {
  const work = await testWorkspace();
  await putPlan(work.opened, FAST);
  await addTasks(work.run);
  return work;
}

async function addTasks(run: TestWorkspace['run']): Promise<void> {
  await run('task_add', { description: 'Search', goal: 'I-1' });
  await run('task_doc_write', { id: 1, content: '# Search\n\nAn index of words beside the text.' });
  for (const description of ['Cache the index', 'Rank results', 'Match slips of the pen'])
    await run('task_add', { description, parent: 1 });
}

describe('in a queue with a goal', () => {
  test.each([
    ['task_info', { id: 2 }, ADA],
    ['task_start', { id: 2 }, agent('s1')],
    ['task_next', { filter: '2' }, agent('s1')],
  ] as const)(
    'the answer of %s has why, measure, refusal, bounds and the spec of the parent',
    async (name, input, caller) => {
      const work = await planned();
      const text = await work.text(name, input, caller);
      expect(text).toContain(`why: I-1 First result at once: "${WHY}"`);
      expect(text).toContain('measure: p95 ms: 400 → 50');
      expect(text).toContain('will not: "requests to a server" (I-1)');
      expect(text).toMatch(/^not here: #3 Rank results, #4 Match slips of the pen$/m);
      expect(text).toMatch(/^spec of 1: "An index of words beside the text\.", whole: .*1/m);
      expect(text).not.toMatch(/^gaps/m);
    },
  );

  test('a session gets the goals that are now, after a compaction the why of its task, and a subagent that of its own', async () => {
    const place = await hookPlace();
    await putPlan(place.opened, FAST, { id: 'V-1', title: 'A solo builder keeps the thread' });
    await addTasks(place.run);
    const { additionalContext: first } = (await place.hook('UserPromptSubmit', { prompt_id: 'p1' })) ?? {};
    expect(first).toContain(
      'Vision: "A solo builder keeps the thread"\nGoals now: I-1 First result at once (p95 ms: 400 → 50)',
    );
    await place.run('task_start', { id: 2 }, agent(SESSION));
    const compacted = await place.hook('SessionStart', { source: 'compact' });
    const asked = compacted ?? (await place.hook('UserPromptSubmit', { prompt_id: 'p2' }));
    expect(asked?.additionalContext).toContain(`why: I-1 First result at once: "${WHY}"`);
    expect(asked?.additionalContext).toContain('not here: #3 Rank results');
    const launched = await place.hook('PreToolUse', {
      tool_name: 'Agent',
      tool_use_id: 'use-1',
      tool_input: { description: 'work', prompt: 'Do task 3', subagent_type: 'backlog:implementer' },
    });
    const prompt = String(launched?.updatedInput?.prompt);
    expect(prompt).toContain('Backlog: this is your task');
    expect(prompt).toContain('will not: "requests to a server" (I-1)');
    expect(prompt).toContain('not here: #2 Cache the index, #4 Match slips of the pen');
  });

  test('a done task is in the log of its goal: the next brief says what happened since', async () => {
    const work = await planned();
    await work.run('task_done', { id: 3 });
    const text = await work.text('task_info', { id: 2 });
    expect(text).toMatch(/^since then: 2026-07-30 #3 Rank results: done$/m);
    expect(text).toMatch(/^not here: #4 Match slips of the pen$/m);
    await work.run('task_undo');
    expect(await work.text('task_info', { id: 2 })).not.toContain('since then');
  });

  test('a task without a goal has a gap with the call that fixes it; upkeep has its reason', async () => {
    const work = await planned();
    await work.run('task_add', { description: 'Dream' });
    await work.run('task_add', { description: 'Upgrade the linter', upkeep: 'security fixes' });
    expect(await work.text('task_info', { id: 5 })).toMatch(/^gaps: it names no goal and no upkeep reason/m);
    const upkeep = await work.text('task_info', { id: 6 });
    expect(upkeep).toMatch(/^why: upkeep, "security fixes"$/m);
    expect(upkeep).not.toMatch(/^gaps/m);
  });
});

test('a queue without goals has no byte of it: the same text as before, and no log', async () => {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'Search' });
  const text = await work.text('task_info', { id: 1 });
  expect(
    text.split('\n').filter((line) => /^(why|measure|will not|not here|gaps|since then|above|for)\b/.test(line)),
  ).toEqual([]);
  expect(await work.run('task_info', { id: 1 })).not.toHaveProperty('brief.why');
  expect(await work.run('backlog_status')).not.toHaveProperty('goals');
  await work.run('task_done', { id: 1 });
  expect([...work.opened.store.state.all('goal')]).toEqual([]);
});

describe('its limits', () => {
  const text = fc.string({ maxLength: 700, unit: 'grapheme' });
  const whys = fc.record({
    why: fc.record({
      links: fc.array(
        fc.record({
          id: fc.constantFrom('I-1', 'B-2', 'V-1'),
          kind: fc.constantFrom('goal', 'bet', 'vision'),
          title: text,
          why: text,
          measure: text,
        }),
        { maxLength: 5 },
      ),
      for: fc.array(fc.record({ name: text, title: text }), { maxLength: 3 }),
      bounds: fc.record({
        tasks: fc.array(fc.record({ id: fc.nat(99_999), description: text }), { maxLength: 6 }),
        more: fc.boolean(),
        wont: fc.array(fc.record({ id: fc.constant('P-1'), text }), { maxLength: 4 }),
      }),
      gaps: fc.array(
        fc.record({
          code: fc.constantFrom('task.orphan', 'task.dangling', 'vision.missing', 'link.unknown'),
          id: fc.constant('O-1'),
          to: fc.constant('P-9'),
        }),
      ),
    }),
    since: fc.array(fc.record({ at: fc.constant('2026-07-30T14:30:00Z'), text }), { maxLength: 3 }),
    above: fc.record({ id: fc.nat(999), line: text }),
  });

  test('600 characters in briefs, 1,200 on request, whatever is in the records; each line is one line', () => {
    fc.assert(
      fc.property(whys, (why) => {
        for (const most of [WHY_CHARS.brief, WHY_CHARS.whole]) {
          const lines = whyLines(why as never, 12, {}, most);
          expect(lines.join('\n').length).toBeLessThanOrEqual(most);
          for (const line of lines)
            expect(line).toMatch(/^(why|measure|will not|not here|gaps|since then|spec of \d+|above|for): [^\n\r]*$/);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('a long why leaves room for the refusal and the bounds', async () => {
    const work = await planned();
    await putPlan(work.opened, { ...FAST, why: 'word '.repeat(110).trim(), wont: 'no '.repeat(150).trim() });
    const text = await work.text('task_info', { id: 2 });
    for (const label of ['why', 'measure', 'will not', 'not here', 'spec of 1']) expect(text).toContain(`\n${label}: `);
  });
});

describe('the last message of a run', () => {
  test('is asked for only if the task has a goal', () => {
    const asked = { brief: 'THE BRIEF', scope: [], checks: [], tools: true, notes: [], failed: [] };
    expect(firstPrompt({ ...asked, goal: true })).toContain('"Why: moves", "Why: neutral" or "Why: breaks"');
    expect(firstPrompt(asked)).not.toContain('Why:');
  });

  test.each([
    ['Done.\nWhy: moves: p95 is 45 ms', { kind: 'moves', text: 'p95 is 45 ms' }],
    ['**Why: breaks** it asks a server', { kind: 'breaks', text: 'it asks a server' }],
    ['- why: "neutral", only a rename.', { kind: 'neutral', text: 'only a rename.' }],
    ['Why: moves\nWhy: neutral', { kind: 'neutral', text: '' }],
    ['Why not', undefined],
    ['Why: because it moves', undefined],
  ])('%j is read as %j', (summary, answer) => {
    const rounds = [{ n: 1, why: 'start', at: '2026-07-30T14:30:00Z', notes: 0, summary }];
    expect(whyAnswerIn({ rounds } as never)).toEqual(answer);
  });
});
