import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Host } from '../../inventory/members.js';
import { readVariables } from '../../inventory/variable-files.js';
import type { Loaded } from '../../playbook/load.js';
import type { Field, Node, Play } from '../../playbook/model.js';
import { nodesOf, walk } from '../../playbook/walk.js';
import { searchPathOf, TaskFiles } from '../../run/local-files.js';
import { varsFilePaths } from '../../run/play-variables.js';
import { DiagnosticError } from '../../source/diagnostic.js';
import { SourceFile } from '../../source/file.js';
import { toText } from '../../template/index.js';
import { Interrupt } from '../../template/runtime.js';
import { Template, type Unrendered } from '../../value/value.js';
import { byPrecedence, type Candidate, LEVEL } from '../../vars/explain/candidate.js';
import { inventoryCandidates } from '../../vars/explain/inventory.js';
import { playCandidates } from '../../vars/explain/play.js';
import { hostLayer } from '../../vars/magic.js';
import { folderOf, type Sources } from './context.js';

/** Every place that gives a host's variable a value, in a play of a playbook or without one; the one that wins first. */
export const candidatesOf = (
  name: string,
  host: Host,
  sources: Sources,
  place: { readonly play: Play; readonly loaded: Loaded } | undefined,
): readonly Candidate[] => {
  const { inventory, extra, store } = sources;
  const files = sources.filesBeside(place ? folderOf(place.play) : resolve('.'));
  const candidates = [...inventoryCandidates(name, host, inventory, [files])];
  const own = hostLayer(host.name, inventory).get(name);
  if (place) {
    const included = place.loaded.included.get(place.play) ?? [];
    candidates.push(...playCandidates(name, place.play, included));
    candidates.push(...varsFileCandidates(name, host, sources, place.play));
    candidates.push(...includeVarsCandidates(name, sources, place.play, included));
  }
  const fact = name.startsWith('ansible_') && sources.factGroup(name.slice('ansible_'.length)) !== undefined;
  if (fact)
    candidates.push({
      level: LEVEL.facts,
      what: 'fact of the host',
      location: undefined,
      value: undefined,
      reach: 'running',
    });
  const given = extra.get(name);
  if (given !== undefined)
    candidates.push({
      level: LEVEL.extra,
      what: 'variable of the command line',
      location: placeOf(given),
      value: given,
      reach: 'all',
    });
  const magic = own ?? (candidates.length === 0 ? magicOf(name, host, store) : undefined);
  if (magic !== undefined)
    candidates.push({
      level: LEVEL.own,
      what: 'set by trueup itself',
      location: undefined,
      value: magic,
      reach: 'all',
    });
  return byPrecedence(candidates);
};

const placeOf = (value: Unrendered) =>
  value instanceof Template && value.location
    ? value.location
    : { file: new SourceFile('-e', ''), start: 0, end: 0 };

/** What the run itself would set: it is in no file. */
const magicOf = (name: string, host: Host, store: Sources['store']): Unrendered | undefined => {
  try {
    return store.hostScope(host.name).lookup(name);
  } catch (error) {
    if (error instanceof Interrupt) return undefined;
    throw error;
  }
};

const varsFileCandidates = (name: string, host: Host, sources: Sources, play: Play): readonly Candidate[] =>
  play.varsFiles.flatMap(field => {
    const path = varsFileOf(field, host, sources, play);
    return path === undefined
      ? []
      : fileCandidates(name, path, sources, 'vars_files', LEVEL.varsFiles, 'all');
  });

/** The file that an entry of vars_files is for a host; undefined if its name hangs on what is not known. */
const varsFileOf = (field: Field, host: Host, { engine, store }: Sources, play: Play): string | undefined => {
  for (const choice of [field.value].flat()) {
    try {
      const written =
        choice instanceof Template
          ? engine.evaluate(choice, store.scopeBelowFiles(host.name, play, []))
          : choice;
      const path = varsFilePaths(folderOf(play), toText(written as string)).find(candidate =>
        existsSync(candidate),
      );
      if (path !== undefined) return path;
    } catch (error) {
      if (!(error instanceof DiagnosticError || error instanceof Interrupt)) throw error;
    }
  }
  return undefined;
};

const includeVarsCandidates = (
  name: string,
  sources: Sources,
  play: Play,
  included: readonly Node[],
): readonly Candidate[] =>
  walk([...nodesOf(play), ...play.handlers, ...included]).flatMap(node => {
    if (node.kind !== 'task' || node.action !== 'include_vars') return [];
    const file = (node.args.get('file') ?? node.args.get('free_form'))?.value;
    if (typeof file !== 'string' || node.args.has('name')) return [];
    const path = new TaskFiles(searchPathOf(node, folderOf(play)), sources.vault).find('vars', file);
    return path === undefined
      ? []
      : fileCandidates(name, path, sources, 'include_vars', LEVEL.includeVars, 'running');
  });

const fileCandidates = (
  name: string,
  path: string,
  { vault }: Sources,
  what: string,
  level: number,
  reach: Candidate['reach'],
): readonly Candidate[] => {
  try {
    const variable = readVariables(path, vault, []).get(name);
    return variable === undefined
      ? []
      : [{ level, what, location: variable.location, value: variable.read(), reach }];
  } catch (error) {
    // A file or a value that is vaulted stays closed without a password.
    if (error instanceof DiagnosticError) return [];
    throw error;
  }
};
