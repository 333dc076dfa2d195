import { mistake } from '../source/diagnostic.js';
import type { Location } from '../source/file.js';

/** How the hosts of a play go: one beside the other (with `debug`, tasks that fail are looked at), or each by itself. */
export type Strategy = 'linear' | 'debug' | 'free' | 'host_pinned';

/** The strategies that there are. `host_pinned` has no fewer hosts at work than `free` here. */
export const STRATEGIES: readonly Strategy[] = ['linear', 'debug', 'free', 'host_pinned'];

/** A strategy's name without its collection; those of mitogen for Ansible differ in how modules get to hosts, which is no matter here. */
export const shortStrategy = (name: string): string => name.replace(/^(?:ansible\.builtin\.|mitogen_)/, '');

/**
 * The strategy of that name.
 * @throws DiagnosticError if there is none
 */
export const strategyOf = (name: string, location: Location | undefined): Strategy => {
  const found = STRATEGIES.find(strategy => strategy === shortStrategy(name));
  if (found !== undefined) return found;
  throw mistake(`strategy: ${name} is not supported`, location, `supported are ${STRATEGIES.join(', ')}`);
};

/** Whether hosts wait for each other. */
export const isLinear = (strategy: Strategy): boolean => strategy === 'linear' || strategy === 'debug';
