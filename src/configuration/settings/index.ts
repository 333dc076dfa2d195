import type { SettingTable } from '../setting.js';
import { CONNECTION, PRIVILEGE_ESCALATION } from './connection.js';
import { FACTS } from './facts.js';
import { FILES, VAULT } from './files.js';
import { INVENTORY } from './inventory.js';
import { OUTPUT, RUN } from './run.js';

/** All settings that mean something here. */
export const SETTINGS = {
  ...RUN,
  ...FACTS,
  ...CONNECTION,
  ...PRIVILEGE_ESCALATION,
  ...INVENTORY,
  ...FILES,
  ...VAULT,
  ...OUTPUT,
} as const satisfies SettingTable;

/** The settings by what they are about, as they are documented. */
export const CHAPTERS: readonly (readonly [title: string, settings: SettingTable])[] = [
  ['What is run', RUN],
  ['Facts', FACTS],
  ['Connections', CONNECTION],
  ['Becoming another user', PRIVILEGE_ESCALATION],
  ['Inventory', INVENTORY],
  ['Files', FILES],
  ['Vault', VAULT],
  ['Output', OUTPUT],
];
