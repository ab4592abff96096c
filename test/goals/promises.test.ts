import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { COMMANDS } from '../../src/commands/index.ts';
import { GOAL_FIELDS, goalFieldsOf } from '../../src/domain/goals/fields.ts';
import { GOAL_KINDS, ID_LETTERS } from '../../src/domain/goals/words.ts';
import { toolOf } from '../../src/interfaces/mcp/tools.ts';
import { openWorkspace } from '../../src/work/workspace/open.ts';
import { cli } from '../interfaces/cli/line.ts';
import { connectInside, place } from '../interfaces/mcp/connect.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { tempFolder } from '../support/folder.ts';
import { everyNth, soak } from '../support/soak-test.ts';
import { testWorkspace } from '../support/workspace.ts';
import { served } from '../web/served.ts';
import { planOfWork, WHOLE, wholePlan } from './plan.ts';

// One test for each promise about goals, by number. Promises 6, 9, 11 and 13 are proved at length elsewhere: by the
// skills' tests with real clients, by health.test.ts and by the properties in plan-rules.test.ts.

const plugin = builtPlugin();

type Row = Record<string, unknown>;
type Door = (command: string, input: Row) => Promise<Row>;

/** A queue behind one door: its calls, and the folder of its store. */
const DOORS: Readonly<Record<string, () => Promise<{ call: Door; restarted(): Promise<Door> }>>> = {
  CLI: async () => {
    const { say, cwd } = cli();
    const over =
      (line: typeof say): Door =>
      async (command, input) => {
        const { code, out, err } = await line([...command.split('_'), ...wordsOf(input), '--json']);
        if (code !== 0) throw new Error(err);
        return JSON.parse(out) as Row;
      };
    return { call: over(say), restarted: async () => over(cli({}, true, cwd).say) };
  },
  MCP: async () => {
    const where = place({ BACKLOG_TOOLS: 'goals', BACKLOG_DIR: join(tempFolder('goals'), 'store') });
    const over = async (): Promise<Door> => {
      const { call } = await connectInside(where);
      return async (command, input) => {
        const answer =
          command === 'goal_add' || command === 'goal_modify'
            ? await call('goal_save', { records: [input] })
            : await call(command, input);
        if (answer.isError) throw new Error(answer.text);
        return { text: answer.text };
      };
    };
    return { call: await over(), restarted: over };
  },
  HTTP: async () => {
    const board = await served();
    const call: Door = async (command, input) => {
      const { status, body } = await board.call(command, input);
      if (status !== 200) throw new Error(JSON.stringify(body));
      return body;
    };
    return { call, restarted: async () => board.again().then(() => call) };
  },
};

function wordsOf(input: Row): string[] {
  return Object.entries(input).flatMap(([name, value]) =>
    value === true ? [`--${name}`] : [`--${name}`, String(value)],
  );
}

test.each(everyNth(3, Object.keys(DOORS)))(
  '1: all kinds are added, changed, found, ranked, archived and kept over %s',
  async (name) => {
    const { call, restarted } = await DOORS[name]!();
    const said = async (door: Door, command: string, input: Row) => JSON.stringify(await door(command, input));
    for (const kind of GOAL_KINDS) {
      const id = `${ID_LETTERS[kind]}-1`;
      await call('goal_add', { kind, title: `First ${kind}` });
      await call('goal_modify', { id, title: `Renamed ${kind}` });
      if (kind !== 'vision') {
        await call('goal_add', { kind, title: `Second ${kind}` });
        const ranked = await said(call, 'goal_rank', { id: `${ID_LETTERS[kind]}-2`, to: 'top' });
        expect(ranked.indexOf(`Second ${kind}`)).toBeLessThan(ranked.indexOf(`Renamed ${kind}`));
      }
      await call('goal_archive', { ids: id });
      expect(await said(call, 'goal_list', { kind })).not.toContain(`Renamed ${kind}`);
      await call('goal_archive', { ids: id, restore: true });
    }
    const again = await restarted();
    for (const kind of GOAL_KINDS) {
      expect(await said(again, 'goal_list', { search: `renamed ${kind}` })).toContain(`Renamed ${kind}`);
      expect(await said(again, 'goal_info', { id: `${ID_LETTERS[kind]}-1` })).toContain(`Renamed ${kind}`);
    }
  },
);

