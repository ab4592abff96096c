import * as z from 'zod';
import { counted } from '../../base/amounts.ts';
import { present } from '../../base/present.ts';
import { dateInput, numberInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import { fromInstant, type Instant, toInstant } from '../../domain/instant.ts';
import { REVIEW_SPANS } from '../../domain/kinds/orchestrator.ts';
import type { NightTerms } from '../../domain/records.ts';
import { RESULT_RISKS } from '../../domain/risk/meaning/levels.ts';
import { settingOf } from '../../work/settings/settings.ts';
import { readDate } from '../../work/task/dates.ts';
import type { Context } from '../../work/workspace/context.ts';
import { aboveZero, checkReviewSpan, openGoal, positive, whole } from '../orchestrator/limits.ts';

const MINUTE_MS = 60_000;
const GB = 1024 ** 3;

/** Values of terms that a call doesn't name. */
export const USUAL_TERMS = { until: '07:00', risk: 'low', newTasks: 0, diskGb: 1, graceMs: 15 * MINUTE_MS } as const;
/** Minutes without a result that end a night, beside the time limit of a run. */
const QUIET_BEYOND = 30;
/** The longest night, in ms. A longer one is most likely a mistyped date. */
const LONGEST_MS = 7 * 24 * 60 * MINUTE_MS;

/** The fields of a night's terms. Beginning and simulating a night have the same. */
export const termFields = () => ({
  filter: z.string().describe('Filter of the tasks; default: all tasks').optional(),
  until: dateInput(`Deadline: 07:00, 8h; default: ${USUAL_TERMS.until}`).optional(),
  budget: numberInput().describe('US dollars that all runs may cost; default: no limit').optional(),
  unreviewed: numberInput()
    .describe('Maximum results in review, with those of active runs; default: no limit')
    .optional(),
  unreviewed_in: z.enum(REVIEW_SPANS).describe('Queues whose results count in unreviewed; default: queue').optional(),
  reserve: numberInput()
    .describe("Percent of each account's quota that stay for the morning; default: none")
    .optional(),
  new_tasks: numberInput()
    .describe('Maximum tasks that agents add and that start without you; default: 0, they wait')
    .optional(),
  risk: z
    .enum(RESULT_RISKS)
    .describe('Highest risk of a result that a rule lands; default: low')
    .default(USUAL_TERMS.risk),
  failures: numberInput().describe("Failures in a row that end the night; default: the orchestrator's").optional(),
  quiet: numberInput().describe('Minutes without a result that end the night; default: runs.minutes + 30').optional(),
  disk: numberInput().describe('Free space that ends the night, in GB; default: 1').optional(),
  agents: numberInput().describe("Maximum runs at once; default: the orchestrator's").optional(),
  goal: z.string().describe('Goal whose tasks start first: I-1').optional(),
});
const terms = () => z.strictObject(termFields());
export type TermInput = z.output<ReturnType<typeof terms>>;

/**
 * Reads the terms of a night. A time of day that has passed is tomorrow's.
 * @param limits the command, and the orchestrator's limits for terms that the call doesn't name
 * @throws BacklogError `date`, `invalid`, `conflict` for a goal that needs no more work
 */
export async function readTerms(
  context: Context,
  input: TermInput,
  limits: { command: string; agents: number; failures: number },
): Promise<NightTerms> {
  const { state } = context.store;
  const { budget, unreviewed, unreviewed_in, reserve, new_tasks, risk, failures, quiet, disk, agents, filter, goal } =
    input;
  checkReviewSpan(context, limits.command, { span: unreviewed_in, most: unreviewed });
  const runMinutes = Number(settingOf(state, 'runs.minutes'));
  return {
    until: await readUntil(input.until?.trim() || USUAL_TERMS.until, context),
    ...(filter?.trim() ? { filter: filter.trim() } : {}),
    ...(goal?.trim() ? { goal: openGoal(context, goal) } : {}),
    agents: whole('agents', agents, 1) ?? limits.agents,
    ...(budget == null ? {} : { budgetUsd: toldAs('budget', budget, 100) }),
    ...(unreviewed == null ? {} : { unreviewed: whole('unreviewed', unreviewed, 1)! }),
    ...(unreviewed != null && unreviewed_in === 'all-queues' ? { unreviewedIn: unreviewed_in } : {}),
    ...present({ reserve: whole('reserve', reserve, 1, 99) }),
    newTasks: whole('new_tasks', new_tasks, 0, 1_000) ?? USUAL_TERMS.newTasks,
    risk,
    failures: whole('failures', failures, 1) ?? limits.failures,
    quietMs: Math.round((quiet == null ? runMinutes + QUIET_BEYOND : toldAs('quiet', quiet, 10)) * MINUTE_MS),
    diskBytes: Math.round((disk == null ? USUAL_TERMS.diskGb : diskTerm(disk)) * GB),
    graceMs: USUAL_TERMS.graceMs,
  };
}

/**
 * Rounds a term as its words do: a person agrees to what they say, so that is held.
 * @param parts of one dollar or minute
 * @throws BacklogError `invalid` if nothing is left
 */
function toldAs(name: string, value: number, parts: number): number {
  const told = Math.round(aboveZero(name, value) * parts) / parts;
  return told > 0
    ? told
    : refuse('invalid', `${name}: expected at least ${1 / parts}, received ${value}`, { data: { field: name } });
}

/** Without a limit, the disk is not watched. */
const diskTerm = (disk: number): number => (positive('disk', disk) === 0 ? 0 : toldAs('disk', disk, 10));

async function readUntil(text: string, { clock }: Context): Promise<Instant> {
  // A time of day that is now has passed: the next one is meant.
  const isTime = /^\d{1,2}(:\d\d){0,2}\s*([ap]m?)?$/i.test(text);
  const at = await readDate(text, 'until', isTime ? { ...clock, now: clock.now + 1_000 } : clock);
  const left = fromInstant(at) - clock.now;
  const data = { field: 'until', received: text };
  if (left <= 0)
    refuse('invalid', `until: ${at} is in the past`, { hint: 'Give a deadline such as 07:00 or 8h.', data });
  if (left > LONGEST_MS)
    refuse('invalid', `until: expected at most 7 days from now, received ${at}`, {
      hint: `${inMonths(text)}For longer, the orchestrator works without a deadline: orchestrator_start.`,
      data,
    });
  return toInstant(Math.floor(fromInstant(at) / 1000) * 1000);
}

/** Names the minutes that somebody can mean by the unit of months: `20m`. */
function inMonths(text: string): string {
  const [, count] = /^(\d+)\s*m$/i.exec(text.trim()) ?? [];
  return count === undefined ? '' : `${text} means ${counted(Number(count), 'month')}; ${count}min means minutes. `;
}
