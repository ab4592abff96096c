import { counted } from '../../base/amounts.ts';
import { clip } from '../../base/clip.ts';
import { ACT_RULES, importedInto } from './acts/act-rules.ts';
import { BEHAVIOR_RULES } from './behavior-rules.ts';
import { CHECK_RULES } from './check-rules.ts';
import { CODE_RULES } from './code-rules.ts';
import { DANGER_RULES } from './danger-rules.ts';
import {
  type Examined,
  examineFile,
  isProsePath,
  isTested,
  isTestPath,
  type RiskFinding,
  type RiskGround,
  type RiskRuleRow,
} from './examine.ts';
import { EXPOSURE_RULES } from './exposure-rules.ts';
import { KIND_RULES } from './kinds/kind-rules.ts';
import { DECISION_RULES } from './meaning/decision-rules.ts';
import { INPUT_RULES } from './meaning/input-rules.ts';
import { RESULT_RISKS, type ResultLevel } from './meaning/levels.ts';
import { MOST_PLACES, type ResultRisk } from './meaning/risk-shape.ts';
import { runsNothing } from './meaning/runs-nothing.ts';
import { STATE_RULES } from './meaning/state-rules.ts';
import { SUBJECT_RULES } from './meaning/subject-rules.ts';
import { PACKAGE_RULES } from './package-rules.ts';
import { PATH_RULES, resultSize } from './path-rules.ts';
import { TEST_RULES } from './test-rules.ts';

/** All rules. Within a level, the sentence names them in this order. */
export const RULES = {
  ...DANGER_RULES,
  ...EXPOSURE_RULES,
  ...KIND_RULES,
  ...ACT_RULES,
  ...CODE_RULES,
  ...BEHAVIOR_RULES,
  ...DECISION_RULES,
  ...INPUT_RULES,
  ...STATE_RULES,
  ...TEST_RULES,
  ...SUBJECT_RULES,
  ...CHECK_RULES,
  ...PACKAGE_RULES,
  ...PATH_RULES,
} as const;

export type RiskRule = keyof typeof RULES | 'size';

/** Returns the rules of medium level among these about whose findings tests say nothing. */
export function untestedOf(rules: readonly string[]): string[] {
  const rows: Readonly<Record<string, RiskRuleRow>> = RULES;
  return rules.filter((rule) => Object.hasOwn(rows, rule) && rows[rule]!.level === undefined && !rows[rule]!.tested);
}

type Reason = ResultRisk['reasons'][number];

/** Maximum number of characters of a place. */
const WIDTH = 160;
/** Maximum number of files that the sentence names for each rule. */
const NAMED = 2;

/** Computes the risk of a result. */
export function riskOf(ground: RiskGround): ResultRisk {
  const imported = importedInto(ground);
  const examined = ground.files.map((file) => examineFile(file, imported.has(file.path)));
  const size = resultSize(ground);
  const reasons: Reason[] = [
    ...Object.entries<RiskRuleRow>(RULES).flatMap(([rule, { level = 'medium', says, find }]) => {
      const findings = find(examined, ground);
      return findings.length > 0 ? [{ rule, level, says, ...placesOf(findings) }] : [];
    }),
    ...(size.level ? [{ rule: 'size', level: size.level, says: `is large (${size.text})`, files: [] }] : []),
  ].sort((a, b) => RESULT_RISKS.indexOf(b.level) - RESULT_RISKS.indexOf(a.level));
  const unread = ground.files.filter(isUnread).length;
  const foreign = examined.filter(isForeign);
  const shown =
    unread > 0 || foreign.some(isTested)
      ? undefined
      : runsNothing(examined)
        ? 'nothing'
        : ground.isShown
          ? 'evidence'
          : undefined;
  const level = reasons[0]?.level ?? (shown ? 'low' : 'unknown');
  const most = mostChanged(ground.files);
  return {
    ...{ level, text: riskText(level, reasons, { size: size.text, unread, rest: restText(examined), shown }), reasons },
    ...(most === undefined ? {} : { most }),
    ...(unread > 0 ? { unread } : {}),
  };
}

