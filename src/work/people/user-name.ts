import { userInfo } from 'node:os';
import { actorName } from '../../domain/actor.ts';

/** Returns the name of the person who runs this process, as used for authors. */
export function userName(env: NodeJS.ProcessEnv): string {
  try {
    return actorName(userInfo().username, 'unknown');
  } catch {
    return actorName(env.USER ?? env.LOGNAME ?? '', 'unknown');
  }
}
