/** The modules of ansible.builtin in ansible-core 2.14 (`ansible-doc -l`), those apart that stand among plays or are gone. */
export const BUILTIN_NAMES: readonly string[] = `
  add_host apt apt_key apt_repository assemble assert async_status blockinfile command copy cron debconf debug dnf
  dpkg_selections expect fail fetch file find gather_facts get_url getent git group group_by hostname import_role
  import_tasks include_role include_tasks include_vars iptables known_hosts lineinfile meta package package_facts pause
  ping pip raw reboot replace rpm_key script service service_facts set_fact set_stats setup shell slurp stat subversion
  systemd systemd_service sysvinit tempfile template unarchive uri user validate_argument_spec wait_for
  wait_for_connection yum yum_repository`
  .trim()
  .split(/\s+/);

/** Modules of other collections that many playbooks name, also by their short names. */
const OTHERS: readonly string[] = `
  ansible.posix.acl ansible.posix.authorized_key ansible.posix.firewalld ansible.posix.mount ansible.posix.seboolean
  ansible.posix.selinux ansible.posix.synchronize ansible.posix.sysctl
  community.crypto.openssl_csr community.crypto.openssl_privatekey community.crypto.x509_certificate
  community.docker.docker_compose community.docker.docker_compose_v2 community.docker.docker_image
  community.docker.docker_login community.docker.docker_network community.docker.docker_volume
  community.general.alternatives community.general.apk community.general.archive community.general.bower
  community.general.capabilities community.general.composer community.general.cpanm community.general.cronvar
  community.general.dconf community.general.filesystem community.general.flatpak community.general.gem
  community.general.git_config community.general.homebrew community.general.homebrew_cask
  community.general.ini_file community.general.interfaces_file community.general.java_keystore
  community.general.jenkins_plugin community.general.kernel_blacklist community.general.locale_gen
  community.general.lvg community.general.lvol community.general.mail community.general.make
  community.general.modprobe community.general.monit community.general.nmcli community.general.npm
  community.general.osx_defaults community.general.pacman community.general.pam_limits community.general.parted
  community.general.pkgng community.general.portage community.general.redhat_subscription
  community.general.sefcontext community.general.seport community.general.slack community.general.snap
  community.general.ssh_config community.general.sudoers community.general.supervisorctl
  community.general.timezone community.general.ufw community.general.xattr community.general.xml
  community.general.yarn community.general.zypper community.general.zypper_repository
  community.mongodb.mongodb_user community.mysql.mysql_info community.mysql.mysql_replication
  community.mysql.mysql_variables community.postgresql.postgresql_ext community.postgresql.postgresql_owner
  community.postgresql.postgresql_query community.postgresql.postgresql_schema community.postgresql.postgresql_set
  community.rabbitmq.rabbitmq_plugin community.rabbitmq.rabbitmq_user community.rabbitmq.rabbitmq_vhost
  community.mysql.mysql_db community.mysql.mysql_user
  community.postgresql.postgresql_db community.postgresql.postgresql_privs community.postgresql.postgresql_user`
  .trim()
  .split(/\s+/);

/** Whether Ansible has a module of that name: where trueup has none, it is no misspelling. */
export const isAnsibleModule = (name: string): boolean => {
  const short = /^ansible\.(?:builtin|legacy)\.(\w+)$/.exec(name)?.[1] ?? name;
  return BUILTIN_NAMES.includes(short) || OTHERS.some(other => other === name || other.endsWith(`.${name}`));
};
