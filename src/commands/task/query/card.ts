import * as z from 'zod';
import { PRIORITIES } from '../../../domain/fields/words.ts';
import { RUN_STATE_NAMES } from '../../../domain/runs/run-states.ts';
import { COLUMNS } from '../../../report/columns.ts';
import * as outputs from '../../outputs.ts';

/** A task as a board shows it. */
export const card = () =>
  z.strictObject({
    uuid: z.string(),
    id: z.int(),
    description: z.string(),
    column: z.enum(COLUMNS),
    state: z.string(),
    version: z.string(),
    urgency: z.number(),
    priority: z.enum(PRIORITIES).optional(),
    project: z.string().optional(),
    tags: z.array(z.string()).optional(),
    agent: z.string().optional(),
    due: z.string().optional(),
    end: z.string().optional(),
    rank: z.number().optional(),
    order: z.number(),
    met: z.tuple([z.int(), z.int()]).optional(),
    waitsFor: z.array(z.int()).optional(),
    holdsUp: z.int().optional(),
    handoff: z.literal(true).optional(),
    by: z.string().optional(),
    /** Of the filters that were asked for as rows, the first that selects it, from 0. */
    row: z.int().optional(),
    run: z.strictObject({ id: z.string(), state: z.enum(RUN_STATE_NAMES) }).optional(),
    objections: outputs.inTheWay().optional(),
  });
