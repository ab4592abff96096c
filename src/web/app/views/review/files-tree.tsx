import { useMemo } from 'preact/hooks';
import type { Run } from '../../data/types.ts';
import { LinkButton } from '../../parts/button.tsx';
import { Icon } from '../../parts/icon.tsx';
import { LineCounts } from '../../parts/line-counts.tsx';
import { StateView } from '../../parts/task/state.tsx';
import { visible } from '../../parts/text/visible.tsx';
import { countOf } from '../../parts/units/amounts.ts';
import type { ShownFile } from './answers.ts';
import { FILE_STATUS, type ShownComment } from './answers.ts';
import { findingsIn } from './diff/findings.ts';

interface Props {
  run: Run;
  files: readonly ShownFile[];
  seen: ReadonlySet<string>;
  comments: readonly ShownComment[];
  onFile(path: string): void;
}

/** Maximum number of files in the tree. */
const MOST_FILES = 500;

/** The tree of changed files, each with its status, size and marks. */
export function FilesTree({ run, files, seen, comments, onFile }: Props) {
  const rows = useMemo(() => treeRows(files.slice(0, MOST_FILES)), [files]);
  const marks = useMemo(() => marksOf(run.checks ?? [], files, comments), [run.checks, files, comments]);
  return (
    <section aria-label="Files">
      <h3>
        Files{' '}
        <span class="count">
          {files.filter(({ path }) => seen.has(path)).length} of {files.length} seen
        </span>
      </h3>
      <ul class="review-files">
        {rows.map(({ depth, name, path, file: changed }) => (
          <li key={path} class="line-text wrap gap-6" style={{ paddingInlineStart: `${depth * 12}px` }}>
            {changed ? (
              <>
                <span class="mono faint" title={FILE_STATUS[changed.status]}>
                  {changed.status}
                </span>
                <LinkButton title={changed.path} onClick={() => onFile(changed.path)}>
                  {seen.has(changed.path) && <Icon name="check" size={12} />}
                  {visible(name)}
                </LinkButton>
                {marks(changed).map(([of, text]) => (
                  <StateView key={text ?? of} of={of} text={text} />
                ))}
                <span class="end">
                  <LineCounts of={changed} />
                </span>
              </>
            ) : (
              <span class="faint">{visible(name)}/</span>
            )}
          </li>
        ))}
      </ul>
      {files.length > MOST_FILES && <p class="faint">{files.length - MOST_FILES} more. The diff shows all of them.</p>}
    </section>
  );
}

/** A state of a file, with its label if that says more. */
type Mark = readonly [of: string, text?: string];

/** Finds the marks of all files: out of scope, generated, failed checks that name it, open comments. */
function marksOf(
  checks: NonNullable<Run['checks']>,
  files: readonly ShownFile[],
  comments: readonly ShownComment[],
): (file: ShownFile) => readonly Mark[] {
  const failed = new Map<string, Set<string>>();
  const paths = files.map(({ path }) => path);
  for (const { path, check } of findingsIn(checks, paths)) failed.set(path, (failed.get(path) ?? new Set()).add(check));
  const open = new Map<string, number>();
  for (const { comment, place } of comments)
    if (place && !comment.resolved) open.set(place.path, (open.get(place.path) ?? 0) + 1);
  return ({ path, outside, generated }) => [
    ...(outside ? [['out of scope'] as const] : []),
    ...(generated ? [['generated'] as const] : []),
    ...[...(failed.get(path) ?? [])].map((name) => ['failed', `${name} failed`] as const),
    ...(open.has(path) ? [['commented', countOf(open.get(path)!, 'comment')] as const] : []),
  ];
}

/** A row of the tree of changed files: a folder, or a file with its name in that folder. */
interface TreeRow {
  depth: number;
  name: string;
  /** The path of the folder or file. A folder's path ends with a slash. */
  path: string;
  file?: ShownFile;
}

/** Returns the rows of a tree of files. Folders with a single entry share one row with it: `src/web/app`. */
function treeRows(files: readonly ShownFile[]): TreeRow[] {
  return rowsIn(
    files.map((file) => ({ parts: file.path.split('/'), file })),
    0,
  );
}

interface Entry {
  parts: readonly string[];
  file: ShownFile;
}

function rowsIn(entries: readonly Entry[], depth: number): TreeRow[] {
  const groups = new Map<string, Entry[]>();
  for (const { parts, file } of entries) {
    const [name = '', ...rest] = parts;
    // A file and a folder of the same name are different rows.
    const key = rest.length === 0 ? `file ${name}` : `folder ${name}`;
    groups.set(key, [...(groups.get(key) ?? []), { parts: rest, file }]);
  }
  return [...groups].flatMap(([key, inside]): TreeRow[] => {
    const name = key.slice(key.indexOf(' ') + 1);
    const [first] = inside;
    const { file, parts } = first!;
    if (parts.length === 0) return [{ depth, name, path: file.path, file }];
    const rows = rowsIn(inside, depth + 1);
    const [only, ...others] = rows.filter((row) => row.depth === depth + 1);
    const path = file.path.slice(0, -parts.join('/').length);
    if (others.length > 0 || only!.file) return [{ depth, name, path }, ...rows];
    const [joined, ...below] = rows;
    return [
      { ...joined!, depth, name: `${name}/${joined!.name}` },
      ...below.map((row) => ({ ...row, depth: row.depth - 1 })),
    ];
  });
}
