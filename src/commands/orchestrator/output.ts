import * as z from 'zod';
import { WISHES } from '../../domain/kinds/orchestrator.ts';
import * as outputs from '../outputs.ts';

/** How the orchestrator stands: what all its commands hand back. */
export const status = () =>
  z.strictObject({
    wish: z.enum(WISHES),
    by: z.string().optional(),
    at: z.string().optional(),
    reason: z.strictObject({ code: z.string(), text: z.string() }).optional(),
    filter: z.string().optional(),
    limits: z.looseObject({ agents: z.int(), failures: z.int(), attempts: z.int(), backoffMs: z.int() }),
    /** The loop that leads; absent while none lives. */
    leader: z.strictObject({ host: z.string(), pid: z.int() }).optional(),
    runs: outputs.runs(),
    waiting: z.strictObject({ review: z.int(), asking: z.int(), approved: z.int() }),
    again: z.array(z.strictObject({ run: z.string(), at: z.string().optional() })),
    needed: z.array(z.strictObject({ run: z.string(), text: z.string() })),
    limited: z.array(z.strictObject({ provider: z.string(), until: z.string(), run: z.string() })),
    spentUsd: z.number().optional(),
    failed: z.int(),
    /** What keeps it from starting anything, though it runs and has places left. */
    kept: outputs.kept(),
  });
