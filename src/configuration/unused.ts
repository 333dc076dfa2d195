import type { Configuration } from './configuration.js';
import type { Setting } from './setting.js';
import { SETTINGS } from './settings/index.js';

/** Settings of Ansible's that mean nothing here, by why that is so. */
export const UNUSED: readonly (readonly [reason: string, settings: string])[] = [
  [
    'There is no Python on hosts, and nothing is copied to them.',
    `defaults.interpreter_python defaults.remote_tmp defaults.local_tmp defaults.module_compression defaults.keep_remote_files
    defaults.allow_world_readable_tmpfiles defaults.common_remote_group defaults.system_tmpdirs defaults.admin_users
    defaults.python_module_rlimit_nofile defaults.module_utils`,
  ],
  [
    'A host has one connection of its own that stays; no `ssh`, `scp` or `sftp` is run.',
    `defaults.pipelining connection.pipelining ssh_connection.pipelining ssh_connection.control_path
    ssh_connection.control_path_dir ssh_connection.pkcs11_provider ssh_connection.scp_executable ssh_connection.scp_extra_args
    ssh_connection.scp_if_ssh ssh_connection.sftp_batch_mode ssh_connection.sftp_executable ssh_connection.sftp_extra_args
    ssh_connection.ssh_executable ssh_connection.transfer_method ssh_connection.sshpass_prompt ssh_connection.usetty
    defaults.use_persistent_connections`,
  ],
  [
    'Python plugins are not loaded.',
    `defaults.action_plugins defaults.become_plugins defaults.cache_plugins defaults.callback_plugins defaults.cliconf_plugins
    defaults.connection_plugins defaults.doc_fragment_plugins defaults.httpapi_plugins defaults.inventory_plugins
    defaults.netconf_plugins defaults.strategy_plugins defaults.terminal_plugins defaults.vars_plugins
    defaults.vars_plugins_enabled defaults.run_vars_plugins defaults.plugin_filters_cfg defaults.callback_whitelist
    defaults.callbacks_enabled defaults.bin_ansible_callbacks defaults.stdout_callback defaults.collections_scan_sys_path
    defaults.collections_on_ansible_version_mismatch defaults.old_plugin_cache_clear defaults.module_ignore_exts
    defaults.validate_action_group_metadata vars_host_group_vars.stage`,
  ],
  [
    'Networking devices and Windows are not supported.',
    `defaults.network_group_modules defaults.win_async_startup_timeout persistent_connection.ansible_connection_path
    persistent_connection.command_timeout persistent_connection.connect_retry_timeout persistent_connection.connect_timeout
    persistent_connection.control_path_dir netconf_connection.ssh_config`,
  ],
  [
    'The connection `paramiko` is taken for `ssh`.',
    `paramiko_connection.banner_timeout paramiko_connection.host_key_auto_add paramiko_connection.host_key_checking
    paramiko_connection.look_for_keys paramiko_connection.proxy_command paramiko_connection.pty
    paramiko_connection.record_host_keys paramiko_connection.remote_user paramiko_connection.use_rsa_sha2_algorithms`,
  ],
  [
    'A template keeps the type of what is in it, and what a lookup finds is never rendered.',
    'defaults.jinja2_native defaults.allow_unsafe_lookups jinja2.dont_type_filters',
  ],
  [
    'Results and warnings are printed in one form.',
    `defaults.callback_result_format defaults.callback_format_pretty defaults.check_mode_markers defaults.show_per_host_start
    defaults.display_args_to_stdout defaults.verbose_to_stderr defaults.action_warnings defaults.deprecation_warnings
    defaults.system_warnings defaults.localhost_warning defaults.max_diff_size
    inventory.inventory_unparsed_warning inventory_plugin_script.always_show_stderr colors.changed colors.console_prompt
    colors.debug colors.deprecate colors.diff_add colors.diff_lines colors.diff_remove colors.error colors.highlight colors.ok
    colors.skip colors.unreachable colors.verbose colors.warn`,
  ],
  [
    'An inventory source that has no meaning ends the run, and none is cached.',
    `inventory.any_unparsed_is_failed inventory.unparsed_is_failed inventory.enable_plugins inventory.cache
    inventory.cache_connection inventory.cache_plugin inventory.cache_prefix inventory.cache_timeout
    inventory_plugins.use_extra_vars`,
  ],
  [
    'It is as Ansible has it if nothing is set.',
    `defaults.error_on_undefined_vars defaults.null_representation defaults.duplicate_dict_key
    defaults.executable defaults.playbook_vars_root defaults.precedence
    defaults.yaml_valid_extensions inventory_plugin_yaml.yaml_valid_extensions diff.context inventory.host_pattern_mismatch
    privilege_escalation.become_allow_same_user`,
  ],
  ['Facts are gathered as far as a playbook names them.', 'defaults.gather_subset defaults.gather_timeout'],
  [
    'Nothing like it happens here.',
    `defaults.log_filter callback_tree.directory defaults.cow_selection defaults.cow_whitelist defaults.cowsay_enabled_stencils defaults.cowpath defaults.nocows
    defaults.debug defaults.devel_warning defaults.docsite_root_url defaults.internal_poll_interval defaults.no_target_syslog
    defaults.syslog_facility defaults.string_conversion_action defaults.jinja2_native_warning
    defaults.invalid_task_attribute_failed defaults.facts_modules privilege_escalation.agnostic_become_prompt
    selinux.libvirt_lxc_noseclabel selinux.special_context_filesystems`,
  ],
  [
    '`ansible`, `ansible-galaxy` and their like read it.',
    `defaults.module_args defaults.module_name defaults.playbook_dir defaults.su inventory.export galaxy.cache_dir galaxy.collection_skeleton
    galaxy.collection_skeleton_ignore galaxy.disable_gpg_verify galaxy.display_progress galaxy.gpg_keyring galaxy.ignore_certs
    galaxy.ignore_signature_status_codes galaxy.required_valid_signature_count galaxy.role_skeleton
    galaxy.role_skeleton_ignore galaxy.server galaxy.server_list galaxy.token_path`,
  ],
];

