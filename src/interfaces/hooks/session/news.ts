import { isWithin } from '../../../claims/index.ts';
import type { Commit, Store, Workspace } from '../../../store/index.ts';
import { endedClaims } from '../../../work/claim/ended-claims.ts';
import { endedClaimsText } from '../../ended-claims-text.ts';
import { takeReports } from '../edits/left-reports.ts';
import { type Host, holderOf, openLight, sessionWorkspace } from '../host.ts';
import { addReport, type HookMemory, isInterrupted } from '../memory.ts';
import { type Output, withContext } from '../output.ts';
import type { Payload } from '../payload.ts';

/** Events whose output reaches the session's model. */
const READ_BY_MODEL: readonly string[] = ['UserPromptSubmit', 'PreToolUse', 'PostToolUse'];

/**
 * Adds messages that the session has missed: claims that people ended, reports of unchecked edits, and the session
 * summary. An answer for which the client no longer waits gets none, because the session wouldn't read them.
 */
export async function withNews(
  event: string,
  output: Output | undefined,
  payload: Payload,
  host: Host,
): Promise<Output | undefined> {
  if (!READ_BY_MODEL.includes(event) || host.late?.()) return output;
  const ended = await endedClaimsNews(payload, host);
  const summary = await missedSummary(payload, host);
  // Reports come last, because they count as told from then on, and no failure may follow.
  const texts = [ended, ...(await reportTexts(payload, host)), summary].filter((text) => text !== undefined);
  return texts.length === 0 ? output : withContext(event, output, texts.join('\n\n'));
}

/** Returns the caller's reports, until an answer with them has reached it. A session gets those of ended sessions, too. */
async function reportTexts(payload: Payload, host: Host): Promise<string[]> {
  const { session, agent, prompt } = payload;
  const { server, late = () => false } = host;
  const memory = server?.memory;
  if (!memory) return [];
  takeLeftReports(memory, payload, host);
  memory.reports = memory.reports.filter(({ isUnheard }) => isUnheard());
  if (memory.reports.length === 0) return [];
  const where = sessionWorkspace(payload, host);
  const sessions = where && (await storeIn(where, host)).state;
  const isFormer = (other: string | undefined) =>
    other === undefined || (other !== session && sessions?.get('session', other)?.ended !== undefined);
  const hasEnded = (other: string) => !memory.agents.has(other) || isInterrupted(memory, other, prompt);
  const isOwn = (other: string | undefined) =>
    other === agent || (agent === undefined && other !== undefined && hasEnded(other));
  const own = memory.reports.filter((report) =>
    isFormer(report.session) ? agent === undefined : report.session === session && isOwn(report.agent),
  );
  for (const report of own) report.isUnheard = late;
  return [...new Set(own.map((report) => (isFormer(report.session) ? `${EARLIER} ${report.text}` : report.text)))];
}

const EARLIER = 'For an earlier session here, which got no further answer:';

/**
 * Adds the reports of earlier servers: those of this session, whose server was started again, and those of others, which
 * may get no further answer. Runs have results, whose files are compared with claims anyway.
 */
function takeLeftReports(memory: HookMemory, payload: Payload, host: Host): void {
  if (memory.hasLeftReports || payload.agent !== undefined || host.env.BACKLOG_RUN !== undefined) return;
  const where = sessionWorkspace(payload, host);
  if (!where) return;
  memory.hasLeftReports = true;
  for (const { session, text } of takeReports(where.dir))
    addReport(memory, { session: session === payload.session ? session : undefined, text });
}

/** Returns the store as the handler has read it. News are worth no further look at a server. */
async function storeIn(where: Workspace, host: Host): Promise<Store> {
  return host.server?.known(where)?.store ?? (await openLight(where, host)).store;
}

/**
 * Returns the session summary if the session has missed it. Claude Code 2.1.197 doesn't wait for its servers, so the
 * hook of the first prompt is lost while this server starts. The next hook then returns the summary.
 */
async function missedSummary(payload: Payload, host: Host): Promise<string | undefined> {
  const memory = host.server?.memory;
  const { session, agent } = payload;
  if (!memory || agent || host.env.BACKLOG_RUN !== undefined || memory.prompted.has(session)) return undefined;
  const where = sessionWorkspace(payload, host);
  // Only a session that hooks recorded gets the summary. Without hooks at its start, its prompts wouldn't arrive,
  // either.
  if (!where || !(await storeIn(where, host)).state.get('session', session)) return undefined;
  // Marked before, because hooks of parallel calls come at the same time.
  memory.prompted.add(session);
  let isTold = false;
  try {
    const summary = await (await import('../whole-handlers.ts')).orientation(payload, host);
    isTold = !host.late?.();
    return summary;
  } finally {
    if (isTold) memory.oriented.set(session, new Set());
    else memory.prompted.delete(session);
  }
}

/** Maximum number of answers about ended claims that a holder may get again because they came too late. */
const REPEATABLE = 10;

/**
 * Returns a text about claims of the caller, or of its subagents, that people ended since its last hook. The memory of
 * each server has its own position in the history, so every process of a session is told once.
 */
async function endedClaimsNews(payload: Payload, host: Host): Promise<string | undefined> {
  const told = host.server?.memory.toldEnds;
  const where = sessionWorkspace(payload, host);
  if (!told || !where || host.env.BACKLOG_RUN !== undefined) return undefined;
  const store = await storeIn(where, host);
  const { session } = payload;
  const holder = holderOf(store.state, payload, host);
  const start = told.has(holder) ? 0 : await startOf(store, session);
  const { upTo, answers } = told.get(holder) ?? { upTo: start, answers: [] };
  const after = Math.min(upTo, ...answers.filter(({ late }) => late()).map((answer) => answer.after));
  const inTime = answers.filter(({ late }) => !late());
  // Stored before the search, because hooks of parallel calls search at the same time.
  told.set(holder, { upTo: store.state.seq, answers: inTime });
  const answered = (late: () => boolean) => {
    const { upTo: now, answers: others } = told.get(holder)!;
    told.set(holder, { upTo: now, answers: [...others, { after, late }].slice(-REPEATABLE) });
  };
  try {
    const ended = await endedClaims(store, { after, isOf: (other) => isWithin(other, holder), session });
    if (ended.length > 0) answered(host.late ?? (() => false));
    return endedClaimsText(ended, { holder, repositories: repositoriesIn(store) });
  } catch (error) {
    answered(() => true);
    throw error;
  }
}

/** Returns the commit that recorded the session's start in its newest process. Earlier ends are no news for it. */
async function startOf(store: Pick<Store, 'history' | 'recent' | 'state'>, session: string): Promise<number> {
  if (!store.state.get('session', session)) return store.state.seq;
  const recorded = ({ changes }: Commit) => changes.some(({ kind, id }) => kind === 'session' && id === session);
  const recent = store.recent.from(store.recent.first).findLast(recorded);
  if (recent) return recent.seq;
  for await (const { seq } of store.history({ kind: 'session', id: session, reverse: true, limit: 1 })) return seq;
  return store.state.seq;
}

function repositoriesIn({ state }: Pick<Store, 'state'>) {
  return Array.from(state.all('repository'), ([, repository]) => repository);
}
