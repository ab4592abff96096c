import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openWorkspace } from '../../src/work/workspace/open.ts';
import { anyCharacter } from '../support/any-character.ts';
import { IS_SOAK } from '../support/seed.ts';
import { everyNth, soak } from '../support/soak-test.ts';
import { ADA, testWorkspace } from '../support/workspace.ts';

/** Texts that look like lines of a page, or that have other line ends. */
const LINES = [
  ...[
    '## Goals',
    '### I-9 fake',
    '- why: fake',
    '> q',
    '  > q',
    '- reading: 2026-01-01 5',
    '# Plan',
    '-',
    'null',
    '\t',
  ],
  ...['a\n\nb', '\n- wont: y', 'x\n', ' lead', 'trail ', '```\n### I-3 x\n```', '\r\n', 'a\r\nb', 'a\rb', 'a\u2028b'],
];
const text = fc.oneof(fc.constantFrom(...LINES), fc.string({ unit: anyCharacter, maxLength: 30 }));

test('a page of hostile texts changes nothing when it is read back, and is the same page from another queue', async () => {
  const taken: string[] = [];
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 9, maxLength: 9 }), async (texts) => {
      const [work, other] = [await testWorkspace(), await testWorkspace()];
      const given = async (input: Record<string, unknown>) => {
        try {
          await work.run(input.id === undefined ? 'goal_add' : 'goal_modify', input);
          taken.push(...Object.keys(input));
        } catch {
          // A text that a field can't have is refused.
        }
      };
      const [title, name, why, wont, note, measure, hypothesis, stakes, reading_note] = texts as string[];
      await work.run('goal_add', { title: 'Real' });
      await work.run('goal_add', { kind: 'persona', title: 'Sam' });
      for (const field of [{ title }, { why }, { wont }, { note }, { measure }, { reading: 4, reading_note }])
        await given({ id: 'I-1', ...field });
      await given({ kind: 'bet', title: name, hypothesis });
      await given({ kind: 'problem', title: name, hurts: [`U-1 ${stakes}`], evidence: note });
      const { page } = await work.run<{ page: string }>('goal_export');
      const read = await work.run<{ records: { did: string }[] }>('goal_import', { from: page });
      expect(read.records.map(({ did }) => did)).toEqual(read.records.map(() => 'unchanged'));
      await other.run('goal_import', { from: page });
      const unheaded = (all: string) => all.replace(/^Queue: .*\n\n/m, '');
      expect(unheaded((await other.run<{ page: string }>('goal_export')).page)).toBe(unheaded(page));
    }),
    { numRuns: IS_SOAK ? 300 : 8 },
  );
  expect(taken).toEqual(expect.arrayContaining(['why', 'reading_note', 'hypothesis', 'evidence']));
});

test.each([
  ['- reading: 2026-99-99 4', 'line 6: expected a date and a number'],
  ['- reading: 2026-01-01 1e999', 'line 6: expected a date and a number'],
  ['- target: NaN', 'line 6, P: target: expected a number'],
  ['- target: 1e999', 'line 6, P: target: expected a number'],
  ['- __proto__: x', 'there is no field __proto__'],
  ['- constructor: x', 'line 6, P: there is no field constructor'],
  ['- reading_note: x', 'there is no field reading_note'],
])('a page with %j is refused with its line', async (line, why) => {
  const { refused, opened } = await testWorkspace();
  expect((await refused('goal_import', { from: `# Plan\n\n## Goals\n\n### P\n${line}\n` })).message).toContain(why);
  expect(opened.store.state.seq).toBe(0);
});

soak('100,000 readings of a page are refused with the limit', async () => {
  const { refused } = await testWorkspace();
  const readings = Array.from({ length: 100_000 }, (_, i) => `- reading: 2026-01-01 ${i}`);
  const from = ['# Plan\n\n## Goals\n\n### Many', ...readings].join('\n');
  expect((await refused('goal_import', { from })).message).toContain('at most 1000 readings are kept');
});

test('a note needs its reading, and stays with it', async () => {
  const { run, refused } = await testWorkspace();
  await run('goal_add', { title: 'Fast', measure: 'ms', target: 5 });
  expect((await refused('goal_modify', { id: 'I-1', reading_note: 'alone' })).message).toContain(
    'belongs to a reading',
  );
  await run('goal_modify', { id: 'I-1', reading: 9, reading_note: 'after the index' });
  await run('goal_close', { id: 'I-1', learned: 'Enough', reading: 4, reading_note: 'last one' });
  const { goal } = await run<{ goal: { readings: object[] } }>('goal_info', { id: 'I-1' });
  expect(goal.readings).toMatchObject([{ note: 'after the index' }, { value: 4, note: 'last one' }]);
});

