import { quote } from '../../agent/protocol.js';

/** Text split into words, or what is wrong with its quoting. */
export type Split = { readonly words: readonly string[] } | { readonly problem: string };

/**
 * Splits a command line into words as a POSIX shell would, without doing anything else a shell does: the way in which Ansible's
 * `command` splits its free form (Python's shlex, POSIX mode).
 */
export const splitWords = (text: string): Split => {
  const words: string[] = [];
  let word: string | undefined;
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (' \t\r\n'.includes(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (char === "'") {
      const end = text.indexOf("'", i + 1);
      if (end < 0) return { problem: "a ' is never closed" };
      word = (word ?? '') + text.slice(i + 1, end);
      i = end;
    } else if (char === '"') {
      word ??= '';
      for (i++; text[i] !== '"'; i++) {
        if (i >= text.length) return { problem: 'a " is never closed' };
        if (text[i] === '\\' && '"\\'.includes(text[i + 1] ?? ' ')) i++;
        word += text[i];
      }
    } else if (char === '\\') {
      if (++i >= text.length) return { problem: 'a backslash at the end escapes nothing' };
      word = (word ?? '') + text[i];
    } else {
      word = (word ?? '') + char;
    }
  }
  if (word !== undefined) words.push(word);
  return { words };
};

const VARIABLE = /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/g;
const HOME = /^~(?:[a-z_][a-z0-9_-]*)?(?:\/|$)/;

/** sh that sets up the words of one script; see `expand`. */
export interface Expansion {
  /** Assignments to be made before the words are used. */
  readonly setup: string;
  /** One word of sh each. */
  readonly words: readonly string[];
}

/**
 * Words of sh in which a leading `~` or `~user`, `$NAME` and `${NAME}` stand for what they are on the host, as Ansible expands them in
 * commands and paths; a variable that isn't set stays as it was written. Nothing else in the texts means anything. With `glob` the
 * characters `*`, `?` and `[...]` are left to the shell as a pattern.
 */
export const expand = (texts: readonly string[], { glob = false } = {}): Expansion => {
  const variables = new Map<string, string>();
  const plain = (text: string): string => {
    if (text === '') return '';
    if (!glob) return quote(text);
    return text.replace(/[*?]|\[(!?\]?[^\]]*)\]|[^*?[]+|\[/g, (part, set: string | undefined) => {
      if (part === '*' || part === '?') return part;
      return set === undefined ? quote(part) : `[${set.replace(/[^\w!^-]/g, '\\$&')}]`;
    });
  };
  const reference = (written: string, name: string): string => {
    variables.set(written, name);
    return `"$expanded_${[...variables.keys()].indexOf(written)}"`;
  };
  const words = texts.map(text => {
    const home = HOME.exec(text)?.[0] ?? '';
    let word = home;
    let at = home.length;
    for (const match of text.matchAll(VARIABLE)) {
      word += plain(text.slice(at, match.index)) + reference(match[0], match[1] ?? match[2]!);
      at = match.index + match[0].length;
    }
    return word + plain(text.slice(at)) || "''";
  });
  const setup = [...variables]
    .map(
      ([written, name], i) => `expanded_${i}='${written}'; [ "\${${name}+set}" ] && expanded_${i}=$${name}\n`,
    )
    .join('');
  return { setup, words };
};

/** sh that is true if a file matches the pattern, broken links included: what `creates` and `removes` ask. */
export const exists = (pattern: string): string => {
  const { setup, words } = expand([pattern], { glob: true });
  return `${setup}set -- ${words[0]}
{ [ -e "$1" ] || [ -L "$1" ]; }`;
};
