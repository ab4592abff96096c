import { expect, test } from 'vitest';
import { serveCommand } from '../../src/web/server/start/serve-command.ts';
import type { Caller } from '../../src/work/workspace/context.ts';
import { ADA, agent } from '../support/workspace.ts';

const PASSED = new Error('the caller may');

/** Asks for a server as this caller, and ends when the caller was judged. */
async function serve(input: object, caller: Caller): Promise<unknown> {
  const streams = {
    out: () => undefined,
    get env(): NodeJS.ProcessEnv {
      throw PASSED;
    },
  } as unknown as Parameters<typeof serveCommand>[1];
  return serveCommand(
    { ...input, line: 'serve', json: false, passed: [], inStep: async () => 0 },
    streams,
    () => caller,
  ).catch((error: unknown) => error);
}

test.each([{ stop: true }, { replace: true }, { host: '0.0.0.0' }])('serve %j is for people', async (input) => {
  expect(await serve(input, agent('s1'))).toMatchObject({ code: 'forbidden' });
  expect(await serve(input, ADA)).toBe(PASSED);
});
