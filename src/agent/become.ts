import { randomBytes } from 'node:crypto';
import { splitWords } from '../ssh/words.js';
import { ending, type Login } from './login.js';
import { SHELL } from './text.js';

/** An account of a host other than the one that was logged into. */
export interface Become {
  readonly method: 'sudo' | 'su';
  /** The user to become. */
  readonly user: string;
  /** What the method asks for: with sudo the login user's password, with su that of the user to become. */
  readonly password?: string;
  /** Further words of the method's command line, in sh's quotes; `-H` for sudo if absent. */
  readonly flags?: string;
  /** The method's program; its name if absent. */
  readonly executable?: string;
}

const UNKNOWN_USER = /unknown user|user .* (?:does not exist|not found)/i;

/**
 * The way to another account. The password goes to the prompt on standard input and nowhere else; the agent's text is held back
 * until the prompt is behind, since a program that asks would take it for an answer.
 * @param loginUser who logged in, for messages
 */
export const become = (account: Become, loginUser: string): Login => {
  const { method, user, password, executable = method } = account;
  // Whether sudo asks and where it reads the answer is decided below.
  const given = splitWords(account.flags ?? (method === 'sudo' ? '-H' : ''));
  const flags = method === 'sudo' ? given.filter(flag => flag !== '-n' && flag !== '-S') : given;
  const words = [executable, ...flags, user];
  const unfit = words.find(word => /['\\!\p{Cc}]/u.test(word) || word === '');
  if (unfit !== undefined) throw new Error(`"${unfit}" cannot stand in a command for becoming ${user}`);
  const nonce = randomBytes(8).toString('hex');
  const prompt = method === 'sudo' ? `[${nonce}] password: ` : 'Password: ';
  // Without a password sudo is told not to ask; su can't be.
  const asks = password !== undefined || method === 'su';
  const announcement = `shell-${nonce}`;
  const common = `exec env LC_ALL=C ${words.slice(0, -1).map(literal).join(' ')}`;
  return {
    ...(asks && { announcement }),
    becomes: true,
    command: start =>
      method === 'sudo'
        ? `${common} ${asks ? `-S -p '${prompt}'` : '-n'} -u ${literal(user)} -- ${SHELL} -c '${start}'`
        : `${common} ${literal(user)} -s ${SHELL} -c '${start}'`,
    lacksAccount: stderr => UNKNOWN_USER.test(stderr),
    listen: conversation => {
      if (!asks) {
        conversation.admit();
        return () => undefined;
      }
      let asked = 0;
      return heard => {
        if (heard.includes(announcement)) return conversation.admit();
        const prompts = heard.split(prompt).length - 1;
        if (prompts <= asked) return;
        asked = prompts;
        if (password === undefined)
          conversation.refuse(`su asks for the password of ${user}, but none was given`);
        else if (prompts > 1) conversation.refuse(wrongPassword(account, loginUser));
        else conversation.say(`${password}\n`);
      };
    },
    explain: (stderr, exit) => {
      const known = REASONS.find(([pattern]) => pattern.test(stderr));
      if (known) return known[1](account, loginUser);
      return `cannot become ${user} by ${method}${ending(stderr.replaceAll(prompt, ''), exit)}`;
    },
  };
};

/** A word for any login shell; what would need more than quotes has been refused. */
const literal = (word: string): string => (/^[A-Za-z0-9_./:=@%+,-]+$/.test(word) ? word : `'${word}'`);

type Reason = (account: Become, loginUser: string) => string;

const wrongPassword: Reason = ({ method, user }, loginUser) =>
  `${method} refused the password of ${method === 'sudo' ? loginUser : user} (become_password is wrong)`;

const notAllowed: Reason = ({ user }, loginUser) =>
  `sudo does not allow ${loginUser} to become ${user} and run any command`;

/** What sudo (its C and its Rust version), su and env print in the C locale. */
const REASONS: readonly (readonly [RegExp, Reason])[] = [
  [
    /incorrect password attempt|incorrect authentication attempt|Sorry, try again|Authentication failure/i,
    wrongPassword,
  ],
  [
    /a password is required|interactive authentication is required|no password was provided/,
    ({ method }, loginUser) =>
      `${method} asks for the password of ${loginUser}, but none was given (become_password, or -K)`,
  ],
  [/is not in the sudoers file|may not run sudo|not allowed to execute|not allowed as/, notAllowed],
  [
    /must have a tty|no tty present/,
    (_, loginUser) =>
      `sudo on this host wants a terminal: remove "requiretty" for ${loginUser} from its sudoers`,
  ],
  [UNKNOWN_USER, ({ user }) => `there is no user ${user} on this host`],
  [
    /account validation failure|Account expired|account has expired|password (?:has )?expired|required to change your password/i,
    ({ method, user }, loginUser) =>
      `the account of ${method === 'sudo' ? loginUser : user} or its password has expired on this host`,
  ],
  [
    /No such file or directory|: not found|can't execute|command not found/,
    ({ method, executable = method }) => `${executable} is not installed on this host`,
  ],
];
