import { expect, test } from 'vitest';
import { COMMANDS } from '../../src/commands/index.ts';
import { pathUse } from '../../src/domain/calls/inputs.ts';
import { everyNth } from '../support/soak-test.ts';
import { served } from './served.ts';

/** Values of every form: of each field some are refused by its schema alone. */
const VALUES: readonly unknown[] = [{}, [], { a: 1 }, [[[]]], [null], 1.5, -1, true, null, '\u0000'];

const OPEN = COMMANDS.filter(({ access }) => !access.terminalOnly);

test('every route refuses what its schema refuses, and nothing is written', async () => {
  const { call, get, uuid, opened, failures } = await served();
  const told: string[] = [];
  for (const command of everyNth(9, OPEN)) {
    const { shape } = command.input();
    const fields = Object.keys(shape).filter((field) => !pathUse(shape[field]!));
    const wrong = fields.flatMap((field) => {
      const value = VALUES.find((one) => !shape[field]!.safeParse(one).success);
      return value === undefined ? [] : [{ [field]: value }];
    });
    for (const input of [{ surely_unknown: 1 }, ...wrong]) {
      const { status, body } = await call<{ error?: { code: string } }>(command.name, input);
      if (status !== 400 || body.error?.code !== 'usage')
        told.push(`${command.name} ${JSON.stringify(input)}: ${status} ${JSON.stringify(body).slice(0, 200)}`);
    }
    const { status } = await get(`/api/v1/${uuid}/${command.name}?surely_unknown=1`);
    if (status !== 400) told.push(`GET ${command.name}: ${status}`);
  }
  expect(told).toEqual([]);
  await opened.store.refresh();
  expect({ seq: opened.store.state.seq, failures }).toEqual({ seq: 0, failures: [] });
});

test('what only a terminal may call is refused whatever it is given', async () => {
  const { call, opened } = await served();
  for (const { name } of COMMANDS.filter(({ access }) => access.terminalOnly))
    for (const input of [{}, { surely_unknown: 1 }])
      expect({ name, status: (await call(name, input)).status }).toEqual({ name, status: 403 });
  await opened.store.refresh();
  expect(opened.store.state.seq).toBe(0);
});
