import { USUAL } from './helpers';
import { app, beyond, gateway, values } from './told';
import { injectionDecision, podTemplateOf } from '../../../src/model/injected';
import { describeOrigin } from '../../../src/model/origin';
import { type MeshFactsProps, Platform } from '../../../src/platform';
import { appYaml, ASM, ASM_NATIVE, contextOf, ISTIO, ISTIO_CLASSIC } from '../sidecar/helpers';

/** With a revision of its own, which the namespaces name. */
const canary = (facts: MeshFactsProps = ISTIO): MeshFactsProps => (
  { ...values(RICH, facts), namespaces: Object.fromEntries(['shop', 'ingress'].map((name) => [name, { labels: { 'istio.io/rev': 'canary' } }])) });

const BARE = { sidecar: app({}), gateway: gateway({}), asm: app({}, ASM) };

const RICH = {
  revision: 'canary',
  global: {
    meshID: 'mesh1',
    network: 'net1',
    caAddress: 'ca.example.com:443',
    imagePullSecrets: ['regcred'],
    imagePullPolicy: 'IfNotPresent',
    hub: 'registry.example.com/istio',
    tag: '1.30.3',
    logAsJson: true,
    multiCluster: { clusterName: 'c1' },
    proxy: {
      tracer: 'datadog',
      clusterDomain: 'example.local',
      privileged: true,
      logLevel: 'info',
      componentLogLevel: 'misc:debug',
      enableCoreDump: true,
      lifecycle: { preStop: { exec: { command: ['sleep', '5'] } } },
    },
  },
};

const ANNOTATED = `
proxy.istio.io/config: '{concurrency: 2, drainDuration: 30s, proxyMetadata: {A: "1"}, holdApplicationUntilProxyStarts: true, interceptionMode: TPROXY, image: {imageType: distroless}}'
traffic.sidecar.istio.io/includeInboundPorts: "80,443"
traffic.sidecar.istio.io/excludeInboundPorts: "81"
traffic.sidecar.istio.io/includeOutboundIPRanges: 10.0.0.0/8
traffic.sidecar.istio.io/excludeOutboundIPRanges: 10.1.0.0/16
traffic.sidecar.istio.io/excludeOutboundPorts: "9090"
traffic.sidecar.istio.io/excludeInterfaces: eth1
istio.io/reroute-virtual-interfaces: net1
sidecar.istio.io/interceptionMode: TPROXY
sidecar.istio.io/proxyCPU: 200m
sidecar.istio.io/proxyMemoryLimit: 1Gi
sidecar.istio.io/logLevel: debug
sidecar.istio.io/componentLogLevel: http:trace
sidecar.istio.io/agentLogLevel: default:debug
sidecar.istio.io/proxyImage: registry.example.com/own/proxyv2:1
sidecar.istio.io/bootstrapOverride: own-bootstrap
sidecar.istio.io/userVolume: '{"own": {"configMap": {"name": "own"}}}'
sidecar.istio.io/userVolumeMount: '{"own": {"mountPath": "/own"}}'
status.sidecar.istio.io/port: "15099"
readiness.status.sidecar.istio.io/initialDelaySeconds: "3"
readiness.status.sidecar.istio.io/periodSeconds: "7"
readiness.status.sidecar.istio.io/failureThreshold: "9"
prometheus.io/scrape: "true"
prometheus.io/port: "9102"
prometheus.io/path: /own
apm.datadoghq.com/env: '{"DD_B": "b", "DD_A": "a", "DD_C": 3}'
`;

const PROBED = `
ports: [{containerPort: 8080, name: http}, {containerPort: 9000, protocol: UDP, hostPort: 9001}]
readinessProbe: {httpGet: {path: /ready, port: http, scheme: HTTPS}, timeoutSeconds: 4}
livenessProbe: {tcpSocket: {port: 8080}}
startupProbe: {grpc: {port: 8081, service: s}}
lifecycle: {postStart: {httpGet: {path: /start, port: 8080}}, preStop: {tcpSocket: {port: http}}}
`;

