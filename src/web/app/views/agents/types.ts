import type { Inputs, Outputs } from '../../../sdk/calls.ts';

type Answer = Outputs['orchestrator_status'];

/** How the orchestrator stands; what an answer's schema leaves open of its limits is said here. */
export type OrchestratorAnswer = Omit<Answer, 'limits'> & { limits: Answer['limits'] & Limits };

interface Limits {
  /** Runs at once of one provider. */
  providers?: Readonly<Record<string, number>>;
  budget?: { usd: number; per: 'day' | 'all' };
}

/** What is left out is not limited. */
export type Agent = Outputs['agent_list']['agents'][number];

/** Whether its program answers. */
export type Health = Outputs['agent_check']['agents'][number];

export type LimitsInput = Inputs['orchestrator_start'];
