import { expect, test } from 'vitest';
import { serveCommand } from '../../src/web/server/start/serve-command.ts';
import { checkIsPerson } from '../../src/work/people/person-acts.ts';
import type { Caller } from '../../src/work/workspace/context.ts';
import { ADA, agent } from '../support/workspace.ts';

const PASSED = new Error('the caller may');

/** Asks for a server as this caller, and ends when the caller was judged. */
async function serve(words: readonly string[], caller: Caller): Promise<unknown> {
  const streams = { env: {}, out: () => undefined } as unknown as Parameters<typeof serveCommand>[1];
  return serveCommand(words, streams, (act, command) => {
    checkIsPerson(caller, act, command);
    throw PASSED;
  }).catch((error: unknown) => error);
}

test.each([[['--stop']], [['--replace']], [['--host', '0.0.0.0']]])('serve %j is for people', async (words) => {
  expect(await serve(words, agent('s1'))).toMatchObject({ code: 'forbidden' });
  expect(await serve(words, ADA)).toBe(PASSED);
});
