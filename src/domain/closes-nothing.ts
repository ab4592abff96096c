/** The words by which GitHub, GitLab and Gitea close an issue, in each of their forms. */
const KEYWORDS = 'clos(?:e[sd]?|ing)|fix(?:e[sd]|ing)?|resolv(?:e[sd]?|ing)|implement(?:s|ed|ing)?';

/** The characters between the word and the issue: blanks, a colon, and the marks of Markdown. */
const BETWEEN = '[\\s:*_~"\'`(\\[<>-]+';

/** The beginning of an issue's name: `#12`, `owner/repo#12`, `AB#12`, `GH-12`, or its address. */
const ISSUE =
  '(?:[\\w.-]+/)*[\\w.-]*#\\d|gh-\\d|(?:https?://|www\\.)\\S+/(?:issues|work_items|pulls?|merge_requests)/\\d';

const CLOSING = new RegExp(`(?<![\\p{L}\\p{N}])((?:${KEYWORDS})${BETWEEN})(?:issues?\\s+)?(?=${ISSUE})`, 'giu');

/**
 * Changes the phrases by which the message of a commit or a pull request closes an issue when it lands: `Fixes #12`
 * becomes `Fixes the issue #12`, which only mentions it. The forms are those of GitHub ("Linking a pull request to an
 * issue") and GitLab ("Default closing pattern"). Both need the issue directly behind the word.
 */
export const closesNothing = (text: string): string => text.replace(CLOSING, '$1the issue ');
