// What the project's own commands share.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The path of a command that a devDependency brings. */
export const bin = (name) => join(root, 'node_modules', '.bin', name);

/** Ends the command with a message. */
export function fail(message) {
  console.error(message);
  process.exit(1);
}
