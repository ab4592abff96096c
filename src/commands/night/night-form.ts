import { ORCHESTRATOR_ID } from '../../domain/kinds/orchestrator.ts';
import { limitsOf } from '../../scheduler/loop/desired-state.ts';
import type { Context } from '../../work/workspace/context.ts';
import type { ConsentQuestion, RefusedCall } from '../consent/question.ts';
import { readTerms, type TermInput } from './terms.ts';

/**
 * Asks for a night with all of its terms, also those that the call doesn't name. The night gets the deadline of the
 * question, however long the answer takes.
 */
export async function nightForm(context: Context, { input }: RefusedCall): Promise<ConsentQuestion> {
  const limits = { ...limitsOf(context.store.state), command: 'night_start' };
  const terms = await readTerms(context, input as TermInput, limits);
  const { aroundTerms, foreseeTerms, startsOf } = await import('../on-call.ts');
  const { shortTerms, termLines } = await import('../../text/runs/night-terms.ts');
  const around = { ...(await aroundTerms(context)), foreseen: startsOf(await foreseeTerms(context, terms)) };
  return {
    asks: `Begin a night: ${shortTerms(terms, around)}?`,
    details: termLines(terms, around),
    yes: 'Begin this night',
    facts: (records) => records.get('orchestrator', ORCHESTRATOR_ID),
    tries: true,
    input: { ...input, until: terms.until },
  };
}
