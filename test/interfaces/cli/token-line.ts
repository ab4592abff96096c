import { join } from 'node:path';
import { errorIn, said } from './line.ts';

/** What `backlog token …` answers a person, ada, in the home of a board. @throws the error of a refusal */
export async function tokenLine(
  folder: string,
  line: string,
  cwd = folder,
): Promise<Record<string, unknown> & { token: string }> {
  const env = { BACKLOG_HOME: join(folder, 'home') };
  const words = ['--as', 'human:ada', 'token', ...line.split(' '), '--json'];
  const answer = await said(words, { env, cwd, isTerminal: true });
  if (answer.code !== 0) throw errorIn(answer);
  return JSON.parse(answer.out);
}
