import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readVisionText } from '../../src/goals/foreign-plan.ts';
import { testWorkspace } from '../support/workspace.ts';

const PLAN = [
  { kind: 'vision', title: 'A solo builder never loses the thread' },
  { kind: 'pillar', ref: 'p', title: 'Lives in the repository', will: 'work offline', wont: 'hosted dashboards' },
  { kind: 'persona', ref: 'u', title: 'Sam', primary: true, note: 'Builds alone.\n\nHas two hours a day.' },
  { kind: 'problem', ref: 'x', title: 'Context is lost', severity: 5, hurts: ['u drops the project'] },
  {
    kind: 'outcome',
    ref: 'o',
    title: 'Finished in the editor',
    measure: '%',
    baseline: 30,
    target: 70,
    pillars: ['p'],
  },
  { kind: 'bet', ref: 'b', title: 'Stay in flow', state: 'now', outcomes: ['o'], problems: ['x'], by: '2026-12-31' },
  {
    title: 'First result at once',
    why: 'Sam waits',
    wont: 'servers',
    bet: 'b',
    measure: 'p95 ms',
    baseline: 400,
    target: 50,
  },
];

async function planned() {
  const work = await testWorkspace();
  await work.run('goal_save', { records: PLAN });
  await work.run('goal_modify', { id: 'I-1', reading: 120 });
  return work;
}

const pageOf = async (work: Awaited<ReturnType<typeof planned>>) =>
  (await work.run<{ page: string }>('goal_export')).page;

/** A page without the line that names its queue. */
const unheaded = (page: string) => page.replace(/^Queue: .*\n\n/m, '');

