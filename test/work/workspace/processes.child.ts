import { callingProcess, isAlive, ownIdentity, processId } from '../../../src/work/processes/processes.ts';

// Answers one question about processes, as a program of its own: in its own zone, language, platform and pid namespace.
const [question, argument = ''] = process.argv.slice(2);
const answers: Record<string, () => unknown> = {
  id: () => processId(argument ? Number(argument) : process.ppid) ?? null,
  alive: () => isAlive(JSON.parse(argument)) ?? null,
  caller: () => callingProcess(argument || undefined) ?? null,
  own: () => {
    try {
      return ownIdentity();
    } catch (error) {
      return error;
    }
  },
};
process.stdout.write(JSON.stringify(answers[question!]!()));
