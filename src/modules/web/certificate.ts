import type { Output } from '../../agent/protocol.js';

/** What certbot wrote down for the renewal of a certificate. */
export interface Renewal {
  readonly server: string | undefined;
  readonly authenticator: string | undefined;
  readonly webroot: string | undefined;
  readonly deployHook: string | undefined;
}

/** A certificate that is on a host. */
export interface Certificate {
  readonly domains: readonly string[];
  readonly keyType: 'rsa' | 'ecdsa' | 'other';
  readonly bits: number;
  /** Seconds since 1970. */
  readonly issued: number;
  readonly expires: number;
}

/** What a host has of a certificate's name. */
export interface CertbotState {
  /** Seconds since 1970 by the host's clock. */
  readonly now: number;
  readonly renewal: Renewal | undefined;
  readonly certificate: Certificate | undefined;
}

/**
 * The value of a key in certbot's renewal file: ini in the way of Python's configobj, which quotes values that hold commas, quotes or
 * `#`, and ends lists of one with a comma.
 */
const renewalValue = (lines: readonly string[], key: string): string | undefined => {
  for (const line of lines) {
    const equals = line.indexOf('=');
    if (equals === -1 || line.slice(0, equals).trim() !== key) continue;
    const value = line.slice(equals + 1).trim();
    const quoted = /^(['"])(.*)\1$/.exec(value);
    return quoted ? quoted[2] : value;
  }
  return undefined;
};

/** Reads certbot's renewal file; undefined if it is empty, as a run of certbot that was killed leaves it. */
export const parseRenewal = (lines: readonly string[]): Renewal | undefined => {
  if (lines.every(line => line.trim() === '')) return undefined;
  return {
    server: renewalValue(lines, 'server'),
    authenticator: renewalValue(lines, 'authenticator'),
    webroot: renewalValue(lines, 'webroot_path')?.split(',')[0],
    deployHook: renewalValue(lines, 'renew_hook'),
  };
};

/** Reads what `openssl x509 -noout -text` prints (1.1.1 to 3); undefined if it isn't a certificate. */
export const parseCertificate = (text: string): Certificate | undefined => {
  const issued = Date.parse(/^\s*Not Before *: (.+)$/m.exec(text)?.[1] ?? '');
  const expires = Date.parse(/^\s*Not After *: (.+)$/m.exec(text)?.[1] ?? '');
  if (Number.isNaN(issued) || Number.isNaN(expires)) return undefined;
  const algorithm = /^\s*Public Key Algorithm: (\S+)/m.exec(text)?.[1];
  const names = /Subject Alternative Name:[^\n]*\n\s*(.+)$/m.exec(text)?.[1] ?? '';
  return {
    domains: names
      .split(/,\s*/)
      .filter(name => name.startsWith('DNS:'))
      .map(name => name.slice(4).toLowerCase()),
    keyType: algorithm === 'rsaEncryption' ? 'rsa' : algorithm === 'id-ecPublicKey' ? 'ecdsa' : 'other',
    bits: Number(/Public-Key: \((\d+) bit/.exec(text)?.[1] ?? 0),
    issued: issued / 1000,
    expires: expires / 1000,
  };
};

/** Reads what certbot's probe printed. */
export const parseCertbot = (output: Output): CertbotState => {
  const lines = output.stdout.toString().split('\n');
  const mark = lines.findIndex(line => line.startsWith('now '));
  const conf = lines.slice(0, mark === -1 ? undefined : mark).filter(line => line.startsWith('conf '));
  return {
    now: Number(lines[mark]?.slice(4) ?? 0),
    renewal: parseRenewal(conf.map(line => line.slice(5))),
    certificate: mark === -1 ? undefined : parseCertificate(lines.slice(mark + 1).join('\n')),
  };
};

/**
 * certbot's own reason for a failure: what the CA said of each domain where it did, else what certbot prints without its usual
 * surroundings.
 */
export const certbotReason = (text: string): string => {
  const problems = [...text.matchAll(/^\s*Domain: (.+)\n\s*Type: +(.+)\n\s*Detail: (.+)$/gm)];
  if (problems.length > 0)
    return problems.map(([, domain, type, detail]) => `${domain}: ${type}: ${detail}`).join('\n');
  return text
    .split('\n')
    .map(line => line.trim())
    .filter(
      line =>
        line !== '' &&
        !/^(Saving debug log|Requesting a certificate|Renewing an existing|Account registered|Ask for help|An unexpected error occurred:|Some challenges have failed|- - -|\(You can set this)/.test(
          line,
        ),
    )
    .join('\n');
};

/** What a deploy hook said that failed; certbot itself doesn't fail with it. */
export const hookComplaint = (text: string): string | undefined => {
  const start = text.search(/^Hook '[^']*' reported error code/m);
  return start === -1 ? undefined : text.slice(start).split('\n\n')[0]!.trim();
};
