/** What is mounted where. */
interface Mounted {
  readonly id: string;
  readonly parent: string;
  readonly root: string;
  readonly point: string;
  readonly source: string;
}

/** What is mounted at a mount point. */
export interface MountSource {
  /** A device, or what stands for one. */
  readonly device: string;
  /** Of a folder that is mounted elsewhere that folder, else the device. */
  readonly source: string;
}

/** What is mounted at each mount point, by the kernel's list of mounts (proc(5), mountinfo). */
export const mountSources = (mountinfo: string): ReadonlyMap<string, MountSource> => {
  const mounts: Mounted[] = [];
  for (const line of mountinfo.split('\n')) {
    const fields = line.trim().split(/\s+/);
    if (fields.length < 9) continue;
    const [id, parent, , root, point] = fields;
    mounts.push({ id: id!, parent: parent!, root: root!, point: point!, source: fields.at(-2)! });
  }
  const byId = new Map(mounts.map(mount => [mount.id, mount]));
  const roots = new Map<string, string>();
  const sources = new Map<string, MountSource>();
  for (const { id, parent, root, point, source } of mounts) {
    const above = parent === '1' ? undefined : byId.get(parent);
    if (!above) {
      sources.set(point, { device: source, source });
      continue;
    }
    const rootAbove = roots.get(above.id) ?? above.root;
    const rest =
      rootAbove.length > 1 && root.startsWith(`${rootAbove}/`) ? root.slice(rootAbove.length) : root;
    const whole = above.point === '/' ? rest : above.point + rest;
    roots.set(id, whole);
    sources.set(point, { device: source, source: whole });
  }
  return sources;
};
