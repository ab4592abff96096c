import * as z from 'zod';
import { typedAs } from '../../base/shape.ts';
import { countInput, runInput } from '../../domain/calls/inputs.ts';
import { isOver } from '../../domain/runs/run-states.ts';
import { findRun } from '../../runs/find-run.ts';
import { eventWords, type LoggedEvent } from '../../runs/view/event-words.ts';
import { readEvents } from '../../runs/view/events.ts';
import { eventsFile } from '../../runs/view/run-view.ts';
import { oneLine } from '../../text/safe.ts';
import { checkRunHere } from '../../work/processes/run-here.ts';
import { defineCommand } from '../command.ts';

/**
 * Number of bytes to read from the end of the log if the call has no cursor. The next constants are the default number
 * of events, and the maximum length of an event in characters.
 */
const TAIL = 262_144;
const MOST = 50;
const LINE = 300;

export const runEvents = defineCommand({
  name: 'run_events',
  title: "Show a run's log",
  elsewhere: 'run logs, run log',
  summary: "Show a run's log, newest last: its agent's messages and actions, states, checks.",
  toolset: 'runs',
  group: 'runs',
  access: { effect: 'read' },
  input: () =>
    z.strictObject({
      run: runInput(),
      after: countInput().describe('Only after this cursor').optional(),
      limit: countInput().describe(`Maximum entries (default ${MOST})`).optional(),
    }),
  output: () =>
    z.strictObject({
      run: z.string(),
      events: z.array(typedAs<LoggedEvent>(z.looseObject({ at: z.string(), type: z.string() }))),
      next: z.int(),
      /** Whether the run is over, so that its log stays as it is. */
      over: z.literal(true).exactOptional(),
    }),
  async run(context, { run: id, after, limit = MOST }) {
    const run = findRun(context.store.state, id);
    checkRunHere(run, context.store);
    const file = eventsFile(context, run);
    const ended = isOver(run.state) ? { over: true as const } : {};
    if (after !== undefined) return { run: run.id, ...readEvents(file, after, { most: limit }), ...ended };
    const { events, next } = readEvents(file, -TAIL);
    return {
      run: run.id,
      events: events.filter((event) => eventWords(event) !== undefined).slice(-limit),
      next,
      ...ended,
    };
  },
  show: {
    text: ({ run, events, next, over }, { caller }) =>
      events.length === 0
        ? `The log of run ${run} is empty.`
        : [
            ...events.flatMap(line),
            ...(caller.door !== 'cli'
              ? [`next: ${next}`]
              : over
                ? []
                : [`newer: backlog run events ${run} --after ${next}`]),
          ].join('\n'),
  },
  cli: { positional: ['run'], examples: ['run events r7', 'run events r7 --limit 200'] },
  mcp: { unlisted: { after: 'a cursor', limit: '50' } },
});

function line(event: LoggedEvent): string[] {
  const words = eventWords(event)?.text;
  return words === undefined ? [] : [`${event.at.slice(11, 19)} ${oneLine(words, LINE)}`];
}
