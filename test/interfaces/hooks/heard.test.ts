import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { HOOK_EVENTS } from '../../../src/interfaces/hooks/events.ts';
import { HEARD, HEARD_ELSEWHERE } from '../../e2e/support/heard.ts';

// Only a soak plays most sessions of the real clients. This test finds a new event before that.
test('each event of a hook is played with the real client, or names the file that tests it', () => {
  const known = new Set(HOOK_EVENTS.map(({ event }) => event));
  expect(new Set([...HEARD, ...Object.keys(HEARD_ELSEWHERE)])).toEqual(known);
  for (const file of Object.values(HEARD_ELSEWHERE)) expect(existsSync(file), file).toBe(true);
});
