import * as z from 'zod';
import { foreseenNight } from '../../scheduler/answers.ts';
import { limitsOf } from '../../scheduler/loop/desired-state.ts';
import { claimReader } from '../../work/claim/refusals.ts';
import { defineCommand } from '../command.ts';
import { readTerms, termFields } from './terms.ts';

export const nightSimulate = defineCommand({
  name: 'night_simulate',
  title: 'Simulate a night',
  summary:
    'Show the terms of a night in words, what it would start until its deadline, and why it would not start the other tasks. Begins nothing.',
  toolset: 'admin',
  group: 'runs',
  access: { effect: 'read' },
  input: () => z.strictObject(termFields()),
  output: foreseenNight,
  async run(context, input) {
    const { aroundTerms, checkFilter, decide, forecast, foreseeNight, leftInWords, schedulerSnapshot } = await import(
      '../on-call.ts'
    );
    const terms = await readTerms(context, input, { ...limitsOf(context.store.state), command: 'night_simulate' });
    if (terms.filter) await checkFilter(context, terms.filter);
    const { snapshot, limits } = await schedulerSnapshot(context, undefined, { night: terms });
    const decision = decide(snapshot, limits, { thorough: true });
    const told = forecast(snapshot, limits, decision);
    const around = aroundTerms(context);
    const { termFacts } = await import('../../text/runs/night.ts');
    return {
      terms,
      contract: termFacts(terms, around).map(([term, text]) => ({ term, text: String(text) })),
      ...foreseeNight({ snapshot, terms, told, holds: decision.holds, waiting: around.waiting, lands: around.lands }),
      left: leftInWords(
        told.left.filter(({ hold }) => hold?.why !== 'unwanted'),
        claimReader(context),
      ),
    };
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
