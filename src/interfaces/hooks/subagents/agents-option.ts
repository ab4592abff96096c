import { readFileSync } from 'node:fs';
import type { ProcessId } from '../../../base/process-id.ts';
import { payloadFields, payloadProperty, readPayloadFields } from '../payload.ts';

/** The tools of an agent type, from its definition. */
export interface AgentTools {
  /** Names of the allowed tools. Undefined means all tools. */
  tools?: readonly string[] | undefined;
  disallowed?: readonly string[] | undefined;
}

/**
 * Returns the agents that the client's command line defines (`--agents`, JSON). Undefined if the command line can't be
 * read, for example without /proc (proc(5)).
 */
export function agentsOfCommandLine(client: ProcessId | undefined): Map<string, AgentTools> | undefined {
  const words = client && commandLine(client.pid);
  const text = words && optionIn(words, '--agents');
  const defined = text === undefined ? undefined : readPayloadFields(text);
  if (!defined) return undefined;
  return new Map(
    Object.entries(defined).map(([name, value]) => {
      const agent = payloadFields(value) ?? {};
      return [
        name,
        {
          tools: wordsOf(payloadProperty(agent, 'tools')),
          disallowed: wordsOf(payloadProperty(agent, 'disallowedTools')),
        },
      ];
    }),
  );
}

function commandLine(pid: number): string[] | undefined {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return undefined;
  }
}

function optionIn(words: readonly string[], name: string): string | undefined {
  const at = words.findIndex((word) => word === name || word.startsWith(`${name}=`));
  if (at < 0) return undefined;
  return words[at]?.startsWith(`${name}=`) ? words[at].slice(name.length + 1) : words[at + 1];
}

/** Returns the words of a list in either form: `["Read"]` or `"Read, Grep"`. */
function wordsOf(value: unknown): string[] | undefined {
  const list = typeof value === 'string' ? value.split(',').map((word) => word.trim()) : value;
  return Array.isArray(list) ? list.filter((word) => typeof word === 'string') : undefined;
}
