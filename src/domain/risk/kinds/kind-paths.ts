import { isLockfile } from '../../generated-files.ts';
import { isProsePath, isTestPath } from '../examine.ts';
import { isPackageManifest } from '../package-rules.ts';
import { INSTRUCTIONS, LINT_CONFIG, TEST_CONFIG } from '../path-rules.ts';
import { anyOf } from '../patterns.ts';

/** Files that say what runs where, and with which rights. */
const DEPLOYMENT = anyOf(
  /(^|\/)(?:Dockerfile[^/]*|[^/]*\.dockerfile|Containerfile|[^/]*compose[^/]*\.ya?ml|Procfile|Vagrantfile|Jenkinsfile[^/]*|Caddyfile|nginx[^/]*\.conf|httpd[^/]*\.conf|haproxy\.cfg|app\.ya?ml|fly\.toml|vercel\.json|netlify\.toml|render\.ya?ml|railway\.\w+|serverless\.\w+|samconfig\.toml|template\.ya?ml|cloudbuild\.ya?ml|skaffold\.ya?ml|wrangler\.(?:toml|jsonc?)|firebase\.json|firestore\.rules|storage\.rules|database\.rules\.json|Chart\.ya?ml|values[^/]*\.ya?ml|kustomization\.ya?ml|Pulumi[^/]*|cdk\.json|ecosystem\.config\.\w+|crontab|entrypoint\.sh)$/i,
  /\.(?:tf|tfvars|tf\.json|hcl|bicep|nomad|service|timer|socket|rules|cloudformation\.\w+)$|(^|\/)(?:deploy(?:ment)?s?|k8s|kubernetes|kube|helm|charts?|manifests|terraform|infra(?:structure)?|ansible|playbooks|ops|pulumi|cloudformation|argocd|flux|systemd|nginx)\//i,
  /(^|\/)(?:\.github\/(?:workflows|actions)|\.circleci|\.buildkite|\.gitea|\.forgejo|\.woodpecker|\.azure-pipelines|\.tekton|ci)\/|(^|\/)(?:\.gitlab-ci[^/]*\.yml|azure-pipelines[^/]*\.ya?ml|bitbucket-pipelines\.yml|\.travis\.yml|\.drone\.yml|appveyor\.yml|buildspec\.ya?ml|dependabot\.yml|renovate\.json5?)$/i,
);

/** Files that are instructions to a model. */
const PROMPT =
  /(^|\/)(?:prompts?|system[_-]?prompts?|personas?|skills|agents|assistants?|instructions)\/[^/]*(?:\/[^/]*)*\.(?:md|mdx|txt|ya?ml|json|j2|jinja2?|tmpl|hbs|mustache|prompt|liquid|toml)$|[^/]*(?:prompt|system[_-]?message|persona|instructions)s?[^/]*\.(?:md|mdx|txt|ya?ml|json|j2|jinja2?|tmpl|hbs|mustache|toml)$|\.prompt(?:\.\w+)?$|(^|\/)SKILL\.md$/i;

const LICENCE =
  /(^|\/)(?:LICEN[CS]ES?|COPYING|NOTICE|COPYRIGHT|UNLICENSE|EULA|TERMS)(?:[-._][\w.-]*)?$|(^|\/)LICEN[CS]ES\//i;

/** Files with settings by their kind, and those that have them by their name. */
const OF_SETTINGS = anyOf(
  /\.(?:ya?ml|toml|ini|conf|cfg|cnf|properties|env|json5|config)$|(^|\/)\.env(?:\.[\w.-]+)?$|(^|\/)\.(?:npmrc|yarnrc|netrc|htaccess)$/i,
  /(^|\/)(?:config(?:uration|s)?|settings|conf|etc)\/[^/]+\.(?:jsonc?|xml|py|[cm]?[jt]s|rb|go|java|kt|cs|rs|php)$|(^|\/)(?:[\w.-]*(?:settings?|config(?:uration)?|policy|policies|permissions|limits|flags|features?|security|options|defaults|quotas?|roles|access|acl|rbac|cors))(?:[._-][\w.-]*)?\.(?:jsonc?|xml|py|[cm]?[jt]s|rb|go|java|kt|cs|rs|php)$/i,
);
/** Files of the same kinds that hold texts, data or descriptions of code. */
const OF_DATA =
  /(^|\/)(?:locales?|i18n|l10n|translations?|lang(?:uages?)?|messages|fixtures?|testdata|data|seeds?|schemas?|openapi|swagger|mocks?|snapshots?|public|static|assets|docs?|examples?|content|_data|stories)\/|(^|\/)(?:openapi|swagger|mkdocs|docusaurus|_config|\.readthedocs|pnpm-workspace|lerna|nx|turbo|\.prettierrc|babel\.config|postcss\.config|tailwind\.config|webpack[\w.]*|rollup[\w.]*|vite\.config|next\.config|svelte\.config|tsup\.config|astro\.config|\.?rustfmt|taplo|deny|cliff|dprint|\.?stylelint\w*|\.?markdownlint|\.?yamllint|_?typos|\.pre-commit-config|gradle|gradle-wrapper|\.?mise|bunfig|\.npmrc|\.yarnrc)[\w.-]*$|\.schema\.json$|[-_][a-z]{2}(?:[-_][A-Za-z]{2})?\.properties$/i;

export const isDeploymentPath = (path: string): boolean => DEPLOYMENT.test(path) && !isProsePath(path);

export const isPromptPath = (path: string): boolean => PROMPT.test(path) && !INSTRUCTIONS.test(path);

export const isLicencePath = (path: string): boolean =>
  LICENCE.test(path) && !/\.(?:[cm]?[jt]sx?|py|go|rs|rb|java|kt|cs)$/.test(path);

/** Checks whether a file has settings of what runs, and not of the tools that build and check it. */
export function isSettingsPath(path: string): boolean {
  if (!OF_SETTINGS.test(path) || OF_DATA.test(path) || isTestPath(path) || isProsePath(path)) return false;
  if (isPackageManifest(path) || isLockfile(path) || TEST_CONFIG.test(path) || LINT_CONFIG.test(path)) return false;
  return !isDeploymentPath(path) && !isPromptPath(path) && !INSTRUCTIONS.test(path);
}
