import * as z from 'zod';
import { counted } from '../../base/amounts.ts';
import type { Shape } from '../../base/shape.ts';
import { RISKS, type Risk } from '../kinds/agent.ts';
import type { ChangedFile } from './change-shapes.ts';

/** The possible harm of a result, computed from its changed files. */
export const resultRisk = () =>
  z.strictObject({
    level: z.enum(RISKS),
    /** One sentence with the level and its reasons. */
    text: z.string(),
    /** The rules that apply, the most severe first. `files` is empty for a rule about the whole result. */
    reasons: z.array(z.strictObject({ rule: z.string<RiskRule>(), level: z.enum(RISKS), files: z.array(z.string()) })),
  });
export type ResultRisk = Shape<typeof resultRisk>;

type Judged = Pick<ChangedFile, 'path' | 'from' | 'status' | 'added' | 'deleted' | 'generated' | 'modes' | 'submodule'>;

interface Row {
  level: Exclude<Risk, 'low'>;
  /** A verb phrase after "it". */
  says: string;
  applies(file: Judged): boolean;
}

/** Numbers of changed lines and of files from which size alone is a risk. Generated files don't count. */
const LARGE = { lines: 400, files: 20 } as const;
const HUGE = { lines: 1_500, files: 60 } as const;

/** Maximum number of files that the sentence names for each rule. */
const NAMED = 2;

const TEST = /(^|\/)(tests?|specs?|__tests__)\/|[._-](test|spec)s?\.\w+$|(^|\/)test_[^/]+\.py$|_test\.(go|py|rb)$/i;
const SECRET =
  /(^|\/)(\.env(\.(?!example|sample|template)[^/]*)?|\.npmrc|\.netrc|\.pgpass|id_(rsa|dsa|ecdsa|ed25519)|credentials(\.\w+)?|secrets?\.(ya?ml|json|toml|env))$|\.(pem|key|p12|pfx|jks|keystore)$/i;
const MIGRATION = /(^|\/)(migrations?|migrate|alembic|flyway)\/|(^|\/)schema\.(prisma|rb|sql)$|\.sql$/i;
const DEPENDENCIES =
  /(^|\/)(package\.json|package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|deno\.(json|lock)|requirements[^/]*\.txt|pyproject\.toml|poetry\.lock|uv\.lock|Pipfile(\.lock)?|Cargo\.(toml|lock)|go\.(mod|sum)|Gemfile(\.lock)?|composer\.(json|lock)|pom\.xml|build\.gradle(\.kts)?|mix\.(exs|lock)|flake\.(nix|lock)|\.gitmodules)$/;
const EXECUTED =
  /(^|\/)(\.github\/(workflows|actions)|\.circleci|\.husky|\.devcontainer|\.claude|\.backlog)\/|(^|\/)(\.gitlab-ci\.yml|Jenkinsfile|Dockerfile[^/]*|[^/]*compose\.ya?ml|Makefile|\.gitattributes|\.pre-commit-config\.yaml)$/i;
const ACCESS =
  /(^|[^a-z])(auth(n|z|entication|orization)?|log-?in|passwords?|permissions?|sessions?|crypto|payments?|billing|security|acl|oauth\d?|jwt)([^a-z]|$)/i;

const isTest = (path: string) => TEST.test(path);

/** The rules by severity. A rule is a fact about a path, its kind of change or its size, never about its content. */
const RULES = {
  secrets: { level: 'high', says: 'changes files for secrets', applies: ({ path }) => SECRET.test(path) },
  deletedTests: {
    level: 'high',
    says: 'deletes tests',
    applies: ({ path, from, status }) =>
      (status === 'D' && isTest(path)) || (status === 'R' && isTest(from ?? '') && !isTest(path)),
  },
  migrations: { level: 'high', says: 'changes the database', applies: ({ path }) => MIGRATION.test(path) },
  executed: { level: 'high', says: 'changes what other machines run', applies: ({ path }) => EXECUTED.test(path) },
  fewerTests: {
    level: 'medium',
    says: 'removes lines of tests',
    applies: ({ path, status, added, deleted }) => status !== 'D' && isTest(path) && deleted > added,
  },
  dependencies: {
    level: 'medium',
    says: 'changes dependencies',
    applies: ({ path, submodule }) => submodule === true || DEPENDENCIES.test(path),
  },
  access: {
    level: 'medium',
    says: 'changes access control',
    applies: ({ path, generated }) => !generated && !isTest(path) && ACCESS.test(path),
  },
  modes: {
    level: 'medium',
    says: 'makes files executable, links or submodules',
    applies: ({ modes }) => /(100755|120000|160000)$/.test(modes ?? ''),
  },
} as const satisfies Readonly<Record<string, Row>>;

export type RiskRule = keyof typeof RULES | 'size';

/** Computes the risk of a result from its changed files. */
export function riskOf(files: readonly Judged[]): ResultRisk {
  const written = files.filter(({ generated }) => !generated);
  const lines = written.reduce((sum, { added, deleted }) => sum + added + deleted, 0);
  const size = lines >= HUGE.lines || written.length >= HUGE.files ? 'high' : 'medium';
  const isLarge = lines >= LARGE.lines || written.length >= LARGE.files;
  const reasons: ResultRisk['reasons'] = [
    ...Object.entries(RULES).flatMap(([rule, { level, applies }]) => {
      const found = files.filter(applies).map(({ path }) => path);
      return found.length > 0 ? [{ rule: rule as RiskRule, level, files: found }] : [];
    }),
    ...(isLarge ? [{ rule: 'size' as const, level: size as Risk, files: [] }] : []),
  ].sort((a, b) => RISKS.indexOf(b.level) - RISKS.indexOf(a.level));
  const level = reasons[0]?.level ?? 'low';
  return {
    level,
    text: riskText(level, reasons, `${counted(lines, 'line')} in ${counted(written.length, 'file')}`),
    reasons,
  };
}

function riskText(level: Risk, reasons: ResultRisk['reasons'], size: string): string {
  if (level === 'low') return `Low risk: ${size}, no deleted tests, dependencies, migrations or secrets.`;
  const said = reasons.map(({ rule, files }) => {
    if (rule === 'size') return `is large (${size})`;
    const more = files.length - NAMED;
    return `${RULES[rule].says} (${files.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''})`;
  });
  const list = [said.slice(0, -1).join(', '), ...said.slice(-1)].filter(Boolean).join(' and ');
  return `${level === 'high' ? 'High' : 'Medium'} risk: it ${list}.`;
}
