import { type Output, quote } from '../../agent/protocol.js';
import { mistake } from '../../source/diagnostic.js';
import { defineModule } from '../define.js';
import type { Conclusion, Difference, Plan, Result, Services } from '../module.js';
import type { OptionSchema, OptionsOf } from '../options.js';
import { type CertbotState, certbotReason, hookComplaint, parseCertbot } from './certificate.js';

const DAY = 86_400;
const STAGING = 'https://acme-staging-v02.api.letsencrypt.org/directory';

const options = {
  domains: {
    type: 'list',
    aliases: ['domain'],
    description:
      "The names that the certificate is for. The first is the certificate's name unless `name` says otherwise.",
  },
  name: {
    type: 'str',
    aliases: ['cert_name'],
    description: "The certificate's name: its files are in /etc/letsencrypt/live/NAME.",
  },
  state: {
    type: 'str',
    choices: ['present', 'absent'],
    default: 'present',
    description: '`absent` deletes the certificate and its renewal.',
  },
  email: {
    type: 'str',
    description: "Where the CA writes to. Only used when the host's account with the CA is made.",
  },
  agree_tos: { type: 'bool', default: false, description: "Agrees to the CA's terms of service." },
  authenticator: {
    type: 'str',
    choices: ['webroot', 'apache', 'standalone'],
    default: 'webroot',
    description:
      "How it is shown that the names are the host's: by a file under `webroot` that a web server serves on port 80, by certbot's plugin for Apache, or by certbot itself on port 80.",
  },
  webroot: {
    type: 'path',
    aliases: ['webroot_path'],
    description: 'The folder for `authenticator: webroot`; it must exist.',
  },
  server: {
    type: 'str',
    description:
      "The CA's ACME directory. Without it certbot's own, Let's Encrypt unless configured otherwise.",
  },
  staging: {
    type: 'bool',
    default: false,
    aliases: ['test_cert'],
    description: "Takes the certificate from Let's Encrypt's staging server.",
  },
  key_type: {
    type: 'str',
    choices: ['rsa', 'ecdsa'],
    description: "The key's type; certbot's default if absent.",
  },
  rsa_key_size: { type: 'int', description: "An RSA key's size in bits." },
  elliptic_curve: {
    type: 'str',
    choices: ['secp256r1', 'secp384r1'],
    description: "An ECDSA key's curve.",
  },
  deploy_hook: {
    type: 'str',
    description:
      'A command that runs on the host each time the certificate was renewed, as `systemctl reload apache2`.',
  },
  renew_before: {
    type: 'int',
    description:
      'Days before its end from which on a certificate is renewed: 30, or a third of its life if that is less.',
  },
} as const satisfies OptionSchema;

type CertbotArguments = OptionsOf<typeof options>;

/** Arguments with the certificate's name and server settled. */
interface Wanted extends CertbotArguments {
  readonly name: string;
  readonly domains: readonly string[];
}

const CURVES = { secp256r1: 256, secp384r1: 384 } as const;

