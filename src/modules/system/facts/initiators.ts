import { assignments, type Collector } from './gather.js';

/** The name under which the host asks for iSCSI storage. */
export const iscsi: Collector = {
  files: ['/etc/iscsi/initiatorname.iscsi'],
  parse: sections => ({
    iscsi_iqn: assignments(sections.text('/etc/iscsi/initiatorname.iscsi')).get('InitiatorName') ?? '',
  }),
};

/** The name under which it asks for NVMe storage over a network. */
export const nvme: Collector = {
  files: ['/etc/nvme/hostnqn'],
  parse: sections => ({
    hostnqn: sections.lines('/etc/nvme/hostnqn').find(line => line.startsWith('nqn.')) ?? '',
  }),
};

/** The names of its ports to Fibre Channel, without the 0x before them. */
export const fibreChannel: Collector = {
  files: ['/sys/class/fc_host/*/port_name'],
  parse: sections => ({
    fibre_channel_wwn: sections
      .paths(/^\/sys\/class\/fc_host\/[^/]+\/port_name$/)
      .flatMap(([path]) => sections.lines(path))
      .map(line => line.trimEnd().slice(2)),
  }),
};
