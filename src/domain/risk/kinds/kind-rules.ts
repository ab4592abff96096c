import { type Examined, isCode, type RiskFinding, type RiskRuleRow } from '../examine.ts';
import { found, foundFile, foundIn } from '../find.ts';
import type { CodeLine } from '../lines.ts';
import { INSTRUCTIONS } from '../path-rules.ts';
import { openedDeployments } from './deployments.ts';
import { dangerousCommands, fetchingCommands } from './doc-commands.ts';
import { isDeploymentPath, isSettingsPath } from './kind-paths.ts';
import { otherIdentifiers, otherLicences } from './licences.ts';
import { changedPrompts, looserPrompts } from './prompts.ts';
import { otherMagnitudes, weakerSettings } from './weaker-settings.ts';

/** The rules about kinds of files that no test runs, and what changes in them: settings, deployments, prompts, licences. */
export const KIND_RULES = {
  weakerSettings: {
    level: 'high',
    says: 'changes settings so that they protect less, or by orders of magnitude',
    find: (examined) => [
      ...inKind(examined, isSettings, weakerSettings),
      ...inKind(examined, isDeployment, weakerSettings),
      ...foundIn(examined.filter(isCode), otherMagnitudes),
    ],
  },
  openedDeployment: {
    level: 'high',
    says: 'deploys with more rights, or for more people to reach',
    find: (examined) => inKind(examined, isDeployment, openedDeployments),
  },
  looserPrompts: {
    level: 'high',
    says: 'loosens the instructions of a model',
    find: (examined) => inKind(examined, isAnyCode, looserPrompts),
  },
  dangerousCommands: {
    level: 'high',
    says: 'has commands that run programs of other machines, or with all rights',
    find: (examined) => foundIn(examined.filter(isRead), dangerousCommands),
  },
  settings: {
    tested: true,
    says: 'changes settings',
    find: (examined) => examined.filter(isSettings).flatMap((file) => foundFile(file)),
  },
  deployment: {
    says: 'changes what is deployed, or how',
    find: (examined) => examined.filter(isDeployment).flatMap((file) => foundFile(file)),
  },
  prompts: {
    says: 'changes the instructions of a model',
    find: (examined) => inKind(examined, isAnyCode, changedPrompts),
  },
  licences: {
    says: 'changes the licence',
    find: (examined, { others = [] }) => {
      const texts = [...others.map(({ text }) => text), ...examined.map(({ file }) => file.before ?? '')];
      const known = texts.flatMap((text) => text.match(/^.*licen[cs]e.*$/gim)?.slice(0, 20) ?? []).join('\n');
      return [
        ...inKind(examined, isAnyCode, otherLicences),
        ...foundIn(examined, (file) => otherIdentifiers(file, known)),
      ];
    },
  },
  commands: {
    says: 'has commands that install or fetch something',
    find: (examined, { others = [] }) => {
      const manifests = [...others, ...examined.map(({ path, file }) => ({ path, text: file.after ?? '' }))];
      const declared = manifests.flatMap(({ path, text }) => (path.endsWith('package.json') ? text : [])).join('\n');
      return foundIn(examined.filter(isRead), (file) => fetchingCommands(file, declared));
    },
  },
} as const satisfies Readonly<Record<string, RiskRuleRow>>;

const eitherPath =
  (fits: (path: string) => boolean) =>
  ({ path, file }: Examined): boolean =>
    fits(path) || fits(file.from ?? path);

const isSettings = eitherPath(isSettingsPath);
const isDeployment = (file: Examined): boolean => !file.isTest && eitherPath(isDeploymentPath)(file);
const isAnyCode = ({ isTest }: Examined): boolean => !isTest;
/** Texts for people. Those for agents have rules of their own. */
const isRead = ({ isProse, path }: Examined): boolean => (isProse || /\.html?$/.test(path)) && !INSTRUCTIONS.test(path);

/** Finds lines of the result, and old ones of the base, in files of a kind. */
const inKind = (
  examined: readonly Examined[],
  fits: (file: Examined) => boolean,
  find: (file: Examined) => readonly { line: CodeLine; old: boolean }[],
): RiskFinding[] => examined.filter(fits).flatMap((file) => find(file).map(({ line, old }) => found(file, line, old)));
