import { quote } from '../../../agent/protocol.js';
import { DiagnosticError } from '../../../source/diagnostic.js';
import { SourceFile } from '../../../source/file.js';
import { type IniValue, readIni } from '../../../source/ini.js';
import { fromPlain, type Plain, toPlain } from '../../../value/value.js';
import type { Collector, Facts } from './gather.js';

/** Facts that the host's own files hold, or its own programs print, as JSON or INI. */
export const localFacts = (folder: string): Collector => ({
  commands: {
    local: `for file in ${quote(folder)}/*.fact; do
  [ -e "$file" ] || [ -L "$file" ] || continue
  printf '\\000%s\\000' "$file"
  code=0
  errors=
  if [ ! -e "$file" ]; then
    code=missing
  elif [ -x "$file" ]; then
    # The point keeps line ends, which would be cut off.
    { errors=$("$file" 2>&1 >&3 3>&-; code=$?; printf .; exit "$code"); code=$?; } 3>&1
  else
    cat "$file"
  fi
  printf '\\000%s\\000%s' "$code" "\${errors%.}"
done`,
  },
  parse: sections => {
    const parts = (sections.text(':local') ?? '').split('\0');
    const facts: { [name: string]: Plain } = {};
    for (let i = 1; i + 3 < parts.length; i += 4) {
      const [path = '', text = '', code = '', errors = ''] = parts.slice(i, i + 4);
      const name = path.replace(/.*\//, '').replace('.fact', '');
      if (code === '0') facts[name] = factOf(text, path);
      else
        facts[name] =
          code === 'missing'
            ? `Could not stat fact (${path}): [Errno 2] No such file or directory: '${path}'`
            : `Failure executing fact script (${path}), rc: ${code}, err: ${errors}`;
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
  try {
    const sections = readIni(new SourceFile('', text), { commentsBehindValues: false });
    return Object.fromEntries(
      [...sections].map(([name, values]) => [name, Object.fromEntries([...values].map(textOf))]),
    );
  } catch (error) {
    if (error instanceof DiagnosticError) return undefined;
    throw error;
  }
};

const textOf = ([name, { text }]: readonly [string, IniValue]): readonly [string, string] => [name, text];

/** What is wrong with the host's own facts, in Ansible's words, which stand in the place of such a fact as well. */
export const localWarnings = (facts: Facts): readonly string[] =>
  Object.values(facts.local ?? {}).filter(
    fact =>
      typeof fact === 'string' &&
      /^(?:Could not stat fact|Failure executing fact script|error loading facts as JSON) /.test(fact),
  );
