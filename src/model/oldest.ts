import type { KubeObject, Manifest } from './manifest/types';
import { stringAt } from './read';

/** A message names no more: it is for people. */
const MOST_NAMES = 10;

/** The names of the objects between which nobody can tell, in an order that does not depend on that of the manifests. */
export function namesOf(manifests: readonly Manifest[]): string {
  const names = manifests.map(({ key }) => key.name).sort();
  return (names.length > MOST_NAMES ? [...names.slice(0, MOST_NAMES), `${names.length - MOST_NAMES} more`] : names).join(', ');
}

/** As the API server writes it, to the second. */
const CREATED = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/**
 * The one of several objects that was created first, by a text of their own among equals. Manifests rarely carry their creation time, and then it cannot
 * be told: undefined.
 */
export function oldestBy<T>(all: readonly T[], told: (one: T) => { readonly object: KubeObject; readonly name: string }): T | undefined {
  if (all.length === 1) { return all[0]; }
  let oldest: { readonly one: T; readonly sort: string } | undefined;
  for (const one of all) {
    const { object, name } = told(one);
    const created = stringAt(object, '/metadata/creationTimestamp');
    if (created === undefined || !CREATED.test(created)) { return undefined; }
    const sort = `${created} ${name}`;
    if (!oldest || sort < oldest.sort) { oldest = { one, sort }; }
  }
  return oldest?.one;
}

/** As Istio takes one where several speak, by name among equals (Istio 1.30.3 proxy_config.go sortConfigByCreationTime, deploymentcontroller.go OldestObject). */
export function oldestOf(manifests: readonly Manifest[]): Manifest | undefined {
  return oldestBy(manifests, ({ object, key: { name } }) => ({ object, name }));
}
