import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { checkAgent } from '../../src/runs/agents/check.ts';
import { BUILT_IN } from '../../src/work/agents/known-agents.ts';
import { approvedHere } from '../support/approved.ts';
import { tempFolder } from '../support/folder.ts';
import { unless } from '../support/needs.ts';
import { DEADLINE_MS, IS_SOAK } from '../support/seed.ts';
import { clientBinary, codexBinary, whyLeftOut } from './support/clients.ts';

describe.each([
  ...(IS_SOAK ? ([['old', 'claude', clientBinary('old')]] as const) : []),
  ['new', 'claude', clientBinary('new')],
  ['codex', 'codex', codexBinary()],
] as const)('the %s client', (client, name, binary) => {
  const reason = whyLeftOut(client);

  test('answers a check with its version, and leaves nothing behind', unless(reason), async () => {
    const home = tempFolder('check');
    const agent = { ...BUILT_IN.find((one) => one.name === name)!, binary };
    // In a home that is not for a while Codex makes a folder of its own.
    const said = await checkAgent(approvedHere(agent), {
      cwd: home,
      env: { PATH: process.env.PATH, HOME: home, TMPDIR: tmpdir() },
      answerMs: DEADLINE_MS,
    });
    expect(said).toMatchObject({ file: binary, answers: true, version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
    expect(readdirSync(home)).toEqual([]);
  });
});
