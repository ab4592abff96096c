import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answer } from '../../../src/interfaces/hooks/answer-event.ts';
import { HOOK_EVENTS } from '../../../src/interfaces/hooks/events.ts';
import { readPayloadFields } from '../../../src/interfaces/hooks/payload.ts';
import { anyCharacter } from '../../support/any-character.ts';
import { runs } from '../../support/seed.ts';
import { hookPlace, type Json, type Place } from './place.ts';

const NAMES = HOOK_EVENTS.map(({ event }) => event);
const recorded = JSON.parse(readFileSync(new URL('../../fixtures/hook-payloads.json', import.meta.url), 'utf8')) as {
  events: Record<string, Json[]>;
};

const raw = (place: Place, event: string, text: string) =>
  answer(event, readPayloadFields(text), { env: place.env, now: Date.now, client: () => undefined });

/** A recorded payload in which some fields have any other value, or are missing. */
const damaged = fc
  .tuple(
    fc.constantFrom(
      ...Object.entries(recorded.events).flatMap(([name, list]) => list.map((payload) => ({ name, payload }))),
    ),
    fc.array(fc.tuple(fc.nat(30), fc.oneof(fc.jsonValue(), fc.constant(undefined)))),
    fc.boolean(),
  )
  .map(([{ name, payload }, changes, inside]) => {
    const copy: Json = { ...payload };
    const target = inside && typeof copy.tool_input === 'object' ? { ...(copy.tool_input as Json) } : copy;
    const keys = Object.keys(target);
    for (const [n, value] of changes) if (keys.length > 0) target[keys[n % keys.length] as string] = value;
    if (target !== copy) copy.tool_input = target;
    return { event: name.split(':')[0] ?? '', text: JSON.stringify(copy) };
  });

const HOOK_OUTPUT = { hookSpecificOutput: expect.objectContaining({ hookEventName: expect.any(String) }) };

test('any JSON and any bytes give no answer and no failure', async () => {
  const place = await hookPlace();
  const text = fc.oneof(
    fc.json(),
    fc.string({ unit: anyCharacter }),
    fc.uint8Array().map((bytes) => Buffer.from(bytes).toString()),
  );
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.constantFrom(...NAMES), fc.string()), text, async (event, input) => {
      expect(await raw(place, event, input)).toBeUndefined();
    }),
    { numRuns: runs(100) },
  );
});

test('recorded payloads with damaged fields never fail, and only ever answer what a hook may', async () => {
  const place = await hookPlace();
  await place.add('A task', { scope: 'src/**' });
  await fc.assert(
    fc.asyncProperty(damaged, async ({ event, text }) => {
      const output = await raw(place, event, text);
      if (output !== undefined) expect(output).toEqual(HOOK_OUTPUT);
    }),
    { numRuns: runs(100) },
  );
  expect(place.diagnostics()).not.toMatch(/TypeError|RangeError|ReferenceError/);
});

describe('harmless:', () => {
  const base = { session_id: 's', tool_name: 'Write', tool_use_id: 't' };
  const cases: [string, string, string][] = [
    ['nothing', 'PreToolUse', ''],
    ['a list', 'PreToolUse', '[]'],
    ['null', 'SessionStart', 'null'],
    ['a session id with a path in it', 'SessionStart', JSON.stringify({ session_id: '../../x', source: 'startup' })],
    ['an agent id with a path in it', 'SubagentStop', JSON.stringify({ ...base, agent_id: '../a', agent_type: 'x' })],
    ['keys of the prototype', 'PreToolUse', '{"__proto__":{"session_id":"s"},"constructor":{"tool_name":"Write"}}'],
    ['a path with a zero in it', 'PreToolUse', JSON.stringify({ ...base, tool_input: { file_path: '/a\u0000b' } })],
    ['a path that is a list', 'PreToolUse', JSON.stringify({ ...base, tool_input: { file_path: ['/a'] } })],
    ['a path without a start', 'PreToolUse', JSON.stringify({ ...base, tool_input: { file_path: 'a/b' } })],
    [
      'a very long path',
      'PreToolUse',
      JSON.stringify({ ...base, tool_input: { file_path: `/${'a/'.repeat(50_000)}` } }),
    ],
    ['an unknown tool', 'PreToolUse', JSON.stringify({ ...base, tool_name: 'Bash', tool_input: { command: 'ls' } })],
    ['an unknown event', 'Stop', JSON.stringify(base)],
  ];
  test.each(cases)('%s', async (_, event, text) => {
    const place = await hookPlace();
    expect(await raw(place, event, text)).toBeUndefined();
  });
});

test('the reason of a failure goes into the diagnostics of the store', async () => {
  const place = await hookPlace();
  await raw(place, 'SessionStart', 'no JSON');
  expect(place.diagnostics()).toMatch(/hook SessionStart: the input is not a hook payload of the client/);
});
