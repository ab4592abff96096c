import { sameProcess } from '../../base/process-id.ts';
import { isWithin } from '../../claims/index.ts';
import type { Run } from '../../domain/records.ts';
import { findingsText } from '../../domain/runs/objections/finding.ts';
import { notesPrompt } from '../../text/runs/run-prompt.ts';
import { renewLeases } from '../../work/claim/claims.ts';
import { holderOfRunIn } from '../../work/claim/run-of.ts';
import { stopsOf } from '../../work/objections/facts.ts';
import { claimOf, findRun } from '../find-run.ts';
import { stopReason } from '../lifecycle/control-run.ts';
import { Halt, haltOf } from './halt.ts';
import { noteUsage } from './round/note-usage.ts';
import { answersPrompt, markDelivered, newNotes } from './round/prompts.ts';
import { withReceived } from './round/rounds.ts';
import type { SupervisedRun } from './supervised-run.ts';

/** Milliseconds between two renewals of leases, and notes of the cost so far: less than half a lease. */
const RENEW_MS = 60_000;

/**
 * Watches the store for changes that concern the run: a request to stop, the loss of its claim, another supervisor,
 * answers to its questions, messages. Also renews the run's leases and notes its cost so far. Ends when `until` aborts.
 * `tell` sends a text into the current turn, and returns false if it can't.
 */
export function watchRun(supervised: SupervisedRun, tell: (text: string) => boolean, until: AbortSignal): void {
  const { opened, id } = supervised;
  const holder = holderOfRunIn(opened.store.state, id);
  const renew = () =>
    renewLeases(opened.store, (other) => isWithin(other, holder), Date.now()).catch((error) =>
      opened.store.appendDiagnostic(`supervisor ${id}, renewal: ${String(error)}`),
    );
  const note = () =>
    noteUsage(supervised, Date.now()).catch((error) =>
      opened.store.appendDiagnostic(`supervisor ${id}, cost so far: ${String(error)}`),
    );
  const timer = setInterval(() => void renew().then(note), RENEW_MS);
  until.addEventListener('abort', () => clearInterval(timer), { once: true });
  follow(supervised, { tell, renew }, until).catch((error) => {
    if (until.aborted) return;
    const { reason, text } = haltOf(error);
    supervised.halt(new Halt(reason, `can't follow the queue: ${text}`));
  });
}

interface Following {
  tell(text: string): boolean;
  renew(): Promise<unknown>;
}

async function follow(supervised: SupervisedRun, { tell, renew }: Following, signal: AbortSignal): Promise<void> {
  const { store } = supervised.opened;
  for await (const commit of store.follow({ from: store.state.seq + 1, signal })) {
    const about = commit.changes.filter(({ kind }) => WATCHED.has(kind));
    if (about.length === 0) continue;
    const halt = wanted(supervised);
    if (halt) supervised.halt(halt);
    // The change may be the request to renew the lease.
    else await renew();
    for (const { kind, id } of about) {
      const question = kind === 'question' ? store.state.get('question', id) : undefined;
      if (question?.run !== supervised.id || !question.answer || supervised.delivered.has(question.id)) continue;
      if (tell(answersPrompt([{ ...question, answer: question.answer }]))) supervised.delivered.add(question.id);
    }
    if (about.some(({ kind, id }) => kind === 'run' && id === supervised.id)) await tellNotes(supervised, tell);
  }
}

/** Kinds of records by whose change a run can end: those of runs, and of what stops work. */
const WATCHED: ReadonlySet<string> = new Set(['run', 'claim', 'question', 'task', 'linked']);

/** Sends new messages into the current turn, and records that the agent received them. */
async function tellNotes(supervised: SupervisedRun, tell: Following['tell']): Promise<void> {
  const news = newNotes(supervised);
  if (news.length === 0 || !tell(notesPrompt(news))) return;
  markDelivered(supervised, news);
  // If the run no longer belongs to this supervisor, the next one sends the messages again.
  await supervised.note((run) => withReceived(run, supervised.delivered)).catch(() => {});
}

/** Returns the reason in the store why the supervisor must end its work; undefined if it should continue. */
export function wanted({ opened, id, self }: Pick<SupervisedRun, 'opened' | 'id' | 'self'>): Halt | undefined {
  const { state } = opened.store;
  const run = findRun(state, id);
  if (!run.supervisor || !sameProcess(run.supervisor, self))
    return new Halt('superseded', 'another supervisor has this run');
  if (run.stop) return haltBy(run.stop);
  if (!claimOf(state, run)) return new Halt('claim_lost', 'its claim was released, or someone took it over');
  const stops = stopsOf(state, run);
  if (stops.length > 0) return new Halt('withdrawn', findingsText(stops));
  return undefined;
}

function haltBy(stop: NonNullable<Run['stop']>): Halt {
  const { code, text } = stopReason(stop);
  return new Halt(code, text);
}
