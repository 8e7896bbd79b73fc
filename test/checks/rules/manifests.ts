import { stringify } from 'yaml';
import type { MeshFacts } from '../../../src/platform';
import { ASM, ISTIO } from '../../support/findings';

/** What a test says of a proxy; what is left out is left to defaults. */
export interface Wanted {
  readonly grace?: number;
  readonly terminationDrain?: string;
  readonly drain?: string;
  /** Seconds of the sleep action; a whole lifecycle where it is an object. */
  readonly preStop?: number | object;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly replicas?: number;
  readonly maxReplicas?: number;
  readonly strategy?: object;
  readonly affinity?: object;
  readonly spread?: readonly object[];
  readonly tolerations?: readonly object[];
  readonly nodeSelector?: object;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
}

/** Each way in which a proxy comes to be: what its manifest looks like, and which mesh runs it. */
export interface Make {
  readonly name: string;
  readonly facts: MeshFacts;
  /** The label by which its pods know each other. */
  readonly own: readonly [string, string];
  yaml(wanted: Wanted): string;
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;
const documents = (...objects: unknown[]): string => objects.map((object) => stringify(plain(object))).join('---\n');

function proxyConfig({ terminationDrain, drain, metadata }: Wanted): string | undefined {
  const config = plain({ terminationDrainDuration: terminationDrain, drainDuration: drain, proxyMetadata: metadata }) as object;
  return Object.keys(config).length === 0 ? undefined : stringify(config);
}

function lifecycle({ preStop }: Wanted): object | undefined {
  return preStop === undefined ? undefined : typeof preStop === 'number' ? { preStop: { sleep: { seconds: preStop } } } : preStop;
}

function env({ metadata }: Wanted): object[] | undefined {
  return metadata && Object.entries(metadata).map(([name, value]) => ({ name, value }));
}

function podSpec(wanted: Wanted, container: object): object {
  return {
    terminationGracePeriodSeconds: wanted.grace,
    affinity: wanted.affinity,
    topologySpreadConstraints: wanted.spread,
    tolerations: wanted.tolerations,
    nodeSelector: wanted.nodeSelector,
    containers: [{ name: 'istio-proxy', ...container, lifecycle: lifecycle(wanted) }],
  };
}

function autoscaler({ maxReplicas, replicas }: Wanted, name: string): object[] {
  return maxReplicas === undefined ? [] : [{
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name, namespace: 'edge' },
    spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name }, minReplicas: replicas, maxReplicas },
  }];
}

function deployment(wanted: Wanted, labels: object, annotations: object, container: object): string {
  return documents({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'edge', namespace: 'edge' },
    spec: {
      replicas: wanted.maxReplicas === undefined ? wanted.replicas : undefined,
      strategy: wanted.strategy,
      selector: { matchLabels: { app: 'edge' } },
      template: {
        metadata: {
          labels: { app: 'edge', ...labels, ...wanted.labels },
          annotations: { 'proxy.istio.io/config': proxyConfig(wanted), ...annotations, ...wanted.annotations },
        },
        spec: podSpec(wanted, container),
      },
    },
  }, ...autoscaler(wanted, 'edge'));
}

/** The environment of a managed proxy is not read from its annotation: it has to be set on the container. */
function managed(wanted: Wanted, gatewayClassName: string, isAsm: boolean): string {
  const config = proxyConfig(isAsm ? wanted : { ...wanted, metadata: undefined });
  const isWaypoint = gatewayClassName === 'istio-waypoint';
  const pod = plain({
    spec: {
      replicas: wanted.maxReplicas === undefined ? wanted.replicas : undefined,
      strategy: wanted.strategy,
      template: { metadata: { annotations: wanted.annotations, labels: wanted.labels }, spec: podSpec(wanted, isAsm ? {} : { env: env(wanted) }) },
    },
  });
  return documents({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'options', namespace: 'edge' },
    data: {
      deployment: stringify(pod),
      proxyConfig: isAsm ? config : undefined,
      horizontalPodAutoscaler: wanted.maxReplicas === undefined
        ? undefined
        : stringify(plain({ spec: { minReplicas: wanted.replicas, maxReplicas: wanted.maxReplicas } })),
    },
  }, {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'edge', namespace: 'edge' },
    spec: {
      gatewayClassName,
      infrastructure: {
        annotations: config === undefined || isAsm ? undefined : { 'proxy.istio.io/config': config },
        parametersRef: { group: '', kind: 'ConfigMap', name: 'options' },
      },
      listeners: [isWaypoint ? { name: 'mesh', port: 15008, protocol: 'HBONE' } : { name: 'http', port: 80, protocol: 'HTTP' }],
    },
  });
}

