import type { RawServer } from '../support/raw-server.ts';
import type { Site } from './site.ts';

/** A session with a server process of its own. */
export interface Member {
  session: string;
  server: RawServer;
}

/** Servers that stay up over all rounds, each for a session of its own; their stores are open already. */
export async function crew(where: Site, size: number): Promise<Member[]> {
  const sessions = Array.from({ length: size }, (_, i) => `session-${i}`);
  const members = sessions.map(async (session) => {
    const server = await where.serve({ CLAUDE_CODE_SESSION_ID: session, BACKLOG_TOOLS: 'all' });
    await server.text('task_count');
    return { session, server };
  });
  return Promise.all(members);
}

/** Every member calls `task_next` in one turn of the event loop; who was told which task, by number. */
export async function pullAtOnce(members: readonly Member[]): Promise<Map<Member, string>> {
  const answers = await Promise.all(members.map(({ server }) => server.text('task_next')));
  const taken = new Map<Member, string>();
  answers.forEach((answer, i) => {
    const [, id] = /^Started and claimed for you\.\n(\d+) /.exec(answer) ?? [];
    if (id !== undefined) taken.set(members[i]!, id);
    else if (!answer.startsWith('No task to take')) throw new Error(answer);
  });
  return taken;
}