test('2: caps, names and lengths are refused with the limit and the count', async () => {
  const work = await testWorkspace();
  for (let i = 0; i < 5; i++) await work.run('goal_add', { kind: 'pillar', title: `Pillar ${i}` });
  const said = [
    await work.refused('goal_add', { kind: 'pillar', title: 'Sixth' }),
    await work.refused('goal_modify', { id: 'P-1', title: 'pillar 2' }),
    await work.refused('goal_modify', { id: 'P-1', title: 'x'.repeat(200) }),
  ];
  expect(said.map(({ message }) => message).join('; ')).toMatch(
    /at most 5 pillars.* 6; .*P-3 is a pillar.*; .*at most 120 characters/,
  );
});

test('3: gaps never block: a bare goal, bet and outcome are saved, and each save names what is missing', async () => {
  const work = await testWorkspace();
  for (const kind of ['pillar', 'bet', 'outcome', 'problem', 'goal'])
    expect(await work.run('goal_add', { kind, title: `Bare ${kind}` })).toMatchObject({
      records: [{ did: 'created' }],
    });
  await work.run('task_add', { description: 'No goal' });
  const { findings } = await work.run<{ findings: { fix: { command: string } }[] }>('goal_health', { limit: 100 });
  expect(findings.length).toBeGreaterThan(5);
  const names = new Set(COMMANDS.map(({ name }) => name));
  for (const { fix } of findings) expect(names).toContain(fix.command);
  const { notes } = await work.run<{ notes: string[] }>('goal_add', { kind: 'bet', title: 'Now', state: 'now' });
  expect(notes).toEqual([
    expect.stringMatching(/^B-2 Now moves no outcome: `goal_modify {"id":"B-2","outcomes":"O-1"}`$/),
    expect.stringContaining('no open goal belongs to it'),
  ]);
});

test('4: bets have an order, a fourth one in now is noted; a goal leads up to the vision; problems count their work', async () => {
  const work = await testWorkspace();
  await wholePlan(work);
  const { above } = await work.run<{ above: { kind: string }[] }>('goal_info', { id: 'I-1' });
  expect(new Set(above.map(({ kind }) => kind))).toEqual(
    new Set(['bet', 'outcome', 'pillar', 'problem', 'persona', 'vision']),
  );
  for (const title of ['Two', 'Three', 'Four'])
    await work.run('goal_add', { kind: 'bet', title, state: 'now', outcomes: ['O-1'] });
  await work.run('goal_rank', { id: 'B-4', to: 'top' });
  const { goals } = await work.run<{ goals: { id: string }[] }>('goal_list', { kind: 'bet' });
  expect(goals.map(({ id }) => id)).toEqual(['B-4', 'B-1', 'B-2', 'B-3']);
  const { findings } = await work.run<{ findings: { code: string }[] }>('goal_health', { limit: 100 });
  expect(findings.map(({ code }) => code)).toContain('bet.too_many_now');
  await work.run('task_add', { description: 'Open', goal: 1 });
  expect(await work.run('goal_list', { kind: 'problem' })).toMatchObject({ goals: [{ id: 'X-1', open: 1, done: 0 }] });
});

test('5: the progress of goals and bets equals a count by hand, subtasks included', async () => {
  const work = await testWorkspace();
  await wholePlan(work);
  await work.run('goal_add', { title: 'Other', bet: 'B-1' });
  for (const [goal, parent] of [[1], [1], [2], [undefined, 1], [undefined, 1], []])
    await work.run('task_add', { description: 'Work', ...(goal ? { goal } : {}), ...(parent ? { parent } : {}) });
  for (const id of [2, 4, 6]) await work.run('task_done', { id });
  const counted = async (id: string) => {
    const { open, done } = await work.run<{ open: number; done: number }>('goal_info', { id });
    return [open, done];
  };
  expect([await counted('I-1'), await counted('I-2'), await counted('B-1'), await counted('O-1')]).toEqual([
    [2, 2],
    [1, 0],
    [3, 2],
    [3, 2],
  ]);
});

