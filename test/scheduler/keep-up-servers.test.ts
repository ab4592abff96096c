import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import { connect } from '../interfaces/mcp/connect.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { soak } from '../support/soak-test.ts';
import { served } from '../web/served.ts';

const plugin = builtPlugin();

/** The shortest time until the moments that the tasks below are due at. */
const SOON_MS = 2_500;

soak.each(['MCP server', 'board'] as const)(
  'the %s answers truly after a date has passed, with no timer in between',
  async (which) => {
    const call =
      which === 'board'
        ? (await served()).call
        : await (async () => {
            const { call: said } = await connect(plugin.server);
            return async (name: string, input: object) => ({ body: (await said(name, { ...input })).text });
          })();
    // The first call also starts what the others use; they need less.
    const began = Date.now();
    await call('task_add', { description: 'First' });
    const at = Date.now() + Math.max(SOON_MS, 4 * (Date.now() - began));
    const soon = new Date(at).toISOString();
    await call('task_add', { description: 'Until soon', until: soon });
    await call('task_add', { description: 'Water plants', due: soon, recur: 'daily' });
    const count = async () => JSON.stringify((await call('task_count', {})).body);
    expect(await count()).toMatch(/3/);
    await call('task_add', { description: 'Fourth' });
    expect(await count()).toMatch(/4/);
    // A task expires in the second after its date.
    await wait(at + 1_000 - Date.now());
    // One has expired, and the series has its next instance.
    expect(await count()).toMatch(/4/);
    expect(JSON.stringify((await call('task_history', {})).body)).toMatch(
      /expire[\s\S]*recurrence|recurrence[\s\S]*expire/,
    );
  },
);
