import type { Instant } from '../instant.ts';

/**
 * The states of a proposal. `merged`: it says what a task or another proposal says already. Only a person's decision
 * sets `accepted` and `rejected`. `gone`: the tool that reported it reports it no longer.
 */
export const PROPOSAL_STATES = ['open', 'accepted', 'merged', 'rejected', 'gone'] as const;

/** The kinds of sources of proposals. */
export const PROPOSAL_SOURCES = ['agent', 'pass', 'person', 'import'] as const;

/** Maximum lengths of the texts of a proposal, in characters, and of its lists. */
export const PROPOSAL_LIMITS = { title: 200, body: 4_000, line: 300, criteria: 10, names: 10, globs: 20 } as const;

/** Why a task needs a change: what its text lacks, what became of its runs, its size, or its age. */
export const REFINE_KINDS = ['failed', 'large', 'vague', 'stale'] as const;
export type RefineKind = (typeof REFINE_KINDS)[number];

/** Maximum depth of tasks below tasks that a proposed split makes, and maximum number of its parts. */
export const SPLIT_LIMITS = { depth: 2, parts: 8 } as const;

/** An entry of a proposed scope. */
export interface ProposedEntry {
  repo?: string | undefined;
  glob: string;
}

/** A part of a proposed split. */
export interface ProposedPart {
  /** The words in brackets behind the task's description, or a description of its own. */
  name: string;
  title?: string;
  scope: readonly ProposedEntry[];
  acceptance?: readonly string[];
}

/** A proposed change of an existing task. */
export interface ProposedChange {
  /** Uuid of the task. */
  task: string;
  kind: RefineKind;
  /** When the task was last modified, as the proposal saw it. */
  modified: Instant;
  /** The task's state then, because times count whole seconds. Earlier versions left it out. */
  version?: string;
  /** Criteria and checks to add. */
  acceptance?: readonly string[];
  checks?: readonly string[];
  /** The new scope. */
  scope?: readonly ProposedEntry[];
  /** Subtasks, at least two. */
  parts?: readonly ProposedPart[];
  /** Delete the task. */
  close?: true;
}

/** A proposal before it is compared with what is known. */
export interface Candidate {
  title: string;
  body?: string;
  type?: string;
  project?: string;
  scope?: readonly ProposedEntry[];
  acceptance?: readonly string[];
  checks?: readonly string[];
  rule?: string;
  /** Present if it stands for all findings of its rule in its file. Then these are its identity, whoever found them. */
  is?: 'finding' | undefined;
  /** A change of an existing task. Accepting it makes no new task. */
  change?: ProposedChange;
  found?: { path?: string; line?: number; run?: string; commit?: string; task?: string };
}
