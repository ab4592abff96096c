import { spawn } from 'node:child_process';
import { present } from '../../base/present.ts';
import { isWithin } from '../../claims/index.ts';
import { fromInstant } from '../../domain/instant.ts';
import { SHOWN_STATES, stateLabel } from '../../domain/state-words.ts';
import type { Glance } from '../../report/now/glance.ts';
import { durationText } from '../../text/runs/run.ts';
import { jsonText, oneLine } from '../../text/safe.ts';
import { cells, cut } from '../../text/screen/layout/width.ts';
import { idField, pathField, payloadFields, payloadProperty, readPayloadFields } from '../hooks/payload.ts';
import { glanceAt, type StartRefresh } from './refresh-glance.ts';
import type { StatusLineWords } from './status-line-words.ts';

/** The surroundings of a call of `backlog statusline`. */
export interface StatusLineCall {
  /** Standard input: the client's facts about the session. Empty if there are none. */
  input: string;
  /** The folder whose queue to show; undefined for the client's folder. */
  folder: string | undefined;
  /** The folder without facts of a client. */
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Milliseconds since the epoch. */
  now: number;
  startRefresh: StartRefresh;
}

/** Width in cells if nothing names it. */
const USUAL_WIDTH = 80;

/** Printed for a queue that can't be read. The status line has no room for the reason. */
const UNREADABLE = "the queue can't be read: backlog doctor";

/**
 * Returns the output of `backlog statusline`. A damaged queue is a short sentence, because a status line must not fail.
 * @returns undefined if there is nothing to print
 */
export async function statusLineText(
  { json, width, first }: Pick<StatusLineWords, 'json' | 'width' | 'first'>,
  { input, env, now, startRefresh, ...call }: StatusLineCall,
): Promise<string | undefined> {
  const before = first === undefined || json ? undefined : outputOf(first, { input, env });
  const { folder = call.cwd, session } = clientFacts(input);
  const glance = await glanceAt({ folder: call.folder ?? folder, env, now }, startRefresh);
  if (json) return jsonText(jsonOf(glance, session));
  const columns = width ?? (Number(env.COLUMNS) || USUAL_WIDTH);
  const own = glance === null ? UNREADABLE : glance && glanceLine(glance, { now, session, width: columns });
  const lines = [await before, own].filter((line) => line);
  return lines.length === 0 ? undefined : lines.join('\n');
}

/** The numbers for a program: `queue` says whether there is one that can be read, and whether it has all its changes. */
function jsonOf(glance: Glance | null | undefined, session: string | undefined) {
  if (!glance) return { queue: glance === null ? 'unreadable' : 'none' };
  const { ready, attention, running } = glance;
  return { queue: glance.damaged ? 'damaged' : 'ok', ready, attention, running, tasks: ownTasks(glance, session) };
}

/**
 * Reads the facts that Claude Code passes to a status line. The folder in which the session started decides its queue,
 * as for its hooks and its server.
 */
function clientFacts(input: string): { folder?: string; session?: string } {
  const all = readPayloadFields(input);
  if (!all) return {};
  const workspace = payloadFields(payloadProperty(all, 'workspace')) ?? {};
  const folder = pathField(workspace, 'project_dir') ?? pathField(workspace, 'current_dir') ?? pathField(all, 'cwd');
  const session = idField(all, 'session_id');
  return present({ folder, session });
}

/** Maximum output of another status line, in characters. */
const MOST_OUTPUT = 10_000;
/** Maximum time of another status line, in milliseconds. */
const MOST_MS = 5_000;

/**
 * Runs another status line in a shell, as the client does. A person wrote its command into the settings, so its output
 * is printed as it is.
 * @returns its output without the last line breaks; an empty text if it fails, and a sentence if it takes too long
 */
function outputOf(command: string, { input, env }: Pick<StatusLineCall, 'input' | 'env'>): Promise<string> {
  return new Promise((resolve) => {
    // In a process group of its own, because its children can keep its output open.
    const child = spawn(command, { shell: true, env, stdio: ['pipe', 'pipe', 'ignore'], detached: true });
    const end = () => endGroup(child.pid);
    const late = setTimeout(() => {
      end();
      child.stdout.destroy();
      resolve(`the first status line took more than ${MOST_MS / 1_000} s`);
    }, MOST_MS);
    for (const [signal, code] of ENDS)
      process.once(signal, () => {
        end();
        process.exit(code);
      });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output = `${output}${text}`.slice(0, MOST_OUTPUT);
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    child.once('error', () => resolve(''));
    child.once('close', () => {
      clearTimeout(late);
      resolve(output.trimEnd());
    });
  });
}

/** Signals by which a client ends a status line, with the exit codes that a shell expects. */
const ENDS = [
  ['SIGTERM', 143],
  ['SIGINT', 130],
  ['SIGHUP', 129],
] as const;

function endGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

/** The reader of the line: the time, the client's session, and the number of cells. */
interface GlanceReader {
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
function ownTasks({ held }: Glance, session: string | undefined): { id: number; description: string }[] {
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