/** Returns the changed file with the most lines that is neither a test nor prose. */
function mostChanged(files: RiskGround['files']): string | undefined {
  const code = files.filter(({ path, submodule }) => !submodule && !isTestPath(path) && !isProsePath(path));
  return code.toSorted((a, b) => b.added + b.deleted - (a.added + a.deleted))[0]?.path;
}

function placesOf(findings: readonly RiskFinding[]): Pick<Reason, 'files' | 'places'> {
  const clipped = (of: 'text' | 'was', text?: string) => (text === undefined ? {} : { [of]: clip(text, WIDTH) });
  const places = findings.flatMap(({ path, line, old, text, was }) =>
    line === undefined
      ? []
      : [{ path, line, ...(old ? { old } : {}), ...clipped('text', text), ...clipped('was', was) }],
  );
  return {
    files: [...new Set(findings.map(({ path }) => path))],
    ...(places.length > 0 ? { places: places.slice(0, MOST_PLACES) } : {}),
  };
}

const isUnread = ({ before, after, status, submodule }: RiskGround['files'][number]): boolean =>
  !submodule && (status === 'D' ? before : after) === undefined;

/**
 * Checks whether a file is code of a language whose tests and assertions no rule reads. Data has no assertions; of a
 * deleted or moved file, its path says all.
 */
const isForeign = ({ language, isProse, path, file }: Examined): boolean =>
  language.assertion === undefined && !isProse && !file.binary && !/[DR]/.test(file.status) && !DATA.test(path);

/** Files that hold data, styles or settings, and those that have rules of their own. */
const DATA =
  /\.(?:json\w*|ya?ml|toml|lock|csv|tsv|xml|html?|css|scss|less|svg|ini|cfg|conf|env|properties|snap|golden|txt|sum|mod|map|pem|graphql|proto|sql|plist|editorconfig|gemspec)$|(?:^|\/)(?:\.[^/]*|[A-Z][\w-]*|Makefile|Dockerfile[^/]*)$/;

/** Why a result without findings is of low risk: it changes nothing that runs, or its evidence failed before. */
const SHOWN = {
  nothing: 'It changes texts, comments and tests only.',
  evidence: 'Each criterion failed before and passes now, or a person accepted it for this result.',
} as const;

/** Says what the search did not read or not look at, and what it read in another form than the result has. */
function restText(examined: readonly Examined[]): string {
  const foreign = examined.filter(isForeign).map(({ path }) => path);
  const files = examined.map(({ file }) => file);
  const unread = files.filter(isUnread).length;
  const filtered = files.filter((file) => file.filter !== undefined && !isUnread(file)).map(({ path }) => path);
  return [
    foreign.length > 0
      ? ` Not searched: assertions in ${counted(foreign.length, 'file')} of other languages (${namedPaths(foreign)}).`
      : '',
    unread > 0 ? ` Contents of ${counted(unread, 'file')} were not read.` : '',
    filtered.length > 0 ? ` Read before its filter: ${namedPaths(filtered)}.` : '',
  ].join('');
}

function riskText(
  level: ResultLevel,
  reasons: readonly Reason[],
  { size, unread, rest, shown }: { size: string; unread: number; rest: string; shown: keyof typeof SHOWN | undefined },
): string {
  const sought = `Searched for ${SOUGHT}; found nothing.`;
  if (level === 'low') return `Low risk: ${size}. ${SHOWN[shown!]} ${sought}${rest}`;
  if (level === 'unknown')
    return `Unknown risk: ${size}.${unread === 0 ? ' No test that failed before shows what it does.' : ''} ${sought}${rest}`;
  const said = reasons.map(({ says, files }) => {
    if (files.length === 0) return says;
    return `${says} (${namedPaths(files)})`;
  });
  const list = [said.slice(0, -1).join(', '), ...said.slice(-1)].filter(Boolean).join(' and ');
  return `${level === 'high' ? 'High' : 'Medium'} risk: it ${list}.${rest}`;
}

function namedPaths(paths: readonly string[]): string {
  const more = paths.length - NAMED;
  return `${paths.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** What the sentence names if no rule found anything. `docs/reference/risk.md` lists all. */
const SOUGHT_FIRST = ['secrets', 'weakened assertions', 'changed checks'];
const SOUGHT = `${SOUGHT_FIRST.join(', ')} and other risks`;
