import { describe, expect, test } from 'vitest';
import {
  isAtWork,
  SHOWN_STATE_NAMES,
  SHOWN_STATES,
  type ShownState,
  shownState,
} from '../../src/domain/state-words.ts';
import { variableValues } from '../../src/interfaces/mcp/resources/values.ts';
import { glanceLine } from '../../src/interfaces/statusline/status-line.ts';
import type { Card } from '../../src/report/cards.ts';
import { glanceOf } from '../../src/report/now/glance.ts';
import { situationIn } from '../../src/runs/view/situation.ts';
import { pendingNotices } from '../../src/scheduler/notices/notices.ts';
import { askedBy, runIn } from '../support/runs.ts';
import { everyNth } from '../support/soak-test.ts';
import { ADA, agent, NOON, type TestWorkspace, workspaces } from '../support/workspace.ts';
import { SHOWN_RUNS, type ShownRun } from './support/shown-runs.ts';

/** Makes queues with one task, whose run is in a state. */
const queueWith = ({ state, ...more }: ShownRun) =>
  workspaces(async (work) => {
    await work.run('task_add', { description: 'Fix login' });
    const run = await runIn(work, state, { number: 1, ...more });
    if (state === 'asking') await askedBy(work, run);
    if (run.merged) await work.run('task_done', { id: 1 });
  });

const contextOf = ({ opened }: TestWorkspace) => opened.context(ADA);
const statusLine = (work: TestWorkspace) =>
  glanceLine(glanceOf(situationIn(contextOf(work)), contextOf(work).facts()), {
    ...{ now: NOON, session: undefined, width: 200 },
  });
const refusalOf = async (work: TestWorkspace) => {
  const refused = await work.run('task_start', { id: 1 }, agent('s9')).catch((error: Error) => error);
  return refused instanceof Error ? refused.message : '';
};

/** Texts that show the state of every run. */
const ALWAYS = {
  'run show': (work: TestWorkspace) => work.text('run_show', { run: 'r1' }),
  'run list': (work: TestWorkspace) => work.text('run_list', { all: true }),
  timeline: (work: TestWorkspace) => work.text('report_timeline'),
};

/** Texts that show the state of a task by its run, while the run holds the task or waits for a decision. */
const OF_TASK = {
  'task list': (work: TestWorkspace) => work.text('task_list'),
  explain: (work: TestWorkspace) => work.text('task_explain', { id: 1 }),
  brief: (work: TestWorkspace) => work.text('task_info', { id: 1 }),
  graph: (work: TestWorkspace) => work.text('report_graph', { alone: true }),
  'menu of an MCP client': async (work: TestWorkspace) => String(variableValues('id', contextOf(work))[0]?.description),
};

/** Texts about what needs a person, or waits for others. The first also lists what works. */
const OF_QUEUE = {
  now: (work: TestWorkspace) => work.text('report_now'),
  status: (work: TestWorkspace) => work.text('backlog_status'),
};

const CLOSED: readonly ShownState[] = ['merged', 'discarded', 'handed_off', 'unfound'];
const holdsTask = (run: ShownRun, shown: ShownState) => !run.merged && !CLOSED.includes(shown);

describe.each(SHOWN_RUNS)('a run that is shown as %s', (shown, more) => {
  const { word, does } = SHOWN_STATES[shown];
  const queue = queueWith(more);
  const others = SHOWN_STATE_NAMES.filter((name) => {
    const other: string = SHOWN_STATES[name].word;
    return !does.includes(other) && !word.includes(other);
  });
  /** Expects the word, and the word of no other state beside the run. */
  const says = (text: string) => {
    expect(text).toContain(word);
    for (const line of text.split('\n').filter((one) => /\br1\b/.test(one)))
      for (const name of others) expect(line).not.toMatch(new RegExp(`r1 (is )?${SHOWN_STATES[name].word}\\b`));
  };

  test('is it, and counts as active only if something works on it', async () => {
    const work = await queue();
    const run = work.opened.store.state.get('run', 'r1')!;
    expect(shownState(run)).toBe(shown);
    const { working, attention, proposed } = situationIn(contextOf(work));
    const places = [working, attention, proposed].map((rows) => rows.filter((row) => row.run === 'r1').length);
    expect(places[0]).toBe(isAtWork(run) ? 1 : 0);
    expect(places.reduce((sum, count) => sum + count)).toBeLessThanOrEqual(1);
  });

  test.each(everyNth(3, Object.entries(ALWAYS)))('has its word in %s', async (_, text) => {
    says(await text(await queue()));
  });

  test.each(everyNth(3, Object.entries(OF_TASK)))('has its word in %s', async (_, text) => {
    if (holdsTask(more, shown)) says(await text(await queue()));
  });

  test('is a sentence in explain', async () => {
    if (!holdsTask(more, shown)) return;
    const [first] = (await OF_TASK.explain(await queue())).split('\n');
    expect(first).toMatch(/^#1 Fix login (has|waits|is (?!has|waits|changes)\S)/);
  });

  test.each(everyNth(3, Object.entries(OF_QUEUE)))(
    'has its word in %s, if it works or needs somebody',
    async (name, text) => {
      const work = await queue();
      const { working, attention, proposed } = situationIn(contextOf(work));
      const rows = [...attention, ...proposed, ...(name === 'now' ? working : [])];
      if (rows.some(({ run }) => run === 'r1')) says(await text(work));
    },
  );

  test('has its word in the status line, in notices, on the board and in refusals', async () => {
    const work = await queue();
    const run = work.opened.store.state.get('run', 'r1')!;
    const line = statusLine(work);
    if (isAtWork(run)) expect(line).toContain(`r1 ${word}`);
    else expect(line).not.toContain('r1 ');
    if (shown === 'proposed') expect(line).toBe('0 ready · 1 in a pull request');
    for (const { title } of pendingNotices(contextOf(work))) expect(title).toBe(`r1 ${does}`);
    if (!holdsTask(more, shown)) return;
    const { cards } = await work.run<{ cards: Card[] }>('report_board');
    expect(cards[0]).toMatchObject({ state: shown });
    const refusal = await refusalOf(work);
    if (refusal.includes('r1')) expect(refusal).toContain(does);
  });
});

test('every predicate contains the word of its state', () => {
  for (const { word, does } of Object.values(SHOWN_STATES)) expect(does).toContain(word);
});

const proposed = queueWith(SHOWN_RUNS.find(([shown]) => shown === 'proposed')![1]);

test('a filter and a list of runs take the name of a state that follows from others', async () => {
  const work = await proposed();
  expect(await work.text('task_list', { filter: 'run:proposed' })).toContain('Fix login');
  expect(await work.text('task_list', { filter: 'run:approved' })).toContain('Fix login');
  expect(await work.text('task_list', { filter: 'run:unsent' })).not.toContain('Fix login');
  expect(await work.text('run_list', { state: 'proposed' })).toContain('r1 in a pull request');
});
