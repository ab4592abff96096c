import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { describeClients } from '../e2e/support/describe-clients.ts';
import { validate } from '../e2e/support/installed.ts';
import { tempFolder } from '../e2e/support/repo.ts';
import { writeFiles } from '../support/files.ts';
import { soak } from '../support/soak-test.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));

describeClients('claude plugin validate', (version) => {
  test.each(['.', 'plugin'])('%s --strict: no error, no warning', async (folder) => {
    const { code, stdout } = await validate(await placeIn(repository), folder);
    expect(stdout).toContain('Validation passed');
    expect(stdout).not.toMatch(/warning|refuses/i);
    expect(code).toBe(0);
  });

  // Beside a marketplace.json only that is looked at, so `.` says little about the plugin: this proves that `plugin` is the one that counts.
  soak('plugin --strict: fails on a hook event that no client knows', async () => {
    const folder = await tempFolder();
    await cp(join(repository, 'plugin'), join(folder, 'plugin'), { recursive: true });
    writeFiles(folder, { 'plugin/hooks/hooks.json': JSON.stringify({ hooks: { SessionBegin: [] } }) });
    const { code, stdout } = await validate(await placeIn(folder), 'plugin');
    expect(stdout).toContain('SessionBegin');
    expect(code).toBe(1);
  });

  if (version === 'new')
    soak('the plugin directory finds nothing to report', async () => {
      const { code, stdout } = await validate(await placeIn(repository), 'plugin', '--profile', 'directory');
      expect(stdout).toContain('These checks found nothing to report');
      expect(code).toBe(0);
    });

  async function placeIn(cwd: string) {
    return { version, cwd, home: await tempFolder() };
  }
});
