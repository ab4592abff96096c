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
import { SANDBOX_MODES } from '../../domain/runs/sandbox.ts';

/** The input fields that `agent add` and `agent update` share. The name and the provider are separate. */
export const agentFields = () => ({
  binary: clearableInput().describe("Program; default: the provider's, from PATH").optional(),
  argv: argvInput()
    .describe(
      'Complete command, or further arguments of a client: ["node","fix.mjs"]. How a command reports cost and limits: docs/reference/command-agents.md',
    )
    .optional(),
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
  sandbox: z
    .union([z.enum(SANDBOX_MODES), z.null()])
    .describe('Containment: off, or worktree (writes only there); default: the setting runs.sandbox')
    .optional(),
  network: listInput().describe('Network if contained: none, all, or domains').optional(),
  caches: listInput().describe('Folders in which it may also write if contained: ~/.npm').optional(),
  secrets: listInput().describe('Files of your home folder that it may read if contained: ~/.npmrc').optional(),
});

export const agentName = () => z.string().min(1).describe('Name, as in agent_list');
