import type { ApiObject } from 'cdk8s';
import { PROXY_CONFIG_ANNOTATION } from '../model/names';

/** An object that runs pods: one of the app, or of a list that is one. */
export interface Workload {
  readonly object: ApiObject;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

export const nameOf = ({ kind, namespace, name }: Workload): string => `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;

export function unreadBy(workload: Workload, fields: readonly string[]): string {
  return `${nameOf(workload)} has an annotation ${PROXY_CONFIG_ANNOTATION} that is no YAML map, so that ${fields.join(', ')} of sidecar policies `
    + 'is not written into it; correct the annotation';
}

export function lostBy(workload: Workload, lost: readonly string[]): string {
  const { object } = workload;
  return `${nameOf(workload)} must hold ${lost.join(', ')} of a sidecar policy, `
    + `got a workload of class ${object.constructor.name}, which drops that when it is written; `
    + 'write the workload as an ApiObject of cdk8s, or set it with fields that the class knows (exec for a hook)';
}
