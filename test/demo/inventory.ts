import { keyFile, knownHostsFile, labNet } from '../e2e/rig/lab.js';

/** Numbers of hosts in the lab. */
export const SERVER = 1;
export const CLIENT = 2;

/** Names that the lab's DNS has. */
export const DOMAIN = `docker${SERVER}.lab.test`;
export const IMAGE = `${DOMAIN}/hello:1`;
export const USER = 'alice';
/** The variable of trueup's environment that holds the user's password. */
export const PASSWORD = 'REGISTRY_PASSWORD';

const addressOf = (host: number): string => `${labNet}.0.${10 + host}`;

const connection = `    ansible_user: deploy
    ansible_ssh_private_key_file: ${keyFile}
    ansible_ssh_common_args: -o UserKnownHostsFile=${knownHostsFile}
`;

/** The inventory that a user would write for the registry. */
export const serverInventory = `registry:
  hosts:
    server:
      ansible_host: ${addressOf(SERVER)}
      registry_domain: ${DOMAIN}
  vars:
    registry_users:
      - name: ${USER}
        password: "{{ lookup('env', '${PASSWORD}') }}"
    certbot_server: https://acme.lab.test:14000/dir
${connection}`;

export const clientInventory = `clients:
  hosts:
    client:
      ansible_host: ${addressOf(CLIENT)}
  vars:
${connection}`;