describe('what runs, and where each value comes from', () => {
  test.each(Object.entries(BARE))('a %s of which nothing is set', (_, lines) => { expect(lines).toMatchSnapshot(); });

  test.each<[string, () => string[], string[]]>([
    ['a classic sidecar', () => app({}, ISTIO_CLASSIC), BARE.sidecar],
    ['an installation with the CNI plugin', () => app({}, values({ pilot: { cni: { enabled: true } } })), BARE.sidecar],
    ['an installation with much set', () => app({ annotations: /^apm.*$/m.exec(ANNOTATED)![0] }, canary()), BARE.sidecar],
    ['a pod with every annotation', () => app({ annotations: ANNOTATED }), BARE.sidecar],
    ['the same as a classic sidecar', () => app({ annotations: ANNOTATED }, canary(ISTIO_CLASSIC)), BARE.sidecar],
    ['an application with probes, hooks and ports', () => app({ container: PROBED, pod: 'shareProcessNamespace: true' }), BARE.sidecar],
    ['a gateway with much set', () => gateway({ annotations: ANNOTATED.replace(/^apm.*$/m, '') }, canary(USUAL)), BARE.gateway],
    ['a gateway with a container of its own', () => gateway({ container: 'resources: {limits: {cpu: "3"}}\nenv: [{name: ISTIO_META_NETWORK, value: own}]\nsecurityContext: {runAsUser: 5}', pod: 'securityContext: {sysctls: [{name: a.b, value: "1"}]}' }), BARE.gateway],
    ['a native sidecar of ASM', () => app({}, ASM_NATIVE), BARE.asm],
    ['a sidecar of ASM with every annotation', () => app({ annotations: ANNOTATED }, ASM), BARE.asm],
  ])('%s, where it differs', (_, lines, bare) => { expect(beyond(bare, lines())).toMatchSnapshot(); });
});

