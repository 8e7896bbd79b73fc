import { excluded } from './excluded';
import type { SidecarLevel } from './level';
import { podViewOf, produced } from './pod-view';
import { type Policy, speaksFor } from './resolve';
import type { Rendered } from '../checks/synth-hook';
import { areNumbered, nearest } from '../kube/nearest';
import { manifestOf } from '../model/manifest';
import { appliedAs } from '../model/manifest/lists';
import type { JsonMapping } from '../model/manifest/types';
import { podTemplateOf } from '../model/manifest/workloads';
import { isMap, member } from '../model/read';
import { Flavor } from '../platform';

/** The pods of one object of the app. */
interface Pods {
  readonly name: string;
  readonly namespace?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly excluded?: string;
}

/**
 * Policies for workloads that reach no pods of the app, each as a line. On Istio such a policy is nothing at all, because pods carry it; on ASM its
 * resource may be for the workloads of another app, so that it is said only where pods are here that were meant. A policy for a namespace or the
 * mesh may well stand alone.
 */
export function remarksOf(policies: readonly Policy[], reached: ReadonlySet<Policy>, rendered: readonly Rendered[]): readonly string[] {
  const idle = policies.filter((policy) => policy.level._level === 'workload' && !reached.has(policy));
  if (idle.length === 0) { return []; }
  const all = rendered.flatMap(podsOf);
  return idle.flatMap((policy) => {
    const remark = remarkOf(policy, all);
    return remark === undefined ? [] : [`[${policy.path}] 'level' ${policy.level.toString()} ${remark}`];
  });
}

function podsOf({ construct, json }: Rendered): Pods[] {
  return appliedAs(json as unknown as JsonMapping).flatMap((object) => (isMap(object) ? podsIn(object, construct.node.path) : []));
}

function podsIn(json: unknown, construct: string): Pods[] {
  const { key, object } = manifestOf(json, { construct });
  const template = podTemplateOf(key, object);
  if (template === undefined) { return []; }
  const pod = podViewOf(template);
  return [{ name: `${key.kind} ${key.name}`, namespace: key.namespace, labels: pod.labels, excluded: excluded(pod, produced(member(template, 'spec'))) }];
}

function remarkOf(policy: Policy, all: readonly Pods[]): string | undefined {
  const { level, flavor } = policy;
  const selected = all.filter(({ namespace, labels }) => speaksFor(policy, namespace, labels));
  const left = selected.find((pods) => pods.excluded !== undefined);
  if (left) { return `selects ${left.name}, whose pods get no sidecar: ${left.excluded!}`; }
  if (selected.length > 0) { return `selects ${selected[0].name}, whose chart has another mesh as its platform: apply the same platform to both`; }
  const neighbours = all.filter(({ namespace }) => namespace === level._namespace);
  const meant = alike(level, neighbours);
  const homeless = all.filter(({ namespace, labels }) => namespace === undefined && speaksFor(policy, level._namespace, labels));
  if (flavor === Flavor.ASM && meant === undefined && homeless.length === 0) { return undefined; }
  const what = flavor === Flavor.ASM ? 'selects no pods of this app' : 'selects no pods of this app, so that its settings are written nowhere';
  if (homeless.length > 0) { return `${what}; ${homeless[0].name} has the labels and names no namespace: set it there, or for the chart`; }
  return `${what}${meant === undefined ? ';' : `; did you mean ${meant}?`} it selects by the labels of pod templates in namespace ${level._namespace!}`;
}

/** The label that one of the pods has nearly. */
function alike({ _labels = {} }: SidecarLevel, neighbours: readonly Pods[]): string | undefined {
  for (const [key, value] of Object.entries(_labels)) {
    const values = neighbours.flatMap(({ labels }) => labels[key] ?? []);
    if (values.includes(value)) { continue; }
    const near = nearest(value, values.filter((one) => !areNumbered(one, value)));
    if (near !== undefined) { return `${key}=${near}`; }
    const other = values.length > 0 ? undefined : nearest(key, neighbours.flatMap(({ labels }) => Object.keys(labels)));
    if (other !== undefined) { return `${other}=${value}`; }
  }
  return undefined;
}
