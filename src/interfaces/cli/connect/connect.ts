import { existsSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { counted } from '../../../base/amounts.ts';
import { version } from '../../../base/version.ts';
import {
  carryOut,
  changesAnything,
  type Installation,
  type Plan,
  partOf,
  planConnect,
  planRemove,
} from '../../../connect/plan.ts';
import { refuse } from '../../../domain/errors.ts';
import { diffDocuments } from '../../../text/document-diff.ts';
import { harmless, jsonText } from '../../../text/safe.ts';
import { confirms } from '../confirm.ts';
import type { Streams } from '../io.ts';
import { clientRows, rowsText, STATUS_LINE } from './connect-list.ts';
import { type ConnectWords, connectWords } from './connect-words.ts';

/** Refuses a caller that isn't a person. @param as the value of --as */
export type ConnectPersonCheck = (as: string | undefined, command: string) => void;

/**
 * Runs `backlog connect`, which changes files of a person's clients. It needs no store, so it isn't in the table of
 * commands and isn't a tool.
 * @throws BacklogError `forbidden` unless a person calls it at a terminal
 */
export async function connect(
  words: readonly string[],
  streams: Streams,
  checkPerson: ConnectPersonCheck,
): Promise<number> {
  const asked = connectWords(words);
  const installation = installationOf(asked, streams);
  if (!asked.client)
    return say(
      streams,
      asked.json
        ? jsonText({ clients: await clientRows(installation) }, 2)
        : harmless(rowsText(await clientRows(installation))),
    );
  const { client, remove } = asked;
  const request = { ...asked, client, scope: asked.scope ?? partOf({ ...asked, client }).scope };
  const command = `connect ${client.name}${partFlag(asked)}${remove ? ' --remove' : ''}`;
  if (!asked.dryRun) checkPerson(asked.as, command);
  const plan = await (remove ? planRemove : planConnect)(request, installation);
  if (!changesAnything(plan)) return nothingToDo(request, plan, streams);
  const shown = diffOf(plan);
  const asks = !asked.dryRun && !asked.yes && streams.ask !== undefined;
  if (!asked.json || asks) streams.err(harmless(shown));
  if (!asked.dryRun) {
    if (!(await agreed(request, plan, streams))) {
      streams.err('Nothing was changed.');
      return 1;
    }
    carryOut(plan, installation);
  }
  const did = asked.dryRun ? 'nothing' : remove ? 'removed' : 'connected';
  if (asked.json) return say(streams, jsonText({ ...resultOf(request, plan, did), diff: shown }, 2));
  return say(streams, harmless([lineOf(request, plan, did), ...plan.notes, ...nextSteps(request, did)].join('\n')));
}

type Asked = ConnectWords & Required<Pick<ConnectWords, 'client' | 'scope'>>;

function installationOf({ cwd }: ConnectWords, streams: Streams): Installation {
  const script = process.argv[1] ?? '';
  const folder = resolve(streams.cwd, cwd ?? '.');
  if (!existsSync(folder)) refuse('usage', `--cwd: there is no folder ${folder}`);
  return {
    machine: { home: streams.env.HOME || homedir(), env: streams.env, platform: process.platform },
    cwd: realpathSync(folder),
    started: { node: process.execPath, script },
    skills: { folder: join(dirname(realpathSync(script)), '..', 'skills'), version },
  };
}

/**
 * Checks whether the person agrees to the planned change.
 * @throws BacklogError `forbidden` if nobody can answer the question
 */
async function agreed({ yes, client, remove, statusLine }: Asked, { file }: Plan, streams: Streams): Promise<boolean> {
  if (yes) return true;
  const question = statusLine
    ? `${remove ? 'Remove the status line from' : 'Add the status line to'} ${client.title}`
    : `${remove ? 'Disconnect' : 'Connect'} ${client.title}`;
  return confirms(streams, question, file, { file });
}

const partFlag = ({ statusLine }: Pick<Asked, 'statusLine'>) => (statusLine ? ' --status-line' : '');

function nothingToDo(asked: Asked, plan: Plan, streams: Streams): number {
  if (asked.json) return say(streams, jsonText(resultOf(asked, plan, 'nothing'), 2));
  const { client, scope, remove, statusLine } = asked;
  const told = statusLine
    ? `${remove ? "doesn't show Backlog's status line" : "shows Backlog's status line already"}`
    : `${remove ? 'is not connected' : 'is connected already'}`;
  return say(streams, harmless([`${client.title} ${told} (${scope}): ${plan.file}`, ...plan.notes].join('\n')));
}

type Did = 'connected' | 'removed' | 'nothing';

function resultOf({ client, scope, dryRun, statusLine }: Asked, { file, skills, notes }: Plan, did: Did) {
  const { folder = null, write = new Map(), remove = [] } = skills ?? {};
  const touched = { folder, written: [...write.keys()], removed: remove };
  const part = statusLine ? { part: STATUS_LINE } : {};
  return { client: client.name, ...part, scope, did, dryRun, file, skills: touched, notes };
}

function lineOf({ client, scope, statusLine }: Asked, { file, skills }: Plan, did: Did): string {
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

function nextSteps({ client, scope, statusLine }: Asked, did: Did): string[] {
  if (did !== 'connected') return [];
  const next = statusLine ? 'Sessions show it in folders with a queue.' : client.next;
  return [next, `\`backlog connect ${client.name}${partFlag({ statusLine })} --scope ${scope} --remove\` undoes it.`];
}

/** Returns the full diff of the configuration. Skills are listed only by name, because they are long. */
function diffOf({ file, before, after, skills }: Plan): string {
  const named = (text: string | undefined) => ({ name: text === undefined ? '/dev/null' : file, body: text ?? '' });
  const { text } = diffDocuments(named(before), named(after));
  const files = [
    ...Array.from(skills?.write.keys() ?? [], (one) => `+ ${one}`),
    ...(skills?.remove ?? []).map((one) => `- ${one}`),
  ];
  const removed = after === undefined && before !== undefined ? `${file} goes: it was made for this.` : '';
  return [text, removed, ...files].filter(Boolean).join('\n');
}

function say(streams: Streams, text: string): number {
  streams.out(text);
  return 0;
}
