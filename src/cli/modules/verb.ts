import { isAnsibleModule } from '../../modules/ansible-names.js';
import { loadModules, longModuleNames, moduleNames, resolveModule } from '../../modules/index.js';
import { isOwnAction } from '../../playbook/actions.js';
import { didYouMean } from '../../source/suggest.js';
import { UsageError } from '../mistakes.js';
import { texts } from '../options.js';
import type { Verb } from '../verb.js';
import { moduleLines, modulePage } from './text.js';

/** Columns of what is no terminal, and the most that lines of text are read well at. */
const COLUMNS = 100;

/** `trueup modules`: the modules that there are, or all about some of them. */
export const MODULES: Verb = {
  usage: 'modules [name..]',
  describe: 'List the modules, or tell what one takes and returns',
  epilogue: 'A name may have its collection: apt or ansible.builtin.apt.',
  flags: {},
  run: async flags => {
    const names = texts(flags, '_');
    const wanted = names.map(shortName);
    const loaded = await loadModules(names.length === 0 ? moduleNames() : wanted);
    const columns = Math.min(process.stdout.columns ?? COLUMNS, COLUMNS);
    process.stdout.write(
      names.length === 0
        ? `${moduleLines([...loaded.values()], process.stdout.columns ?? Infinity).join('\n')}\n`
        : wanted.map(name => modulePage(loaded.get(name)!, columns)).join('\n'),
    );
    return 0;
  },
};

const shortName = (name: string): string => {
  const short = resolveModule(name);
  if (short !== undefined) return short;
  if (isOwnAction(name))
    throw new UsageError(
      `${name} is part of the language, not a module`,
      'docs/differences.md has its forms',
    );
  if (isAnsibleModule(name)) throw new UsageError(`trueup does not have Ansible's module ${name}`);
  const hint = didYouMean(name, [...moduleNames(), ...longModuleNames()]);
  throw new UsageError(`there is no module ${name}`, hint ?? 'trueup modules lists them');
};
