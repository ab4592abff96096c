import * as z from 'zod';
import {
  argvInput,
  clearableInput,
  linesInput,
  listInput,
  numberInput,
  scopeInput,
} from '../../domain/calls/inputs.ts';
import { PERMISSION_MODES, RISKS } from '../../domain/kinds/agent.ts';

/** The input fields that `agent add` and `agent update` share. The name and the provider are separate. */
export const agentFields = () => ({
  binary: clearableInput().describe("Program; default: the provider's, from PATH").optional(),
  argv: argvInput().describe('Complete command, or further arguments of a client: ["node","fix.mjs"]').optional(),
  model: clearableInput().describe('Model name, as the program spells it').optional(),
  effort: clearableInput().describe('Reasoning effort, as the program spells it: low, high').optional(),
  capabilities: listInput().describe('Capabilities; a task with the tag needs.WORD requires WORD').optional(),
  paths: scopeInput().describe('Globs of files that it may work on').optional(),
  repositories: listInput().describe('Names of repositories that it may work in').optional(),
  risk: z
    .union([z.enum(RISKS), z.null()])
    .describe(`The most it may take, by tag risk.WORD: ${RISKS.join(', ')}`)
    .optional(),
  mode: z
    .enum(PERMISSION_MODES)
    .describe('Permission mode: default (allowed actions), acceptEdits (edits, too) or bypass (all actions)')
    .optional(),
  allow: linesInput().describe('Rules for allowed actions, one per line: Bash(npm test:*)').optional(),
  deny: linesInput().describe('Rules for forbidden actions, one per line').optional(),
  slots: numberInput().describe('Maximum runs at once that the orchestrator starts').optional(),
  env: listInput().describe('Names of further environment variables for it').optional(),
});

export const agentName = () => z.string().min(1).describe('Name, as in agent_list');
