/** Most digits that JavaScript writes. */
const MOST = 100;

/** Whether the digits behind a place are exactly half of one at that place. */
const isTie = (behind: string): boolean => /^50*$/.test(behind);

/** `text` without its last unit: JavaScript rounds ties up, C to the even digit. */
const evened = (up: string, down: string): string => (/[02468]$/.test(down) ? down : up);

/** A number that isn't negative with so many decimals, rounded as C's printf does. */
export const toFixed = (value: number, decimals: number): string => {
  const text = value.toFixed(decimals);
  if (decimals >= MOST || value >= 1e21) return text;
  const exact = value.toFixed(MOST);
  const cut = exact.length - MOST + decimals;
  if (!isTie(exact.slice(cut))) return text;
  return evened(text, exact.slice(0, cut).replace(/\.$/, ''));
};

/** A number that isn't negative in scientific notation with so many decimals, rounded as C's printf does. */
export const toExponential = (value: number, decimals: number): string => {
  const text = value.toExponential(decimals);
  if (decimals >= MOST) return text;
  const [mantissa = '', exponent = ''] = value.toExponential(MOST).split('e');
  const cut = mantissa.length - MOST + decimals;
  if (!isTie(mantissa.slice(cut))) return text;
  const [up = ''] = text.split('e');
  return `${evened(up, mantissa.slice(0, cut).replace(/\.$/, ''))}e${exponent}`;
};
