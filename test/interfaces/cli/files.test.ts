import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { WRITTEN } from '../../../src/sources/index.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { ENVIRONMENT } from '../../support/environment.ts';
import { cli } from './line.ts';

const plugin = builtPlugin();

/** Ends of lines of all kinds, and characters that act on a terminal. */
const SPEC = 'one\rtwo\u0085three\r\n\u001b[31mfour\u202E\u{E0041}\v\f';

async function queue() {
  const person = cli();
  writeFileSync(join(person.cwd, 'spec.md'), SPEC);
  await person.say('add Fix login');
  await person.say('doc write 1 @spec.md');
  return person;
}

describe.each(WRITTEN.map(({ name }) => [name]))('an export as %s', (format) => {
  test('has the same bytes in a pipe and in a file', async () => {
    const { say, cwd } = await queue();
    const { out } = await say(['export', '--format', format]);
    expect(await say(['export', '--format', format, '--to', 'plan'])).toMatchObject({ code: 0 });
    expect(out).toBe(readFileSync(join(cwd, 'plan'), 'utf8'));
  });
});

test('a document comes out of a pipe as it went in', async () => {
  const { say } = await queue();
  expect((await say('doc read 1')).out).toBe(SPEC);
  expect(JSON.parse((await say('doc read 1 --json')).out).content).toBe(SPEC);
});

test('a shell that redirects gets these bytes from the program itself', async () => {
  const { say, cwd } = await queue();
  const env = { ...ENVIRONMENT, BACKLOG_DIR: join(cwd, 'store'), TZ: 'UTC' };
  const backlog = `'${process.execPath}' '${plugin.cli}'`;
  const line = `${backlog} doc read 1 > piped.md && ${backlog} export --format csv > piped.csv && ${backlog} export --format ndjson | cat > piped.ndjson`;
  expect(spawnSync('sh', ['-c', line], { env, cwd, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  expect(readFileSync(join(cwd, 'piped.md'))).toEqual(readFileSync(join(cwd, 'spec.md')));
  for (const ending of ['csv', 'ndjson']) {
    await say(`export --to there.${ending}`);
    expect(readFileSync(join(cwd, `piped.${ending}`))).toEqual(readFileSync(join(cwd, `there.${ending}`)));
  }
});
