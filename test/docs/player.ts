import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { atTerminal } from '../e2e/support/terminal.ts';
import { tempFolder } from '../support/folder.ts';
import type { Line } from './page.ts';
import { PLACES } from './places.ts';

const FIXTURES = fileURLToPath(new URL('../fixtures/formats', import.meta.url));

/** What came of a line. */
export interface Played extends Line {
  said: string;
  code: number;
}

/** Types the lines one after the other, as a person at a terminal of 100 columns, in a place that is made for them. */
export async function play(lines: readonly Line[], place: string, bin: string): Promise<Played[]> {
  const site = tempFolder('page');
  const home = join(site, 'home');
  mkdirSync(join(home, 'bin'), { recursive: true });
  symlinkSync(bin, join(home, 'bin/backlog'));
  writeFileSync(
    join(home, '.gitconfig'),
    '[user]\nname = Ada\nemail = ada@example.org\n[init]\ndefaultBranch = main\n',
  );
  const env = environment(home);
  const script = join(site, 'type.sh');
  const typed = lines.map(({ typed }, i) => `echo "== ${i}"\n${typed}\necho "== ${i} ended with $?"`);
  writeFileSync(
    script,
    [`( set -e; ${PLACES[place]} ) >/dev/null || echo '== not made'`, `cd ${startOf(place)}`, ...typed].join('\n'),
  );
  chmodSync(script, 0o755);
  const { screen } = await atTerminal(['timeout', '80', 'bash', script], { cwd: home, env, columns: 100 });
  await ended(home);
  if (screen.includes('== not made')) throw new Error(`the place ${place} could not be made:\n${screen}`);
  return lines.map((line, i) => {
    const [, said = '', code] = new RegExp(`== ${i}\\n(.*?)== ${i} ended with (\\d+)`, 's').exec(screen) ?? [];
    return { ...line, said: left(said).replaceAll(home, '~').replaceAll(ME, 'ada'), code: Number(code ?? Number.NaN) };
  });
}

/** What is left on the screen: a line that tells how far something is goes when it is there. */
const left = (screen: string) =>
  screen
    .split('\n')
    .map((line) => line.split(CLEARED).at(-1))
    .join('\n');
const CLEARED = '\u001b[K';

/** The commands sign with the name of the machine's user, whatever the environment says. */
const ME = new RegExp(`\\b${userInfo().username}\\b`, 'g');

/** Where one stands at the first line. */
const startOf = (place: string) => (place === 'empty' ? '.' : 'project');

function environment(home: string): Record<string, string> {
  return {
    ...{ PATH: `${join(home, 'bin')}:${process.env.PATH}`, HOME: home, USER: 'ada', LOGNAME: 'ada' },
    ...{ BACKLOG_HOME: join(home, '.backlog'), TZ: 'UTC', TERM: 'xterm', LANG: 'C.UTF-8', NO_COLOR: '1', PAGER: 'cat' },
    ...{ VISUAL: "sed -i 's/^priority:.*/priority: H/'", GIT_PAGER: 'cat', FIXTURES },
  };
}

/** Waits for what the lines left running: a merge that is being finished writes into the place. */
async function ended(home: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (!environments().some((environ) => environ.includes(`\0HOME=${home}\0`))) return;
    await wait(100);
  }
  throw new Error(`processes of ${home} are still there after half a minute`);
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