const OWN = ['app', 'edge'] as const;
const GATEWAY_NAME = ['gateway.networking.k8s.io/gateway-name', 'edge'] as const;

export const INJECTED: Make = {
  name: 'injected gateway',
  facts: ISTIO,
  own: OWN,
  yaml: (wanted) => deployment(wanted, { 'sidecar.istio.io/inject': 'true' }, { 'inject.istio.io/templates': 'gateway' }, { image: 'auto' }),
};

export const WRITTEN: Make = {
  name: 'gateway written in full',
  facts: ISTIO,
  own: OWN,
  yaml: (wanted) => deployment(wanted, { 'sidecar.istio.io/inject': 'false' }, {}, {
    image: 'docker.io/istio/proxyv2:1.30.3',
    args: ['proxy', 'router'],
    env: env(wanted),
  }),
};

export const MANAGED_GATEWAY: Make = { name: 'managed gateway', facts: ISTIO, own: GATEWAY_NAME, yaml: (wanted) => managed(wanted, 'istio', false) };
export const WAYPOINT: Make = { name: 'waypoint', facts: ISTIO, own: GATEWAY_NAME, yaml: (wanted) => managed(wanted, 'istio-waypoint', false) };
export const ASM_WAYPOINT: Make = { name: 'ASM waypoint', facts: ASM, own: GATEWAY_NAME, yaml: (wanted) => managed(wanted, 'istio-waypoint', true) };

export const ASM_GATEWAY: Make = {
  name: 'ASM gateway',
  facts: ASM,
  own: ['app', 'istio-edge'],
  yaml: (wanted) => documents({
    apiVersion: 'istio.alibabacloud.com/v1beta1',
    kind: 'IstioGateway',
    metadata: { name: 'edge', namespace: 'istio-system' },
    spec: {
      replicaCount: wanted.maxReplicas === undefined ? wanted.replicas : undefined,
      minReplicas: wanted.maxReplicas === undefined ? undefined : wanted.replicas ?? 1,
      maxReplicas: wanted.maxReplicas,
      affinity: wanted.affinity,
      tolerations: wanted.tolerations,
      nodeSelector: wanted.nodeSelector,
      lifecycle: lifecycle(wanted),
      podAnnotations: { 'proxy.istio.io/config': proxyConfig(wanted), ...wanted.annotations },
      podLabels: wanted.labels,
    },
  }),
};

export const SIDECAR: Make = {
  name: 'sidecar',
  facts: ISTIO,
  own: OWN,
  yaml: (wanted) => documents({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'edge', namespace: 'edge' },
    spec: {
      selector: { matchLabels: { app: 'edge' } },
      template: {
        metadata: { labels: { 'app': 'edge', 'sidecar.istio.io/inject': 'true' }, annotations: { 'proxy.istio.io/config': proxyConfig(wanted), ...wanted.annotations } },
        spec: {
          terminationGracePeriodSeconds: wanted.grace,
          containers: [{ name: 'edge', image: 'edge:1' }, { name: 'istio-proxy', image: 'auto', lifecycle: lifecycle(wanted) }],
        },
      },
    },
  }),
};

/** Where the grace period is the author's to set. */
export const SETTABLE: readonly Make[] = [INJECTED, WRITTEN, MANAGED_GATEWAY, WAYPOINT, ASM_WAYPOINT];
export const EVERY_GATEWAY: readonly Make[] = [...SETTABLE, ASM_GATEWAY];

/** Every make with every row, each with a name: `[name, make, ...row]`. */
export function each<Row extends readonly unknown[]>(makes: readonly Make[], rows: readonly Row[]): [string, Make, ...Row][] {
  return makes.flatMap((make) => rows.map((row): [string, Make, ...Row] => [`${make.name}: ${row.map((cell) => JSON.stringify(cell)).join(', ')}`, make, ...row]));
}

/** An anti-affinity term. */
export function antiAffinity(kind: 'required' | 'preferred', topologyKey: string, [key, value]: readonly [string, string]): object {
  const term = { labelSelector: { matchLabels: { [key]: value } }, topologyKey };
  return {
    podAntiAffinity: kind === 'required'
      ? { requiredDuringSchedulingIgnoredDuringExecution: [term] }
      : { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: term }] },
  };
}
