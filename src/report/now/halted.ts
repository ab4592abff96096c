import * as z from 'zod';
import type { Shape } from '../../base/shape.ts';
import type { Orchestrator } from '../../domain/records.ts';

/** Why an orchestrator that a person started starts no runs: it paused itself, or its process is missing. */
export const halted = () =>
  z.strictObject({
    why: z.enum(['paused', 'process']),
    text: z.string(),
    /** The command that continues, in the syntax of the reader's interface. */
    next: z.string(),
  });
export type Halted = Shape<typeof halted>;

/** How long the process takes to start at most, in milliseconds. */
const STARTING_MS = 10_000;

/** What the lease says about a process: it leads, it died after it began to lead, or there is none. */
export type LeadSeen = { is: 'alive' | 'none' } | { is: 'dead'; since: string };

/**
 * Returns the state of the orchestrator's process. Undefined if nobody wants it. One that led after the start and died is
 * missing at once: no start is under way that nobody asked for.
 */
export function processState(
  { wish, at }: { wish: string; at?: string | undefined },
  { leader, now }: { leader: LeadSeen; now: number },
): 'running' | 'starting' | 'missing' | undefined {
  if (wish !== 'running') return undefined;
  if (leader.is === 'alive') return 'running';
  if (leader.is === 'dead' && at !== undefined && leader.since >= at) return 'missing';
  return at !== undefined && Math.abs(now - Date.parse(at)) < STARTING_MS ? 'starting' : 'missing';
}

/** Returns why the orchestrator starts no runs although a person started it and didn't pause or stop it. */
export function haltedOf(
  record: Orchestrator | undefined,
  { leader, now, spelled }: { leader(): LeadSeen; now: number; spelled(next: string): string },
): Halted | undefined {
  if (record?.reason)
    return {
      why: 'paused',
      text: `The orchestrator paused itself: ${record.reason.text}`,
      next: spelled('orchestrator_start continues'),
    };
  if (record?.wish !== 'running' || processState(record, { leader: leader(), now }) !== 'missing') return undefined;
  return {
    why: 'process',
    text: 'The orchestrator should run, but its process is not running',
    next: spelled('orchestrator_start starts it'),
  };
}
