import createDOMPurify from 'dompurify';
import { markdownHtml } from './markdown-html.ts';

/**
 * Elements that Markdown may produce. Images aren't allowed, because an image's server would notice that somebody reads
 * the text.
 */
const ELEMENTS = [
  ...[
    'a',
    'b',
    'blockquote',
    'br',
    'code',
    'del',
    'em',
    'h1',
    'h2',
    'h3',
    'h4',
    'h5',
    'h6',
    'hr',
    'i',
    'li',
    'ol',
    'p',
  ],
  ...['pre', 'strong', 'table', 'tbody', 'td', 'th', 'thead', 'tr', 'ul', 'input'],
];

const purify = createDOMPurify(window);
/** Removes all classes except the language of a code block. */
purify.addHook('uponSanitizeAttribute', (node, attribute) => {
  if (attribute.attrName === 'class')
    attribute.keepAttr = node.tagName === 'CODE' && /^language-[\w+#-]{1,20}$/.test(attribute.attrValue);
});
purify.addHook('afterSanitizeAttributes', (node) => {
  if (node.tagName === 'A') {
    node.setAttribute('rel', 'noreferrer noopener');
    node.setAttribute('target', '_blank');
  }
  // Wide code blocks scroll. They can have the focus, so that the keyboard can scroll them, too.
  if (node.tagName === 'PRE') {
    node.setAttribute('tabindex', '0');
    node.setAttribute('role', 'region');
    node.setAttribute('aria-label', 'Code');
  }
  if (node.tagName === 'INPUT') node.setAttribute('disabled', '');
});

/** Converts untrusted Markdown to safe nodes that load nothing. @returns undefined if the text is too long */
export function markdownFragment(text: string): DocumentFragment | undefined {
  const html = markdownHtml(text);
  if (html === undefined) return undefined;
  return purify.sanitize(html, {
    ALLOWED_TAGS: ELEMENTS,
    ALLOWED_ATTR: ['href', 'align', 'type', 'checked', 'start', 'class'],
    ALLOWED_URI_REGEXP: /^(https?:|mailto:|#)/i,
    RETURN_DOM_FRAGMENT: true,
  });
}