const AT = '2026-07-30T14:30:00Z';
const BASE = { rank: 1, entry: AT, modified: AT };
/** Records that another program could write to a shared queue. All but the first have fields of another shape. */
const FORGED: readonly [kind: string, id: string, record: unknown][] = [
  [
    'goal',
    'I-2',
    {
      ...{ ...BASE, id: 'I-2', title: `a\n\u001b[31mred\n## Goals\n${'x'.repeat(100_000)}`, state: 'now' },
      ...{ depends: ['I-2', 'I-3'], bet: 'B-1', outcome: 'O-9', problems: ['X-1', 'I-1'] },
    },
  ],
  ['goal', 'I-3', { id: 'I-3' }],
  ['goal', 'I-4', { ...BASE, id: 'I-99', title: 'other', state: 'now' }],
  ['goal', 'I-5', { ...BASE, id: 'I-5', title: { toString: 1 }, state: 'now' }],
  ['goal', 'I-6', { ...BASE, id: 'I-6', title: 'r', state: 'now', readings: [{ at: 5, value: null }] }],
  ['goal', 'I-7', { ...BASE, id: 'I-7', title: 'r', state: 'now', readings: {}, depends: 'I-2', log: [null] }],
  ['goal', 'nonsense', { ...BASE, id: 'nonsense', title: 'n', state: 'now' }],
  ['goal', 'I-8', 'a text'],
  ['bet', 'B-1', { ...BASE, id: 'B-1', title: 'b', state: 'now', outcomes: ['I-1', 5, null], problems: null }],
  ['problem', 'X-1', { ...BASE, id: 'X-1', title: 'p', severity: 'high', hurts: [{ persona: 'U-1' }, null] }],
  ['persona', 'U-1', { ...BASE, id: 'U-1', title: 'u', rank: 'first' }],
  ['vision', 'V-1', { ...BASE, id: 'V-1', title: null }],
];
const READS: readonly [string, object][] = [
  ...(['goal_list', 'goal_health', 'report_goals', 'report_outcomes', 'report_standup', 'report_now'] as const).map(
    (name) => [name, {}] as [string, object],
  ),
  ...[['goal_info', { id: 'I-1' }] as [string, object], ['task_info', { id: 1 }] as [string, object]],
  ['task_list', { filter: '+TRACED or bet:B-1 or persona:U-1' }],
  ['task_search', { text: 'red' }],
  ['goal_list', { search: 'red' }],
  ['task_next', {}],
];

test('forged records stop no answer: what has another shape is treated as missing, and the doctor names it', async () => {
  const work = await testWorkspace();
  await work.run('goal_add', { title: 'Real', wont: 'x' });
  await work.run('task_add', { description: 'First', goal: 'I-1' });
  const [[uuid, task]] = [...work.opened.store.state.all('task')] as [[string, object]];
  const forger = await openWorkspace({
    cwd: join(work.folder, 'project'),
    env: { BACKLOG_DIR: join(work.folder, 'store') },
    now: () => Date.parse(AT),
  });
  for (const [kind, id, record] of FORGED)
    await forger.context(ADA).write('goal_add', (tx) => tx.put(kind as 'goal', id, record as never));
  for (const goal of everyNth(5, ['I-2', 'I-5', 'I-7', 'nonsense', 'I-1'])) {
    await forger.context(ADA).write('task_modify', (tx) => tx.put('task', uuid, { ...task, goal } as never));
    await work.opened.ready();
    for (const [name, input] of READS) {
      const said = await work.text(name, input);
      expect([name, goal, said.includes('\u001b[31m'), said.length > 20_000]).toEqual([name, goal, false, false]);
    }
  }
  await forger.close();
  const doctor = await work.text('doctor');
  for (const [kind, id] of FORGED.slice(1)) expect(doctor).toContain(`the record ${kind} ${id} has fields`);
  expect(doctor).not.toContain('the record goal I-2');
  await work.run('goal_modify', { id: 'I-1', title: 'Still real' });
});
