import { Fault } from './runtime.js';
import { compareText } from './values/strings.js';

/** The order of two versions by one of Ansible's kinds: loose, strict, semver or pep440. Throws a Fault for no version. */
export const compareVersions = (a: string, b: string, type: string): number => {
  switch (type) {
    case 'loose':
      return compareLoose(a, b);
    case 'strict':
      return compareStrict(a, b);
    case 'semver':
    case 'semantic':
      return compareSemantic(a, b);
    case 'pep440':
      return comparePep440(a, b);
  }
  throw new Fault(`"${type}" is no kind of version`, 'loose, strict, semver or pep440');
};

type Part = number | string;

const loose = (version: string): Part[] =>
  version
    .split(/(\d+|[a-z]+|\.)/)
    .filter(part => part !== '' && part !== '.')
    .map(part => (/^\d+$/.test(part) ? Number(part) : part));

const compareLoose = (a: string, b: string): number =>
  compareParts(loose(a), loose(b), (left, right) => {
    throw new Fault(`versions "${a}" and "${b}" can't be compared: "${left}" against "${right}"`);
  });

const compareParts = (
  a: readonly Part[],
  b: readonly Part[],
  mixed: (left: Part, right: Part) => number,
): number => {
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const [left, right] = [a[index]!, b[index]!];
    if (left === right) continue;
    if (typeof left === 'number' && typeof right === 'number') return left - right;
    if (typeof left === 'string' && typeof right === 'string') return compareText(left, right);
    return mixed(left, right);
  }
  return a.length - b.length;
};

const compareStrict = (a: string, b: string): number => {
  const parse = (version: string): number[] => {
    const match = /^(\d+)\.(\d+)(?:\.(\d+))?(?:([ab])(\d+))?$/.exec(version);
    if (!match) throw new Fault(`"${version}" is no strict version such as 1.2.3`);
    const [, major, minor, patch = '0', stage, number = '0'] = match;
    return [
      Number(major),
      Number(minor),
      Number(patch),
      stage === undefined ? 2 : stage === 'b' ? 1 : 0,
      Number(number),
    ];
  };
  return compareParts(parse(a), parse(b), () => 0);
};

const compareSemantic = (a: string, b: string): number => {
  const parse = (version: string): { core: number[]; pre: Part[] } => {
    const match =
      /^v?(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([\dA-Za-z.-]+))?(?:\+[\dA-Za-z.-]+)?$/.exec(version);
    if (!match) throw new Fault(`"${version}" is no semantic version such as 1.2.3`);
    const pre = (match[4]?.split('.') ?? []).map(part => (/^\d+$/.test(part) ? Number(part) : part));
    return { core: [Number(match[1]), Number(match[2]), Number(match[3])], pre };
  };
  const [left, right] = [parse(a), parse(b)];
  const core = compareParts(left.core, right.core, () => 0);
  if (core !== 0) return core;
  if (left.pre.length === 0 || right.pre.length === 0) return right.pre.length - left.pre.length;
  return compareParts(left.pre, right.pre, first => (typeof first === 'number' ? -1 : 1));
};

const STAGES: { readonly [stage: string]: number } = {
  a: -3,
  alpha: -3,
  b: -2,
  beta: -2,
  c: -1,
  rc: -1,
  pre: -1,
  preview: -1,
};

const comparePep440 = (a: string, b: string): number => {
  const parse = (version: string): { epoch: number; release: number[]; rest: number[] } => {
    const match =
      /^\s*v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(alpha|a|beta|b|preview|pre|c|rc)[-_.]?(\d*))?(?:-(\d+)|[-_.]?(?:post|rev|r)[-_.]?(\d*))?(?:[-_.]?(dev)[-_.]?(\d*))?(?:\+[a-z\d]+(?:[-_.][a-z\d]+)*)?\s*$/i.exec(
        version,
      );
    if (!match) throw new Fault(`"${version}" is no version by PEP 440`);
    const [, epoch = '0', numbers = '', stage, stageNumber, dashPost, post, dev, devNumber] = match;
    const release = numbers.split('.').map(Number);
    while (release.length > 1 && release.at(-1) === 0) release.pop();
    const postNumber = dashPost ?? post;
    const isDevOnly = dev !== undefined && stage === undefined && postNumber === undefined;
    return {
      epoch: Number(epoch),
      release,
      rest: [
        stage === undefined ? (isDevOnly ? -4 : 0) : STAGES[stage.toLowerCase()]!,
        Number(stageNumber ?? 0),
        postNumber === undefined ? -1 : Number(postNumber),
        dev === undefined ? Number.POSITIVE_INFINITY : Number(devNumber ?? 0),
      ],
    };
  };
  const [left, right] = [parse(a), parse(b)];
  const epochs = left.epoch - right.epoch;
  if (epochs !== 0) return epochs;
  const release = compareParts(left.release, right.release, () => 0);
  return release !== 0 ? release : compareParts(left.rest, right.rest, () => 0);
};
