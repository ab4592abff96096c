import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { chmodSync, appendFileSync, existsSync, statSync } from 'node:fs';
import { onTestFinished, test } from 'vitest';
import { HARMS } from './damage.ts';
import { contents, damageSite, fix, READS, salvage, WRITES } from './damage-site.ts';
import { anotherStore } from './filled.ts';

const only = process.env.ONLY;
const FILE = process.env.OUT ?? '/dev/shm/ex/explore.txt';
const say = (text: string) => appendFileSync(FILE, `${text}\n`);
const short = (text: string) => text.replaceAll('\n', ' | ').slice(0, Number(process.env.LEN ?? 260));

test.each(Object.entries(HARMS).filter(([name]) => !only || new RegExp(only).test(name)))(
  '%s',
  async (name, { harm, forbids }) => {
    const site = await damageSite();
    await harm(site.dir, { older: site.older, other: await anotherStore(), common: site.common });
    if (forbids) {
      execFileSync('chown', ['-R', '65534:65534', site.folder]);
      chmodSync(tmpdir(), 0o777);
    process.setegid!(65534);
      process.seteuid!(65534);
      onTestFinished(() => {
        process.seteuid!(0);
        process.setegid!(0);
      });
    }
    say(`\n=== ${name}`);
    appendFileSync(FILE, '');
    const isFolder = () => existsSync(site.dir) && statSync(site.dir).isDirectory();
    const before = isFolder() && !forbids ? contents(site.dir) : new Map();
    for (const [door, ask] of Object.entries(READS)) {
      const { code, text } = await ask(site).catch((e) => ({ code: -1, text: `THROWN ${e.stack}` }));
      say(`  ${code} ${door}: ${short(text.replaceAll(site.dir, 'DIR').replaceAll(site.folder, 'TOP'))}`);
      if (isFolder() && !forbids) {
        const after = contents(site.dir);
        const names = [...new Set([...before.keys(), ...after.keys()])].filter(
          (k) => before.get(k) !== after.get(k) && !/statusline/.test(k),
        );
        if (names.length) say(`    !! WROTE ${names}`);
      }
    }
    for (const [door, ask] of Object.entries(WRITES)) {
      const { code, text } = await ask(site).catch((e) => ({ code: -1, text: `THROWN ${e.stack}` }));
      say(`  w${code} ${door}: ${short(text.replaceAll(site.dir, 'DIR').replaceAll(site.folder, 'TOP'))}`);
    }
    for (const [door, ask] of Object.entries({
      fix,
      salvage,
      list: READS.list!,
      add: WRITES.add!,
      doctor: READS.doctor!,
    })) {
      const { code, text } = await ask(site).catch((e) => ({ code: -1, text: `THROWN ${e.stack}` }));
      say(`  >${code} ${door}: ${short(text.replaceAll(site.dir, 'DIR').replaceAll(site.folder, 'TOP'))}`);
    }
  },
);
