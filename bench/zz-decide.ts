import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { Session } from 'node:inspector';
import { writeFileSync } from 'node:fs';
import { makeStore } from './stores.ts';
import { toInstant } from '../src/domain/instant.ts';
import { decide } from '../src/scheduler/decide.ts';
import { sceneOf } from '../src/scheduler/snapshot.ts';
import { openWorkspace } from '../src/work/workspace/open.ts';
const ACTOR = { kind: 'system', name: 'bench' } as const;
const { project, dir, env } = await makeStore({ folder: mkdtempSync(join(tmpdir(), 'dec-')), size: 10_000, age: 'compact' });
execFileSync('git', ['-c', 'user.name=b', '-c', 'user.email=b@example.invalid', 'commit', '-q', '--allow-empty', '-m', 'Start'], { cwd: project, env: { PATH: process.env.PATH, HOME: project } });
const opened = await openWorkspace({ cwd: project, env: { ...env, BACKLOG_DIR: dir } });
await opened.store.write({ command: 'bench', actor: ACTOR }, (tx) => {
  const expires = toInstant(tx.atMs + 3_600_000);
  for (let n = 0; n < 200; n++) {
    const scope = [{ glob: `held/${n}/**` }, { glob: `src/part${n}/*.ts` }];
    tx.put('claim', `c${n}`, { id: `c${n}`, holder: `s${n}`, scope, since: tx.at, expires, fence: tx.seq } as never);
  }
  let nth = 0;
  for (const [uuid, task] of tx.all('task')) if (++nth % 2 === 0) tx.put('task', uuid, { ...task, scope: [{ glob: `src/part${nth % 997}/**` }] });
});
const session = new Session(); session.connect();
const post = (m: string, p = {}) => new Promise<any>((ok, no) => session.post(m, p, (e, r) => (e ? no(e) : ok(r))));
await post('Profiler.enable'); await post('Profiler.setSamplingInterval', { interval: 100 });
const N = Number(process.argv[2] ?? 30);
const s: number[] = []; const g: number[] = [];
if (process.argv[3]) await post('Profiler.start');
for (let n = 0; n < N; n++) {
  const b0 = performance.now();
  const { scene, limits } = await sceneOf(opened.context({ actor: ACTOR, holder: 'bench' }));
  const b = performance.now();
  const d = decide(scene, { ...limits, agents: 8 });
  s.push(performance.now() - b); g.push(b - b0);
  if (n === 0) console.log(d.starts.length, d.holds.size);
}
if (process.argv[3]) { const { profile } = await post('Profiler.stop'); writeFileSync('/tmp/speed/decide.cpuprofile', JSON.stringify(profile)); }
console.log('first', s[0]!.toFixed(1), 'all', s.map((x) => x.toFixed(0)).join(' '));
s.sort((a, b) => a - b); console.log('median', s[Math.floor(N / 2)]!.toFixed(1), 'min', s[0]!.toFixed(1), 'scene', g.sort((a,b)=>a-b)[Math.floor(N/2)]!.toFixed(1));
await opened.close();
