import { clip } from '../../base/clip.ts';
import { BacklogError } from '../../domain/errors.ts';
import { fromInstant, toInstant } from '../../domain/instant.ts';
import type { Pull, Run } from '../../domain/records.ts';
import { shortCommit } from '../../domain/runs/commit-id.ts';
import { isOver, type RunState } from '../../domain/runs/run-states.ts';
import { markText, type PullEvent, type Pulls, type RemotePull } from '../../services/index.ts';
import type { Tx } from '../../store/index.ts';
import { isRunHere } from '../../work/processes/run-here.ts';
import type { Context } from '../../work/workspace/context.ts';
import { asService } from './apply.ts';
import { checkSame } from './connect.ts';
import { hasMark } from './pull-text.ts';

/** Milliseconds of the service's time after which a pull request whose opening had no answer isn't searched any more. */
const SEARCH_MS = 60 * 60_000;

/** A time further in the future, in ms, was stored by a wrong clock: of a service that sends no time with its answers. */
const GRAIN_MS = 10_000;

/** What became of the pull request of a discarded run. `left` says why it stays open. */
export interface Closed {
  there: RemotePull | undefined;
  left?: string;
}

/**
 * Closes the pull request of a discarded run with a comment that says so. Each step is stored before it is sent, so the
 * next attempt recognises what an interrupted one did. Leaves what others took over, merged or opened again.
 */
export async function closePull(context: Context, pulls: Pulls, run: Run, pull: Pull): Promise<Closed> {
  const by = asService(context);
  const there = await found(pulls, pull);
  if (!there) return { there, ...(await notFound(by, pulls, run, pull)) };
  checkSame(pull, there);
  const put = (change: Partial<Pull>) =>
    by.write('run_propose', (tx) => void putClosing(tx, run, pull, { ...ids(there), ...change }));
  const leave = async (left: string): Promise<Closed> => {
    const closing = pull.closing ?? { mark: pull.mark, seen: '', at: pull.at };
    await put({ state: 'open', closing: { ...closing, left } });
    return { there, left };
  };
  if (there.state !== 'open') {
    await put({ state: there.state });
    return { there };
  }
  const owner = takenOver(context, run, pull, there);
  if (owner !== undefined) return leave(owner);
  const events = await pulls.eventsOf(there.number);
  if (pull.closing && isReopened(events, pull.closing.seen)) return leave('somebody opened it again');
  const closing =
    pull.closing ??
    (await by.write('run_propose', (tx) => {
      const made = { mark: tx.uuid(), seen: events.at(-1)?.id ?? '', at: tx.at };
      putClosing(tx, run, pull, { ...ids(there), closing: made });
      return made;
    }));
  const refused = await sendClosing(pulls, {
    number: there.number,
    body: `${closedText(run)}\n\n${markText(closing.mark)}`,
    mark: closing.mark,
    // A job elsewhere can have fewer rights than the machine that opened it.
    refused: isRunHere(run, context.store) ? REFUSED : REFUSED_ANYBODY,
  });
  if (typeof refused === 'string') {
    await put({ closing: { ...closing, left: refused } });
    return { there, left: refused };
  }
  await put({ state: refused.state === 'open' ? 'closed' : refused.state, closing });
  return { there: refused };
}

const ids = ({ number, node, url }: RemotePull) => ({ number, node, url });

/** Finds the pull request, also one whose opening had no answer. */
async function found(pulls: Pulls, { number, branch, mark }: Pull): Promise<RemotePull | undefined> {
  if (number !== undefined) return (await pulls.read(number))?.pull;
  return (await pulls.ofBranch(branch)).find(({ body }) => hasMark(body, mark));
}

/**
 * A lost request can still open it, so it is searched for some time. The service's clock measures that, because somebody
 * can set the clock of this machine.
 */
async function notFound(by: Context, pulls: Pulls, run: Run, pull: Pull): Promise<Pick<Closed, 'left'>> {
  const now = pulls.serverNow();
  const put = (change: Partial<Pull>) => by.write('run_propose', (tx) => void putClosing(tx, run, pull, change));
  const missed = pull.missed === undefined ? undefined : fromInstant(pull.missed);
  if (missed === undefined || missed > now + GRAIN_MS) {
    await put({ missed: toInstant(now) });
    return {};
  }
  if (now - missed <= SEARCH_MS) return {};
  const left = 'it was never opened';
  await put({ closing: { mark: pull.mark, seen: '', at: toInstant(by.clock.now), left } });
  return { left };
}

/** Changes the record, unless the run lives again or the record belongs to another pull request by now. */
function putClosing(tx: Tx, run: Run, { mark }: Pull, change: Partial<Pull>): void {
  const now = tx.get('pull', run.id);
  if (now?.mark === mark) tx.put('pull', run.id, { ...now, ...change });
}

/** Says who has the pull request now; undefined if it is still Backlog's. */
function takenOver({ store: { state } }: Context, run: Run, pull: Pull, there: RemotePull): string | undefined {
  if (there.head !== pull.head && there.head !== pull.earlier)
    return `somebody pushed ${shortCommit(there.head)} to it`;
  if (pull.adopted) return 'a person opened it';
  if (there.base !== pull.base) return `its target is ${clip(there.base, 100)} now`;
  for (const [id, other] of state.all('pull'))
    if (
      id !== run.id &&
      other.source === pull.source &&
      other.number === there.number &&
      !isEnded(state.get('run', id))
    )
      return `run ${id} has it now`;
  return undefined;
}

const isEnded = (run: { state: RunState } | undefined) => run === undefined || isOver(run.state);

/** Checks whether somebody opened a pull request again after an event. Nothing is known about events that are gone. */
function isReopened(events: readonly PullEvent[], seen: string): boolean {
  const last = events.findIndex(({ id }) => id === seen);
  return events.slice(last + 1).some(({ event }) => event === 'reopened');
}

function closedText({ id, followedBy }: Run): string {
  return `Backlog closes this pull request: run ${id} was discarded${followedBy === undefined ? '' : `, and run ${followedBy} replaces it`}.`;
}

/**
 * Writes the comment, unless an earlier attempt did, and closes.
 * @returns the pull request as it is then, or why the service refuses
 */
async function sendClosing(
  pulls: Pulls,
  { number, body, mark, refused }: { number: number; body: string; mark: string; refused: ReadonlySet<number> },
): Promise<RemotePull | string> {
  try {
    // In a locked conversation, it is closed without words.
    if (!(await pulls.hasComment(number, mark))) await pulls.comment(number, body).catch(unlessRefused);
    return await pulls.close(number);
  } catch (error) {
    if (error instanceof BacklogError && refused.has(Number(error.data?.status))) return error.message;
    throw error;
  }
}

/** Answers after which a further attempt would fail, too. */
const REFUSED: ReadonlySet<number> = new Set([403, 404, 410, 422]);
const REFUSED_ANYBODY: ReadonlySet<number> = new Set([410, 422]);

function unlessRefused(error: unknown): void {
  if (!(error instanceof BacklogError) || !REFUSED.has(Number(error.data?.status))) throw error;
}