const prepare = (args: CertbotArguments, services: Services): Wanted => {
  const domains = (args.domains ?? []).map(domain => domain.toLowerCase());
  const name = args.name ?? domains[0]?.replace(/^\*\./, '');
  const refuse = (message: string, argument: string): never => {
    throw mistake(`${message} (certbot module)`, services.locate(argument));
  };
  if (name === undefined) return refuse('one of the following is required: domains, name', 'state');
  if (args.state === 'present') {
    if (domains.length === 0) return refuse('domains is required if state is present', 'state');
    const bad = domains.find(
      domain => !/^(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(domain),
    );
    if (bad !== undefined) return refuse(`"${bad}" is no domain name`, 'domains');
    if (args.authenticator === 'webroot' && args.webroot === undefined)
      return refuse('webroot is required if authenticator is webroot', 'authenticator');
    if (args.staging && args.server !== undefined)
      return refuse('parameters are mutually exclusive: server|staging', 'staging');
    if (args.rsa_key_size !== undefined && args.key_type !== 'rsa')
      return refuse('rsa_key_size needs key_type: rsa', 'rsa_key_size');
    if (args.elliptic_curve !== undefined && args.key_type !== 'ecdsa')
      return refuse('elliptic_curve needs key_type: ecdsa', 'elliptic_curve');
  }
  if (!/^[\w.-]+$/.test(name)) return refuse(`"${name}" can't be a certificate's name`, 'name');
  return { ...args, name, domains: [...new Set(domains)] };
};

// Everything is read from certbot's own files, and the certificate by openssl: starting certbot takes half a second.
const probe = (name: string): string => `conf=/etc/letsencrypt/renewal/${name}.conf
live=/etc/letsencrypt/live/${name}
if [ -f "$conf" ]; then
  while IFS= read -r line || [ -n "$line" ]; do printf 'conf %s\\n' "$line"; done <"$conf"
fi
if [ -f "$live/cert.pem" ] && [ -f "$live/fullchain.pem" ] && [ -f "$live/privkey.pem" ]; then
  echo "now $(date +%s)"
  openssl x509 -noout -text -in "$live/cert.pem"
fi`;

/** What differs between the certificate that is there and the one that is wanted. */
const differ = (wanted: Wanted, { certificate, renewal, now }: CertbotState): readonly Difference[] => {
  const differences: Difference[] = [];
  const add = (name: string, before: string | number | readonly string[] | undefined, after: typeof before) =>
    differences.push({ kind: 'attribute', subject: `certificate ${wanted.name}`, name, before, after });
  if (!certificate || !renewal) {
    add('state', 'absent', 'present');
    return differences;
  }
  const sorted = (names: readonly string[]): string => [...names].sort().join(' ');
  if (sorted(certificate.domains) !== sorted(wanted.domains))
    add('domains', certificate.domains, wanted.domains);
  const server = wanted.server ?? (wanted.staging ? STAGING : undefined);
  if (server !== undefined ? renewal.server !== server : renewal.server === STAGING)
    add('server', renewal.server, server ?? "certbot's default");
  if (wanted.key_type !== undefined && certificate.keyType !== wanted.key_type)
    add('key_type', certificate.keyType, wanted.key_type);
  else if (wanted.rsa_key_size !== undefined && certificate.bits !== wanted.rsa_key_size)
    add('rsa_key_size', certificate.bits, wanted.rsa_key_size);
  else if (wanted.elliptic_curve !== undefined && certificate.bits !== CURVES[wanted.elliptic_curve])
    add('elliptic_curve', `${certificate.bits} bits`, wanted.elliptic_curve);
  if (renewal.authenticator !== wanted.authenticator)
    add('authenticator', renewal.authenticator, wanted.authenticator);
  else if (wanted.authenticator === 'webroot' && renewal.webroot !== trimmed(wanted.webroot))
    add('webroot', renewal.webroot, trimmed(wanted.webroot));
  if (wanted.deploy_hook !== undefined && renewal.deployHook !== wanted.deploy_hook)
    add('deploy_hook', renewal.deployHook, wanted.deploy_hook);
  const window =
    wanted.renew_before === undefined
      ? Math.min(30 * DAY, (certificate.expires - certificate.issued) / 3)
      : wanted.renew_before * DAY;
  if (certificate.expires - now < window) add('expires', date(certificate.expires), 'renewed');
  return differences;
};

const trimmed = (path: string | undefined): string | undefined => path?.replace(/(?<=.)\/+$/, '');

const date = (seconds: number): string => new Date(seconds * 1000).toISOString();

const issue = (wanted: Wanted, exists: boolean): string => {
  const flag = (name: string, value: string | number | undefined): readonly string[] =>
    value === undefined ? [] : [`--${name}`, String(value)];
  const words = [
    ...['certbot', 'certonly', '--non-interactive', '--cert-name', wanted.name],
    ...['--domains', wanted.domains.join(',')],
    ...(wanted.authenticator === 'webroot'
      ? ['--webroot', ...flag('webroot-path', trimmed(wanted.webroot))]
      : [`--${wanted.authenticator}`]),
    ...(wanted.email === undefined
      ? ['--register-unsafely-without-email']
      : ['--email', wanted.email, '--no-eff-email']),
    ...(wanted.agree_tos ? ['--agree-tos'] : []),
    ...(wanted.staging ? ['--staging'] : []),
    ...flag('server', wanted.server),
    ...flag('key-type', wanted.key_type),
    ...flag('rsa-key-size', wanted.rsa_key_size),
    ...flag('elliptic-curve', wanted.elliptic_curve),
    ...flag('deploy-hook', wanted.deploy_hook),
    // That it is to be issued has been decided here; certbot is not to ask, nor to find that it isn't due yet.
    ...(exists ? ['--renew-with-new-domains', '--force-renewal'] : []),
  ];
  return words.map(quote).join(' ');
};

/**
 * sh that runs certbot. If certbot is killed while it sets up a new certificate it leaves an empty renewal file and links that nothing
 * belongs to: with those in its way it would refuse, or choose another name.
 */
const apply = (name: string, command: string): string => `command -v certbot >/dev/null || {
  echo 'certbot is not installed on the host'
  exit 1
}
conf=/etc/letsencrypt/renewal/${name}.conf
live=/etc/letsencrypt/live/${name}
if [ -e "$conf" ] && [ ! -s "$conf" ]; then rm -f "$conf"; fi
if [ ! -e "$conf" ] && [ -d "$live" ]; then
  for file in "$live"/*; do
    case \${file##*/} in
      README) ;;
      *) [ -L "$file" ] || [ ! -e "$file" ] || { echo "$live holds files that are not certbot's: move them away"; exit 1; } ;;
    esac
  done
  rm -rf "$live" "/etc/letsencrypt/archive/${name}"
fi
${command} 2>&1 </dev/null`;

const conclude = (wanted: Wanted, result: Result, output: Output): Conclusion => {
  const text = output.stdout.toString();
  if (output.code !== 0) {
    const what =
      wanted.state === 'absent'
        ? 'delete the certificate'
        : `get a certificate for ${wanted.domains.join(', ')}`;
    return { kind: 'failed', message: `certbot could not ${what}: ${certbotReason(text)}` };
  }
  const complaint = hookComplaint(text);
  return {
    kind: 'changed',
    result: { ...result, ...(complaint !== undefined && { warnings: [complaint] }) },
  };
};

const filesOf = (name: string): Result => ({
  name,
  certificate: `/etc/letsencrypt/live/${name}/fullchain.pem`,
  private_key: `/etc/letsencrypt/live/${name}/privkey.pem`,
});

/** Sees that a host has a certificate from an ACME CA, and that certbot's timer can renew it. */
export const certbot = defineModule<CertbotArguments, Wanted, CertbotState>({
  name: 'certbot',
  collection: 'trueup',
  description:
    "Gets a certificate from Let's Encrypt, or another ACME CA, by certbot. It is issued again if its domains, server, key, authenticator or hook are other ones than asked for, or if it is about to end; that it is renewed in time is the task of certbot's own timer.",
  options,
  returns: {
    name: { type: 'str', description: "The certificate's name." },
    certificate: { type: 'str', description: 'Path of the certificate with its chain.' },
    private_key: { type: 'str', description: 'Path of its key.' },
    expires: { type: 'str', description: 'When it ends, if it was there already.' },
  },
  examples: `- name: Get the certificate
  trueup.certbot:
    domains: [registry.example.org]
    email: admin@example.org
    agree_tos: true
    webroot: /var/www/acme
    deploy_hook: systemctl reload apache2
`,
  prepare,
  probe: wanted => ({ text: probe(wanted.name) }),
  parse: parseCertbot,
  plan: (wanted, state): Plan => {
    const { name } = wanted;
    const exists = state.renewal !== undefined;
    if (wanted.state === 'absent') {
      if (!exists && !state.certificate) return { kind: 'same', result: { name } };
      const command = exists ? `certbot delete --non-interactive --cert-name ${quote(name)}` : ':';
      return {
        kind: 'change',
        result: { name },
        differences: [
          {
            kind: 'attribute',
            subject: `certificate ${name}`,
            name: 'state',
            before: 'present',
            after: 'absent',
          },
        ],
        apply: { text: apply(name, command) },
        conclude: output => conclude(wanted, { name }, output),
      };
    }
    const differences = differ(wanted, state);
    const result = filesOf(name);
    if (differences.length === 0) {
      const expires = state.certificate && date(state.certificate.expires);
      return { kind: 'same', result: { ...result, expires } };
    }
    return {
      kind: 'change',
      result,
      differences,
      apply: { text: apply(name, issue(wanted, exists)) },
      conclude: output => conclude(wanted, result, output),
    };
  },
});
