import { ownProperty } from '../../base/own-property.ts';

/**
 * Maps each provider to its program. Built-in agents have the name of the program. For `command`, the agent's record
 * names the program.
 */
export const PROVIDER_PROGRAMS = { claude: 'claude', codex: 'codex', command: undefined } as const;
/** The command that installs the program of each built-in agent. */
export const INSTALL_PROVIDER: Readonly<Partial<Record<keyof typeof PROVIDER_PROGRAMS, string>>> = {
  claude: 'npm install -g @anthropic-ai/claude-code',
  codex: 'npm install -g @openai/codex',
};
export type ProviderName = keyof typeof PROVIDER_PROGRAMS;
export const PROVIDER_NAMES = Object.keys(PROVIDER_PROGRAMS) as [ProviderName, ...ProviderName[]];

/** Names the step that installs a program, with the command if it is the program of a built-in agent. */
export function installStep(program: string): string {
  const line = ownProperty(INSTALL_PROVIDER, program);
  return line === undefined ? `install ${program}` : `install ${program} (\`${line}\`)`;
}

/**
 * Says how a person gets an agent that can be used. All interfaces say it from here.
 * @param name the agent to add, which doesn't exist; without it, the help explains the line
 */
export function howToAddAgent(name?: string): string {
  const line = name === undefined ? 'backlog agent add --help' : addAgentLine(name);
  return `A person can add an agent for any program: \`${line}\``;
}

/** Returns the line that adds an agent for a program in the current folder. */
export function addAgentLine(name: string): string {
  return `backlog agent add ${name} ./${name}.sh`;
}
