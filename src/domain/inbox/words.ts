/**
 * The states of a proposal. `merged`: it says what a task or another proposal says already. Only a person's decision
 * sets `accepted` and `rejected`.
 */
export const PROPOSAL_STATES = ['open', 'accepted', 'merged', 'rejected'] as const;

/** The kinds of sources of proposals. */
export const PROPOSAL_SOURCES = ['agent', 'pass', 'person', 'import'] as const;

/** Maximum lengths of the texts of a proposal, in characters, and of its lists. */
export const PROPOSAL_LIMITS = { title: 200, body: 4_000, line: 300, criteria: 10, names: 10, globs: 20 } as const;

/** A proposal before it is compared with what is known. */
export interface Candidate {
  title: string;
  body?: string;
  type?: string;
  project?: string;
  scope?: readonly { repo?: string; glob: string }[];
  acceptance?: readonly string[];
  checks?: readonly string[];
  rule?: string;
  found?: { path?: string; line?: number; run?: string; commit?: string; task?: string };
}
