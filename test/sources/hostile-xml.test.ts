import { expect, test } from 'vitest';
import { junitCases } from '../../src/sources/findings/junit-cases.ts';
import { isJiraXml, jiraXmlRows } from '../../src/sources/tables/jira-xml.ts';
import { processorMs } from '../support/processor-time.ts';

const issue = (inside: string) => `<item><key id="1">A-1</key><summary>One</summary>${inside}</item>`;
const feed = (inside: string) => `<rss version="0.92"><channel>${inside}</channel></rss>`;
const html = (text: string) =>
  feed(issue(`<description>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</description>`));

const MANY = 40_000;

test.each([
  ['spaces', html(`<p>${' '.repeat(3 * MANY)}x</p>`)],
  ['code without an end', html('<pre>'.repeat(MANY))],
  ['a link of many addresses', html(`<a${' href="x"'.repeat(MANY)}`)],
  ['literal text without an end', feed(`${'<![CDATA['.repeat(3 * MANY)}${issue('')}`)],
  ['open elements', feed(issue('<label '.repeat(MANY)))],
])('a file of Jira with %s is read in a moment', (_, text) => {
  const ms = processorMs(() => {
    expect(isJiraXml(text)).toBe(true);
    expect(jiraXmlRows(text, 'x.xml')).toMatchObject([{ 'Issue key': 'A-1' }]);
  });
  expect(ms).toBeLessThan(1_500);
});

test('a report with comments and literal text without an end is read in a moment', () => {
  const text = `<testsuite><testcase name="a"/>${'<![CDATA[<!--'.repeat(2 * MANY)}</testsuite>`;
  const ms = processorMs(() => expect([...junitCases(text)]).toMatchObject([{ name: 'a' }]));
  expect(ms).toBeLessThan(1_500);
});

test('a file of Jira that was cut off is refused, so its last issues are not left out unnoticed', () => {
  const whole = feed(issue('') + issue('').replace('A-1', 'A-2'));
  expect(jiraXmlRows(whole, 'x.xml')).toHaveLength(2);
  for (const end of [whole.indexOf('</rss>'), whole.lastIndexOf('</item>'), whole.lastIndexOf('<summary>')])
    expect(() => jiraXmlRows(whole.slice(0, end), 'x.xml')).toThrow(/x\.xml: .*cut off/);
});

test('an attribute keeps a sign of tags, and fields of a team with one name keep all values', () => {
  const field = (value: string) =>
    `<customfield><customfieldname>Team</customfieldname><customfieldvalues><customfieldvalue>${value}</customfieldvalue></customfieldvalues></customfield>`;
  const inside = `<comments><comment author="A > B" created="x">Hi</comment></comments><customfields>${field('Red')}${field('Blue')}</customfields>`;
  expect(jiraXmlRows(feed(issue(inside)), 'x.xml')).toMatchObject([
    { comments: [{ author: 'A > B', body: 'Hi' }], 'Custom field (Team)': ['Red', 'Blue'] },
  ]);
});
