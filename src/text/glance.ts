import { isWithin } from '../claims/index.ts';
import { fromInstant } from '../domain/instant.ts';
import { SHOWN_STATES, stateLabel } from '../domain/state-words.ts';
import type { Glance } from '../report/now/glance.ts';
import { durationText } from './runs/run.ts';
import { oneLine } from './safe.ts';
import { cells, cut } from './screen/layout/width.ts';

/** The reader of the line: the time, the client's session, and the number of cells. */
export interface GlanceReader {
  /** Milliseconds since the epoch. */
  now: number;
  session: string | undefined;
  width: number;
}

/** Number of runs that the line names one by one. */
const NAMED_RUNS = 2;
/** Minimum number of cells for the description of a task. */
const LEAST = 8;

const SEPARATOR = ' · ';
/** Stands first, so that a narrow line keeps it. */
const DAMAGED = 'damaged: backlog doctor';

/** Returns the tasks of a glance that a session or its subagents have claimed. */
export function ownTasks({ held }: Glance, session: string | undefined): { id: number; description: string }[] {
  const own = held.filter(({ holder }) => session !== undefined && isWithin(holder, session));
  return own.map(({ id, description }) => ({ id, description }));
}

/**
 * Formats a glance: `#12 Fix login · 3 ready · 2 wait for you · r7 running 4 min · 1 in a pull request`. Cuts the
 * description first.
 */
export function glanceLine(glance: Glance, reader: GlanceReader): string {
  const { ready, attention, proposed = 0 } = glance;
  const numbers = [
    ...(glance.damaged ? [DAMAGED] : []),
    `${ready} ready`,
    ...(attention > 0 ? [`${attention} ${attention === 1 ? 'waits' : 'wait'} for you`] : []),
    ...runsText(glance, reader.now),
    ...(proposed > 0 ? [`${proposed} ${SHOWN_STATES.proposed.word}`] : []),
  ].join(SEPARATOR);
  const [own, ...others] = ownTasks(glance, reader.session);
  if (!own) return cut(numbers, reader.width);
  const more = others.length > 0 ? ` +${others.length}` : '';
  const room = reader.width - cells(`#${own.id} ${more}${SEPARATOR}${numbers}`);
  const description = room < LEAST ? '' : ` ${cut(oneLine(own.description), room)}`;
  return cut(`#${own.id}${description}${more}${SEPARATOR}${numbers}`, reader.width);
}

function runsText({ running }: Glance, now: number): string[] {
  const lasting = (since: string) => durationText(Math.max(0, now - fromInstant(since)));
  const [first] = running;
  if (first && running.length > NAMED_RUNS)
    return [`${running.length} ${commonWord(running)}, ${oneLine(first.run)} for ${lasting(first.since)}`];
  return running.map(({ run, since, state }) => `${oneLine(run)} ${stateLabel(state ?? 'running')} ${lasting(since)}`);
}

/** Returns the word for the states of several runs: their own if they share one, otherwise `active`. */
function commonWord(running: Glance['running']): string {
  const [word = '', ...others] = new Set(running.map(({ state = 'running' }) => stateLabel(state)));
  return others.length > 0 ? 'active' : word;
}
