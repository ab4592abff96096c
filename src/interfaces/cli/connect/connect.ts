import { existsSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { counted } from '../../../base/amounts.ts';
import { didYouMean } from '../../../base/nearest.ts';
import { version } from '../../../base/version.ts';
import { COMMANDS } from '../../../commands/index.ts';
import type { ClientProgram } from '../../../connect/client.ts';
import { CLIENTS } from '../../../connect/known-clients.ts';
import { partOf } from '../../../connect/opened-file.ts';
import { type ConnectPlan, carryOut, changesAnything, planConnect, planRemove } from '../../../connect/plan.ts';
import type { ConnectionRequest, Installation } from '../../../connect/request.ts';
import { usageHint } from '../../../domain/calls/door.ts';
import { refuse } from '../../../domain/errors.ts';
import { diffDocuments } from '../../../text/document-diff.ts';
import { harmless } from '../../../text/safe.ts';
import { checkIsPerson } from '../../../work/people/person-acts.ts';
import { checkWords, unknownText } from '../../mcp/offered.ts';
import { confirms } from '../confirm.ts';
import type { Streams } from '../io.ts';
import type { Answer, Said } from '../machine/row.ts';
import type { CallOf } from '../machine/table.ts';
import { clientRows, rowsText, STATUS_LINE } from './connect-list.ts';

/**
 * Runs `backlog connect`, which changes files of a person's clients. It needs no store.
 * @throws BacklogError `forbidden` unless a person calls it at a terminal
 */
export async function connect({ input, line, flags, streams, caller }: CallOf<'connect'>): Promise<Answer> {
  const client = clientAsked(input);
  const installation = installationOf(streams);
  if (!client) {
    const rows = await clientRows(installation);
    return { json: { clients: rows }, text: rowsText(rows) };
  }
  const { remove = false, dry_run: dryRun = false, no_skills: bare = false, status_line: statusLine = false } = input;
  const { force = false, chain = false, toolsets, scope = partOf({ statusLine, client }).scope } = input;
  const request: Asked = { client, scope, remove, dryRun, bare, statusLine, force, chain, toolsets };
  if (!dryRun) checkIsPerson(caller(), 'clients', line);
  const plan = await (remove ? planRemove : planConnect)(request, installation);
  if (!changesAnything(plan)) return nothingToDo(request, plan);
  const shown = diffOf(plan);
  const asks = !dryRun && !flags.yes && streams.ask !== undefined;
  if (!flags.json || asks) streams.err(harmless(shown));
  if (!dryRun) {
    if (!(flags.yes || (await agreed(request, plan, streams)))) {
      streams.err('Nothing was changed.');
      return 1;
    }
    carryOut(plan, installation);
  }
  const did = dryRun ? 'nothing' : remove ? 'removed' : 'connected';
  const lines = [lineOf(request, plan, did), ...plan.notes, ...nextSteps(request, did)];
  return { json: { ...resultOf(request, plan, did), diff: shown }, text: lines.join('\n') };
}

interface Asked extends ConnectionRequest {
  remove: boolean;
  dryRun: boolean;
}

function installationOf({ cwd, env }: Streams): Installation {
  const script = process.argv[1] ?? '';
  if (!existsSync(cwd)) refuse('usage', `--cwd: there is no folder ${cwd}`);
  return {
    machine: { home: env.HOME || homedir(), env, platform: process.platform },
    cwd: realpathSync(cwd),
    started: { node: process.execPath, script },
    skills: { folder: join(dirname(realpathSync(script)), '..', 'skills'), version },
  };
}

/**
 * Checks whether the person agrees to the planned change.
 * @throws BacklogError `forbidden` if nobody can answer the question
 */
async function agreed(
  { client, remove, statusLine }: Asked,
  { file }: ConnectPlan,
  streams: Streams,
): Promise<boolean> {
  const question = statusLine
    ? `${remove ? 'Remove the status line from' : 'Add the status line to'} ${client.title}`
    : `${remove ? 'Disconnect' : 'Connect'} ${client.title}`;
  return confirms(streams, question, file, { file });
}

const partFlag = ({ statusLine }: Pick<Asked, 'statusLine'>) => (statusLine ? ' --status-line' : '');

function nothingToDo(asked: Asked, plan: ConnectPlan): Said {
  const { client, scope, remove, statusLine } = asked;
  const told = statusLine
    ? `${remove ? "doesn't show Backlog's status line" : "shows Backlog's status line already"}`
    : `${remove ? 'is not connected' : 'is connected already'}`;
  const text = [`${client.title} ${told} (${scope}): ${plan.file}`, ...plan.notes].join('\n');
  return { json: resultOf(asked, plan, 'nothing'), text };
}

type Did = 'connected' | 'removed' | 'nothing';

function resultOf({ client, scope, dryRun, statusLine }: Asked, { file, skills, notes }: ConnectPlan, did: Did) {
  const { folder = null, write = new Map(), remove = [] } = skills ?? {};
  const touched = { folder, written: [...write.keys()], removed: remove };
  const part = statusLine ? { part: STATUS_LINE } : {};
  return { client: client.name, ...part, scope, did, dryRun, file, skills: touched, notes };
}

function lineOf({ client, scope, statusLine }: Asked, { file, skills }: ConnectPlan, did: Did): string {
  const count = new Set([...(skills?.write.keys() ?? []), ...(skills?.remove ?? [])]).size;
  const also = count > 0 ? `, and ${counted(count, 'file')} of skills in ${skills!.folder}` : '';
  if (did === 'nothing') return 'Nothing was changed.';
  if (statusLine)
    return did === 'connected'
      ? `${client.title} shows Backlog's status line (${scope}): ${file}`
      : `Removed Backlog's status line from ${client.title} (${scope}): ${file}`;
  return did === 'connected'
    ? `${client.title} is connected (${scope}): ${file}${also}`
    : `Took backlog out of ${client.title} (${scope}): ${file}${also}`;
}

function nextSteps({ client, scope, statusLine = false }: Asked, did: Did): string[] {
  if (did !== 'connected') return [];
  const next = statusLine ? 'Sessions show it in folders with a queue.' : client.next;
  return [next, `\`backlog connect ${client.name}${partFlag({ statusLine })} --scope ${scope} --remove\` undoes it.`];
}

/** Returns the full diff of the configuration. Skills are listed only by name, because they are long. */
function diffOf({ file, before, after, skills }: ConnectPlan): string {
  const named = (text: string | undefined) => ({ name: text === undefined ? '/dev/null' : file, body: text ?? '' });
  const { text } = diffDocuments(named(before), named(after));
  const files = [
    ...Array.from(skills?.write.keys() ?? [], (one) => `+ ${one}`),
    ...(skills?.remove ?? []).map((one) => `- ${one}`),
  ];
  const removed = after === undefined && before !== undefined ? `${file} goes: it was made for this.` : '';
  return [text, removed, ...files].filter(Boolean).join('\n');
}

type ConnectInput = CallOf<'connect'>['input'];

/** Returns the client, or undefined for a list of all. @throws BacklogError `usage` for flags that don't fit */
function clientAsked(asked: ConnectInput): ClientProgram | undefined {
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
      hint: usageHint('connect'),
    });
}

/** Refuses unknown words, because the client would offer other tools than the person meant. */
function checkToolsets(toolsets: string | undefined): void {
  const problem = unknownText(checkWords(toolsets, isCommand), '--toolsets');
  if (problem !== undefined) refuse('usage', problem, { hint: usageHint('connect') });
}

const isCommand = (word: string): boolean => COMMANDS.some(({ name }) => name === word);

const KNOWN = () => `Known are ${CLIENTS.map(({ name }) => name).join(', ')}.`;

/** What to say to people who type the address of a server: it connects a program to the queue, not two machines. */
const SHARED = 'People share a queue in a database: `backlog store init postgres://db.example.org/backlog`.';

function clientNamed(name: string): ClientProgram {
  const found = CLIENTS.find((client) => client.name === name);
  if (found) return found;
  const hint = didYouMean(
    name,
    CLIENTS.map((client) => client.name),
  );
  return refuse('usage', `no client "${name}"${hint}`, {
    hint: name.includes('://') ? `${SHARED} ${KNOWN()}` : KNOWN(),
    data: { field: 'client', received: name, known: CLIENTS.map((client) => client.name) },
  });
}
