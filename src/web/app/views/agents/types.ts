import type { Inputs, Outputs } from '../../../sdk/calls.ts';

type Answer = Outputs['orchestrator_status'];

/** The state of the orchestrator. This type adds the type of the limits, which the schema lacks. */
export type OrchestratorAnswer = Omit<Answer, 'limits'> & { limits: Answer['limits'] & Limits };

interface Limits {
  /** Limit of simultaneous runs for each provider. */
  providers?: Readonly<Record<string, number>>;
  budget?: { usd: number; per: 'day' | 'all' };
  /** Limit of results in review, with those of active runs. */
  unreviewed?: number;
  unreviewedIn?: 'all-queues';
}

export type ListedAgent = Outputs['agent_list']['agents'][number];

/** The result of starting an agent's program once. */
export type Health = Outputs['agent_check']['agents'][number];

export type LimitsInput = Inputs['orchestrator_start'];
