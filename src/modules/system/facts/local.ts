import { quote } from '../../../agent/protocol.js';
import { fromPlain, type Plain, toPlain } from '../../../value/value.js';
import type { Collector } from './gather.js';

/** Facts that the host's own files hold, or its own programs print, as JSON or INI. */
export const localFacts = (folder: string): Collector => ({
  commands: {
    local: `for file in ${quote(folder)}/*.fact; do
  [ -e "$file" ] || continue
  printf '\\000%s\\000' "$file"
  if [ -x "$file" ]; then
    output=$("$file" 2>&1) && printf '0\\n%s' "$output" || printf '%s\\n%s' "$?" "$output"
  else
    printf '0\\n'
    cat "$file"
  fi
done`,
  },
  parse: sections => {
    const parts = (sections.text(':local') ?? '').split('\0');
    const facts: { [name: string]: Plain } = {};
    for (let i = 1; i + 1 < parts.length; i += 2) {
      const path = parts[i]!;
      const [code = '', ...lines] = parts[i + 1]!.split('\n');
      const name = path.replace(/.*\//, '').replace('.fact', '');
      const text = lines.join('\n');
      facts[name] =
        code === '0'
          ? factOf(text, path)
          : `Failure executing fact script (${path}), rc: ${code}, err: ${text}`;
    }
    return { local: facts };
  },
});

const factOf = (text: string, path: string): Plain => {
  try {
    return toPlain(fromPlain(JSON.parse(text) as Plain));
  } catch {
    return parseIni(text) ?? `error loading facts as JSON or ini - please check content: ${path}`;
  }
};

/** Sections of an INI file; undefined if it is none. */
const parseIni = (text: string): Plain | undefined => {
  const found: { [section: string]: { [key: string]: string } } = {};
  let section: { [key: string]: string } | undefined;
  for (const line of text.split('\n')) {
    if (/^\s*(?:[#;]|$)/.test(line)) continue;
    const header = /^\[([^\]]+)\]/.exec(line);
    if (header) {
      section = found[header[1]!] ??= {};
      continue;
    }
    const entry = /^([^=:]+?)\s*[=:]\s*(.*?)\s*$/.exec(line);
    if (!entry || !section) return undefined;
    section[entry[1]!.trim().toLowerCase()] = entry[2]!;
  }
  return found;
};