test('7: tasks without a plan are the same bytes before and after goals exist', async () => {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'Old', scope: 'src/**', tags: 'a' });
  const bytes = () => JSON.stringify([...work.opened.store.state.all('task')]);
  const before = bytes();
  await wholePlan(work);
  await work.run('goal_modify', { id: 'I-1', reading: 3, measure: 'ms', target: 1 });
  expect(bytes()).toBe(before);
});

test('8: one call gives the chain to the vision, the bounds and the gaps, in at most 1,200 characters', async () => {
  const work = await testWorkspace();
  await wholePlan(work);
  await work.run('task_add', { description: 'Cache the index', goal: 1 });
  await work.run('task_add', { description: 'Rank', goal: 1 });
  const text = await work.text('task_info', { id: 1 });
  const why = text
    .split('\n')
    .filter((line) => /^(why|measure|will not|not here|gaps|since then|above|for)\b/.test(line));
  expect(why.join('\n')).toMatch(
    /I-1[\s\S]*Hosted dashboards[\s\S]*not here: #2 Rank[\s\S]*B-1[\s\S]*O-1[\s\S]*P-1[\s\S]*V-1/,
  );
  expect(why.join('\n').length).toBeLessThanOrEqual(1_200);
});

test('10: the definitions of all planning tools fit into 1,500 tokens', () => {
  const tools = COMMANDS.filter(({ toolset }) => toolset === 'goals').map((command) => toolOf(command));
  expect(Buffer.byteLength(JSON.stringify(tools)) / 4).toBeLessThanOrEqual(1_500);
});

test('12: every optional field of every kind: omitted keeps, null and "" clear, [] empties, the same value changes nothing', async () => {
  const work = await testWorkspace();
  await work.run('goal_save', { records: WHOLE });
  const values: Row = {
    ...{ why: 'a', measure: 'm', baseline: 1, target: 2, by: '2027-01-01', wont: 'w', will: 'w', done_when: 'd' },
    ...{
      learned: 'l',
      upkeep: 'u',
      hypothesis: 'h',
      severity: 4,
      evidence: 'e',
      note: 'n',
      document: 'a.md',
      primary: true,
    },
    ...{ bet: 'B-1', outcome: 'O-1', outcomes: ['O-1'], pillars: ['P-1'], problems: ['X-1'], hurts: ['U-1'] },
    ...{ solved_by: 'I-1', depends: ['I-2'] },
  };
  await work.run('goal_add', { title: 'Second' });
  /** `state` and `severity` always have a value, and readings are a list of their own. */
  const fixed = new Set(['state', 'severity', 'reading', 'reading_note']);
  for (const kind of everyNth(3, GOAL_KINDS)) {
    const id = `${ID_LETTERS[kind]}-1`;
    for (const name of goalFieldsOf(kind).filter((one) => !fixed.has(one))) {
      const at = () => (planOfWork(work).find(id) as unknown as Row)[name];
      const save = async (fields: Row) =>
        (await work.run<{ records: { did: string }[] }>('goal_save', { records: [{ id, ...fields }] })).records[0]!.did;
      expect(Object.keys(values), name).toContain(name);
      await save({ [name]: values[name] });
      const kept = at();
      expect(kept, `${kind}.${name}`).toBeDefined();
      expect([name, await save({ [name]: values[name] })]).toEqual([name, 'unchanged']);
      await save({ title: `${planOfWork(work).find(id)!.title}.` });
      expect(at(), `${kind}.${name} omitted`).toEqual(kept);
      await save({ [name]: null });
      expect(at() ?? [], `${kind}.${name} null`).toEqual([]);
      await save({ [name]: values[name] });
      await save({ [name]: Array.isArray(values[name]) ? [] : name === 'primary' ? false : '' });
      expect(at() ?? [], `${kind}.${name} empty`).toEqual([]);
      await save({ [name]: values[name] });
    }
  }
  expect(
    Object.keys(GOAL_FIELDS)
      .filter((name) => !fixed.has(name))
      .every((name) => name in values),
  ).toBe(true);
});

