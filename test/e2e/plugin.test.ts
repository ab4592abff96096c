import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { soak } from '../support/soak-test.ts';
import type { ClaudePlace } from './support/claude.ts';
import { describeClients } from './support/describe-clients.ts';
import { installPlugin, listPlugins, uninstallPlugin } from './support/installed.ts';
import { tempFolder, tempRepo } from './support/repo.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

// The oldest one installs it in test/e2e/install.test.ts.
describeClients('the plugin', (version) => {
  soak('installs from the repository as a marketplace, whole and without errors, and uninstalls', async () => {
    const user = await place();
    // The newer client lists plugins of its own.
    const before = await listPlugins(user);
    await installPlugin(user, root, 'backlog@backlog');
    const plugin = (await listPlugins(user)).find(({ id }) => id === 'backlog@backlog');
    expect(plugin).toMatchObject({ id: 'backlog@backlog', enabled: true });
    expect(plugin?.errors ?? []).toEqual([]);
    expect(await readdir(String(plugin?.installPath))).toEqual(
      expect.arrayContaining(await readdir(join(root, 'plugin'))),
    );
    await uninstallPlugin(user, 'backlog@backlog');
    expect(await listPlugins(user)).toEqual(before);
  });

  async function place(): Promise<ClaudePlace> {
    return { version, cwd: await tempRepo(), home: await tempFolder() };
  }
});
