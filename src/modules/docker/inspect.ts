import type { Output } from '../../agent/protocol.js';
import type { Plain } from '../../value/value.js';

/** What `docker inspect` told of things on a host. */
export type Observed =
  /** There is no docker command. */
  | { readonly kind: 'missing' }
  /** It couldn't be asked: the reason in Docker's words. */
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'found'; readonly objects: readonly Plain[] };

/** The same of a container and its image. */
export type Inspected =
  | Exclude<Observed, { readonly kind: 'found' }>
  | { readonly kind: 'found'; readonly container: Plain; readonly image: Plain };

/** The entry of inspect's JSON at a path; undefined where there is none. */
export const at = (value: Plain, ...path: readonly string[]): Plain => {
  let current = value;
  for (const key of path) {
    if (current === null || typeof current !== 'object') return undefined;
    current = (current as { readonly [key: string]: Plain })[key];
  }
  return current;
};

/** A list of strings at a path; empty for null. */
export const listAt = (value: Plain, ...path: readonly string[]): readonly string[] => {
  const list = at(value, ...path);
  return Array.isArray(list) ? list.map(String) : [];
};

/** A dict of strings at a path; empty for null. */
export const dictAt = (value: Plain, ...path: readonly string[]): Readonly<Record<string, string>> => {
  const dict = at(value, ...path);
  if (dict === null || typeof dict !== 'object') return {};
  return Object.fromEntries(Object.entries(dict).map(([key, entry]) => [key, String(entry)]));
};

/** The objects in inspect's output. */
export const inspectedObjects = (stdout: string): readonly Plain[] => {
  const start = stdout.indexOf('[');
  if (start === -1) return [];
  const objects: Plain = JSON.parse(stdout.slice(start));
  return Array.isArray(objects) ? objects : [];
};

const NOISE = /^(failed to start containers: |See 'docker .*--help'|Run 'docker .*--help')/;

/** Docker's own words, without what its client puts around them. */
export const dockerReason = (stderr: string): string =>
  stderr
    .split('\n')
    .map(line => line.replace(/^(docker: |Error response from daemon: |Error: )+/, '').replace(/\s+$/, ''))
    .filter(line => line !== '' && !NOISE.test(line))
    .join('\n');

/**
 * Reads the probe's output: what isn't there is not among the objects.
 * @param absent how Docker complains of that
 */
export const parseObserved = (output: Output, absent: RegExp): Observed => {
  if (output.code === 127) return { kind: 'missing' };
  const complaints = output.stderr
    .toString()
    .split('\n')
    .filter(line => line.trim() !== '' && !absent.test(line));
  if (output.code !== 0 && complaints.length > 0)
    return { kind: 'failed', reason: dockerReason(complaints.join('\n')) };
  return { kind: 'found', objects: inspectedObjects(output.stdout.toString()) };
};

/**
 * The same for a container and its image. Containers have a state and images don't: where a container is absent, Docker may answer with
 * an image of its name.
 */
export const parseInspected = (output: Output): Inspected => {
  const observed = parseObserved(output, /no such object/i);
  if (observed.kind !== 'found') return observed;
  const { objects } = observed;
  return {
    kind: 'found',
    container: objects.find(object => at(object, 'HostConfig') !== undefined),
    image: objects.find(object => at(object, 'RootFS') !== undefined),
  };
};
