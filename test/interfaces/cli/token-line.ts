import { join } from 'node:path';
import { said } from './line.ts';

/** What `backlog token …` answers a person, ada, in the home of a board. @throws the error of a refusal */
export async function tokenLine(
  folder: string,
  line: string,
  cwd = folder,
): Promise<Record<string, unknown> & { token: string }> {
  const env = { BACKLOG_HOME: join(folder, 'home') };
  const words = ['--as', 'human:ada', 'token', ...line.split(' '), '--json'];
  const answer = JSON.parse((await said(words, { env, cwd, isTerminal: true })).out);
  if (answer.error) throw answer.error;
  return answer;
}
