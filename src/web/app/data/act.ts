import { signal } from '@preact/signals';
import { sentence } from '../../../base/output/sentence.ts';
import { type ClaimToEnd, claimsToEnd } from '../../../domain/calls/claims-to-end.ts';
import { isRefusedUndo, laterRecords, laterRecordText, type RefusedUndo } from '../../../domain/calls/refused-undo.ts';
import { isInReview, type RunState } from '../../../domain/runs/run-states.ts';
import type { CommandName, Inputs, Outputs } from '../../sdk/calls.ts';
import type { CallOptions } from '../../sdk/options.ts';
import type { DocPage } from '../../sdk/page.ts';
import { countOf } from '../parts/units/amounts.ts';
import { fullText } from '../parts/units/time.ts';
import { announce } from '../shell/notices/announce.ts';
import { type Toast, toast } from '../shell/notices/toasts.ts';
import { go, hrefOf } from '../shell/route.ts';
import { call, callPage, Refusal } from './api.ts';
import { forgetApproval, rememberApproval } from './last-approval.ts';
import { serverNow } from './server-time.ts';
import { workspace } from './state.ts';
import type { Run } from './types.ts';

const NO_QUEUE = 'Run `backlog init` in a repository to create one.';

interface Options<Output> {
  /** Text of the message after success. Without it, no message appears. */
  done?: string | ((output: Output, commits: readonly number[]) => string);
  /** Adds an Undo button to the toast. A function returns one of its own. */
  undo?: boolean | ((output: Output) => Partial<Toast>);
  /** Gets the numbers of the commits that the call made. */
  wrote?(commits: readonly number[]): void;
  /** Gets the refusal of the server. Without this function, a message shows the refusal. */
  refused?(refusal: Refusal): void;
}

/** Maximum number of later changes that the details of a refused undo name. */
const NAMED = 20;

/** Calls a command that writes, and shows a message. @returns the output; undefined if the server refused */
export async function act<Name extends CommandName>(
  command: Name,
  input: Inputs[Name],
  options: Options<Outputs[Name]> = {},
): Promise<Outputs[Name] | undefined> {
  return acting((at, agreed) => call(at, command, input, agreed), options);
}

/** Calls any command, and shows a message with Undo if it wrote. @returns the output as a page; undefined if refused */
export async function actPage(
  command: string,
  input: Readonly<Record<string, unknown>>,
  options: Pick<Options<DocPage>, 'refused'>,
): Promise<DocPage | undefined> {
  const done = (_: DocPage, commits: readonly number[]) => (commits.length > 0 ? 'Done' : '');
  return acting((at, agreed) => callPage(at, command, input, agreed), { ...options, done, undo: true });
}

type Agreed = Pick<CallOptions, 'endsClaims' | 'wrote'>;

async function acting<Output extends object>(
  ask: (at: string, agreed: Agreed) => Promise<Output>,
  options: Options<Output>,
): Promise<Output | undefined> {
  const at = workspace.value?.uuid;
  try {
    if (!at) throw new Refusal({ code: 'not-found', message: 'there is no queue yet', hint: NO_QUEUE });
    let commits: readonly number[] = [];
    const wrote = (made: readonly number[]) => {
      commits = made;
    };
    const output = await askAgreed((endsClaims) => ask(at, { endsClaims, wrote }));
    if (output === undefined) return undefined;
    options.wrote?.(commits);
    const said = typeof options.done === 'function' ? options.done(output, commits) : options.done;
    const { despite = [] } = output as { despite?: readonly string[] };
    const text = [said, ...despite].filter(Boolean).join('; ');
    const undo = typeof options.undo === 'function' ? options.undo(output) : options.undo ? undoing(commits) : {};
    if (text) toast({ text, commits, ...undo });
    return output;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (options.refused) options.refused(error);
    else showRefusal(error);
    return undefined;
  }
}

/** Makes a call. If it would take work from holders of claims, asks the person. @returns undefined after a no */
async function askAgreed<Output>(ask: (endsClaims: readonly string[]) => Promise<Output>): Promise<Output | undefined> {
  for (let endsClaims: readonly string[] = []; ; ) {
    try {
      return await ask(endsClaims);
    } catch (error) {
      const claims = error instanceof Refusal ? claimsToEnd(error.data) : undefined;
      if (!claims) throw error;
      if (!(await agrees(claims))) return undefined;
      endsClaims = [...endsClaims, ...claims.map(({ claim }) => claim)];
    }
  }
}

/** Claims of others that a call would end, until the person has answered. */
export interface ClaimsToAgree {
  claims: readonly ClaimToEnd[];
  answer(yes: boolean): void;
}

export const agreement = signal<ClaimsToAgree | undefined>(undefined);

function agrees(claims: readonly ClaimToEnd[]): Promise<boolean> {
  agreement.value?.answer(false);
  return new Promise((resolve) => {
    agreement.value = {
      claims,
      answer(yes) {
        agreement.value = undefined;
        resolve(yes);
      },
    };
  });
}

/** Returns the Undo button of a message. The button undoes exactly these commits, the last one first. */
export function undoing(commits: readonly number[]): Pick<Toast, 'action' | 'commits'> {
  if (commits.length === 0) return {};
  return { commits, action: { title: 'Undo', run: () => void undoAll(commits) } };
}

async function undoAll(commits: readonly number[]): Promise<void> {
  for (const [left, commit] of [...commits].reverse().entries()) {
    const last = left === commits.length - 1;
    const undone = await act('task_undo', { commit });
    if (!undone) return;
    if (last) showUndone('task_undo', undone);
  }
}

