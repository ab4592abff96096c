import { describe, expect, test } from 'vitest';
import { newEffects } from '../../../src/domain/runs/effects.ts';
import { NEEDS_SANDBOX } from '../../support/needs-sandbox.ts';
import { everyNth } from '../../support/soak-test.ts';
import { ACTS, CALLS } from './acts.ts';
import { ground, SECRET } from './ground.ts';

describe('the acts of a result’s own tests', NEEDS_SANDBOX, () => {
  test(`do no harm, and are seen (${ACTS.length} of them)`, async () => {
    const { line, state, sent } = await ground();
    const before = state();
    // A usual test program: it starts programs, serves and connects to itself, and writes in its temporary folder.
    const usual =
      'node -e "1"; perl -e 1; cat /dev/null | tar cf /dev/null -T - ; mkdir -p "$TMPDIR/x"; dirname a; cp /dev/null "$TMPDIR/y"; bash -c :; setsid true; sleep 0; ln -s x "$TMPDIR/z"; mv "$TMPDIR/z" "$TMPDIR/v"; rm -f "$TMPDIR/v"; chmod 700 "$TMPDIR"; env true; sh -c :; git --version; grep -q a /dev/null';
    const base = (await line(usual)).effects;
    const unseen: string[] = [];
    const leaked: string[] = [];
    for (const [name, act] of everyNth(8, ACTS)) {
      const { effects, output } = await line(act);
      if (newEffects(base, effects).length === 0) unseen.push(name);
      if (output.includes(SECRET)) leaked.push(name);
    }
    expect({ unseen, leaked, sent: sent() }).toEqual({ unseen: [], leaked: [], sent: 0 });
    expect(state()).toEqual(before);
  });

  test(`reach no key and no rare part of the kernel (${CALLS.length} of them)`, async () => {
    const { line } = await ground();
    const done: string[] = [];
    for (const [name, act] of CALLS) if ((await line(act)).output.includes('secret-of-keys')) done.push(name);
    expect(done).toEqual([]);
  });

  test('of a usual kind are no new effects', async () => {
    const { line } = await ground();
    const usual = (n: number) =>
      `node -e 'const { createServer, connect } = require("net"); const fs = require("fs"); const os = require("os");
const dir = fs.mkdtempSync(os.tmpdir() + "/t-"); fs.writeFileSync(dir + "/a${n}", "x"); fs.mkdirSync("coverage", { recursive: true }); fs.writeFileSync("coverage/${n}.json", "{}");
const s = createServer((c) => c.end()).listen(0, () => connect(s.address().port).on("close", () => s.close()));'; node -e ${n}`;
    const [first, second] = [await line(usual(1)), await line(usual(2))];
    expect(newEffects(first.effects, second.effects)).toEqual([]);
  });

  test('include each name that is looked up', async () => {
    const { line } = await ground();
    const lookup = (name: string) =>
      line(`node -e 'require("dns").resolveTxt("${name}", () => {}); require("dns").lookup("${name}", () => {})'`);
    const [first, second] = [await lookup('usual.example'), await lookup('key.evil.example')];
    expect(newEffects(first.effects, second.effects)).toEqual(['connects to key.evil.example (DNS)']);
  });
});
