import { expect, test } from 'vitest';
import type * as z from 'zod';
import { COMMANDS } from '../../src/commands/index.ts';
import { pathUse } from '../../src/domain/calls/inputs.ts';
import { IS_SOAK } from '../support/seed.ts';
import { everyNth } from '../support/soak-test.ts';
import { type Served, served } from './served.ts';

/** Characters of a hostile value, and of the refusal that it gets at most. */
const LONG = 40_000;
const TOLD = 24_000;

test('whatever is refused is not given back whole: every field of every command that takes a text', async () => {
  const { call, failures } = await served();
  await call('task_add', { description: 'One' });
  const told: string[] = [];
  let tried = 0;
  for (const command of everyNth(
    9,
    COMMANDS.filter(({ access }) => !access.terminalOnly),
  )) {
    const { shape } = command.input();
    const given = Object.fromEntries(
      Object.entries(shape).flatMap(([field, schema]) => {
        const fits = ['1', 1, ['1'], {}, [{ description: 'a' }]].find((value) => takes(schema, value));
        return takes(schema, undefined) || fits === undefined ? [] : [[field, fits]];
      }),
    );
    for (const field of Object.keys(shape).filter((name) => !pathUse(shape[name]!)))
      for (const value of valuesOf(tried++)) {
        const { status, body } = await call(command.name, { ...given, [field]: value });
        const length = JSON.stringify(body).length;
        if (status !== 200 && length > TOLD) told.push(`${command.name} ${field}: ${status}, ${length} characters`);
      }
  }
  expect({ told, failures }).toEqual({ told: [], failures: [] });
});

/** A text, and a list of one; `npm test` gives the fields the one and the other in turn, a soak gives both to each. */
function valuesOf(turn: number): (string | string[])[] {
  const values = ['+'.repeat(LONG), ['+'.repeat(LONG)]];
  return IS_SOAK ? values : [values[turn % 2]!];
}

/** Some refuse by throwing what is wrong. */
function takes(schema: z.ZodType, value: unknown): boolean {
  try {
    return schema.safeParse(value).success;
  } catch {
    return false;
  }
}

test.each([
  ['too long', '('.repeat(200_000)],
  ['closed 9,000 times', ') '.repeat(9_000)],
  ['of one name', 'é'.repeat(18_000).concat(':1')],
  ['of one value', `status:${'b'.repeat(18_000)}`],
])('a filter that is %s is told with its place, not repeated', async (_, filter) => {
  const { call } = await served();
  const { status, body } = await call<{ error: { data: object } }>('task_list', { filter });
  expect({ status, code: body.error }).toMatchObject({ status: 400, code: { code: 'filter' } });
  expect(JSON.stringify(body).length).toBeLessThan(12_000);
  expect(body.error.data).toMatchObject({
    offset: expect.any(Number),
    filter: expect.stringContaining(filter.slice(0, 1_000)),
  });
});

test('names that nothing has are told once each, and not all of a thousand', async () => {
  const { call } = await served();
  await call('task_add', { description: 'One' });
  const notes = async (filter: string) => (await call<{ notes?: string[] }>('task_list', { filter })).body.notes;
  expect(await notes('+redy '.repeat(1_000))).toEqual(['Nothing has +redy; did you mean +READY?']);
  const many = Array.from({ length: 1_000 }, (_, i) => `+zz${i}zz${i}`).join(' or ');
  expect(await notes(many)).toEqual([
    ...Array.from({ length: 5 }, (_, i) => `Nothing has +zz${i}zz${i}.`),
    'Other names of the filter select nothing either.',
  ]);
  const [long] = (await notes(`+${'a'.repeat(5_000)}`))!;
  expect(long!.length).toBeLessThan(120);
});

/** Sends a body in pieces, which does not say how long it is. */
async function inPieces(
  { origin, shown }: Served,
  path: string,
  pieces: readonly (string | Uint8Array)[],
): Promise<Response> {
  return fetch(origin + path, {
    method: 'POST',
    headers: { ...shown, 'content-type': 'application/json', 'x-backlog': '1' },
    body: ReadableStream.from(pieces.map((piece) => Buffer.from(piece))),
    duplex: 'half',
  } as RequestInit);
}

test('a body that comes in pieces is read like any other, and refused when it is too long', async () => {
  const board = await served();
  const to = `/api/v1/${board.uuid}/task_add`;
  const bytes = Array.from(Buffer.from('{"description": "Größe"}'), (byte) => Uint8Array.of(byte));
  const answer = await inPieces(board, to, bytes);
  expect([answer.status, await answer.json()]).toMatchObject([200, { description: 'Größe' }]);
  expect((await inPieces(board, '/api/v1/login', [`{"key": "${'a'.repeat(5_000)}"}`])).status).toBe(413);
  expect((await inPieces(board, '/api/v1/login', ['{"key":', ' "nonsense"}'])).status).toBe(401);
  expect((await inPieces(board, to, [])).status).toBe(400);
  expect(board.failures).toEqual([]);
});