type Verb = 'task_undo' | 'task_redo';

/** An undo or redo that needs confirmation, because it changes more tasks than the person saw. */
export interface Pending {
  verb: Verb;
  commit: number;
  /** Description of the commit. `tasks` is the number of tasks that would change. */
  what: string;
  tasks: number;
}

export const pending = signal<Pending | undefined>(undefined);

/**
 * Maximum number of tasks that an undo of the person's own last commit changes without confirmation. The limit is the
 * same on the command line.
 */
const WITHOUT_QUESTION = 3;

/** Undoes the person's own last commit, or redoes their last undo. Withdraws an approval first that the merge queue has not taken. */
export async function undoLast(verb: Verb): Promise<void> {
  const approved = verb === 'task_undo' ? forgetApproval() : undefined;
  if (approved === undefined) return undoOrAsk(verb, {}, WITHOUT_QUESTION);
  await withdraw(approved);
}

/** Returns the Undo button of an approval's message, shown until the merge queue takes the approval. */
export function undoOfApproval(run: Run): Partial<Toast> {
  const until = rememberApproval(run);
  if (until === undefined) return {};
  return { lastsMs: until - serverNow(), action: { title: 'Undo', run: () => void withdraw(run.id) } };
}

async function withdraw(run: string): Promise<void> {
  forgetApproval();
  await act('run_withdraw', { run }, { done: `Withdrew the approval of ${run}` });
}

/** Undoes one commit. The person has to confirm that it changes more than the one task that the page showed. */
export function undoShown(commit: number): Promise<void> {
  return undoOrAsk('task_undo', { commit }, 1);
}

/**
 * Undoes or redoes a commit. The person must confirm if more than `shown` tasks would change. A dry run first
 * determines the commit, so that newer commits don't change the choice.
 */
async function undoOrAsk(verb: Verb, input: Inputs[Verb], shown: number): Promise<void> {
  const tried = await act(verb, { ...input, dry_run: true });
  if (!tried) return;
  const { what, tasks, undone } = tried;
  const meant = { verb, commit: undone.seq, what, tasks };
  if (tasks > shown) pending.value = meant;
  else await runConfirmed(meant);
}

export async function runConfirmed({ verb, commit }: Pick<Pending, 'verb' | 'commit'>): Promise<void> {
  const taken = await act(verb, { commit });
  if (taken) showUndone(verb, taken);
}

function showUndone(verb: Verb, { what, seq }: Outputs[Verb]): void {
  const isUndo = verb === 'task_undo';
  const [title, back] = isUndo ? (['Redo', 'task_redo'] as const) : (['Undo', 'task_undo'] as const);
  const run = () => void (seq !== null && runConfirmed({ verb: back, commit: seq }));
  const text = isUndo ? `Undone: ${what}` : `Redone: ${what}`;
  toast({ text, action: { title, run }, ...(seq === null ? {} : { commits: [seq] }) });
}

/**
 * Shows a refusal until the reader closes it. If a page of the board helps, a button for this page replaces the hint
 * about the command line.
 */
export function showRefusal(refusal: Refusal): void {
  const { message, hint: said, data } = refusal;
  if (isRefusedUndo(data)) {
    showLaterChanges(data, refusal.hint);
    return;
  }
  const place = pageFor(data);
  const hint = place && said?.includes('`backlog ') ? place.hint : said;
  const lost = refusal.status === 0 ? { lost: true as const } : {};
  toast({ text: message, tone: 'refused', ...lost, ...(hint ? { hint } : {}), ...(place ? { action: place } : {}) });
  announce(hint ? `${sentence(message)} ${hint}` : message, 'assertive');
}

/**
 * Shows which later changes prevent an undo or a redo: a single one in the message, otherwise how many records. An import
 * can have thousands, so the details name the first ones.
 */
function showLaterChanges({ verb, what, conflicts }: RefusedUndo, hint = ''): void {
  const records = laterRecords(conflicts);
  const told = records.slice(0, NAMED).map((record) => laterRecordText(record, fullText));
  const changed = new Set(conflicts.map(({ kind, id }) => `${kind} ${id}`)).size;
  const noun = conflicts.every(({ kind }) => kind === 'task') ? 'task' : 'record';
  const [only] = records.length === 1 ? records : [];
  const later = only ? shortLater(only, what) : `: ${countOf(changed, noun)}`;
  const text = `Can't ${verb} ${what}. Changed later${later}.`;
  const more = records.length > NAMED ? [`${countOf(records.length - NAMED, 'more record')}`] : [];
  toast({ text, tone: 'refused', details: `${[...told, ...more].join('; ')}. ${hint}` });
  announce(text, 'assertive');
}

/** Returns the author and the fields of the only later change, without the task that the message names already. */
function shortLater({ by, fields, name }: ReturnType<typeof laterRecords>[number], what: string): string {
  return ` by ${by ?? 'somebody'}: ${fields.join(', ')}${what.includes(name) ? '' : ` of ${name}`}`;
}

/** Returns the page where the reader can act on the refusal: the run's page or its review. */
function pageFor({ run, state }: Refusal['data']): (NonNullable<Toast['action']> & { hint: string }) | undefined {
  if (typeof run !== 'string' || typeof state !== 'string') return undefined;
  const view = isInReview(state as RunState) ? 'review' : 'run';
  const title = view === 'review' ? `Review ${run}` : `Open ${run}`;
  return { title, hint: 'Its page has the available actions.', run: () => go(hrefOf(view, [run])) };
}
