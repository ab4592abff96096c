import { signal } from '@preact/signals';
import type { CommandName, Inputs, Outputs } from '../../sdk/calls.ts';
import { backlogBoard } from '../../sdk/client.ts';
import type { CallOptions } from '../../sdk/options.ts';
import type { DocPage, ShownOutput } from '../../sdk/page.ts';
import { BacklogRefusal } from '../../sdk/refusal.ts';
import { noteServerTime } from './server-time.ts';

/** What the server says about damage at the end of each queue's log, by the uuid of the workspace. */
export const damages = signal<Readonly<Record<string, string>>>({});

/** Keeps what an answer of the server says about damage. */
function noteDamage(path: string, answer: Response): void {
  const [, uuid] = /\/api\/v1\/([0-9a-f-]{36})\//.exec(path) ?? [];
  if (uuid === undefined || !answer.ok) return;
  const header = answer.headers.get('backlog-damage');
  const told = header === null ? undefined : decodeURIComponent(header);
  if (damages.value[uuid] === told) return;
  const { [uuid]: _, ...others } = damages.value;
  damages.value = told === undefined ? others : { ...others, [uuid]: told };
}

/** A refused command, or a request that did not reach the server (status 0). */
export { BacklogRefusal as Refusal } from '../../sdk/refusal.ts';

/**
 * Storage key of the login key. The browser has a separate storage for each port, but sends the cookie to every port of
 * this machine.
 */
const KEY = 'backlog key';

/** Whether the page is being left. Requests then outlive it. */
let leaving = false;
addEventListener('pagehide', () => {
  leaving = true;
});
addEventListener('pageshow', () => {
  leaving = false;
});

/** The client of this page's server. With `no-cache`, the server has to confirm a cached answer's ETag. */
export const board = backlogBoard({
  fetch: async (path, init) => {
    const headers = { ...(init?.headers as Record<string, string>), 'Backlog-Key': localStorage.getItem(KEY) ?? '' };
    const answer = await fetch(path, { cache: 'no-cache', keepalive: leaving, ...init, headers });
    noteDamage(String(path), answer);
    noteServerTime(answer.headers.get('date'));
    return answer;
  },
});

/** Logs this browser in: exchanges the link's key for a cookie and a login key. @throws Refusal */
export async function sendLogIn(link: string): Promise<void> {
  const { key } = await board.logIn(link);
  localStorage.setItem(KEY, key);
}

/** Logs this browser out in all its tabs. @throws Refusal */
export async function sendLogOut(): Promise<void> {
  await board.logOut();
  localStorage.removeItem(KEY);
}

/** Calls a command in the workspace with this uuid. @throws Refusal */
export function call<Name extends CommandName>(
  workspace: string,
  command: Name,
  input?: Inputs[Name],
  options?: CallOptions,
): Promise<Outputs[Name]> {
  return board.workspace(workspace).call(command, input, options);
}

/** Calls a command, and returns its output as a page. @throws Refusal */
export function callPage(
  workspace: string,
  command: string,
  input: Readonly<Record<string, unknown>>,
  options?: CallOptions,
): Promise<DocPage> {
  return board.workspace(workspace).page(command as CommandName, input as never, options);
}

/** Calls a reading command, and returns its output with its page. @throws Refusal */
export function callShown<Name extends CommandName>(
  workspace: string,
  command: Name,
  input?: Inputs[Name],
  options?: CallOptions,
): Promise<ShownOutput<Outputs[Name]>> {
  return board.workspace(workspace).shown(command, input, options);
}

/** Checks whether the server rejected this browser's login. */
export function isLocked(error: unknown): boolean {
  return error instanceof BacklogRefusal && error.status === 401;
}

/** Checks whether the server answered that it can't read the queue now. */
export function isUnread(error: unknown): boolean {
  return error instanceof BacklogRefusal && error.data.passing === true;
}
