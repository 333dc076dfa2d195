import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../e2e/rig/repository.js';

/** A page for users or developers. */
export interface Page {
  /** Relative to the repository. */
  readonly path: string;
  readonly text: string;
}

/** A fenced block of a page. */
export interface CodeBlock {
  readonly language: string;
  readonly text: string;
}

/** README.md and all that is in docs, without the pages of each module. */
export const pages = (): readonly Page[] =>
  ['README.md', ...readdirSync(join(repositoryRoot, 'docs')).map(name => `docs/${name}`)]
    .filter(path => path.endsWith('.md'))
    .map(path => ({ path, text: readFileSync(join(repositoryRoot, path), 'utf8') }));

export const pageAt = (path: string): Page => ({
  path,
  text: readFileSync(join(repositoryRoot, path), 'utf8'),
});

export const codeBlocks = ({ text }: Page): readonly CodeBlock[] =>
  [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = '', block = '']) => ({
    language,
    text: block,
  }));

/** The commands that a page tells its reader to type. */
export const commandsOf = (page: Page): readonly string[] =>
  codeBlocks(page)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => text.split('\n'))
    .filter(line => line !== '');