test('14: at the cap a rename works, a primary persona swaps, a live bet moves, and a sixth bet comes after a close', async () => {
  const work = await testWorkspace();
  for (let i = 1; i <= 5; i++) {
    await work.run('goal_add', { kind: 'pillar', title: `Pillar ${i}` });
    await work.run('goal_add', { kind: 'bet', title: `Bet ${i}`, state: 'now' });
  }
  await work.run('goal_modify', { id: 'P-5', title: 'Renamed' });
  await work.run('goal_rank', { id: 'B-5', before: 'B-1' });
  const no = await work.refused('goal_add', { kind: 'bet', title: 'Sixth', state: 'now' });
  expect(no.hint).toContain('Move one to next: `goal_modify B-4 --state next`. Or close one');
  await work.run('goal_close', { id: 'B-1', learned: 'No', state: 'lost' });
  await work.run('goal_add', { kind: 'bet', title: 'Sixth', state: 'now' });
  for (const title of ['Ann', 'Bob']) await work.run('goal_add', { kind: 'persona', title, primary: true });
  expect(
    planOfWork(work)
      .live('persona')
      .map(({ primary }) => primary),
  ).toEqual([undefined, true]);
});

test('15: a record is the same over the CLI, HTTP, the save of the MCP tool, and a page written by hand', async () => {
  const fields = {
    title: 'Totals',
    why: 'Calls',
    measure: 'calls',
    baseline: 40,
    target: 5,
    wont: 'Rounding',
    document: 'a.md',
  };
  const clean = (text: string) =>
    JSON.stringify(JSON.parse(text), (name, value) =>
      ['entry', 'modified', 'started', 'version', 'document_by'].includes(name) ? undefined : value,
    );
  const doors = await Promise.all(['CLI', 'HTTP'].map((name) => DOORS[name]!()));
  const seen: string[] = [];
  for (const { call } of doors) {
    await call('goal_add', fields);
    seen.push(clean(JSON.stringify((await call('goal_info', { id: 'I-1' })).goal)));
  }
  const page = [
    '# Plan',
    '',
    '## Goals',
    '',
    '### Totals',
    '',
    ...Object.entries(fields)
      .slice(1)
      .map(([name, value]) => `- ${name}: ${value}`),
    '- state: now',
    '',
  ].join('\n');
  for (const source of ['page', 'save']) {
    const work = await testWorkspace();
    if (source === 'save') await work.run('goal_save', { records: [fields] });
    else {
      const file = join(work.folder, 'goals.md');
      writeFileSync(file, page);
      await work.run('goal_import', { from: file });
    }
    seen.push(clean(JSON.stringify((await work.run<{ goal: object }>('goal_info', { id: 'I-1' })).goal)));
  }
  for (const each of seen) expect(JSON.parse(each)).toEqual(JSON.parse(seen[0]!));
});

test('16: a reading moves the bar, a closed bet keeps its lesson; both are there a year later', async () => {
  const work = await testWorkspace();
  await wholePlan(work);
  await work.run('goal_modify', { id: 'O-1', reading: 50 });
  await work.run('goal_close', { id: 'B-1', learned: 'Memory was enough', state: 'won' });
  work.pass(366 * 86_400_000);
  expect(await work.run('goal_info', { id: 'O-1' })).toMatchObject({
    moved: 50,
    measure: expect.stringContaining('last 50'),
  });
  expect(await work.run('goal_info', { id: 'B-1' })).toMatchObject({
    goal: { learned: 'Memory was enough', state: 'won' },
  });
});

