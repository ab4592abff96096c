// A module in JavaScript, because the types of highlight.js would declare the browser's globals for all modules.
import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import c from 'highlight.js/lib/languages/c';
import cpp from 'highlight.js/lib/languages/cpp';
import csharp from 'highlight.js/lib/languages/csharp';
import css from 'highlight.js/lib/languages/css';
import dockerfile from 'highlight.js/lib/languages/dockerfile';
import go from 'highlight.js/lib/languages/go';
import ini from 'highlight.js/lib/languages/ini';
import java from 'highlight.js/lib/languages/java';
import json from 'highlight.js/lib/languages/json';
import kotlin from 'highlight.js/lib/languages/kotlin';
import less from 'highlight.js/lib/languages/less';
import makefile from 'highlight.js/lib/languages/makefile';
import markdown from 'highlight.js/lib/languages/markdown';
import php from 'highlight.js/lib/languages/php';
import python from 'highlight.js/lib/languages/python';
import ruby from 'highlight.js/lib/languages/ruby';
import rust from 'highlight.js/lib/languages/rust';
import scss from 'highlight.js/lib/languages/scss';
import sql from 'highlight.js/lib/languages/sql';
import swift from 'highlight.js/lib/languages/swift';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';

const GRAMMARS = {
  ...{ bash, c, cpp, csharp, css, dockerfile, go, ini, java, json, kotlin, less, makefile, markdown, php },
  ...{ python, ruby, rust, scss, sql, swift, typescript, xml, yaml },
};

/** Creates a highlighter with all grammars. A grammar can contain others, such as XML's that of CSS. */
export function createHighlighter(Emitter) {
  const highlighter = hljs.newInstance();
  highlighter.configure({ __emitter: Emitter });
  for (const [name, grammar] of Object.entries(GRAMMARS)) highlighter.registerLanguage(name, grammar);
  highlighter.registerAliases('javascript', { languageName: 'typescript' });
  return (text, language) => highlighter.highlight(text, { language, ignoreIllegals: true })._emitter;
}
