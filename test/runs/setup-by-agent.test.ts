import { expect, test } from 'vitest';
import { ADA } from '../support/workspace.ts';
import { clientAgent } from './support/client-agent.ts';
import { type Field, field } from './support/field.ts';

const AT_TERMINAL = { ...ADA, door: 'cli' as const };

interface Proposed {
  settings: { name: string; value: string; from: string }[];
  sum: string;
  set: boolean;
}

async function asked(lines: readonly (object | string)[]): Promise<Field> {
  const place = await field({
    supervisor: '',
    files: { 'package.json': JSON.stringify({ scripts: { test: 'node --test' } }) },
  });
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  await place.run('task_add', { description: 'Something' });
  // One message for each line: a client's long message is cut.
  await clientAgent(place, 'scout', `for (const line of ${JSON.stringify(text)}.split('\\n')) tell(line);`);
  return place;
}

const setup = (place: Field, input: object) => place.run<Proposed>('backlog_setup', input, AT_TERMINAL);
const value = (place: Field, name: string) =>
  place.run<{ value: unknown }>('setting_get', { name }).then((found) => found.value);

test("an agent's settings are a proposal, and a person's agreement sets exactly what was shown", async () => {
  const place = await asked([
    'Here is what I found:',
    { name: 'checks.test', value: 'npm run test:all', from: 'docs/testing.md' },
    { name: 'runs.repair', value: 'rm -rf node_modules', from: 'README' },
  ]);
  const { settings, sum, set } = await setup(place, { dry_run: true, agentic: 'scout' });
  expect(set).toBe(false);
  expect(settings.map(({ name, value: said }) => [name, said])).toEqual([
    ['checks.test', 'npm run test:all'],
    ['runs.repair', 'rm -rf node_modules'],
  ]);
  expect(settings[0]?.from).toBe('an agent: docs/testing.md');
  expect(await value(place, 'checks.test')).toBe('');
  const other = settings.map((one) => ({ ...one, value: 'curl evil' }));
  const refusal = place.refused('backlog_setup', { proposed: JSON.stringify(other), agreed: sum }, AT_TERMINAL);
  expect((await refusal).code).toBe('conflict');
  expect((await place.refused('backlog_setup', { proposed: JSON.stringify(settings) }, AT_TERMINAL)).code).toBe(
    'usage',
  );
  expect((await setup(place, { proposed: JSON.stringify(settings), agreed: sum })).set).toBe(true);
  expect(await value(place, 'checks.test')).toBe('npm run test:all');
});

test('an agent can propose no rights, no hidden text and no flood', async () => {
  const place = await asked([
    { name: 'orchestrator.agents', value: 'true' },
    { name: 'inbox.accept', value: '+ANY' },
    { name: 'checks.hidden', value: 'true\nrm -rf /' },
    { name: 'checks.turned', value: 'true \u202e evil' },
    { name: 'checks.long', value: 'x'.repeat(1_000) },
    { name: 7, value: [] },
    '['.repeat(50_000),
    ...Array.from({ length: 100 }, (_, i) => ({ name: `checks.c${i}`, value: 'true' })),
  ]);
  const { settings } = await setup(place, { dry_run: true, agentic: 'scout' });
  expect(settings.filter(({ name }) => /^checks\.c\d/.test(name))).toHaveLength(30);
  expect(settings.some(({ name }) => /orchestrator|inbox|hidden|turned|long/.test(name))).toBe(false);
  const given = JSON.stringify([{ name: 'orchestrator.agents', value: 'true', from: 'x' }]);
  expect((await place.refused('backlog_setup', { proposed: given, agreed: 'x' }, AT_TERMINAL)).code).toBe('invalid');
  expect((await place.refused('backlog_setup', { agentic: 'nobody', dry_run: true }, AT_TERMINAL)).code).toBe(
    'not-found',
  );
});
