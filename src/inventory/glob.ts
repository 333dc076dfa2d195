/** The expression that matches what Python's fnmatch does: `*`, `?`, `[abc]`, `[!abc]`; the whole text, case and all. */
export const globToRegExp = (glob: string): RegExp => {
  let source = '';
  for (let at = 0; at < glob.length; at++) {
    const character = glob[at]!;
    if (character === '*') source += '[^]*';
    else if (character === '?') source += '[^]';
    else if (character === '[') {
      // A bracket right behind the opening one, or behind its "!", is a member and doesn't close.
      const found = /^\[(!?)(\]?[^\]]*)\]/.exec(glob.slice(at));
      if (!found) {
        source += '\\[';
        continue;
      }
      source += characterClass(found[2]!, found[1] === '!');
      at += found[0].length - 1;
    } else source += character.replace(/[\\^$.+()|{}\]]/, '\\$&');
  }
  return new RegExp(`^${source}$`);
};

const characterClass = (members: string, negated: boolean): string => {
  const ranges: string[] = [];
  for (let at = 0; at < members.length; at++) {
    const from = members[at]!;
    const to = members[at + 1] === '-' ? members[at + 2] : undefined;
    if (to === undefined) ranges.push(escapeMember(from));
    else at += 2;
    if (to !== undefined && from <= to) ranges.push(`${escapeMember(from)}-${escapeMember(to)}`);
  }
  if (ranges.length === 0) return negated ? '[^]' : '[]';
  return `[${negated ? '^' : ''}${ranges.join('')}]`;
};

const escapeMember = (character: string): string => character.replace(/[\\\]^[-]/, '\\$&');
