import { expect, test } from 'vitest';
import { configWith } from '../../../src/work/config/add-to-config.ts';
import { readConfigFile } from '../../../src/work/config/read-config.ts';

const FILE = '.backlog/config.yaml';
const SETTINGS = [
  { name: 'checks.unit', value: 'npm test' },
  { name: 'runs.setup', value: 'npm ci' },
  { name: 'runs.checks.services/api', value: 'unit' },
];
const added = async (text: string | undefined, settings = SETTINGS) => (await configWith(text, settings, FILE)).text;
const valuesOf = async (text: string) => [
  ...(await readConfigFile(Buffer.from(text), { file: FILE, owner: 'repository' })).values,
];

test('a new file has the settings, with the head of a config file', async () => {
  const text = await added(undefined);
  expect(text).toMatch(/^# yaml-language-server/);
  expect(await valuesOf(text)).toEqual(SETTINGS.map(({ name, value }) => [name, value]));
});

test('comments, order and other lines stay; a setting goes to the end of its map, and what the file has stays', async () => {
  const before = `# Ours
checks:
  # The fast one.
  lint: npx biome check   # quick

  unit: npm run unit
# About runs
runs:
    copy: [.env]
    checks:
        web: [lint]

routing:
  type:
    docs: writer
agents:
  writer:
    provider: claude
`;
  const text = await added(before);
  expect(text).toBe(
    before.replace('        web: [lint]\n', '        web: [lint]\n        services/api: unit\n    setup: npm ci\n'),
  );
  expect(await added(text)).toBe(text);
});

test.each([
  ['', 'checks:\n  unit: npm test\n'],
  ['# Only a comment\n', '# Only a comment\nchecks:\n  unit: npm test\n'],
  ['checks:\n', 'checks:\n  unit: npm test\n'],
  ['"checks": # ours\n  a: b\n', '"checks": # ours\n  a: b\n  unit: npm test\n'],
])('%j becomes %j', async (before, after) => {
  expect(await added(before, SETTINGS.slice(0, 1))).toBe(after);
});

test('a file whose maps have another form is left alone, with the lines to add', async () => {
  const refused = configWith('checks: { a: b }\n', SETTINGS, FILE);
  await expect(refused).rejects.toMatchObject({
    code: 'conflict',
    hint: 'Add yourself: checks.unit: npm test; runs.setup: npm ci; runs.checks.services/api: unit',
  });
  await expect(configWith('checks: [\n', SETTINGS, FILE)).rejects.toMatchObject({ code: 'invalid' });
});
