// What certbot 2.1 and openssl 3.0 of Debian 12 print.

/** certbot's failures. */
export const failures = {
  unknownName: `Saving debug log to /var/log/letsencrypt/letsencrypt.log
Account registered.
Requesting a certificate for nope.lab.test

Certbot failed to authenticate some domains (authenticator: webroot). The Certificate Authority reported these problems:
  Domain: nope.lab.test
  Type:   connection
  Detail: Get "http://nope.lab.test:80/.well-known/acme-challenge/GYpVfW8r6yg8tZ5Au_GOWw3-bkdjZHVzl83scTLRGmU": could not resolve URL "http://nope.lab.test:80/.well-known/acme-challenge/GYpVfW8r6yg8tZ5Au_GOWw3-bkdjZHVzl83scTLRGmU"

Hint: The Certificate Authority failed to download the temporary challenge files created by Certbot. Ensure that the listed domains serve their content from the provided --webroot-path/-w and that files created there can be downloaded from the internet.

Some challenges have failed.
Ask for help or search for solutions at https://community.letsencrypt.org. See the logfile /var/log/letsencrypt/letsencrypt.log or re-run Certbot with -v for more details.
`,

  noRoute: `Saving debug log to /var/log/letsencrypt/letsencrypt.log
Requesting a certificate for docker2.lab.test

Certbot failed to authenticate some domains (authenticator: webroot). The Certificate Authority reported these problems:
  Domain: docker2.lab.test
  Type:   connection
  Detail: Get "http://docker2.lab.test:80/.well-known/acme-challenge/QOQuKjbVN3JUts71lHU_C4PGBn-iy8K0mmKgZqjUehg": dial tcp 10.79.0.12:80: connect: no route to host

Hint: The Certificate Authority failed to download the temporary challenge files created by Certbot. Ensure that the listed domains serve their content from the provided --webroot-path/-w and that files created there can be downloaded from the internet.

Some challenges have failed.
Ask for help or search for solutions at https://community.letsencrypt.org. See the logfile /var/log/letsencrypt/letsencrypt.log or re-run Certbot with -v for more details.
`,

  noServer: `Saving debug log to /var/log/letsencrypt/letsencrypt.log
An unexpected error occurred:
ValueError: Requesting acme.lab.test/dir: Connection refused
Ask for help or search for solutions at https://community.letsencrypt.org. See the logfile /var/log/letsencrypt/letsencrypt.log or re-run Certbot with -v for more details.
`,

  noAgreement: `Saving debug log to /var/log/letsencrypt/letsencrypt.log
Missing command line flag or config entry for this setting:
Please read the Terms of Service at data:text/plain,Do%20what%20thou%20wilt. You must agree in order to register with the ACME server. Do you agree?

(You can set this with the --agree-tos flag)
Ask for help or search for solutions at https://community.letsencrypt.org. See the logfile /var/log/letsencrypt/letsencrypt.log or re-run Certbot with -v for more details.
`,

  noWebroot: `/nope does not exist or is not a directory
Ask for help or search for solutions at https://community.letsencrypt.org. See the logfile /tmp/certbot-log-0c19ebbk/log or re-run Certbot with -v for more details.
`,

  noPlugin: `Saving debug log to /var/log/letsencrypt/letsencrypt.log
The requested apache plugin does not appear to be installed
Ask for help or search for solutions at https://community.letsencrypt.org. See the logfile /var/log/letsencrypt/letsencrypt.log or re-run Certbot with -v for more details.
`,
};

/** A success whose hook failed. */
export const hookFailed = `Saving debug log to /var/log/letsencrypt/letsencrypt.log
Requesting a certificate for docker1.lab.test and h1.lab.test
Hook 'deploy-hook' reported error code 5
Hook 'deploy-hook' ran with error output:
 Invalid unit name "apache2," escaped as "apache2\\x2c" (maybe you should use systemd-escape?).
 Failed to reload apache2\\x2c.service: Unit apache2\\x2c.service not found.
 Failed to reload x.service: Unit x.service not found.

Successfully received certificate.
Certificate is saved at: /etc/letsencrypt/live/docker1.lab.test/fullchain.pem
Key is saved at:         /etc/letsencrypt/live/docker1.lab.test/privkey.pem
This certificate expires on 2027-02-21.
These files will be updated when the certificate renews.
Certbot has set up a scheduled task to automatically renew this certificate in the background.

- - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - -
If you like Certbot, please consider supporting our work by:
 * Donating to ISRG / Let's Encrypt:   https://letsencrypt.org/donate
 * Donating to EFF:                    https://eff.org/donate-le
- - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - -
`;

/** certbot's file for the renewal. */
export const renewal = `# renew_before_expiry = 30 days
version = 2.1.0
archive_dir = /etc/letsencrypt/archive/docker1.lab.test
cert = /etc/letsencrypt/live/docker1.lab.test/cert.pem
privkey = /etc/letsencrypt/live/docker1.lab.test/privkey.pem
chain = /etc/letsencrypt/live/docker1.lab.test/chain.pem
fullchain = /etc/letsencrypt/live/docker1.lab.test/fullchain.pem

# Options used in the renewal process
[renewalparams]
account = b5d01e8af0902b370a339c914040a76c
key_type = ecdsa
renew_hook = 'systemctl reload apache2, "x"'
server = https://acme.lab.test:14000/dir
authenticator = webroot
webroot_path = /var/www/acme,
[[webroot_map]]
docker1.lab.test = /var/www/acme
h1.lab.test = /var/www/acme
`;

/** The certificate, an ECDSA one. */
export const ecdsa = `Certificate:
    Data:
        Version: 3 (0x2)
        Serial Number: 6712317025365970092 (0x5d26f0c56cbeccac)
        Signature Algorithm: sha256WithRSAEncryption
        Issuer: CN = Pebble Intermediate CA 593f75
        Validity
            Not Before: Nov 23 15:48:54 2026 GMT
            Not After : Feb 21 15:48:53 2027 GMT
        Subject: CN = docker1.lab.test
        Subject Public Key Info:
            Public Key Algorithm: id-ecPublicKey
                Public-Key: (256 bit)
                pub:
                    04:eb:58:ef:ed:46:f5:f0:04:69:af:04:ca:87:f8:
                    68:07:e4:a6:94:e3:66:26:d0:5d:d4:ee:fc:ba:99:
                    79:19:c3:62:d5:e0:d9:22:12:9a:74:61:73:53:c0:
                    b5:58:1f:ab:13:10:54:8f:5b:75:11:3e:06:4b:e2:
                    fd:16:b3:33:7f
                ASN1 OID: prime256v1
                NIST CURVE: P-256
        X509v3 extensions:
            X509v3 Key Usage: critical
                Digital Signature, Key Encipherment
            X509v3 Extended Key Usage: 
                TLS Web Server Authentication, TLS Web Client Authentication
            X509v3 Basic Constraints: critical
                CA:FALSE
            X509v3 Subject Key Identifier: 
                C5:11:80:45:1E:DE:B3:E2:34:71:6F:BD:03:B6:92:90:01:5D:38:16
            X509v3 Authority Key Identifier: 
                6D:A0:6A:A4:B9:37:8D:DF:32:89:44:8C:55:6D:0A:CD:F2:C0:2E:8C
            X509v3 Subject Alternative Name: 
                DNS:docker1.lab.test, DNS:h1.lab.test
    Signature Algorithm: sha256WithRSAEncryption
`;
