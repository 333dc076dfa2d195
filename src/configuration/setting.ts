/** What a setting's text is read as. `paths` are separated by colons, the others by commas. */
export interface SettingTypes {
  boolean: boolean;
  integer: number;
  string: string;
  list: readonly string[];
  path: string;
  paths: readonly string[];
  'path list': readonly string[];
}

/** A setting of Ansible's that means something here. */
export interface Setting {
  readonly type: keyof SettingTypes;
  /** Where it stands in ansible.cfg, `section.name`; of several the last that is set counts. */
  readonly ini: readonly string[];
  /** Variables of the environment; of several the last that is set counts. */
  readonly env: readonly string[];
  /** As it would be written; paths may begin with {{ANSIBLE_HOME}}. Absent: there is none. */
  readonly default?: string;
  readonly choices?: readonly string[];
  /** The least number that makes sense. */
  readonly least?: number;
  /** What it does here, one sentence. */
  readonly description: string;
  /** The flag that wins over it. */
  readonly flag?: string;
}

/** Settings by their names. */
export type SettingTable = { readonly [name: string]: Setting };

/** What a setting comes to: undefined where it has no default and nobody sets it. */
export type SettingValue<S extends Setting> =
  | (S extends { readonly choices: readonly (infer Choice)[] } ? Choice : SettingTypes[S['type']])
  | (S extends { readonly default: string } ? never : undefined);
