import { didYouMean } from '../../../base/nearest.ts';
import { COMMANDS } from '../../../commands/index.ts';
import type { ClientProgram } from '../../../connect/client.ts';
import { CLIENTS } from '../../../connect/known-clients.ts';
import { refuse } from '../../../domain/errors.ts';
import { checkWords, unknownText } from '../../mcp/offered.ts';
import type { CallOf } from '../machine/table.ts';

type ConnectInput = CallOf<'connect'>['input'];

/** Returns the client, or undefined for a list of all. @throws BacklogError `usage` for flags that don't fit */
export function clientAsked(asked: ConnectInput): ClientProgram | undefined {
  const { client, remove, scope, status_line: statusLine = false } = asked;
  checkPart(statusLine, asked);
  checkToolsets(asked.toolsets);
  if (client === undefined && (remove || scope || statusLine))
    refuse('usage', 'connect: which client?', { hint: KNOWN() });
  return client === undefined ? undefined : clientNamed(client);
}

/** Refuses a flag that has no effect on the chosen part. */
function checkPart(statusLine: boolean, values: ConnectInput): void {
  const idle = statusLine
    ? [values.toolsets !== undefined && '--toolsets', values.no_skills && '--no-skills']
    : [values.chain && '--chain'];
  const [flag] = idle.filter(Boolean);
  if (flag)
    refuse('usage', `connect: ${flag} has no effect ${statusLine ? 'with' : 'without'} --status-line`, {
      hint: 'See its usage: `backlog connect --help`',
    });
}

/** Refuses unknown words, because the client would offer other tools than the person meant. */
function checkToolsets(toolsets: string | undefined): void {
  const problem = unknownText(checkWords(toolsets, isCommand), '--toolsets');
  if (problem !== undefined) refuse('usage', problem, { hint: 'See its usage: `backlog connect --help`' });
}

const isCommand = (word: string): boolean => COMMANDS.some(({ name }) => name === word);

const KNOWN = () => `Known are ${CLIENTS.map(({ name }) => name).join(', ')}.`;

function clientNamed(name: string): ClientProgram {
  const found = CLIENTS.find((client) => client.name === name);
  if (found) return found;
  const hint = didYouMean(
    name,
    CLIENTS.map((client) => client.name),
  );
  return refuse('usage', `no client "${name}"${hint}`, {
    hint: KNOWN(),
    data: { field: 'client', received: name, known: CLIENTS.map((client) => client.name) },
  });
}
