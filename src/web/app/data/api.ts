import type { CommandName, Inputs, Outputs } from '../../sdk/calls.ts';
import { backlogBoard } from '../../sdk/client.ts';
import type { CallOptions } from '../../sdk/options.ts';
import { BacklogRefusal } from '../../sdk/refusal.ts';

/** A command that the server refused, or that did not reach it. */
export { BacklogRefusal as Refusal } from '../../sdk/refusal.ts';

/** Kept for the origin, and so for the port: the cookie beside it goes to every port of the machine. */
const KEY = 'backlog key';

/** This page's board. The browser keeps answers with their tags, so that an unchanged one is not sent again. */
export const board = backlogBoard({
  fetch: (path, init) => {
    const headers = { ...(init?.headers as Record<string, string>), 'Backlog-Key': localStorage.getItem(KEY) ?? '' };
    return fetch(path, { cache: 'no-cache', ...init, headers });
  },
});

/** Exchanges the key of a link for what this browser is let in by. @throws Refusal */
export async function sendLogIn(link: string): Promise<void> {
  const { key } = await board.logIn(link);
  localStorage.setItem(KEY, key);
}

/** Lets this browser in no more, in none of its tabs. @throws Refusal */
export async function sendLogOut(): Promise<void> {
  await board.logOut();
  localStorage.removeItem(KEY);
}

/** Calls a command of the workspace of that uuid. @throws Refusal */
export function call<Name extends CommandName>(
  workspace: string,
  command: Name,
  input?: Inputs[Name],
  options?: CallOptions,
): Promise<Outputs[Name]> {
  return board.workspace(workspace).call(command, input, options);
}

/** Does the server not know this browser? */
export function isLocked(error: unknown): boolean {
  return error instanceof BacklogRefusal && error.status === 401;
}
