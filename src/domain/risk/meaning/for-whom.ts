import { type Examined, isProsePath } from '../examine.ts';

/** Words of a file's name that people read, in any folder. */
const FOR_PEOPLE = /^(?:README|CHANGELOG|CHANGES|HISTORY|CONTRIBUTING|LICEN[SC]E|NOTICE|AUTHORS|NEWS|SUPPORT)\b/i;
/** Folders from which programs and agents read texts. */
const READ =
  /(^|\/)(?:src|lib|apps?|pages|posts|prompts?|skills?|commands|agents?|rules|templates?|views|locales?|i18n|public|static|assets|resources|data|config)\//i;

/** Checks whether only people read a text. A program can read texts beside it, and an agent takes some as instructions. */
export function isForPeople({ path, isProse }: Pick<Examined, 'path' | 'isProse'>): boolean {
  if (!isProse || !isProsePath(path) || /\.(?:mdx|org)$/i.test(path)) return false;
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (FOR_PEOPLE.test(name)) return true;
  return !READ.test(path) && !/^SKILL\./i.test(name) && (!/\.txt$/i.test(name) || /(^|\/)docs?\//i.test(path));
}

/** Folders whose files are tests by their place only. A program or a build can have such folders, too. */
const BY_PLACE = /(^|\/)(?:testing|specs?)\//;
const BY_NAME = /(^|\/)(?:tests?|__tests__|e2e)\/|[._-](?:test|spec)s?\.\w+$|(^|\/)test_[^/]+\.py$|Tests?\.\w+$/;

/** Checks whether only tests run a file. */
export const isForTests = ({ path, isTest }: Pick<Examined, 'path' | 'isTest'>): boolean =>
  isTest && (!BY_PLACE.test(path) || BY_NAME.test(path));
