import { execFileSync } from 'node:child_process';
import { expect } from 'vitest';
import { soak } from '../support/soak-test.ts';

soak('each rule of the layers finds the violations that are planted against it', () => {
  const said = execFileSync(process.execPath, ['scripts/check-layers.mjs', '--prove'], { encoding: 'utf8' });
  expect(said).toMatch(/^\d+ planted violations, of each rule at least one, were found$/m);
});