describe('the page of goals', () => {
  test('has a line for each value, and is the same page after an import into an empty queue', async () => {
    const work = await planned();
    const page = await pageOf(work);
    expect(page).toContain('### I-1 First result at once\n\n- why: Sam waits\n- measure: p95 ms\n');
    expect(page).toContain('- note:\n  > Builds alone.\n  >\n  > Has two hours a day.\n');
    expect(page).toContain('- hurts: U-1 drops the project');
    expect(page).toContain('- reading: 2026-07-30T14:30:00Z 120');
    const other = await testWorkspace();
    await other.run('goal_import', { from: page });
    expect(unheaded(await pageOf(other))).toBe(unheaded(page));
  });

  test('of another queue never changes a record by its id: it is found by its title, and links follow it', async () => {
    const work = await planned();
    const other = await testWorkspace();
    const own = [
      { title: 'Unrelated', why: 'must stay' },
      { kind: 'bet', title: 'Other bet', state: 'now' },
      { kind: 'bet', title: 'stay in flow', state: 'now' },
    ];
    await other.run('goal_save', { records: own });
    await other.run('goal_import', { from: await pageOf(work) });
    const page = await pageOf(other);
    expect(page).toContain('### I-1 Unrelated\n\n- why: must stay\n');
    expect(page).toContain('### B-1 Other bet\n');
    expect(page).toMatch(/### I-2 First result at once\n(\n|- .*\n)*- bet: B-2\n/);
    const stray = await other.refused('goal_import', { from: '# Plan\n\n## Goals\n\n### I-5 New\n\n- bet: B-1\n' });
    expect(stray.message).toBe('line 7, I-5: bet names B-1, which the text lacks');
    expect(await pageOf(other)).toBe(page);
  });

  test('a blank value is no value, and a word for a number is refused with its line', async () => {
    const work = await planned();
    const page = await pageOf(work);
    await work.run('goal_import', { from: page.replace('- target: 50\n', '- target:\n') });
    expect(await pageOf(work)).toBe(page.replace('- target: 50\n', ''));
    const wrong = page.replace('- target: 50\n', '- target: many\n');
    const line = wrong.split('\n').indexOf('- target: many') + 1;
    expect((await work.refused('goal_import', { from: wrong })).message).toBe(
      `line ${line}, I-1: target: expected a number, received "many"`,
    );
  });

  test('read back unchanged changes nothing; an edited line changes one field, a removed one clears it', async () => {
    const work = await planned();
    const page = await pageOf(work);
    const { records } = await work.run<{ records: { did: string }[] }>('goal_import', { from: page });
    expect(records.map(({ did }) => did)).toEqual(Array(7).fill('unchanged'));
    await work.run('goal_import', {
      from: page.replace('- target: 50\n', '- target: 40\n').replace('- wont: servers\n', ''),
    });
    const changed = await pageOf(work);
    expect(changed).toContain('- target: 40');
    expect(changed).not.toContain('- wont: servers');
    expect(changed.split('\n').length).toBe(page.split('\n').length - 1);
    await work.run('task_undo');
    expect(await pageOf(work)).toBe(page);
  });

  test('a new heading is a new record; a dry run stores nothing; a bad line is named and nothing is stored', async () => {
    const work = await planned();
    const page = await pageOf(work);
    const more = `${page}\n### Find more\n\n- why: people look longer\n- bet: B-1\n`;
    const dry = await work.run<{ records: { did: string }[] }>('goal_import', { from: more, dry_run: true });
    expect(dry.records.at(-1)).toMatchObject({ did: 'created' });
    expect(await pageOf(work)).toBe(page);
    const refused = await work.refused('goal_import', { from: `${more}- colour: red\n` });
    expect(refused.message).toMatch(/line \d+, Find more: there is no field colour/);
    expect((await work.refused('goal_import', { from: `${page}\nwhat is this\n` })).message).toMatch(
      /line \d+: not a field: what is this/,
    );
    expect(await pageOf(work)).toBe(page);
    await work.run('goal_import', { from: more });
    expect(await pageOf(work)).toContain('### I-2 Find more');
  });

  test('any text of a note comes back as it was', async () => {
    const work = await planned();
    const text = fc.array(fc.constantFrom('### I-9 x', '- why: y', '> z', '', ' blank', '# Plan', '## Goals', 'a'), {
      minLength: 1,
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(text, async (lines) => {
        const note = lines.join('\n').trim() || 'a';
        await work.run('goal_modify', { id: 'I-1', note });
        const page = await pageOf(work);
        await work.run('goal_modify', { id: 'I-1', note: null });
        await work.run('goal_import', { from: page });
        expect(await pageOf(work)).toBe(page);
      }),
      { numRuns: 15 },
    );
  });
});

test('a vision that a person wrote becomes records, and unknown headings are named', () => {
  const { records, left } = readVisionText(
    '# Thread\n\nNobody loses the thread.\n\n## Goals\n- Search: first result at once\n- Undo\n\n## Non-goals\n- servers\n- accounts\n\n## History\nLong ago.\n',
  );
  expect(records).toMatchObject([
    { kind: 'vision', title: 'Nobody loses the thread.' },
    { kind: 'goal', title: 'Search', fields: { why: 'first result at once' } },
    { kind: 'goal', title: 'Undo' },
    { kind: 'pillar', fields: { wont: 'servers; accounts' } },
  ]);
  expect(left).toEqual(['History']);
});

test("OpenBacklog's data: heroes, villains, conflicts, themes and initiatives with their links", async () => {
  const work = await testWorkspace();
  const data = {
    visions: [{ vision_text: 'Nobody loses the thread' }],
    pillars: [{ identifier: 'P-001', name: 'Local', description: 'Never hosted' }],
    outcomes: [{ identifier: 'O-001', name: 'More finished', pillars: [{ identifier: 'P-001' }] }],
    themes: [
      {
        identifier: 'T-001',
        name: 'Flow',
        description: 'Faster',
        outcome_identifiers: ['O-001'],
        is_prioritized: true,
      },
    ],
    heroes: [{ identifier: 'H-001', name: 'Sam', is_primary: true }],
    villains: [{ identifier: 'V-001', name: 'Lost context', severity: 5, description: 'Seen daily' }],
    conflicts: [{ hero_identifier: 'H-001', villain_identifier: 'V-001', description: 'Sam gives up' }],
    initiatives: [
      {
        identifier: 'I-007',
        title: 'Search',
        status: 'IN_PROGRESS',
        strategic_context: {
          narrative_intent: 'So that Sam stays',
          theme: { identifier: 'T-001' },
          villains: [{ identifier: 'V-001' }],
        },
      },
    ],
    tasks: [{ title: 'Cache', status: 'TO_DO', initiative_identifier: 'I-007' }],
  };
  const { left } = await work.run<{ left: string[] }>('goal_import', { from: JSON.stringify(data) });
  expect(left).toEqual(['task "Cache"; task_import adds tasks']);
  const page = await pageOf(work);
  for (const line of [
    '### I-1 Search',
    '- why: So that Sam stays',
    '- bet: B-1',
    '- problems: X-1',
    '- hurts: U-1 Sam gives up',
    '- outcomes: O-1',
    '- pillars: P-1',
  ])
    expect(page).toContain(line);
});

test("OpenBacklog's identifiers never name records of the queue", async () => {
  const work = await testWorkspace();
  await work.run('goal_save', { records: [{ title: 'Unrelated', why: 'must stay' }] });
  const theirs = { initiatives: [{ identifier: 'I-1', title: 'Search', status: 'TO_DO' }] };
  await work.run('goal_import', { from: JSON.stringify(theirs) });
  expect(await pageOf(work)).toContain('### I-1 Unrelated\n\n- why: must stay\n');
  expect(await pageOf(work)).toContain('### I-2 Search\n');
  await work.run('goal_import', { from: JSON.stringify(theirs) });
  expect(await pageOf(work)).not.toContain('### I-3');
});
