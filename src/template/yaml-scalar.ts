import { typeOfPlain } from '../source/yaml-scalar.js';

/** In which ways a text may be written in YAML. */
export interface ScalarForms {
  readonly plainInBlock: boolean;
  readonly plainInFlow: boolean;
  readonly singleQuoted: boolean;
  readonly multiline: boolean;
}

const BREAK = /[\n\x85\u2028\u2029]/;
const SPACE_OR_END = /^$|^[\0 \t\r\n\x85\u2028\u2029]/;

const isOrdinary = (character: string, unicode: boolean): boolean => {
  if (character === '\n' || (character >= ' ' && character <= '~')) return true;
  if (!unicode || character === '\ufeff') return false;
  const code = character.codePointAt(0)!;
  return code === 0x85 || (code >= 0xa0 && code <= 0xd7ff) || (code >= 0xe000 && code <= 0xfffd);
};

/** Whether characters that mean something in YAML stand where they mean it: in block context, and in flow context. */
const indicators = (units: readonly string[]): { block: boolean; flow: boolean } => {
  const text = units.join('');
  let block = /^(?:---|\.\.\.)/.test(text);
  let flow = block;
  for (const [index, unit] of units.entries()) {
    const spaceBehind = SPACE_OR_END.test(units[index + 1] ?? '');
    const spaceBefore = index === 0 || SPACE_OR_END.test(units[index - 1]!);
    if (index === 0 && /[#,[\]{}&*!|>'"%@`]/.test(unit)) block = flow = true;
    else if (unit === '?' || unit === ':') {
      flow = true;
      if (spaceBehind && (index === 0 || unit === ':')) block = true;
    } else if (unit === '-' && index === 0 && spaceBehind) block = flow = true;
    else if (/[,[\]{}]/.test(unit)) flow = true;
    else if (unit === '#' && spaceBefore) block = flow = true;
  }
  return { block, flow };
};

/** How a text may be written, by the rules that PyYAML's emitter follows. `unicode` lets characters beyond ASCII stand. */
export const formsOf = (text: string, unicode: boolean): ScalarForms => {
  if (text === '') return { plainInBlock: false, plainInFlow: false, singleQuoted: true, multiline: false };
  const units = [...text];
  const multiline = BREAK.test(text);
  const special = units.some(unit => !isOrdinary(unit, unicode));
  const spaceThenBreak = / [\n\x85\u2028\u2029]/.test(text);
  const breakThenSpace = /[\n\x85\u2028\u2029] /.test(text);
  const edges = /^[ \n\x85\u2028\u2029]|[ \n\x85\u2028\u2029]$/.test(text);
  const { block, flow } = indicators(units);
  const isText = typeOfPlain(text) === 'str' && text !== '=' && text !== '<<';
  const plain = isText && !multiline && !special && !edges;
  return {
    plainInBlock: plain && !block,
    plainInFlow: plain && !flow,
    singleQuoted: !special && !spaceThenBreak && !breakThenSpace,
    multiline,
  };
};
