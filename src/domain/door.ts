/** Where a reader calls from: how a command is spelled for him depends on it. */
export type Door = 'mcp' | 'cli';

/** A command, with arguments, as a reader at that door calls it: `task_doc_read 12`, `backlog doc read 12`. */
export function callOf(door: Door | undefined, command: string, args = ''): string {
  const words = door === 'cli' ? `backlog ${shortLine(command)}` : command;
  return args === '' ? words : `${words} ${args}`;
}

/** Nouns that a command line can leave out: `backlog list` is `backlog task list`. */
export const LEFT_OUT = ['task', 'backlog'] as const;

/** The words of a command line without the nouns that can be left out. */
export function shortLine(command: string): string {
  const noun = LEFT_OUT.find((each) => command.startsWith(`${each}_`));
  return command.slice(noun === undefined ? 0 : noun.length + 1).replaceAll('_', ' ');
}
