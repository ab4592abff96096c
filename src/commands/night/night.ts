import * as z from 'zod';
import { flagInput, noteInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import { stored } from '../../domain/kinds/schemas.ts';
import type { Night, NightTerms } from '../../domain/records.ts';
import { morning } from '../../report/night/morning.ts';
import { foreseenNight, nightContract } from '../../scheduler/answers.ts';
import { limitsOf } from '../../scheduler/loop/desired-state.ts';
import { checkApproved } from '../../work/config/approval.ts';
import { lastNight, openNight } from '../../work/night/current.ts';
import { checkPerson } from '../../work/people/person-acts.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import { parseInput } from '../parse.ts';
import { readTerms, type TermInput, termFields } from './terms.ts';

const told = () =>
  z.strictObject({
    night: stored('night').exactOptional(),
    /** The contract of a night that begins. */
    contract: nightContract().contract.exactOptional(),
    facts: nightContract().facts.exactOptional(),
    /** What came of it so far. Absent for a night that begins. */
    results: morning().omit({ night: true, tomorrow: true }).exactOptional(),
  });
type Told = z.output<ReturnType<typeof told>>;

/** Returns a night's results, then its terms with what follows from them, as a document. */
async function nightDoc({ night, results }: Told, context: Context) {
  const { nightAnswer } = await import('../../text/runs/night.ts');
  const { aroundTerms } = await import('../on-call.ts');
  const around = { ...(await aroundTerms(context)), reader: context.caller };
  if (!night || !results) return nightAnswer(night, around, []);
  const { morningFacts, resultSections } = await import('../../text/runs/morning.ts');
  const page = { ...results, night, tomorrow: [] };
  const sections = [{ facts: morningFacts(page, context.clock, true) }, ...resultSections(page, context.caller, true)];
  return nightAnswer(night, around, sections);
}

/** Returns a night with what came of it so far. */
async function withResults(context: Context, recorded: Night): Promise<Told> {
  const { readResults } = await import('../on-call.ts');
  const { night, tomorrow: _, ...results } = await readResults(context, recorded);
  return { night, results };
}

/** Returns the contract of a night in words and as values, with what the night would start. */
async function contractOf(context: Context, terms: NightTerms) {
  const { aroundTerms, checkFilter, foreseeTerms, startsOf } = await import('../on-call.ts');
  if (terms.filter) await checkFilter(context, terms.filter);
  const told = await foreseeTerms(context, terms);
  const foreseen = startsOf(told);
  const { clock: _, ...around } = await aroundTerms(context);
  const { termFacts } = await import('../../text/runs/night-terms.ts');
  const contract = termFacts(terms, { ...around, clock: context.clock, foreseen });
  return {
    contract: contract.map(([term, text]) => ({ term, text: String(text) })),
    facts: { ...around, ...foreseen },
    ...told,
  };
}

export const nightStart = defineCommand({
  name: 'night_start',
  title: 'Begin a night',
  summary:
    'Begin a night: until its deadline, the orchestrator starts runs within terms that a person agrees to. It ends automatically. For people.',
  group: 'runs',
  access: { effect: 'write', personAct: 'night' },
  input: () => z.strictObject(termFields()),
  output: told,
  async run(context, input, write) {
    checkApproved(context.store);
    const { beginNight } = await import('../on-call.ts');
    const terms = await termsIn(context, input);
    const { contract, facts } = await contractOf(context, terms);
    return { contract, facts, night: await beginNight(context, write, terms) };
  },
  show: { doc: nightDoc },
  cli: {
    aliases: ['night'],
    positional: ['filter'],
    whenNoArgs: { name: 'night_show', words: [] },
    async asks(context, input) {
      checkPerson(context, 'night', 'night');
      const { aroundTerms, checkFilter, foreseeTerms, nightSeen, startsOf } = await import('../on-call.ts');
      const night = openNight(context.store.state);
      if (night && !nightSeen(context, night).over) return undefined;
      const terms = await termsIn(context, parseInput(nightStart, input) as TermInput);
      if (terms.filter) await checkFilter(context, terms.filter);
      const { termLines } = await import('../../text/runs/night-terms.ts');
      const around = { ...(await aroundTerms(context)), foreseen: startsOf(await foreseeTerms(context, terms)) };
      const text = ['The night:', ...termLines(terms, around).map((line) => `  ${line}`)].join('\n');
      // The night gets the deadline of the question, however long the answer takes.
      return { text, action: 'Begin this night', input: { ...input, until: terms.until } };
    },
    examples: [
      'night',
      'night project:web --until 07:00 --budget 20 --unreviewed 8',
      'night --new-tasks 10 --risk low',
    ],
  },
});

function termsIn(context: Context, input: TermInput): Promise<NightTerms> {
  return readTerms(context, input, { ...limitsOf(context.store.state), command: 'night_start' });
}

export const nightShow = defineCommand({
  name: 'night_show',
  title: 'Show the night',
  summary: 'Show the present or last night: first its state and results, then its terms.',
  group: 'runs',
  access: { effect: 'read' },
  input: () => z.strictObject({}),
  output: told,
  async run(context) {
    const night = lastNight(context.store.state);
    return night ? withResults(context, night) : {};
  },
  show: { doc: nightDoc },
  cli: { examples: ['night show'], isFinal: ({ night }) => night === undefined || night.over !== undefined },
});

export const nightStop = defineCommand({
  name: 'night_stop',
  title: 'Stop the night',
  summary:
    'Stop the present night: nothing starts, finished results are still checked and merged, active agents are stopped and keep their work.',
  group: 'runs',
  access: { effect: 'write' },
  input: () => z.strictObject({ note: noteInput().describe('Reason').optional() }),
  output: told,
  async run(context, { note }, write) {
    const { stopNight } = await import('../on-call.ts');
    return withResults(context, await stopNight(context, write, note));
  },
  show: { doc: nightDoc },
  cli: { positional: ['note'], examples: ['night stop', 'night stop "The tests are flaky"'] },
});

export const nightSimulate = defineCommand({
  name: 'night_simulate',
  title: 'Simulate a night',
  summary:
    'Show the terms of a night in words, what it would start until its deadline, and why it would not start the other tasks. Begins nothing.',
  group: 'runs',
  access: { effect: 'read' },
  input: () => z.strictObject(termFields()),
  output: foreseenNight,
  async run(context, input) {
    const terms = await readTerms(context, input, { ...limitsOf(context.store.state), command: 'night_simulate' });
    return { terms, ...(await contractOf(context, terms)) };
  },
  show: {
    async doc(output) {
      const { foreseenDoc } = await import('../../text/runs/night.ts');
      return foreseenDoc(output);
    },
  },
  cli: {
    positional: ['filter'],
    examples: ['night simulate', 'night simulate project:web --until 07:00 --budget 20 --unreviewed 8'],
  },
});

export const nightReport = defineCommand({
  name: 'night_report',
  title: 'Show the morning page',
  summary:
    'Show the present or last night on one page: merged results, tasks that need attention, failures, cost and findings. It ends with the needs of another night.',
  group: 'runs',
  access: { effect: 'read' },
  input: () =>
    z.strictObject({
      night: z.string().describe('Night n3; default: the present or last one').optional(),
      all: flagInput().describe('Show all rows: a long page is folded to one screen').optional(),
      markdown: flagInput().describe('Format as Markdown').optional(),
    }),
  output: () => z.strictObject({ ...morning().shape, all: z.boolean(), markdown: z.boolean() }),
  async run(context, { night: id, markdown = false, all = markdown }) {
    const { state } = context.store;
    const { readMorning } = await import('../on-call.ts');
    const wanted = id?.trim();
    const night = wanted ? state.get('night', wanted) : lastNight(state);
    if (night) return { ...(await readMorning(context, night, all)), all, markdown };
    return refuse('not-found', wanted ? `no night ${wanted}` : 'this queue had no night', {
      hint: wanted ? 'night_show shows the last one.' : 'See what happened without a night: `backlog standup`',
    });
  },
  show: {
    async doc({ markdown: _, all, ...told }, context) {
      const { morningDoc } = await import('../../text/runs/morning.ts');
      return morningDoc(told, { clock: context.clock, reader: context.caller, all });
    },
  },
  cli: {
    aliases: ['morning'],
    positional: ['night'],
    examples: ['morning', 'morning --all', 'night report --markdown'],
  },
});
