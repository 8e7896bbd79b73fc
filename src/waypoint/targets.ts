import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import type { Brings } from './routes';
import { podTemplatePointer } from '../model/manifest/workloads';
import { pathOf } from '../platform/tree-store';

/** Something that can be put behind a waypoint, and where its labels go. */
export interface Target {
  readonly brings: Brings;
  readonly namespace?: string;
  readonly path: string;
  label(key: string): string | undefined;
  addLabel(key: string, value: string): void;
}

/** Kinds whose own labels name a waypoint. Source: Istio pilot/pkg/serviceregistry/ambient. */
const LABELLED: Readonly<Record<string, Brings>> = {
  '/Namespace': 'namespace',
  '/Service': 'service',
  '/Pod': 'workload',
  'networking.istio.io/ServiceEntry': 'service',
  'networking.istio.io/WorkloadEntry': 'workload',
};

/** What every metadata of cdk8s can do. */
interface Metadata {
  getLabel(key: string): string | undefined;
  addLabel(key: string, value: string): void;
}

/** Reads what was handed to `use`; a text says why it cannot be put behind a waypoint. */
export function targetOf(construct: IConstruct): Target | string {
  const object = apiObjectOf(construct);
  if (object === undefined) { return `'use' takes an object of Kubernetes, or a construct that stands for one, got ${pathOf(construct)}; hand over its Service`; }
  const kind = `${object.apiGroup === 'core' ? '' : object.apiGroup}/${object.kind}`;
  const metadata = podMetadata(construct) ?? object.metadata;
  const brings = Object.hasOwn(LABELLED, kind) ? LABELLED[kind] : metadata === object.metadata ? undefined : 'workload';
  if (brings === undefined) {
    const isWorkload = podTemplatePointer({ group: kind.slice(0, kind.indexOf('/')), kind: object.kind }) !== undefined;
    return isWorkload
      ? `the pods of ${object.kind} ${object.name} are labelled in its template, got the object itself; put waypoint.labelsFor(…) among the labels of the template`
      : `${object.kind} ${object.name} cannot be put behind a waypoint, expected a Namespace, Service, ServiceEntry, WorkloadEntry or pods`;
  }
  return {
    brings,
    namespace: brings === 'namespace' ? object.name : object.metadata.namespace,
    path: pathOf(object),
    label: (key) => metadata.getLabel(key),
    addLabel: (key, value) => metadata.addLabel(key, value),
  };
}

function apiObjectOf(construct: IConstruct): ApiObject | undefined {
  if (ApiObject.isApiObject(construct)) { return construct as ApiObject; }
  try {
    return ApiObject.of(construct);
  } catch {
    return undefined;
  }
}

/** Workloads of cdk8s-plus have the metadata of their pods beside their own. */
function podMetadata(construct: IConstruct): Metadata | undefined {
  const found: unknown = (construct as { readonly podMetadata?: unknown }).podMetadata;
  const isMetadata = typeof found === 'object' && found !== null && 'addLabel' in found && 'getLabel' in found;
  return isMetadata ? found as Metadata : undefined;
}