/** The settings that one group of UNUSED names. */
export const namesIn = (settings: string): readonly string[] => settings.trim().split(/\s+/);

/** Variables of the environment whose names don't follow from those of settings. */
const OTHER_VARIABLES = `ANSIBLE_CONFIG ANSIBLE_REMOTE_TEMP ANSIBLE_LOCAL_TEMP ANSIBLE_PYTHON_INTERPRETER
  ANSIBLE_GALAXY_IGNORE ANSIBLE_SSH_PIPELINING ANSIBLE_SSH_CONTROL_PATH ANSIBLE_SSH_CONTROL_PATH_DIR
  ANSIBLE_SSH_EXECUTABLE ANSIBLE_SSH_TRANSFER_METHOD ANSIBLE_SSH_USETTY ANSIBLE_VARS_ENABLED ANSIBLE_VARS_PLUGIN_STAGE
  ANSIBLE_LOAD_CALLBACK_PLUGINS ANSIBLE_COW_PATH ANSIBLE_COW_ACCEPTLIST ANSIBLE_SHELL_ALLOW_WORLD_READABLE_TEMP
  ANSIBLE_SELINUX_SPECIAL_FS ANSIBLE_STRING_TYPE_FILTERS ANSIBLE_YAML_FILENAME_EXT ANSIBLE_INVENTORY_ENABLED
  ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED ANSIBLE_INVENTORY_UNPARSED_FAILED ANSIBLE_HOST_PATTERN_MISMATCH
  ANSIBLE_CALLBACK_TREE_DIR ANSIBLE_INVENTORY_PLUGIN_SCRIPT_STDERR ANSIBLE_INVENTORY_USE_EXTRA_VARS ANSIBLE_GALAXY_TOKEN ANSIBLE_TEST_CONTENT_ROOT`;

/** Settings that somebody has set and that are not read: known ones, and those that Ansible doesn't know either. */
export const notRead = ({
  file,
  environment,
}: Configuration): { readonly unused: readonly string[]; readonly unknown: readonly string[] } => {
  const read: readonly Setting[] = Object.values(SETTINGS);
  const readEntries = new Set(read.flatMap(({ ini }) => ini));
  const readVariables = new Set(read.flatMap(({ env }) => env));
  const entries = new Set(UNUSED.flatMap(([, settings]) => namesIn(settings)));
  const variables = new Set(namesIn(OTHER_VARIABLES));
  for (const entry of entries) {
    const [section = '', key = ''] = entry.split('.');
    variables.add(`ANSIBLE_${key.toUpperCase()}`).add(`ANSIBLE_${`${section}_${key}`.toUpperCase()}`);
  }
  const unused: string[] = [];
  const unknown: string[] = [];
  for (const [section, values] of file?.sections ?? [])
    for (const key of values.keys()) {
      const entry = `${section}.${key}`;
      if (!readEntries.has(entry)) (entries.has(entry) ? unused : unknown).push(`[${section}] ${key}`);
    }
  for (const name of Object.keys(environment).sort())
    if (name.startsWith('ANSIBLE_') && !readVariables.has(name))
      (variables.has(name) ? unused : unknown).push(name);
  return { unused: unused.filter(name => name !== 'ANSIBLE_CONFIG'), unknown };
};
