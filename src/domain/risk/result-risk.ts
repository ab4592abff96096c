import * as z from 'zod';
import { counted } from '../../base/amounts.ts';
import { clip } from '../../base/clip.ts';
import type { Shape } from '../../base/shape.ts';
import { RISKS, type Risk } from '../kinds/agent.ts';
import { BEHAVIOR_RULES } from './behavior-rules.ts';
import { CHECK_RULES } from './check-rules.ts';
import { CODE_RULES } from './code-rules.ts';
import { DANGER_RULES } from './danger-rules.ts';
import { examineFile, type RiskFinding, type RiskGround, type RiskRuleRow } from './examine.ts';
import { PACKAGE_RULES } from './package-rules.ts';
import { PATH_RULES, resultSize } from './path-rules.ts';
import { TEST_RULES } from './test-rules.ts';

/** All rules. Within a level, the sentence names them in this order. */
export const RULES = {
  ...DANGER_RULES,
  ...CODE_RULES,
  ...BEHAVIOR_RULES,
  ...TEST_RULES,
  ...CHECK_RULES,
  ...PACKAGE_RULES,
  ...PATH_RULES,
} as const;

export type RiskRule = keyof typeof RULES | 'size';

/** Returns the rules among these about whose findings tests say nothing. */
export function untestedOf(rules: readonly string[]): string[] {
  const rows: Readonly<Record<string, RiskRuleRow>> = RULES;
  return rules.filter((rule) => Object.hasOwn(rows, rule) && rows[rule]!.untested);
}

/** The possible harm of a result, computed from the files that it changes and their contents. */
export const resultRisk = () =>
  z.strictObject({
    level: z.enum(RISKS),
    /** One sentence with the level and its reasons, or with what was searched for. */
    text: z.string(),
    /** The rules that apply, the most severe first. `files` is empty for a rule about the whole result. */
    reasons: z.array(
      z.strictObject({
        rule: z.string<RiskRule>(),
        level: z.enum(RISKS),
        /** What it does, as a verb phrase. */
        says: z.string(),
        files: z.array(z.string()),
        /** The places that the rule found, at most {@link MOST_PLACES}: of the result or, with `old`, of the base. */
        places: z
          .array(
            z.strictObject({
              path: z.string(),
              line: z.int(),
              old: z.literal(true).exactOptional(),
              text: z.string().exactOptional(),
            }),
          )
          .exactOptional(),
      }),
    ),
    /** Number of changed files whose contents were not read, because they are binary, too long or too many. */
    unread: z.int().exactOptional(),
  });
export type ResultRisk = Shape<typeof resultRisk>;
type Reason = ResultRisk['reasons'][number];

/** Maximum number of places per rule, and of characters of each. */
export const MOST_PLACES = 10;
const WIDTH = 160;
/** Maximum number of files that the sentence names for each rule. */
const NAMED = 2;

/** Computes the risk of a result. */
export function riskOf(ground: RiskGround): ResultRisk {
  const examined = ground.files.map(examineFile);
  const size = resultSize(ground);
  const reasons: Reason[] = [
    ...Object.entries<RiskRuleRow>(RULES).flatMap(([rule, { level, says, find }]) => {
      const findings = find(examined, ground);
      return findings.length > 0 ? [{ rule: rule as RiskRule, level, says, ...placesOf(findings) }] : [];
    }),
    ...(size.level ? [{ rule: 'size' as const, level: size.level, says: `is large (${size.text})`, files: [] }] : []),
  ].sort((a, b) => RISKS.indexOf(b.level) - RISKS.indexOf(a.level));
  const level = reasons[0]?.level ?? 'low';
  const unread = ground.files.filter(isUnread).length;
  return { level, text: riskText(level, reasons, size.text, unread), reasons, ...(unread > 0 ? { unread } : {}) };
}

function placesOf(findings: readonly RiskFinding[]): Pick<Reason, 'files' | 'places'> {
  const places = findings.flatMap(({ path, line, old, text }) =>
    line === undefined
      ? []
      : [{ path, line, ...(old ? { old } : {}), ...(text === undefined ? {} : { text: clip(text, WIDTH) }) }],
  );
  return {
    files: [...new Set(findings.map(({ path }) => path))],
    ...(places.length > 0 ? { places: places.slice(0, MOST_PLACES) } : {}),
  };
}

const isUnread = ({ before, after, status, submodule }: RiskGround['files'][number]): boolean =>
  !submodule && (status === 'D' ? before : after) === undefined;

function riskText(level: Risk, reasons: readonly Reason[], size: string, unread: number): string {
  const rest = unread > 0 ? ` Contents of ${counted(unread, 'file')} were not read.` : '';
  if (level === 'low') return `Low risk: ${size}. Searched for ${SOUGHT}; found nothing.${rest}`;
  const said = reasons.map(({ says, files }) => {
    if (files.length === 0) return says;
    const more = files.length - NAMED;
    return `${says} (${files.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''})`;
  });
  const list = [said.slice(0, -1).join(', '), ...said.slice(-1)].filter(Boolean).join(' and ');
  return `${level === 'high' ? 'High' : 'Medium'} risk: it ${list}.${rest}`;
}

/** Rules that the sentence about a low risk names. `docs/reference/risk.md` lists all. */
const NAMED_RULES = ['secretTexts', 'weakerAssertions', 'checkFiles'] as const;
const SOUGHT = `${NAMED_RULES.map((rule) => RULES[rule].seeks).join(', ')} and ${counted(Object.keys(RULES).length - NAMED_RULES.length, 'other kind')} of risk`;
