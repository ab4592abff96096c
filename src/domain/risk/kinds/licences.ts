import { type Examined, isProsePath } from '../examine.ts';
import { type CodeLine, linesBeyond } from '../lines.ts';
import { isPackageManifest } from '../package-rules.ts';
import { isLicencePath } from './kind-paths.ts';

const NAME =
  /\b(?:MIT|Apache(?:[- ](?:License|2))|BSD|A?GPL|LGPL|GNU (?:\w+ )*(?:General )?Public License|MPL|Mozilla Public|ISC|Unlicense|BUSL|BSL|Business Source|SSPL|Server Side Public|Elastic License|Commons Clause|PolyForm|EUPL|Creative Commons|CC[- ]BY|CC0|UNLICENSED|proprietary|non-?commercial|all rights reserved)\b/i;
const ABOUT = /\blicen[cs]/i;
/** A line of a manifest that names the licence of the package itself. */
const FIELD =
  /^["']?(?:license|licence|licenses|license-file|license-expression|licenseFile)["']?\s*[:=]|<(?:license|PackageLicense\w*)\b|License ::|\bspec\.licenses?\s*=/i;

/** A line without its years, which change each year. */
const yearless = ({ text }: CodeLine): string => text.replace(/\b(?:19|20)\d{2}\b|[\s,–-]+/g, ' ').trim();

const IDENTIFIER = /SPDX-License-Identifier:\s*([\w.+()\- ]+)/;

/** Finds the licences that files of code name in their heads, and that nothing else of the project names. */
export function otherIdentifiers({ added, isTest }: Examined, known: string): CodeLine[] {
  const named = ({ text }: CodeLine) => IDENTIFIER.exec(text)?.[1]?.replace(/\W+$/, '').trim();
  return isTest ? [] : added.filter((line) => named(line) !== undefined && !known.includes(named(line)!));
}

/** Finds lines with which the licence of the project, or of a part, becomes another one. */
export function otherLicences(file: Examined): { line: CodeLine; old: boolean }[] {
  const { path, added, removed, isTest } = file;
  const [came, gone] = [linesBeyond(added, removed, yearless), linesBeyond(removed, added, yearless)];
  const isNamed = isLicencePath(path) || isLicencePath(file.file.from ?? path);
  const fits = (line: CodeLine) =>
    isNamed
      ? line.text !== ''
      : isPackageManifest(path)
        ? FIELD.test(line.text)
        : isProsePath(path) && NAME.test(line.text) && (ABOUT.test(line.text) || line.text.split(' ').length <= 6);
  if (isTest) return [];
  return [
    ...came.filter(fits).map((line) => ({ line, old: false })),
    ...gone.filter(fits).map((line) => ({ line, old: true })),
  ];
}
