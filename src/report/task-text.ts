import type { TaskInfo } from '../run/events.js';

/** Where a task stands, to be put behind its name: ` (site.yml:12)`. */
export const placeOf = (task: TaskInfo): string => {
  if (!task.location) return '';
  const { file, start } = task.location;
  return ` (${file.path}:${file.position(start).line})`;
};
