import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import cpp from 'highlight.js/lib/languages/cpp';
import csharp from 'highlight.js/lib/languages/csharp';
import css from 'highlight.js/lib/languages/css';
import dockerfile from 'highlight.js/lib/languages/dockerfile';
import go from 'highlight.js/lib/languages/go';
import ini from 'highlight.js/lib/languages/ini';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import makefile from 'highlight.js/lib/languages/makefile';
import markdown from 'highlight.js/lib/languages/markdown';
import php from 'highlight.js/lib/languages/php';
import python from 'highlight.js/lib/languages/python';
import ruby from 'highlight.js/lib/languages/ruby';
import rust from 'highlight.js/lib/languages/rust';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import { linesOf, type Token } from './tokens';

const Known = { bash, cpp, csharp, css, dockerfile, go, ini, java, javascript, json, makefile, markdown, php, python, ruby, rust, sql, typescript, xml, yaml };
for (const [name, grammar] of Object.entries(Known)) hljs.registerLanguage(name, grammar);

const ByEnding: Record<string, keyof typeof Known> = {
  sh: 'bash', bash: 'bash', zsh: 'bash', c: 'cpp', h: 'cpp', cc: 'cpp', cpp: 'cpp', hpp: 'cpp', cs: 'csharp', css: 'css', scss: 'css', go: 'go', ini: 'ini', toml: 'ini', conf: 'ini', java: 'java', kt: 'java', js: 'javascript', jsx: 'javascript',
  mjs: 'javascript', cjs: 'javascript', json: 'json', md: 'markdown', php: 'php', py: 'python', rb: 'ruby', rs: 'rust', sql: 'sql', ts: 'typescript', tsx: 'typescript', html: 'xml', xml: 'xml', svg: 'xml', csproj: 'xml', vue: 'xml', yml: 'yaml', yaml: 'yaml', mk: 'makefile',
};

/** More than this is shown plainly: colours are not worth a page that stands still. */
const MostLetters = 200_000;

/** Null: not a language we know, or too much of it. */
export function highlight(path: string, text: string): Token[][] | null {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  const language = name === 'dockerfile' ? 'dockerfile' : name === 'makefile' ? 'makefile' : ByEnding[name.slice(name.lastIndexOf('.') + 1)];
  if (language === undefined || text.length > MostLetters) return null;
  return linesOf(hljs.highlight(text, { language, ignoreIllegals: true }).value);
}
