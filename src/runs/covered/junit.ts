import type { CoverageFormat } from './format.ts';
import { counting } from './names.ts';

/** The attributes of a test, up to the end of its tag. */
const HEAD = /^(?:"[^"]*"|'[^']*'|[^"'>])*>/;
const OUTCOME = /<(failure|error|skipped)\b/;

/** The XML of JUnit, which many test programs can write: Maven, Gradle, pytest, vitest, jest-junit, gotestsum. */
export const junit: CoverageFormat = {
  name: 'junit',
  detect: (output) => /<testsuites?[\s>/]/.test(output),
  read(output) {
    const seen = counting();
    // Text of the tests can contain tags.
    const plain = output.replaceAll(/<!\[CDATA\[[\s\S]*?\]\]>/g, '').replaceAll(/<!--[\s\S]*?-->/g, '');
    for (const piece of plain.split(/<testcase\b/).slice(1)) {
      const [attributes = ''] = HEAD.exec(piece) ?? [];
      const [body = ''] = attributes.endsWith('/>') ? [] : piece.slice(attributes.length).split('</testcase>', 1);
      const [, kind] = OUTCOME.exec(body) ?? [];
      const name = [attribute(attributes, 'classname'), attribute(attributes, 'name')].filter(Boolean).join(' > ');
      seen.add(name, kind === undefined ? 'passed' : kind === 'skipped' ? 'skipped' : 'failed');
    }
    return seen.covered();
  },
};

function attribute(text: string, name: string): string {
  const [, double, single] = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(text) ?? [];
  return (double ?? single ?? '').replaceAll(/&(lt|gt|quot|apos|amp|#(\d+)|#x([0-9a-f]+));/gi, (_, word, ten, hex) => {
    const code = ten === undefined ? (hex === undefined ? undefined : Number.parseInt(hex, 16)) : Number(ten);
    if (code !== undefined) return code <= 0x10ffff ? String.fromCodePoint(code) : '';
    return ENTITIES[String(word).toLowerCase()] ?? '';
  });
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
