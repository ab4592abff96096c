import type * as z from 'zod';
import { DAY_MS } from '../../base/day.ts';
import type { ProcessId } from '../../base/process-id.ts';
import type { SchemaVocabulary } from '../fields/row.ts';

/** A process, identified so that another process can check whether it still runs. */
export const processIdSchema = ({ z }: SchemaVocabulary): z.ZodType<ProcessId> =>
  z.object({
    host: z.string(),
    machine: z.string().optional(),
    boot: z.string(),
    pid: z.int().positive(),
    start: z.string(),
    namespace: z.string().optional(),
  });

/** Globs, each with its repository. */
export const scope = ({ z }: SchemaVocabulary) =>
  z.array(z.object({ repo: z.string().optional(), glob: z.string().min(1) }));

/**
 * The US dollars of agents that were asked, at a time. `unpriced`: one of them worked and reported no cost. `inquiry` is
 * the id of one agent, so that its cost is added once.
 */
export const askedCost = (v: SchemaVocabulary) =>
  v.z.object({
    at: v.instant(),
    usd: v.z.number().min(0),
    unpriced: v.z.literal(true).optional(),
    inquiry: v.z.string().optional(),
  });

/** How long records of sessions, claims and subagents are kept, in ms. */
export const KEPT_MS = {
  /** The record of an ended session. If the session is resumed, it gets its tasks back. */
  session: 7 * DAY_MS,
  /** The record of a session without a reported end, whose process this machine can't check. */
  silentSession: 30 * DAY_MS,
  /** An expired claim. Its holder may return and renew it. */
  claim: DAY_MS,
  /** The link between a subagent and its task. The subagent may continue. */
  dispatch: 7 * DAY_MS,
  /** The link between a closed task and a client's to-do item. The client may reopen the item. */
  mirror: 30 * DAY_MS,
} as const;
