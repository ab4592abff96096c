/**
 * Says how a person gets an agent that can be used. All interfaces say it from here.
 * @param name the agent to add
 */
export function howToAddAgent(name = 'fixer'): string {
  return `A person can add an agent for any program: \`${addAgentLine(name)}\``;
}

/** Returns the line that adds an agent for a program in the current folder. */
export function addAgentLine(name = 'fixer'): string {
  return `backlog agent add ${name} ./${name}.sh`;
}
