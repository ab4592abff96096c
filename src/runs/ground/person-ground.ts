import { shellWord } from '../../base/shell-word.ts';
import { refuse } from '../../domain/errors.ts';
import { commonOf, deferralText, type GitRepository, type GroundFacts, readGroundFacts } from '../git/index.ts';

/** A property of a person's repository that decides whether results can land in it. */
export interface GroundRow {
  /** The property: `references`, `clone`. */
  what: string;
  /** Its value: `a reftable`. */
  found: string;
  /** Absent if runs start, and their results land. */
  refused?: {
    /** The reason, in words that follow "can't start a run in NAME:". */
    why: string;
    /** The line that ends it. */
    mend: string;
  };
}

/** The report's rows, in the order in which a person would end their reasons. A row without a value is left out. */
const ROWS: readonly ((facts: GroundFacts, ref: string) => GroundRow | undefined)[] = [
  extensions,
  references,
  objects,
  clone,
  worktree,
  index,
  filters,
];

/** Reports on what ground a run starts, and its result lands. */
export function groundReport(facts: GroundFacts, ref: string): GroundRow[] {
  return ROWS.map((row) => row(facts, ref)).filter((row) => row !== undefined);
}

/**
 * Refuses to start a run in a repository in which its result can't land, before anything is spent.
 * @param ref full name of the target branch
 * @throws BacklogError `conflict` with the line that ends the reason
 */
export async function checkPersonGround(repository: GitRepository, ref: string): Promise<void> {
  const report = groundReport(await readGroundFacts(repository, ref), ref);
  const stopped = report.find(({ refused }) => refused);
  if (!stopped?.refused) return;
  const { why, mend } = stopped.refused;
  refuse('conflict', `can't start a run in ${repository.name}: ${why}`, { hint: mend, data: { ground: report } });
}

function extensions({ unknown, version }: GroundFacts): GroundRow | undefined {
  if (unknown.length === 0) return undefined;
  const found = unknown.join(', ');
  return {
    ...{ what: 'extensions', found },
    refused: {
      why: `git ${version} can't read it, because it doesn't know its extension ${found}`,
      mend: 'Put the folder of the git that made the repository first in PATH: `export PATH=FOLDER:$PATH`.',
    },
  };
}

/** Git can keep references in another folder, by an address. */
function references({ settings, repository }: GroundFacts): GroundRow {
  const found = settings.get('extensions.refstorage')?.at(-1) ?? 'files';
  if (!found.includes('://')) return { what: 'references', found };
  const clone = `git clone ${shellWord(commonOf(repository))} FOLDER`;
  return {
    ...{ what: 'references', found },
    refused: {
      why: `its references are in another folder, ${found}, and Backlog follows only those of its git folder`,
      mend: `Work in a clone: \`${clone}\`.`,
    },
  };
}

function objects({ settings, borrows }: GroundFacts): GroundRow {
  const format = settings.get('extensions.objectformat')?.at(-1) ?? 'sha1';
  return { what: 'objects', found: borrows ? `${format}, some of another repository` : format };
}

function clone({ settings, isShallow }: GroundFacts): GroundRow {
  const isPartial = [...settings.keys()].some((name) => /^remote\..*\.promisor$/.test(name));
  const isSparse = settings.get('core.sparsecheckout')?.at(-1) === 'true';
  const kinds = [isPartial && 'partial', isSparse && 'sparse', isShallow && 'shallow'].filter(Boolean);
  return { what: 'clone', found: kinds.join(', ') || 'whole' };
}

/** Without its filter, git stores a file in clear, or refuses it. */
function filters({ filters: [missing] }: GroundFacts): GroundRow | undefined {
  if (missing === undefined) return undefined;
  const { name, file, program = '', mend } = missing;
  const [why, line] = mend
    ? [`your git configuration has no command for the filter ${name} of ${file}`, `Give it one: \`${mend}\`.`]
    : [
        `the filter ${name} of ${file} needs the program ${program}, which this machine lacks`,
        program.includes('/')
          ? 'Put it there, or change the filter: `git config --edit`.'
          : `Install ${program}, or put its folder first in PATH: \`export PATH=FOLDER:$PATH\`.`,
      ];
  return { what: 'filters', found: name, refused: { why, mend: line } };
}

/** Reasons that don't end by what the person is doing anyway. */
const LASTING: readonly string[] = ['lost-worktree', 'two-worktrees', 'two-answers'];

function worktree({ held }: GroundFacts, ref: string): GroundRow | undefined {
  if (held === undefined || !LASTING.includes(held.kind)) return undefined;
  const [why, mend] = deferralText(held, ref).split(/\. (.*)/s);
  return { what: 'worktrees', found: held.kind, refused: { why: why!, mend: `${mend}.` } };
}

/** Git refuses some settings of an index together, such as a sparse and a split one. */
function index({ unread }: GroundFacts): GroundRow | undefined {
  if (unread === undefined) return undefined;
  const { worktree, said } = unread;
  const line = `git -C ${shellWord(worktree)} ${said.includes('split index') ? 'config core.splitIndex false' : 'status'}`;
  return {
    ...{ what: 'index', found: said },
    refused: { why: `git can't read the index of ${worktree}: ${said}`, mend: `Let git read it: \`${line}\`.` },
  };
}
