import { present } from '../../base/present.ts';
import type { Run } from '../../domain/records.ts';
import type { RunView } from '../../domain/runs/run-shapes.ts';
import { isLive } from '../../domain/runs/run-states.ts';
import { timesOf } from '../../domain/runs/run-times.ts';
import { stateLabel } from '../../domain/state-words.ts';
import { inTheWay } from '../../domain/task/objections.ts';
import type { Context } from '../../work/workspace/context.ts';
import { openQuestions } from '../find-run.ts';
import { PROVIDERS } from '../providers/index.ts';
import { runFiles, runsFolder } from '../run-folder.ts';
import { type LoggedEvent, readEvents } from './events.ts';
import { stuckOf } from './stuck.ts';
import { leftOfRun } from './time-left.ts';
import { usageNow } from './usage-so-far.ts';

/** Number of bytes at the end of the events in which Backlog searches the last event with text. */
const TAIL = 8_192;

export function viewRun(context: Context, run: Run): RunView {
  const { queue, store, clock } = context;
  const task = queue.get(run.task);
  const { workedMs: elapsedMs, waitedMs } = timesOf(run, clock.now);
  const usage = usageNow(run, eventsFile(context, run));
  const left = leftOfRun(context, run);
  const stuck = stuckOf(context, run);
  const objections = inTheWay({ run, task });
  const live = isLive(run.state);
  const last = live ? lastSaid(context, run) : undefined;
  const messages = live ? PROVIDERS[run.provider].capabilities.messages : undefined;
  return {
    run: { ...run, ...present({ usage }) },
    id: task?.id ?? 0,
    description: task?.description ?? '(its task no longer exists)',
    elapsedMs,
    waitedMs,
    ...present({ left, last, messages }),
    ...(stuck.length > 0 ? { stuck } : {}),
    ...(objections.length > 0 ? { objections } : {}),
    questions: openQuestions(store.state, run).map(({ text }) => text),
  };
}

function lastSaid(context: Context, run: Run): RunView['last'] {
  const { events } = readEvents(eventsFile(context, run), -TAIL);
  const said = events.findLast((event) => wordsOfEvent(event) !== undefined);
  return said && { at: said.at, text: wordsOfEvent(said)! };
}

export function eventsFile(context: Pick<Context, 'store'>, run: Pick<Run, 'id'>): string {
  return runFiles({ runs: runsFolder(context), id: run.id }).events;
}

/** Describes an event briefly for people; undefined for an event without information for them. */
export function wordsOfEvent(event: LoggedEvent): string | undefined {
  switch (event.type) {
    case 'text':
      return event.text;
    case 'tool':
      return `${event.name} ${event.summary}`;
    case 'tool_end':
      return event.ok ? undefined : `failed: ${event.summary}`;
    case 'reply':
      return `answered comment ${event.comment}: ${event.text}`;
    case 'subagent':
      return `subagent ${event.state}: ${event.summary}`;
    case 'denied':
      return `${event.tool} was refused: ${event.why}`;
    case 'retrying':
      return `trying again (${event.attempt}): ${event.why}`;
    case 'limit':
      return `${event.kind.replaceAll('_', ' ')}${event.resetsAt ? ` until ${event.resetsAt}` : ''}`;
    case 'note':
    case 'step':
      return event.text;
    case 'state':
      return [stateLabel(event.state), event.text].filter(Boolean).join(': ');
    case 'round':
      return `round ${event.n} (${event.why})`;
    case 'check':
      return `check ${event.name}: ${event.ok ? 'passed' : `failed, ${event.why}`}`;
    case 'snapshot':
      return `result ${event.commit.slice(0, 12)}: ${event.files} ${event.files === 1 ? 'file' : 'files'}${event.outside > 0 ? `, ${event.outside} out of scope` : ''}`;
    default:
      return undefined;
  }
}
