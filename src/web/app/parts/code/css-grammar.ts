import type { LanguageFn } from 'highlight.js';

/**
 * The grammar of CSS, SCSS and Less. The grammar of highlight.js lists all properties, tags and media features, which
 * takes 4 KB of the app.
 */
export const css: LanguageFn = (hljs) => ({
  contains: [
    hljs.C_BLOCK_COMMENT_MODE,
    { scope: 'comment', begin: /(^|\s)\/\//, end: /$/ },
    hljs.APOS_STRING_MODE,
    hljs.QUOTE_STRING_MODE,
    { scope: 'keyword', begin: /@[\w-]+/ },
    { scope: 'meta', begin: /!\w+/ },
    { scope: 'number', begin: /#[\da-f]{3,8}\b(?=[^{]*([;}]|$))/i },
    { scope: 'selector-class', begin: /[.#][a-z_][\w-]*/i },
    { scope: 'selector-attr', begin: /\[(?=[\w-])/, end: /\]/, contains: [hljs.QUOTE_STRING_MODE] },
    { scope: 'attribute', begin: /(--|\$|\b)[a-z][\w-]*(?=\s*:(\s|$))/i },
    { scope: 'variable', begin: /(--|\$)[\w-]+/ },
    { scope: 'selector-pseudo', begin: /::?[a-z][\w-]*/ },
    { scope: 'built_in', begin: /[\w-]+(?=\()/ },
    { scope: 'number', begin: /(?<![\w-])-?(\d+\.?\d*|\.\d+)(%|[a-z]+)?/i },
  ],
});
