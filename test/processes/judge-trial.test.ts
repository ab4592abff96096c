import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { tempFolder } from '../support/folder.ts';
import { soak } from '../support/soak-test.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** Runs the trial where only these programs exist, in a home of its own. */
function trial(programs: Readonly<Record<string, string>>, ...words: string[]) {
  const home = tempFolder('trial');
  const bin = join(home, 'bin');
  mkdirSync(bin);
  symlinkSync(process.execPath, join(bin, 'node'));
  for (const [name, source] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!${process.execPath}\n${source}`);
    chmodSync(join(bin, name), 0o755);
  }
  return spawnSync(process.execPath, ['scripts/run-ts.mjs', 'proof/judge/main.ts', ...words], {
    cwd: repository,
    encoding: 'utf8',
    env: { HOME: home, PATH: bin },
  });
}

soak('without an account it asks nobody, says why for each judge, and has no figures', () => {
  const { status, stdout, stderr } = trial({ codex: '' });
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toContain('No judge was asked, so there are no figures.');
  expect(stdout).toContain("claude: the judge claude can't start: no folder of PATH has the program claude");
  expect(stdout).toContain('codex: no account: set OPENAI_API_KEY, or log in with `codex`');
});

soak('it asks a judge that is named, and counts its answers and what is none', () => {
  const codex = `
const { readFileSync } = require('node:fs');
const question = readFileSync(0, 'utf8');
const say = (line) => console.log(JSON.stringify(line));
const text = /python/.test(question) ? 'I cannot say.' : 'Criterion 1: rejected a.ts:1 weaker';
say({ type: 'turn.started' });
say({ type: 'item.completed', item: { id: '1', type: 'agent_message', text } });
say({ type: 'turn.completed', usage: {} });
`;
  const { status, stdout } = trial({ codex }, '--judge', 'codex', '--results', '12');
  expect(status).toBe(0);
  expect(stdout).toMatch(/^codex: of 6 bad results 5 rejected, 0 unclear, 0 accepted, 1 no answer; of 6 good ones/);
});
