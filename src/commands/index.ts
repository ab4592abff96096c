import type * as z from 'zod';
import { didYouMean } from '../base/nearest.ts';
import { ownProperty } from '../base/own-property.ts';
import { refuse } from '../domain/errors.ts';
import type { Command } from './command.ts';
import { TABLE } from './table.ts';

export const COMMANDS: readonly Command[] = TABLE;

type Row = (typeof TABLE)[number];
export type CommandName = Row['name'];
/** The inputs of all commands, by name and as a caller writes them. */
export type Inputs = { [Each in Row as Each['name']]: z.input<ReturnType<Each['input']>> };
/** The outputs of all commands, by name. */
export type Outputs = { [Each in Row as Each['name']]: z.output<ReturnType<Each['output']>> };

export function findCommand(name: string): Command | undefined {
  return COMMANDS.find((command) => command.name === name);
}

/**
 * Returns the command with this name.
 * @throws BacklogError `usage` with the most similar name of a command
 */
export function commandNamed(name: string): Command {
  return findCommand(name) ?? refuse('usage', `no command ${name}${commandHint(name)}`);
}

/** Names of tools that callers try, and that name no other command: former names, and verbs with a similar meaning. */
const MEANT: Readonly<Record<string, string>> = {
  ...{ edit: 'task_modify', set: 'task_modify', search: 'task_list', find: 'task_list' },
  ...{ release: 'task_stop', handoff: 'task_stop' },
  ...{ schedule_explain: 'orchestrator_explain', schedule_simulate: 'orchestrator_simulate' },
};

/** Returns the command for an unknown command name: `task_complete`, `TaskCreate`, `ls`. */
export function meantCommand(name: string): string | undefined {
  const verb = name
    .replace(/(?<=[a-z])(?=[A-Z])/g, '_')
    .toLowerCase()
    .replace(/^tasks?_/, '');
  const called = COMMANDS.find((one) => one.name.startsWith('task_') && one.elsewhere?.split(', ').includes(verb));
  return ownProperty(MEANT, verb) ?? called?.name;
}

/**
 * Returns a hint for an unknown name.
 * @returns ` (did you mean task_list?)`, or an empty text if no command has a similar name or meaning
 */
export function commandHint(name: string): string {
  const meant = meantCommand(name);
  if (meant) return ` (did you mean ${meant}?)`;
  return didYouMean(
    name,
    COMMANDS.map((command) => command.name),
  );
}

export type { Command, CommandRow } from './command.ts';
export { TOOLSETS, type Toolset } from './groups.ts';