describe('why pods are injected, or not', () => {
  const labels = (all: Record<string, string>, more: Partial<MeshFactsProps> = {}): MeshFactsProps => (
    { ...ISTIO, namespaces: { shop: { labels: all } }, ...more });
  const policy = (sidecarInjectorWebhook: object, global: object = {}): Partial<MeshFactsProps> => (
    { injectionValues: { sidecarInjectorWebhook, global } });
  test.each<[string, Parameters<typeof appYaml>[0], MeshFactsProps]>([
    ['a labelled namespace', {}, labels({ 'istio-injection': 'enabled' })],
    ['no label anywhere', {}, labels({})],
    ['no label anywhere, and values that enable', {}, labels({}, policy({ enableNamespacesByDefault: true }))],
    ['no label anywhere, and no values', {}, { ...labels({}), injectionValues: undefined }],
    ['a namespace that is disabled', { labels: 'sidecar.istio.io/inject: "true"' }, labels({ 'istio-injection': 'disabled' })],
    ['labels that are not known', {}, { ...ISTIO, namespaces: undefined }],
    ['a pod label', { labels: 'sidecar.istio.io/inject: "true"' }, labels({})],
    ['a pod label false', { labels: 'sidecar.istio.io/inject: "false"' }, labels({ 'istio-injection': 'enabled' })],
    ['a pod annotation false', { annotations: 'sidecar.istio.io/inject: "false"' }, labels({ 'istio-injection': 'enabled' })],
    ['the host network', { pod: 'hostNetwork: true' }, labels({ 'istio-injection': 'enabled' })],
    ['a system namespace', { namespace: 'kube-system' }, labels({})],
    ['a revision of the pod', { labels: 'istio.io/rev: canary' }, labels({})],
    ['a revision of the namespace', {}, labels({ 'istio.io/rev': 'canary' })],
    ['the revision of the installation', {}, labels({ 'istio.io/rev': 'canary' }, { injectionValues: { revision: 'canary' } })],
    ['enabled, and an installation with a revision', {}, labels({ 'istio-injection': 'enabled' }, { injectionValues: { revision: 'canary' } })],
    ['a revision, and no values', {}, { ...labels({ 'istio.io/rev': 'canary' }), injectionValues: undefined }],
    ['enabled, and no values', {}, { ...labels({ 'istio-injection': 'enabled' }), injectionValues: undefined }],
    ['autoInject off', {}, labels({ 'istio-injection': 'enabled' }, policy({}, { proxy: { autoInject: 'disabled' } }))],
    ['a selector that never injects', {}, labels({ 'istio-injection': 'enabled' }, policy({ neverInjectSelector: [{ matchLabels: { app: 'web' } }] }))],
    ['a selector that always injects', {}, labels({ 'istio-injection': 'enabled' }, policy({ alwaysInjectSelector: [{ matchLabels: { app: 'web' } }] }, { proxy: { autoInject: 'disabled' } }))],
    ['an installation with a revision and tags, and another revision wanted', {}, labels({ 'istio.io/rev': 'other' }, { injectionValues: { revision: 'canary', revisionTags: ['prod', 'beta'] } })],
    ['a pod that asks, and an installation with a revision', { labels: 'sidecar.istio.io/inject: "true"' }, labels({}, { injectionValues: { revision: 'canary' } })],
    ['a pod that asks, with a revision that is none of the installation', { labels: 'sidecar.istio.io/inject: "true"\nistio.io/rev: other' }, labels({}, { injectionValues: { revision: 'canary' } })],
    ['a pod that asks in a namespace that nobody knows, for a revision that is none', { labels: 'istio.io/rev: other' }, { ...ISTIO, namespaces: undefined }],
    ['enabled, a revision beside it, and no values', { labels: 'istio.io/rev: canary' }, { ...labels({ 'istio-injection': 'enabled' }), injectionValues: undefined }],
    ...([{}, { 'istio-injection': 'enabled' }, { 'istio.io/rev': 'other' }] as Record<string, string>[]).flatMap((own): [string, Parameters<typeof appYaml>[0], MeshFactsProps][] => ['', 'sidecar.istio.io/inject: "true"'].map((pod) => (
      [`${JSON.stringify(own)} with ${pod || 'no label'}, a revision of the platform, and no values`, { labels: pod || undefined }, {
        ...labels(own), platform: Platform.istio({ version: '1.30.3', kubernetesVersion: '1.33', revision: 'canary' }), injectionValues: undefined,
      }]))),
    ['a selector that never injects, over what the pods say', { labels: 'app.kubernetes.io/name: web' }, labels({ 'istio-injection': 'enabled' }, policy({ neverInjectSelector: [{}, { matchLabels: { app: 'other' } }, { matchExpressions: [{ key: 'web', operator: 'Exists' }] }] }))],
    ['a word that is none', { labels: 'sidecar.istio.io/inject: maybe' }, labels({ 'istio-injection': 'enabled' })],
    ['a word that is none in a namespace that is not injected', { labels: 'sidecar.istio.io/inject: maybe' }, labels({})],
    ['no namespace', { namespace: '""' }, labels({})],
    ['a template that is not there', { annotations: 'inject.istio.io/templates: sidecar,mine' }, labels({ 'istio-injection': 'enabled' })],
  ])('%s', (_, parts, facts) => {
    const context = contextOf(appYaml(parts), facts);
    const [manifest] = context.index.all;
    const { injected, refusals, rejected, templates } = injectionDecision(podTemplateOf(manifest)!, context);
    expect([
      `injected: ${injected.known ? injected.value : '?'} # ${describeOrigin(injected.origin)}`,
      `rejected: ${rejected}, templates: ${templates.join(', ')}`,
      ...refusals.map(({ code, message, origin }) => `${code}: ${message} # ${describeOrigin(origin)}`),
    ]).toMatchSnapshot();
  });
});
