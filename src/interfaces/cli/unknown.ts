import { COMMANDS } from '../../commands/index.ts';
import { isIds } from '../../commands/task/attributes.ts';
import { callOf, LEFT_OUT, nounOf } from '../../domain/door.ts';
import { refuse } from '../../domain/errors.ts';
import { meantCommand } from '../../domain/meant.ts';
import { nearest } from '../../domain/nearest.ts';
import { virtualTag } from '../../domain/virtual-tags.ts';
import { OWN } from './own-words.ts';
import { linesOf, resolveCommand } from './resolve.ts';

/** Refuses words that name no command, with the one that was probably meant. */
export function unknownVerb(words: readonly string[]): never {
  const said = words.filter((word) => !word.startsWith('--'));
  const verbs = verbsOf(said[0] ?? '');
  if (verbs.length > 0 && said.length === 1)
    return refuse('usage', `"${said[0]}" needs a verb: ${verbs.join(', ')}`, {
      hint: `\`backlog ${said[0]} --help\` says what they do.`,
    });
  const close = meant(said);
  return refuse(
    'usage',
    `no command "${said.slice(0, 3).join(' ') || words[0]}"${close ? ` (did you mean \`${close}\`?)` : ''}`,
    { hint: '`backlog help` lists them.' },
  );
}

/** The verbs of a noun: `claim` has list, check, acquire and release; `doc` has those of `task doc`, too. */
export function verbsOf(noun: string): string[] {
  const begins = [nounOf(noun), ...LEFT_OUT.map((left) => `${left}_${nounOf(noun)}`)].map((words) => `${words}_`);
  return COMMANDS.flatMap(({ name, forModels }) => {
    const begin = begins.find((one) => name.startsWith(one));
    return begin && !forModels ? [name.slice(begin.length).replaceAll('_', ' ')] : [];
  });
}

/** Taskwarrior has the verb behind the filter and reports named after tags; other lists have other verbs. */
function meant(said: readonly string[]): string | undefined {
  const [first = '', second = ''] = said;
  if (second && LEFT_OUT.some((noun) => noun === first)) return meant(said.slice(1));
  const other = meantCommand(first);
  if (other && !isOfAnother(first, second)) return callOf('cli', other);
  const verb = said.findIndex((_, i) => i > 0 && resolveCommand(said.slice(i, i + 1)));
  if (verb > 0 && /^[#\d+-]|[:.,]/.test(first)) {
    const rest = [...said.slice(0, verb), ...said.slice(verb + 1)];
    return [callOf('cli', resolveCommand(said.slice(verb))!.command.name), ...rest].join(' ');
  }
  if (isIds(first)) return callOf('cli', 'task_info', first);
  if (virtualTag(first.toUpperCase())) return callOf('cli', 'task_list', `+${first.toUpperCase()}`);
  const lines = [...COMMANDS.flatMap(linesOf), ...Object.keys(OWN)];
  const close = nearest(`${first} ${second}`.trim(), lines) ?? nearest(first, lines);
  return close && `backlog ${close}`;
}

/** Is it a verb of some noun, before a word that is no task? `release snapshot` puts no task down. */
function isOfAnother(verb: string, next: string): boolean {
  return /^[a-z]+$/i.test(next) && COMMANDS.some(({ name }) => name.endsWith(`_${verb}`));
}
