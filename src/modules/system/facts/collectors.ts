import { cmdline, dns, env, fqdn, lsb, platform, user } from './basics.js';
import { devices } from './devices.js';
import { distribution, packageManager, serviceManager } from './distribution.js';
import type { Collector } from './gather.js';
import type { Group } from './groups.js';
import { dmi, loadavg, memory, mounts, processor, uptime } from './hardware.js';
import { fibreChannel, iscsi, nvme } from './initiators.js';
import { localFacts } from './local.js';
import { lvm } from './lvm.js';
import { network } from './network.js';
import { python, pythonVersion } from './python.js';
import { apparmor, caps, chroot, fips, selinux, sshPublicKeys } from './security.js';
import { dateTime } from './time.js';
import { virtual } from './virtual.js';

/**
 * How each group of facts is gathered.
 * @param folder where the host keeps facts of its own
 */
export const collectorsOf = (folder: string): Readonly<Record<Group, Collector>> => ({
  apparmor,
  caps,
  chroot,
  cmdline,
  date_time: dateTime,
  devices,
  distribution,
  dmi,
  dns,
  env,
  fibre_channel_wwn: fibreChannel,
  fips,
  fqdn,
  iscsi,
  loadavg,
  local: localFacts(folder),
  lsb,
  lvm,
  memory,
  mounts,
  network,
  nvme,
  pkg_mgr: packageManager,
  platform,
  processor,
  python,
  python_version: pythonVersion,
  selinux,
  service_mgr: serviceManager,
  ssh_pub_keys: sshPublicKeys,
  uptime,
  user,
  virtual,
});
