import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { FOR_SOAK } from '../../support/seed.ts';

/** The oldest and the newest Claude Code that the plugin is tested with. */
export type ClientVersion = 'old' | 'new';

/** A program that was bundled elsewhere is told where the repository is (scripts/run-ts.mjs). */
const repository = process.env.BACKLOG_REPOSITORY;
const folder = repository
  ? pathToFileURL(join(repository, 'test/clients/'))
  : new URL('../../clients/', import.meta.url);

/** Only a soak installs other programs than the newest Claude Code (scripts/clients.mjs). */
const folderOf = (client: string): URL => (client === 'new' ? folder : new URL('soak/', folder));

/** The program of a version of Claude Code. */
export function clientBinary(version: ClientVersion): string {
  return fileURLToPath(new URL(`node_modules/${packageName(version)}/claude`, folderOf(version)));
}

/** Arguments for `node` that start the MCP inspector. */
export const inspector = fileURLToPath(
  new URL('node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js', folderOf('inspector')),
);

/** The program of Codex. */
export function codexBinary(): string {
  const { platform, arch } = process;
  const cpu = arch === 'arm64' ? 'aarch64' : 'x86_64';
  const triple = platform === 'darwin' ? `${cpu}-apple-darwin` : `${cpu}-unknown-linux-musl`;
  return fileURLToPath(new URL(`node_modules/codex-${platform}-${arch}/vendor/${triple}/bin/codex`, folderOf('codex')));
}

/** Why a client cannot run here, or nothing. `scripts/clients.mjs` leaves a file with the reason when it failed. */
export function whyLeftOut(client: ClientVersion | 'inspector' | 'codex'): string | undefined {
  if (client !== 'new' && FOR_SOAK) return FOR_SOAK;
  if (existsSync(programOf(client))) return undefined;
  const note = new URL('node_modules/.left-out', folderOf(client));
  return existsSync(note) ? readFileSync(note, 'utf8').trim() : 'not installed, see scripts/clients.mjs';
}

function programOf(client: ClientVersion | 'inspector' | 'codex'): string {
  if (client === 'inspector') return inspector;
  return client === 'codex' ? codexBinary() : clientBinary(client);
}

function packageName(version: ClientVersion): string {
  return `claude-${version}-${process.platform}-${process.arch}`;
}
