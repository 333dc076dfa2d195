/**
 * Compares two Debian versions by the rules of deb-version(7): negative if the first is earlier, 0 if they are equal.
 */
export const compareVersions = (a: string, b: string): number => {
  const [left, right] = [split(a), split(b)];
  return (
    left.epoch - right.epoch ||
    compareParts(left.upstream, right.upstream) ||
    compareParts(left.revision, right.revision)
  );
};

const split = (version: string) => {
  const colon = version.indexOf(':');
  const rest = version.slice(colon + 1);
  const dash = rest.lastIndexOf('-');
  return {
    epoch: colon < 0 ? 0 : Number(version.slice(0, colon)),
    upstream: dash < 0 ? rest : rest.slice(0, dash),
    revision: dash < 0 ? '' : rest.slice(dash + 1),
  };
};

/** Text and numbers in turn, the first of them text. */
const compareParts = (a: string, b: string): number => {
  const [left, right] = [a, b].map(text => text.split(/(\d+)/));
  for (let i = 0; i < Math.max(left!.length, right!.length); i++) {
    const [x, y] = [left![i] ?? '', right![i] ?? ''];
    const order = i % 2 === 0 ? compareText(x, y) : Number(x) - Number(y);
    if (order !== 0) return order;
  }
  return 0;
};

/** Letters come before other characters, the tilde before everything, the end of the text included. */
const compareText = (a: string, b: string): number => {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const order = weight(a[i]) - weight(b[i]);
    if (order !== 0) return order;
  }
  return 0;
};

const weight = (char: string | undefined): number => {
  if (char === '~') return -1;
  if (char === undefined) return 0;
  return /[A-Za-z]/.test(char) ? char.charCodeAt(0) : char.charCodeAt(0) + 256;
};