soak('17: several projects of one machine have goals of their own, without network, account or server', async () => {
  const home = tempFolder('home');
  const guard = join(home, 'no-network.cjs');
  // Every connection and name look-up of the process ends it.
  writeFileSync(
    guard,
    "const net = require('node:net'); const dns = require('node:dns');\nconst end = () => { process.stderr.write('NETWORK'); process.exit(99); };\nnet.Socket.prototype.connect = end; net.Server.prototype.listen = end; dns.lookup = end;\n",
  );
  const run = (cwd: string, ...words: string[]) => {
    const env = { HOME: home, PATH: process.env.PATH, TZ: 'UTC', USER: 'ada' };
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--require', guard, plugin.cli, ...words], {
      cwd,
      env,
      encoding: 'utf8',
    });
    expect([status, stderr.replaceAll(/^Started.*$/gm, '').trim()], words.join(' ')).toEqual([0, '']);
    return stdout;
  };
  const [one, two] = [tempFolder('one'), tempFolder('two')];
  for (const [cwd, title] of [
    [one, 'First of one'],
    [two, 'First of two'],
  ] as const) {
    run(cwd, 'init');
    run(cwd, 'goal', 'add', title, '--measure', 'ms', '--target', '5');
    run(cwd, 'add', 'Do', 'it', '--goal', '1');
  }
  expect(run(one, 'info', '1')).toContain('I-1 First of one');
  expect(run(two, 'goal', 'list')).toContain('I-1 now First of two');
  expect(run(two, 'goal', 'list')).not.toContain('First of one');
});

test('18: every command that a text about goals names is registered', async () => {
  const work = await testWorkspace();
  await wholePlan(work);
  await work.run('task_add', { description: 'No goal' });
  const names = new Set(COMMANDS.map(({ name }) => name));
  const texts = [
    ...COMMANDS.filter(({ toolset }) => toolset === 'goals').map((command) => JSON.stringify(toolOf(command))),
    await work.text('goal_health', { limit: 100 }),
    await work.text('task_info', { id: 1 }),
    ...(await Promise.all(
      [{ id: 'I-9' }, { id: 'P-1', state: 'now' }, { id: 'I-1', state: 'won' }, { id: 'I-1', bet: 'O-1' }].map(
        async (input) => {
          const { message, hint } = await work.refused('goal_modify', input);
          return `${message} ${hint}`;
        },
      ),
    )),
  ];
  const named = texts.flatMap((text) => text.match(/\b(?:goal|task|report)_[a-z]+\b/g) ?? []);
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((name) => !names.has(name))).toEqual([]);
});

test('a queue without goals has no record of them after all usual work, and stays so over a restart', async () => {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'Parent', scope: 'src/**' });
  await work.run('task_add', { description: 'Child', parent: 1 });
  await work.run('task_start', { id: 2 });
  const { state } = work.opened.store;
  const isOfGoals = (kind: unknown) => (GOAL_KINDS as readonly unknown[]).includes(kind);
  const [one, all] = [vi.spyOn(state, 'get'), vi.spyOn(state, 'all')];
  for (const [name, input] of [
    ['task_list', {}],
    ['task_next', {}],
    ['task_info', { id: 2 }],
    ['task_done', { id: 2 }],
    ['report_standup', {}],
    ['report_now', {}],
  ] as const)
    await work.text(name, input);
  expect(one.mock.calls.length + all.mock.calls.length).toBeGreaterThan(0);
  expect(one.mock.calls.filter(([kind]) => isOfGoals(kind))).toEqual([]);
  expect(state.kinds().filter(isOfGoals)).toEqual([]);
  await work.opened.close();
  const opened = await openWorkspace({ cwd: work.folder, env: { BACKLOG_DIR: join(work.folder, 'store') } });
  expect(opened.store.state.kinds().filter(isOfGoals)).toEqual([]);
  await opened.close();
});
