import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const plugin = join(repository, 'plugin');
const readme = readText('README.md');

test('its version is the one of package.json', () => {
  const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
  expect(JSON.parse(readText('.claude-plugin/plugin.json')).version).toBe(version);
});

test.each(['hooks/hooks.json', '.mcp.json'])('every file that %s starts is in it', (file) => {
  const started = [...readText(file).matchAll(/\$\{CLAUDE_PLUGIN_ROOT\}\/([\w./-]+)/g)].map(([, path]) => String(path));
  expect(started.length).toBeGreaterThan(0);
  for (const path of started) expect(existsSync(join(plugin, path)), path).toBe(true);
});

test('a visitor reads the root at a glance: at most 30 entries', () => {
  const listed = execFileSync('git', ['ls-tree', '--name-only', 'HEAD'], { cwd: repository, encoding: 'utf8' });
  expect(listed.trim().split('\n').length).toBeLessThanOrEqual(30);
});

test('its README names every skill and agent', () => {
  for (const skill of readdirSync(join(plugin, 'skills'))) expect(readme).toContain(`/backlog:${skill} `);
  for (const agent of readdirSync(join(plugin, 'agents')))
    expect(readme).toContain(`\`${agent.replace(/\.md$/, '')}\``);
});

/** Not run by the plugin: a library by which somebody's own script calls the board at the address that it is given. */
const FOR_SCRIPTS = ['sdk.mjs'];

/**
 * The board's server listens on the loopback, or with TLS at an address that a person names. It also asks whether another
 * server of the same person is there. The supervisor listens on the ports that it reserves for a run.
 * It sends events to webhooks that a person added. For a contained run it listens on the sockets of its broker and of its proxy, which connects to domains that a person named.
 */
const ON_LOOPBACK: Readonly<Record<string, readonly string[]>> = {
  'chunks/board-serve-command.cjs': ['http', 'https', 'net'],
  // It reads addresses as numbers, and connects to none.
  'chunks/start-cli-engine-supervisor.cjs': ['net'],
  'chunks/start-supervisor.cjs': ['dns', 'http', 'https', 'net'],
  'chunks/serving.cjs': ['http', 'http2'],
};

/** Loaded only for a queue on a server. They connect to the server in the address that a person gave. */
const TO_STORE: Readonly<Record<string, readonly string[]>> = {
  // Inside a sandbox: the socket of the run's broker.
  'chunks/broker-call-through-broker.cjs': ['net'],
  'chunks/postgres.cjs': ['net'],
  'chunks/postgres-roles.cjs': ['net', 'tls'],
  'chunks/s3.cjs': ['http', 'https'],
  'hook-postgres.cjs': ['net', 'tls'],
  'hook-s3.cjs': ['http', 'https'],
};

/** Loaded only for a source. They connect to the address of the service that a person gave. */
const TO_SERVICE = /^chunks\/(?:github|jira)[\w-]*\.cjs$/;

test('none of its programs can reach a network, but the server of a queue, and a service that a person added', () => {
  const programs = readdirSync(join(plugin, 'dist'), { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.[cm]js$/.test(file) && !FOR_SCRIPTS.includes(file),
  );
  expect(programs.length).toBeGreaterThan(5);
  for (const file of programs) {
    const text = readText(`dist/${file}`);
    const loaded = [...text.matchAll(/["'](?:node:)?(\w+)(?:\/\w+)?["']/g)].map(([, name]) => String(name));
    const reaches = loaded.filter((name) => NETWORK.has(name) && builtinModules.includes(name));
    expect([...new Set(reaches)].sort(), file).toEqual(ON_LOOPBACK[file] ?? TO_STORE[file] ?? []);
    // A method of that name (`fetch(key,initial){`, `this.fetch(`, `this._index.fetch(`) is a call of nothing, and the loopback is no network.
    if (TO_SERVICE.test(file)) continue;
    expect(text, file).not.toMatch(
      /(?<!this\.|this\._index\.)\b(fetch|WebSocket|EventSource|XMLHttpRequest)\((?![\w$,]*\)\{|`http:\/\/127\.0\.0\.1:)/,
    );
  }
});

test('it declares no list of hosts, which could keep a client from the server that a person chose', () => {
  for (const file of ['.mcp.json', '.claude-plugin/plugin.json']) expect(readText(file)).not.toContain('"network"');
});

test('its icon is a square PNG between 512 and 2048 pixels: clear corners, the next task in amber', () => {
  const { width, height, pixel } = readPng(readFileSync(join(plugin, '.claude-plugin/icon.png')));
  expect(width).toBe(height);
  expect(width).toBeGreaterThanOrEqual(512);
  expect(width).toBeLessThanOrEqual(2048);
  expect(pixel(0, 0)).toEqual([0, 0, 0, 0]);
  expect(pixel(width / 2, height * 0.27)).toEqual([247, 187, 82, 255]);
});

const NETWORK = new Set(['http', 'https', 'http2', 'net', 'tls', 'dgram', 'dns', 'inspector']);

function readText(path: string): string {
  return readFileSync(join(plugin, path), 'utf8');
}

/** What the icon needs of PNG: one IDAT chunk, and rows of the numbers of colours without a filter. */
function readPng(file: Buffer): { width: number; height: number; pixel(x: number, y: number): number[] } {
  const [width, height] = [file.readUInt32BE(16), file.readUInt32BE(20)];
  const chunk = (name: string) => {
    const at = file.indexOf(name);
    return file.subarray(at + 4, at + 4 + file.readUInt32BE(at - 4));
  };
  const [colours, alphas, rows] = [chunk('PLTE'), chunk('tRNS'), inflateSync(chunk('IDAT'))];
  const pixel = (x: number, y: number): number[] => {
    const number = rows[Math.floor(y) * (width + 1) + 1 + Math.floor(x)]!;
    return [...colours.subarray(3 * number, 3 * number + 3), alphas[number]!];
  };
  return { width, height, pixel };
}
