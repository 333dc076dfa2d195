import type { Collector, Facts } from './gather.js';

const OPTIONS = '--noheadings --nosuffix --units g --separator ,';

/** Logical volumes; only root may look at them. */
export const lvm: Collector = {
  commands: {
    vgs: `[ "$(id -u)" != 0 ] || ! command -v vgs >/dev/null || { echo found; vgs ${OPTIONS}; }`,
    lvs: `[ "$(id -u)" != 0 ] || lvs ${OPTIONS}`,
    pvs: `[ "$(id -u)" != 0 ] || pvs ${OPTIONS} | while IFS= read -r line; do
  device=\${line%%,*}
  device=\${device##* }
  case $device in
  /dev/dm-*) printf '/dev/mapper/%s,%s\\n' "$(dmsetup info -C --noheadings -o name "$device")" "\${line#*,}" ;;
  *) printf '%s\\n' "$line" ;;
  esac
done`,
  },
  parse: sections => {
    const [found, ...groups] = sections.lines(':vgs');
    if (found === undefined) return { lvm: 'N/A' };
    const table = (lines: readonly string[], entry: (items: readonly string[]) => Facts): Facts =>
      Object.fromEntries(
        lines.map(line => {
          const items = line.trim().split(',');
          return [items[0] ?? '', entry(items)];
        }),
      );
    return {
      lvm: {
        lvs: table(sections.lines(':lvs'), items => ({ size_g: items[3], vg: items[1] })),
        vgs: table(groups, items => ({
          size_g: items.at(-2),
          free_g: items.at(-1),
          num_lvs: items[2],
          num_pvs: items[1],
        })),
        pvs: table(sections.lines(':pvs'), items => ({ size_g: items[4], free_g: items[5], vg: items[1] })),
      },
    };
  },
};
