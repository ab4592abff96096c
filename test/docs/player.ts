import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import { type Sitting, sitDown } from '../e2e/support/terminal.ts';
import { said } from '../interfaces/cli/line.ts';
import { ENVIRONMENT } from '../support/environment.ts';
import type { Line } from './page.ts';
import { BEGUN, PLACES, TYPED } from './places.ts';

const ESCAPE = '\u001b';
const FIXTURES = fileURLToPath(new URL('../fixtures/formats', import.meta.url));

/** What came of a line. */
export interface Played extends Line {
  said: string;
  code: number;
}

/** Types the lines one after the other, as a person at a terminal of 100 columns, in a place that is made for them. */
export async function play(lines: readonly Line[], place: string, bin: string): Promise<Played[]> {
  await makePlace(place, bin);
  const typed = lines.map(({ typed }, i) => `echo "== ${i}"\n${typed}\necho "== ${i} ended with $?"`);
  const screen = await type([`cd '${startOf(place)}'`, ...typed]);
  return lines.map((line, i) => {
    const [, said = '', code] = new RegExp(`== ${i}\\n(.*?)== ${i} ended with (\\d+)`, 's').exec(screen) ?? [];
    return {
      ...line,
      said: left(said).replaceAll(HOME, '~').replaceAll(process.execPath, '/usr/bin/node').replaceAll(ME, asAda),
      code: Number(code ?? Number.NaN),
    };
  });
}

const site = mkdtempSync(join(tmpdir(), 'backlog-pages-'));
afterAll(() => rmSync(site, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
/** Of every page, one after the other, so that a place that was made for one can be put there again for the next. */
const HOME = join(realpathSync(site), 'home');

async function makePlace(place: string, bin: string): Promise<void> {
  const made = join(site, place);
  rmSync(HOME, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  if (!existsSync(made)) {
    if (BEGUN[place] !== undefined) await makePlace(BEGUN[place], bin);
    await buildPlace(place, bin);
    renameSync(HOME, made);
  }
  cpSync(made, HOME, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
}

async function buildPlace(place: string, bin: string): Promise<void> {
  mkdirSync(join(HOME, 'bin'), { recursive: true });
  if (BEGUN[place] === undefined) for (const name of ['backlog', 'bq']) symlinkSync(bin, join(HOME, 'bin', name));
  writeFileSync(
    join(HOME, '.gitconfig'),
    '[user]\nname = Ada\nemail = ada@example.org\n[init]\ndefaultBranch = main\n',
  );
  const screen = await type([`( set -e; ${PLACES[place]} ) >/dev/null || echo '== not made'`]);
  if (screen.includes('== not made')) throw new Error(`the place ${place} could not be made:\n${screen}`);
  for (const words of TYPED[place] ?? []) {
    const { code, err } = await said(words, { env: environment(), cwd: join(HOME, 'project'), isTerminal: true });
    if (code !== 0) throw new Error(`the place ${place} could not be made: ${words.join(' ')}: ${err}`);
  }
}

/** What stands on the screen when the lines have run, and nothing that they started runs any more. */
async function type(lines: readonly string[]): Promise<string> {
  const script = `${HOME}.sh`;
  writeFileSync(script, lines.join('\n'));
  chmodSync(script, 0o755);
  const sitting = sitDown(['timeout', '120', 'bash', script], { cwd: HOME, env: environment(), columns: 100 });
  const isOver = { now: false };
  const over = sitting.ended.then(({ screen }) => {
    isOver.now = true;
    return screen;
  });
  const [screen] = await Promise.all([over, sayYes(sitting, isOver)]);
  await ended();
  return screen;
}

/** Answers every question as a reader would who wants what the page tells. */
async function sayYes({ shows, answer }: Sitting, isOver: Readonly<{ now: boolean }>): Promise<void> {
  for (let asked = 1; !isOver.now; ) {
    const isAsked = await shows(new RegExp(`(\\[y/N\\] [^]*){${asked}}`)).then(
      () => true,
      () => false,
    );
    if (!isAsked) continue;
    await answer('y\n');
    asked++;
  }
}

/** What is left on the screen: a line that tells how far something is goes when it is there, and a watched answer when the next one is. */
function left(screen: string): string {
  const [first = '', ...next] = screen.split(UP);
  const lines = next.reduce((so, part, i) => {
    if (i % 2 === 0) return so.slice(0, so.length - 1 - Number(part)).concat('');
    return [...so.slice(0, -1), ...part.split('\n')];
  }, first.split('\n'));
  return lines.map((line) => line.split(CLEARED).at(-1)).join('\n');
}
const CLEARED = `${ESCAPE}[K`;
/** So many lines up, and everything below is gone. */
const UP = new RegExp(`${ESCAPE}\\[(\\d+)F${ESCAPE}\\[0J`);

/** The commands sign with the name of the machine's user, whatever the environment says. */
const ME = new RegExp(`\\b${userInfo().username}\\b( {2,})?`, 'g');

/** What stands in the next column of a table stays where it is. */
const asAda = (name: string, gap = '') =>
  gap === '' ? 'ada' : `ada${' '.repeat(Math.max(name.length - 'ada'.length, 2))}`;

/** Where one stands at the first line. */
const startOf = (place: string) => (place === 'empty' ? 'a folder' : 'project');

function environment(): Record<string, string> {
  return {
    ...{ PATH: `${join(HOME, 'bin')}:${process.env.PATH}`, HOME, USER: 'ada', LOGNAME: 'ada' },
    ...{ BACKLOG_HOME: join(HOME, '.backlog'), TZ: 'UTC', TERM: 'xterm', LANG: 'C.UTF-8', NO_COLOR: '1', PAGER: 'cat' },
    ...{ VISUAL: "sed -i 's/^priority:.*/priority: H/'", GIT_PAGER: 'cat', FIXTURES },
    NODE_COMPILE_CACHE: ENVIRONMENT.NODE_COMPILE_CACHE,
  };
}

/** Waits for what the lines left running: a merge that is being finished writes into the place. */
async function ended(): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (!environments().some((environ) => environ.includes(`\0HOME=${HOME}\0`))) return;
    await wait(100);
  }
  throw new Error(`processes of ${HOME} are still there after half a minute`);
}

function environments(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [`\0${readFileSync(`/proc/${pid}/environ`, 'utf8')}`];
      } catch {
        // It ended meanwhile, or is somebody else's.
        return [];
      }
    });
}
