import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { git } from '../../support/git.ts';
import { offeredIn } from '../../support/play-offered.ts';
import { everyNth } from '../../support/soak-test.ts';
import { wordsOf } from './elsewhere-lines.ts';
import { cli } from './line.ts';

// A refusal offers a line only if the next shell can type it as it is shown.

/** Wrong lines whose nearest line needs what the queue doesn't have, or words that nobody typed. */
const LINES = [
  ...['check foo', 'check all', 'soucre show app', 'source app pull', 'webhook shw chat', 'webhook show r1 --if ready'],
  ...['show run r1', 'doc diff r1 not 2', 'approve r1 but not r2', 'review drop c1 --zzqx', 'run 7 --timeout 30'],
  ...[
    'task annotate -q',
    'inbox accept -q',
    'goal close -q',
    'goal close 99',
    'task sync -q',
    'setting geq',
    'setting getx 1',
  ],
  ...['docr ead --all', 'attachment get --all', 'expalin tasks --force', 'run stepsx 1', 'worktree show r1 surplus'],
  ...['doc read', 'doc delete 1 2 please', 'inbox accept', 'webhook show', 'annotate 1 --text --criterion 2'],
  ...[
    'conifg explain 99 --flag',
    'repo sttaus 1 due:tomorow',
    'repo enable --nope x',
    'config init -x',
    'trust config',
  ],
  ...[
    'report morning',
    'snooze 1 notadate 9am',
    'resolve 1 --ours',
    'task accept 1 --zzqx',
    'split 1 --repo api --repo web',
  ],
  ...['how many bugs are open', 'add x --all-queues', 'add one --watch', 'list --all-queues -w api', 'audit --since 3'],
  ...[
    'done 1 --evidence "it works"',
    'modify +bug priority:H',
    'filter explain * --flag',
    'status -v',
    'undo --last 2',
  ],
  ...['annotate 1 --message x', 'modify 1 --scope api=src/**', 'repos update main --name core'],
  ...['cshema 2', 'schema --format x', 'hepl r1', 'queue rename api', 'profile add First --zzqx', 'import tasks.xlsx'],
  ...['token add nightly --josn', 'serve status', 'board stop', 'store roles', 'queue restore gone --zzqx', 'run ask'],
  ...['alias unset mine --zzqx', 'queue link x --josn', 'task sync --nope x', 'git-hook pause --for 1h --zzqx'],
  ...['review apply 1a2b3c4d --zzqx', 'agent check tasks --if ready', 'list --json login,docs', 'import --undo'],
  ...['night --only x --until 7', 'import jira', 'import linear', 'claim acquire docs/** --task 2'],
  ...["list --format '{id}'", 'list --template {id}', 'add Fix projct:a&b', 'snooze 2 until next week'],
];

/** Where the lines are typed. */
const PLACES: Readonly<Record<string, (folder: string) => readonly string[]>> = {
  'an empty folder': () => [],
  'a repository with two tasks': (folder) => {
    for (const words of [
      ['init', '-q', '-b', 'main'],
      ['commit', '-q', '--allow-empty', '-m', 'First'],
    ])
      git(folder, ...words);
    return ['add One +x project:web', 'add Two'];
  },
};

describe.each(Object.entries(PLACES))('in %s', (_, make) => {
  test.each([true, false])('each offered line ends with 0; at a terminal: %s', async (terminal) => {
    const wrong: string[] = [];
    for (const line of everyNth(3, LINES)) {
      const first = cli({}, terminal);
      const folder = join(first.cwd, 'folder');
      mkdirSync(folder);
      const place = cli({ BACKLOG_HOME: join(first.cwd, 'home') }, terminal, folder);
      for (const before of make(folder)) expect(await place.say(before)).toMatchObject({ code: 0 });
      const { out, err } = await place.say(wordsOf(line));
      for (const offered of offeredIn(out + err)) {
        if (/^backlog (?:board|demo|edit|serve)\b/.test(offered)) continue;
        place.answers.push('y', 'y');
        for (const part of offered.split(' && ')) {
          const { code, err: why } = await place.say(wordsOf(part).slice(1));
          const sentence = (out + err).split('\n').find((one) => one.includes(offered));
          if (code !== 0 && !/\bpersons?\b|\bpeople\b/i.test(sentence!))
            wrong.push(`${line}: ${offered}: ${code}: ${why}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});
