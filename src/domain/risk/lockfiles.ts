import { type Examined, found, type RiskFinding } from './examine.ts';
import type { CodeLine } from './lines.ts';

/** Hosts of public registries. */
const REGISTRIES =
  /^(?:registry\.(?:npmjs\.org|yarnpkg\.com)|files\.pythonhosted\.org|pypi\.org|rubygems\.org|(?:index\.|static\.)?crates\.io|proxy\.golang\.org|sum\.golang\.org|repo\.maven\.apache\.org|api\.nuget\.org|jsr\.io|npm\.jsr\.io|github\.com\/rust-lang)/;

/** Finds lines of a lockfile that name a host which it had not. */
export function newHosts(file: Examined): RiskFinding[] {
  const hostsIn = ({ text }: CodeLine) =>
    [...text.matchAll(/\b(?:https?|git|ssh):\/\/(?:[^@/\s"]+@)?([^/\s"'>,]+)/g)].map(([, host]) => host!);
  const known = new Set(file.before.flatMap(hostsIn));
  const isPage = ({ text }: CodeLine) => /"(?:url|homepage|funding|engines)"/.test(text);
  return file.added
    .filter((line) => !isPage(line) && hostsIn(line).some((host) => !known.has(host) && !REGISTRIES.test(host)))
    .map((line) => found(file, line));
}

const DIGEST = /(?:\b(?:sha\d+|h1)[-:=])?(?<![\w+/])[A-Za-z0-9+/_-]{40,}={0,2}(?![\w+/])/g;
const digestless = ({ text }: CodeLine): string => text.replace(DIGEST, '#');

/** Finds lines of a lockfile that differ from removed ones in their digest only, with no changed version above them. */
export function otherDigests(file: Examined): RiskFinding[] {
  const gone = new Set(file.removed.map(digestless));
  const isNew = new Set(file.added);
  return file.added
    .filter((line) => digestless(line).includes('#') && gone.has(digestless(line)))
    .filter(({ n }) => !file.after.slice(Math.max(0, n - 6), n + 3).some((near) => isNew.has(near) && isVersion(near)))
    .map((line) => found(file, line));
}

const isVersion = (line: CodeLine): boolean =>
  /\b(?:version|resolved|requested|name|url)\b/i.test(line.text) && digestless(line) === line.text;
