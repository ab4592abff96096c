import * as z from 'zod';
import type { Shape } from '../../../base/shape.ts';
import { RESULT_RISKS } from './levels.ts';

/** Maximum number of places that a reason of a risk has. */
export const MOST_PLACES = 10;

/** The possible harm of a result, computed from the files that it changes and their contents. */
export const resultRisk = () =>
  z.strictObject({
    level: z.enum(RESULT_RISKS),
    /** One sentence with the level and its reasons, or with what was searched for. */
    text: z.string(),
    /** The rules that apply, the most severe first. `files` is empty for a rule about the whole result. */
    reasons: z.array(
      z.strictObject({
        rule: z.string(),
        level: z.enum(RESULT_RISKS),
        /** What it does, as a verb phrase. */
        says: z.string(),
        files: z.array(z.string()),
        /** The places that the rule found, at most {@link MOST_PLACES}: of the result or, with `old`, of the base. */
        places: z
          .array(
            z.strictObject({
              path: z.string(),
              line: z.int(),
              old: z.literal(true).exactOptional(),
              text: z.string().exactOptional(),
              /** The line of the base that this one replaced. */
              was: z.string().exactOptional(),
            }),
          )
          .exactOptional(),
      }),
    ),
    /** The changed code with the most lines: where to look if rules found nothing. */
    most: z.string().exactOptional(),
    /** Number of changed files whose contents were not read, because they are binary, too long or too many. */
    unread: z.int().exactOptional(),
  });
export type ResultRisk = Shape<typeof resultRisk>;
