import { replaceSpans } from '../reading/replace-spans.ts';

/** A test in an XML report. */
export interface TestCase {
  /** `classname > name`. */
  name: string;
  file: string | undefined;
  line: number | undefined;
  outcome: 'passed' | 'skipped' | 'failed';
  /** The message of a failure. */
  message: string | undefined;
}

/** The attributes of an element, up to the end of its tag. */
const HEAD = /^(?:"[^"]*"|'[^']*'|[^"'>])*>/;
const OUTCOME = /<(failure|error|skipped)\b/;

/** Checks whether a text has the XML of JUnit, which many test programs can write. */
export const isJunit = (text: string): boolean => /<testsuites?[\s>/]/.test(text);

/** Yields the tests of a report in JUnit's XML. */
export function* junitCases(xml: string): Iterable<TestCase> {
  // Text of the tests can contain tags.
  const plain = replaceSpans(
    replaceSpans(xml, ['<![CDATA[', ']]>'], () => ''),
    ['<!--', '-->'],
    () => '',
  );
  // What has no end is text, too: the report is cut there.
  const [whole = ''] = plain.split(/<!\[CDATA\[|<!--/, 1);
  for (const piece of whole.split(/<testcase\b/).slice(1)) {
    const [attributes = ''] = HEAD.exec(piece) ?? [];
    const [body = '', end] = attributes.endsWith('/>')
      ? ['', '']
      : piece.slice(attributes.length).split('</testcase>', 2);
    // Of a test at which the report is cut, nobody knows how it ended.
    if (end === undefined) continue;
    const failure = OUTCOME.exec(body);
    const [told = ''] = failure ? (HEAD.exec(body.slice(failure.index + failure[0].length)) ?? []) : [];
    const line = Number(xmlAttribute(attributes, 'line'));
    yield {
      name: [xmlAttribute(attributes, 'classname'), xmlAttribute(attributes, 'name')].filter(Boolean).join(' > '),
      file: xmlAttribute(attributes, 'file') || undefined,
      line: Number.isInteger(line) && line > 0 ? line : undefined,
      outcome: failure ? (failure[1] === 'skipped' ? 'skipped' : 'failed') : 'passed',
      message: xmlAttribute(told, 'message') || undefined,
    };
  }
}

/** Returns an attribute of an element's tag, or an empty text. */
export function xmlAttribute(text: string, name: string): string {
  const [, double, single] = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(text) ?? [];
  return xmlText(double ?? single ?? '');
}

/** Decodes the text of an element or an attribute. */
export function xmlText(text: string): string {
  return text.replaceAll(/&(lt|gt|quot|apos|amp|nbsp|#(\d+)|#x([0-9a-f]+));/gi, (_, word, ten, hex) => {
    const code = ten === undefined ? (hex === undefined ? undefined : Number.parseInt(hex, 16)) : Number(ten);
    if (code !== undefined) return code <= 0x10ffff ? String.fromCodePoint(code) : '';
    return ENTITIES[String(word).toLowerCase()] ?? '';
  });
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&', nbsp: ' ' };
