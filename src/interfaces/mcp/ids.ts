import { isActorId } from '../../domain/actor.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Variables whose values become parts of holder paths. */
const IDS = ['CLAUDE_CODE_SESSION_ID', 'BACKLOG_RUN'] as const;

/** The environment without ids that cannot be ids: under `s1/evil` the server would hold what s1 holds. */
export function withSoundIds(env: Env, warn: (message: string) => void): Env {
  const bad = IDS.filter((name) => env[name] !== undefined && !isActorId(env[name]));
  for (const name of bad)
    warn(`${name}: expected an id of letters, digits and . _ -, received ${JSON.stringify(env[name])}; it is left out`);
  return { ...env, ...Object.fromEntries(bad.map((name) => [name, undefined])) };
}
