import { userInfo } from 'node:os';
import { actorName } from '../../domain/actor.ts';

/** What the person is called who runs this process, as a signature has it. */
export function userName(env: Readonly<Record<string, string | undefined>>): string {
  try {
    return actorName(userInfo().username, 'unknown');
  } catch {
    return actorName(env.USER ?? env.LOGNAME ?? '', 'unknown');
  }
}
