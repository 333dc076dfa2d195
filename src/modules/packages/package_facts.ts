import type { Output } from '../../agent/protocol.js';
import { defineModule } from '../define.js';
import type { Plan } from '../module.js';
import type { OptionSchema, OptionsOf } from '../options.js';
import { Fields } from '../shell/fields.js';

const options = {
  manager: {
    type: 'list',
    elements: 'str',
    default: ['auto'],
    description: 'The package managers to ask: auto or apt.',
  },
  strategy: {
    type: 'str',
    choices: ['first', 'all'],
    default: 'first',
    description: 'Ask the first of the managers that is there, or all.',
  },
} as const satisfies OptionSchema;

type Args = OptionsOf<typeof options>;

/** What dpkg knows of the packages, and where apt would have each from. */
interface State {
  readonly packages: string;
  readonly sections: string;
  readonly policies: string;
  readonly sources: string;
}

const KNOWN = ['apk', 'apt', 'pacman', 'pkg', 'pkg_info', 'portage', 'rpm'];

/** What is installed, as facts. */
export const packageFacts = defineModule<Args, Args, State | undefined>({
  name: 'package_facts',
  collection: 'ansible.builtin',
  description: 'Tells which packages are installed, as the fact `packages`. It knows apt alone.',
  options,
  returns: {
    ansible_facts: {
      type: 'dict',
      description:
        'packages: for each name a list with a dict for each version, with name, version, arch, category, origin and source.',
    },
  },
  examples: `- package_facts:

- debug:
    msg: "nginx is {{ ansible_facts.packages.nginx[0].version }}"
  when: "'nginx' in ansible_facts.packages"`,
  prepare: args => args,
  probe: () => ({
    text: `command -v dpkg-query >/dev/null || exit 0
packages=$(dpkg-query -W -f '\${db:Status-Abbrev}|\${Package}|\${Architecture}|\${Version}|\${Section}\\n' | grep '^.[iWt]')
printf '%s\\0' "$packages"
if command -v apt-cache >/dev/null; then
names=$(printf '%s\\n' "$packages" | sed 's/^[^|]*|\\([^|]*\\)|\\([^|]*\\)|\\([^|]*\\)|.*/\\1:\\2=\\3/; s/:all=/=/')
# shellcheck disable=SC2086 # names and versions of packages have no spaces
apt-cache show $names | sed -n 's/^Package: /:/p; s/^Architecture: /a/p; s/^Section: /s/p'
printf '\\0'
# shellcheck disable=SC2046
apt-cache policy $(printf '%s\\n' "$names" | sed 's/=.*//')
printf '\\0'
apt-cache policy
else
printf '\\0\\0'
fi
printf '\\0'
dpkg --print-architecture
`,
  }),
  parse: output => parse(output),
  plan: ({ manager, strategy }, state): Plan => {
    const asked = manager.map(name => name.toLowerCase());
    const unknown = asked.filter(name => name !== 'auto' && !KNOWN.includes(name));
    if (unknown.length > 0) {
      const message = `Unsupported package managers requested: ${unknown.join(', ')}`;
      return { kind: 'failed', message };
    }
    if (state === undefined || !(asked.includes('apt') || asked.includes('auto'))) {
      const names = asked.includes('auto') ? KNOWN : asked;
      const list = `[${names.map(name => `'${name}'`).join(', ')}]`;
      const message = `Could not detect a supported package manager from the following list: ${list}`;
      return { kind: 'failed', message };
    }
    void strategy;
    return { kind: 'same', result: { ansible_facts: { packages: packagesOf(state) } } };
  },
});

const parse = (output: Output): State | undefined => {
  const fields = new Fields(output.stdout);
  if (fields.ended) return undefined;
  const packages = fields.text();
  const sections = fields.text();
  const policies = fields.text();
  const rest = fields.rest().toString();
  return { packages, sections, policies, sources: rest };
};

const packagesOf = (state: State) => {
  const native = state.sources.slice(state.sources.lastIndexOf('\0') + 1).trim();
  const origins = originsOf(state.sources);
  const sources = installedFrom(state.policies);
  const sections = sectionsOf(state.sections);
  const packages: { [name: string]: { [key: string]: string }[] } = Object.create(null);
  for (const line of state.packages.split('\n')) {
    const [status, short, arch = '', version, written] = line.split('|');
    if (status === undefined || short === undefined) continue;
    const name = arch === native || arch === 'all' ? short : `${short}:${arch}`;
    const origin = origins.get(sources.get(name) ?? '') ?? '';
    const category = sections.get(`${short}:${arch}`) ?? written!;
    packages[name] = [{ name, version: version!, arch, category, origin, source: 'apt' }];
  }
  return packages;
};

/** The sections by name and architecture. The archive's, which apt has, may be others than those that packages were made with. */
const sectionsOf = (text: string): ReadonlyMap<string, string> => {
  const sections = new Map<string, string>();
  for (const record of text.split(/^:/m)) {
    const [name = '', ...fields] = record.trim().split('\n');
    const value = (letter: string) => fields.find(field => field.startsWith(letter))?.slice(1);
    const [arch, section] = [value('a'), value('s')];
    if (arch !== undefined && section !== undefined && !sections.has(`${name}:${arch}`))
      sections.set(`${name}:${arch}`, section);
  }
  return sections;
};

/** The first place that apt knows the installed version of each package from. */
const installedFrom = (policies: string): ReadonlyMap<string, string> => {
  const sources = new Map<string, string>();
  let name = '';
  let isInstalled = false;
  for (const line of policies.split('\n')) {
    const heading = /^(\S.*):$/.exec(line)?.[1];
    if (heading !== undefined) {
      name = heading;
      isInstalled = false;
    } else if (/^ \*\*\* /.test(line)) isInstalled = true;
    else if (/^ {5}\S/.test(line)) isInstalled = false;
    else if (isInstalled) {
      const place = /^ {7,8}-?\d+ (.*)$/.exec(line)?.[1];
      if (place !== undefined && !sources.has(name)) sources.set(name, place);
    }
  }
  return sources;
};

/** Who makes what is at each place. */
const originsOf = (text: string): ReadonlyMap<string, string> => {
  const origins = new Map<string, string>();
  let place = '';
  for (const line of text.split('\n')) {
    const found = /^ {0,4}-?\d+ (.*)$/.exec(line)?.[1];
    if (found !== undefined) place = found;
    const origin = /^ +release (?:.*,)?o=([^,]*)/.exec(line)?.[1];
    if (origin !== undefined && !origins.has(place)) origins.set(place, origin);
  }
  return origins;
};
