import { Validator } from '@seriousme/openapi-schema-validator';
import Ajv2020 from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { isReadOnly } from '../../src/commands/command.ts';
import { COMMANDS } from '../../src/commands/index.ts';
import { soak } from '../support/soak-test.ts';
import { served } from './served.ts';

type Described = {
  openapi: string;
  paths: Record<string, { get?: object; post?: object }>;
  components: { schemas: Record<string, object> };
};

const described = async () => {
  const { get } = await served();
  return (await get<Described>('/api/v1/openapi.json')).body;
};

test('the description of the API is one to a validator that is not ours', async () => {
  const { valid, errors } = await new Validator().validate(await described());
  expect({ valid, errors }).toEqual({ valid: true, errors: undefined });
});

test('a validator would say so if it were not', async () => {
  const broken = { ...(await described()), paths: { '/x': { get: { responses: { nonsense: 1 } } } } };
  expect((await new Validator().validate(broken)).valid).toBe(false);
});

test('it has every command that the web may call, by GET those that only read', async () => {
  const { paths } = await described();
  const offered = COMMANDS.filter(({ access }) => !access.terminalOnly);
  const calls = Object.keys(paths).filter((path) => path.startsWith('/{workspace}') && paths[path]!.post);
  expect(calls.sort()).toEqual(offered.map(({ name }) => `/{workspace}/${name}`).sort());
  const reads = offered.filter(isReadOnly);
  expect(calls.filter((path) => paths[path]!.get)).toEqual(reads.map(({ name }) => `/{workspace}/${name}`).sort());
});

soak('its schemas refer to nothing that is not there, and hold for real answers', async () => {
  const { call } = await served();
  await call('task_add', { description: 'One', tags: ['a'], due: '2026-12-01' });
  const answers = [await call('task_list'), await call('task_info', { id: 1 }), await call('task_info', { id: 9 })];
  const [list, info, refusal] = answers.map(({ body }) => body);
  const { components } = await described();
  const named = JSON.stringify(components).matchAll(/"#\/components\/schemas\/([^"]+)"/g);
  const missing = Array.from(named, ([, name]) => name!).filter((name) => !(name in components.schemas));
  expect(missing).toEqual([]);

  const ajv = new Ajv2020.default({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: 'api', components });
  const fits = (name: string, value: unknown) => ajv.validate(`api#/components/schemas/${name}`, value);
  expect(fits('TaskListOutput', list)).toBe(true);
  expect(fits('TaskInfoOutput', info)).toBe(true);
  expect(fits('TaskInfoOutput', list)).toBe(false);
  expect(fits('Refusal', refusal)).toBe(true);
});
