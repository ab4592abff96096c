import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';
import { type Browser, chromium } from 'playwright-core';
import { extract } from 'tar';
import { prefersNpm } from './prefers-npm.ts';
import { DEADLINE_MS } from './seed.ts';

interface Program {
  executablePath: string;
  env?: Readonly<Record<string, string>>;
}

interface Wanted {
  /** Use the complete Chromium, for tests of functions outside its pages, such as installing an app. */
  whole?: boolean;
  /** Further arguments. */
  args?: readonly string[];
  env?: Readonly<Record<string, string | undefined>>;
}

/** Path of Debian's Chromium. Without it, tests use the one that npm installs. */
const CHROMIUM = process.env.BACKLOG_CHROMIUM ?? '/usr/bin/chromium';
/** The same engine without windows and menus, which tests do not need and which take half of the time. */
const SHELL = '/usr/bin/chromium-headless-shell';
const isInstalled = !prefersNpm && existsSync(CHROMIUM);
/** npm's Chromium is a program for one platform. It has no windows and menus. */
const PACKED = process.platform === 'linux' && process.arch === 'x64' ? packed() : undefined;

export const hasBrowser = isInstalled || PACKED !== undefined;
/** True if there is a browser for tests that need the complete Chromium. */
export const hasWholeBrowser = isInstalled;

/**
 * Root needs the first flag, because Chromium's sandbox refuses root. The others prevent network requests by Chromium
 * itself.
 */
const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-dev-shm-usage'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-extensions'],
];

/** Starts the Chromium of the system, or else the one that npm installed. */
export function startBrowser({ whole = false, args = [], env = process.env }: Wanted = {}): Promise<Browser> {
  const program = isInstalled ? installed(whole) : unpackedBrowser();
  return launch(program, args, env);
}

/** Starts the Chromium that npm installed. @returns undefined if npm has none for this platform */
export function startNpmBrowser(): Promise<Browser> | undefined {
  return PACKED === undefined ? undefined : launch(unpackedBrowser(), [], process.env);
}

function launch(
  { executablePath, env: own }: Program,
  args: readonly string[],
  env: NonNullable<Wanted['env']>,
): Promise<Browser> {
  return chromium.launch({ executablePath, args: [...FLAGS, ...args], env: { ...env, ...own }, timeout: DEADLINE_MS });
}

function installed(whole: boolean): Program {
  const isShell = !whole && !process.env.BACKLOG_CHROMIUM && existsSync(SHELL);
  return { executablePath: isShell ? SHELL : CHROMIUM };
}

/** Returns the folder with the compressed files of npm's Chromium. */
function packed(): string | undefined {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '../../bin');
  } catch {
    return undefined;
  }
}

/**
 * Returns npm's Chromium with the libraries and the font that a small system lacks. The first call unpacks them, for
 * all later test runs, too.
 */
function unpackedBrowser(): Program {
  const from = PACKED!;
  const { version } = JSON.parse(readFileSync(join(from, '../package.json'), 'utf8'));
  const cache = fileURLToPath(new URL('../../node_modules/.cache', import.meta.url));
  const folder = join(cache, `chromium-${version}`);
  if (!existsSync(folder)) unpack(from, folder);
  const fonts = existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_FILE: join(folder, 'fonts.conf') };
  return { executablePath: join(folder, 'chromium'), env: { LD_LIBRARY_PATH: join(folder, 'lib'), ...fonts } };
}

/** Unpacks into a folder of its own, which gets its name in one step, since several processes may do it at once. */
function unpack(from: string, folder: string): void {
  const draft = `${folder}-${process.pid}`;
  mkdirSync(draft, { recursive: true });
  const content = (name: string) => brotliDecompressSync(readFileSync(join(from, name)));
  writeFileSync(join(draft, 'chromium'), content('chromium.br'), { mode: 0o755 });
  for (const name of ['al2023.tar.br', 'fonts.tar.br']) extract({ cwd: draft, sync: true }).end(content(name));
  writeFileSync(join(draft, 'fonts.conf'), fontSettings(folder));
  try {
    renameSync(draft, folder);
  } catch {
    rmSync(draft, { recursive: true });
  }
}

const fontSettings = (folder: string): string =>
  `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/fonts-cache</cachedir></fontconfig>
`;
