import { shellWord } from '../../../../base/shell-word.ts';
import { callOf } from '../../../../domain/calls/door.ts';
import { refuse } from '../../../../domain/errors.ts';
import { resolveCommand } from '../resolve.ts';

/**
 * Refuses a command behind the tasks of a run: `run 2 -- sh -c "…"`. Its words would be a filter.
 * @throws BacklogError `usage` with the two lines to type
 */
export function checkCommandBehind(words: readonly string[]): void {
  const end = words.indexOf('--');
  const behind = words.slice(end + 1);
  const { command, rest = [] } = end > 0 ? (resolveCommand(words.slice(0, end)) ?? {}) : {};
  if (command?.name !== 'run_start' || rest.length === 0 || behind.length === 0 || rest.includes('--agent')) return;
  // One quoted word is a line for a shell.
  const argv = behind.length === 1 && /\s/.test(behind[0]!) ? ['sh', '-c', ...behind] : behind;
  const agent = callOf('cli', 'agent_add', ['fixer', '--', ...argv].map(shellWord).join(' '));
  const run = callOf('cli', 'run_start', [...rest, '--agent', 'fixer'].map(shellWord).join(' '));
  refuse('usage', `a run takes no command (did you mean \`${agent} && ${run}\`?)`, {
    hint: 'A command becomes an agent first, under a name that you choose.',
    data: { received: behind.join(' ') },
  });
}
