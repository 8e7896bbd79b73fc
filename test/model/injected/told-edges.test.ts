import { gatewayYaml, USUAL } from './helpers';
import { app, beyond, gateway, gatewaysOf, told, toldOf, values } from './told';
import { complete } from '../../../src/model/complete';
import { type ModelContext } from '../../../src/model/draft';
import { injectedGateways, injectionDecision, podTemplateOf } from '../../../src/model/injected';
import { MeshFacts, type MeshFactsProps, Platform } from '../../../src/platform';
import { appYaml, ASM, ASM_NATIVE, asmConfig, contextOf, ISTIO, ISTIO_CLASSIC, sidecarsIn } from '../sidecar/helpers';

const BARE = { sidecar: app({}), classic: app({}, ISTIO_CLASSIC), gateway: gateway({}), asm: app({}, ASM) };
const CNI = app({}, values({ pilot: { cni: { enabled: true } } }));
const DRAIN = '\nspec: {}';

/** Lines of some places. */
const lines = (all: readonly string[], ...parts: readonly string[]): string[] => all.filter((line) => parts.some((part) => line.includes(part)));

/** A pod of which nothing says its name but its owners. */
const podYaml = (metadata: string, labels = ''): string => `apiVersion: v1
kind: Pod
metadata:
  namespace: shop
${metadata.trim().split('\n').map((line) => `  ${line}\n`).join('')}  labels: {${labels}}
spec:
  containers:
  - {name: web, image: "web:1"}
`;

const owner = (kind: string, name: string, apiVersion = 'apps/v1'): string => `{apiVersion: ${apiVersion}, kind: ${kind}, name: ${name}, uid: x, controller: true}`;
const generated = (...owners: string[]): string => `name: web-x1\ngenerateName: web-\nownerReferences: [${owners.join(', ')}]`;

describe('whose pods these are', () => {
  test.each<[string, string, string]>([
    ['nobody', 'name: web', ''],
    ['nobody that controls', 'name: web-x1\ngenerateName: web-\nownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: web-5d, uid: x}]', 'pod-template-hash: 5d'],
    ['a ReplicaSet of a Deployment', generated(owner('ReplicaSet', 'web-5d')), 'pod-template-hash: 5d'],
    ['the second of two owners', generated('{apiVersion: v1, kind: ConfigMap, name: other, uid: y, controller: false}', owner('ReplicaSet', 'web-5d')), 'pod-template-hash: 5d'],
    ['a ReplicaSet without the hash', generated(owner('ReplicaSet', 'web-5d')), ''],
    ['a ReplicaSet with an empty hash', generated(owner('ReplicaSet', 'web-')), 'pod-template-hash: ""'],
    ['a ReplicaSet with another hash', generated(owner('ReplicaSet', 'web-5d')), 'pod-template-hash: 6e'],
    ['a ReplicaSet of a Rollout', generated(owner('ReplicaSet', 'web-5d')), 'rollouts-pod-template-hash: 5d'],
    ['a StatefulSet whose name ends like a hash', generated(owner('StatefulSet', 'web-5d')), 'pod-template-hash: 5d'],
    ['a ReplicationController of a DeploymentConfig', generated(owner('ReplicationController', 'web-1', 'v1')), 'deploymentconfig: web'],
    ['a ReplicationController', generated(owner('ReplicationController', 'web-1', 'v1')), ''],
    ['a ReplicationController with an empty label', generated(owner('ReplicationController', 'web-1', 'v1')), 'deploymentconfig: ""'],
    ['a StatefulSet with that label', generated(owner('StatefulSet', 'web')), 'deploymentconfig: other'],
    ['a Job of a CronJob', generated(owner('Job', 'report-28123456', 'batch/v1')), ''],
    ['a Job', generated(owner('Job', 'report-2', 'batch/v1')), ''],
    ['a Job with a line break in its name', generated(owner('Job', '"a\\nreport-28123456"', 'batch/v1')), ''],
    ['another kind named as such a Job', generated(owner('Task', 'report-28123456', 'x/v1')), ''],
    ['an owner without a name', generated(owner('ReplicaSet', '5')), ''],
    ['a pod that was not generated', `name: web\nownerReferences: [${owner('ReplicaSet', 'web-5d')}]`, 'pod-template-hash: 5d'],
    ['a generated name that is empty', `name: web\ngenerateName: ""\nownerReferences: [${owner('ReplicaSet', 'web-5d')}]`, 'pod-template-hash: 5d'],
    ['owners that are none', 'name: web-x1\ngenerateName: web-\nownerReferences: [5]', ''],
  ])('%s', (_, metadata, labels) => {
    const all = toldOf(podYaml(metadata, labels));
    expect(lines(all, '[ISTIO_META_WORKLOAD_NAME]/value', '[ISTIO_META_OWNER]/value', 'canonical-name')).toMatchSnapshot();
  });

  const deployment = (kind: string, name: string, namespace = 'shop', apiVersion = 'apps/v1'): string => `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: ${name}, namespace: ${namespace}}${DRAIN}\n`;
  test.each<[string, string, number]>([
    ['its ReplicaSet stands beside it', podYaml(generated(owner('ReplicaSet', 'web-5d')), 'pod-template-hash: 5d') + deployment('ReplicaSet', 'web-5d'), 0],
    ['its Deployment stands beside it', podYaml(generated(owner('ReplicaSet', 'web-5d')), 'pod-template-hash: 5d') + deployment('Deployment', 'web'), 0],
    ['its ReplicationController, of the core group', podYaml(generated(owner('ReplicationController', 'web', 'v1'))) + deployment('ReplicationController', 'web', 'shop', 'v1'), 0],
    ['a Deployment of another name', podYaml(generated(owner('ReplicaSet', 'web-5d')), 'pod-template-hash: 5d') + deployment('Deployment', 'other'), 1],
    ['a Deployment of another namespace', podYaml(generated(owner('ReplicaSet', 'web-5d')), 'pod-template-hash: 5d') + deployment('Deployment', 'web', 'other'), 1],
    ['a Deployment of another group', podYaml(generated(owner('ReplicaSet', 'web-5d')), 'pod-template-hash: 5d') + deployment('Deployment', 'web', 'shop', 'other/v1'), 1],
    ['an owner that does not control', podYaml('name: web-x1\ngenerateName: web-\nownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: web-5d, uid: x}]') + deployment('ReplicaSet', 'web-5d'), 1],
    ['an owner without an API version', podYaml('name: web-x1\nownerReferences: [{kind: ReplicationController, name: web, uid: x, controller: true}]') + deployment('ReplicationController', 'web', 'shop', 'v1'), 1],
    ['an owner without a kind', podYaml('name: web-x1\ngenerateName: web-\nownerReferences: [{apiVersion: apps/v1, name: web, uid: x, controller: true}]') + deployment('ReplicaSet', 'web'), 1],
    ['owners that are none', podYaml('name: web-x1\nownerReferences: 5') + deployment('ReplicaSet', 'web'), 1],
  ])('a pod is counted once: %s', (_, yaml, pods) => {
    expect(sidecarsIn(yaml).filter(({ workload }) => workload.object.kind === 'Pod')).toHaveLength(pods);
  });

  const managed = (name: string, labels: string): string => gatewayYaml().replace('  name: gw\n', `  name: ${name}\n  labels: {${labels}}\n`);
  const OF_EDGE = 'gateway.networking.k8s.io/gateway-name: edge, gateway.istio.io/managed: istio.io-gateway-controller';
  const edge = (namespace = 'ingress'): string => `---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: ${namespace}}
spec: {gatewayClassName: istio, listeners: [{name: http, port: 80, protocol: HTTP}]}
`;
  test.each<[string, string, number]>([
    ['what istiod made of it', managed('edge-istio', OF_EDGE) + edge(), 0],
    ['one of another name', managed('edge', OF_EDGE) + edge(), 1],
    ['one that istiod did not make', managed('edge-istio', 'gateway.networking.k8s.io/gateway-name: edge') + edge(), 1],
    ['one that names no Gateway', managed('edge-istio', 'gateway.istio.io/managed: istio.io-gateway-controller') + edge(), 1],
    ['a Gateway of another namespace', managed('edge-istio', OF_EDGE) + edge('other'), 1],
    ['no Gateway', managed('edge-istio', OF_EDGE), 1],
  ])('a Deployment beside a Gateway: %s', (_, yaml, drafts) => {
    expect(injectedGateways(contextOf(yaml, USUAL))).toHaveLength(drafts);
  });
});

/** Where a sidecar stands, and what else depends on it. */
const NATIVE = ['[istio-proxy]/name', '/restartPolicy', '/lifecycle'];
/** What is said of a template that nobody can read. */
const UNREAD = ['state', 'is not known', '/hostname', '[web]'];

const TEMPLATES = 'inject.istio.io/templates: sidecar,mine';
const custom = (mine: unknown, more: object = {}): MeshFactsProps => values({ sidecarInjectorWebhook: { templates: { mine }, ...more } });

const INJECTED_BEFORE = (overrides: string, status = '{"initContainers":["istio-init","istio-proxy"],"containers":[]}'): string => (
  `sidecar.istio.io/status: '${status}'\nproxy.istio.io/overrides: '${overrides}'`);
const withInit = (yaml: string): string => `${yaml.trimEnd()}\n      initContainers:\n      - {name: istio-proxy, image: "old:1", env: [{name: ISTIO_KUBE_APP_PROBERS, value: '{"/app-health/web/old":{}}'}]}\n      - {name: istio-init, image: "old:1"}\n      - {name: mine, image: "mine:1"}\n`;

describe('what runs, and where it differs from pods of which nothing is set', () => {
  const probe = (probes: string, annotations?: string): [string, () => string[], string[]] => (
    [`probes: ${probes.trim().split('\n').join(' ')}${annotations === undefined ? '' : ` with ${annotations}`}`, () => app({ container: probes, annotations }), BARE.sidecar]);

  test.each<[string, () => string[], string[]]>([
    // the author's own containers
    ['two of one name', () => toldOf(`${appYaml({})}      - {name: web, image: x}\n`), BARE.sidecar],
    ['a container without a name', () => toldOf(`${appYaml({})}      - {image: x}\n`), BARE.sidecar],
    ['a variable of the template with a value', () => toldOf(`${appYaml({})}      - {name: istio-proxy, image: auto, env: [{name: GOMEMLIMIT, value: 500MiB}]}\n`), BARE.sidecar],
    ['the same of istio-init', () => toldOf(`${appYaml({ pod: 'initContainers: [{name: istio-init, image: own, readinessProbe: {exec: {command: [a]}}}]' })}`), BARE.sidecar],
    ['a volume of the template from elsewhere', () => app({ pod: 'volumes: [{name: istio-podinfo, emptyDir: {}}, {name: own, emptyDir: {}}]' }), BARE.sidecar],
    ['an own proxy among the containers', () => toldOf(`${appYaml({})}      - {name: istio-proxy, image: auto, resources: {limits: {cpu: "3"}}}\n      - {name: other, image: auto}\n`), BARE.sidecar],
    ['an own proxy of a classic sidecar, before the application', () => toldOf(appYaml({}).replace('      - name: web', '      - {name: istio-proxy, image: "own:1"}\n      - name: web'), ISTIO_CLASSIC), BARE.classic],
    ['the same that the application waits for', () => toldOf(`${appYaml({ annotations: 'proxy.istio.io/config: "holdApplicationUntilProxyStarts: true"' })}      - {name: istio-proxy, image: auto}\n      - {name: last, image: x}\n`, ISTIO_CLASSIC), BARE.classic],
    ['an own proxy among the init containers', () => app({ pod: 'initContainers: [{name: first, image: a}, {name: istio-proxy, image: auto, env: [{name: OWN, value: "1"}]}, {name: istio-validation, image: v}, {name: last, image: z}]' }), BARE.sidecar],
    ['the same of a classic sidecar', () => app({ pod: 'initContainers: [{name: first, image: a}, {name: istio-init, image: auto}, {name: istio-validation, image: v}, {name: last, image: z}]' }, ISTIO_CLASSIC), BARE.classic],
    ['an own istio-init among the containers', () => toldOf(`${appYaml({})}      - {name: istio-init, image: "own:1"}\n`), BARE.sidecar],
    ['an own user of the proxy', () => toldOf(`${appYaml({})}      - {name: istio-proxy, image: auto, securityContext: {runAsUser: 5, runAsGroup: 6}}\n`), BARE.sidecar],
    ['an own user under TPROXY', () => toldOf(`${appYaml({ annotations: 'sidecar.istio.io/interceptionMode: TPROXY' })}      - {name: istio-proxy, image: auto, securityContext: {runAsUser: 5}}\n`), BARE.sidecar],
    ['an own user where the CNI plugin is', () => toldOf(`${appYaml({})}      - {name: istio-proxy, image: auto, securityContext: {runAsUser: 5, runAsGroup: 6}}\n`, values({ pilot: { cni: { enabled: true } } })), BARE.sidecar],
    ['an own group only', () => toldOf(`${appYaml({})}      - {name: istio-proxy, image: auto, securityContext: {runAsGroup: 6}}\n`, values({ pilot: { cni: { enabled: true } } })), BARE.sidecar],
    ['an own user without interception', () => toldOf(`${appYaml({ annotations: 'sidecar.istio.io/interceptionMode: NONE' })}      - {name: istio-proxy, image: auto, securityContext: {runAsUser: 5}}\n`), BARE.sidecar],
    ['root as the user of the proxy', () => toldOf(`${appYaml({})}      - {name: istio-proxy, image: auto, securityContext: {runAsUser: 0}}\n`), BARE.sidecar],

    // pods that were injected before
    ['injected before', () => toldOf(withInit(appYaml({ annotations: INJECTED_BEFORE('{}'), container: 'readinessProbe: {httpGet: {path: /, port: 80}}' }))), BARE.sidecar],
    ['injected before, with what its author had written', () => toldOf(withInit(appYaml({ annotations: INJECTED_BEFORE('{"initContainers":[{"name":"istio-proxy","image":"own:2","env":[{"name":"OWN","value":"1"}]}],"containers":[{"name":"gone","image":"gone:1"}, 5]}') }))), BARE.sidecar],
    ['the annotation with overrides alone', () => toldOf(withInit(appYaml({ annotations: 'proxy.istio.io/overrides: \'{"initContainers":[{"name":"istio-proxy","image":"own:2"}]}\'' }))), BARE.sidecar],
    ['annotations that are no JSON', () => toldOf(withInit(appYaml({ annotations: INJECTED_BEFORE('[', '{') }))), BARE.sidecar],
    ['the container of before had no variable', () => toldOf(appYaml({ annotations: INJECTED_BEFORE('{}'), container: 'readinessProbe: {httpGet: {path: /, port: 80}}' })), BARE.sidecar],

    // templates
    ['a template that sets much', () => app({ annotations: TEMPLATES, pod: 'hostname: own', container: 'args: [a, b]\nenv: [{name: A, value: "1"}]' }, custom('metadata: {labels: {app: other, more: x}}\nspec: {hostname: theirs, containers: [{name: web, args: [c], image: "t:1", env: [{name: A, value: "2"}, {name: B, value: "2"}]}]}')), BARE.sidecar],
    ['a template with actions', () => lines(app({ annotations: TEMPLATES, pod: 'hostname: own' }, custom('spec: {hostname: "{{ .x }}"}')), ...UNREAD), BARE.sidecar],
    ['a template that is a list', () => lines(app({ annotations: TEMPLATES }, custom('[1]')), ...UNREAD), BARE.sidecar],
    ['a template that cannot be read', () => lines(app({ annotations: TEMPLATES }, custom('a: [')), ...UNREAD), BARE.sidecar],
    ['a template that cannot be merged', () => app({ annotations: TEMPLATES }, custom('spec: {containers: [{image: x}]}')), BARE.sidecar],
    ['a template that is no text', () => app({ annotations: TEMPLATES }, custom(5)), BARE.sidecar],
    ['the proxy for gRPC without proxies', () => app({ annotations: 'inject.istio.io/templates: grpc-agent' }), BARE.sidecar],
    ['a version that was not read', () => app({}, { ...ISTIO, platform: Platform.istio({ version: '1.40', kubernetesVersion: '1.33' }) }), BARE.sidecar],
    ['a version that was not read, and the gateway', () => gateway({}, { ...USUAL, platform: Platform.istio({ version: '1.40', kubernetesVersion: '1.33' }) }), BARE.gateway],
    ['templates of the installation', () => app({}, custom('spec: {hostname: theirs}', { defaultTemplates: ['sidecar', 5, 'mine'] })), BARE.sidecar],
    ['the gateway of ASM', () => gateway({ container: 'resources: {limits: {cpu: "3"}}' }, { ...USUAL, platform: ASM.platform }), BARE.gateway],
    ['two proxies of two templates', () => lines(gatewaysOf(gatewayYaml().replace('templates: gateway', 'templates: gateway,sidecar')), 'state', '/args', '/spec/containers:', 'runAs'), BARE.gateway],

    // metadata
    ['labels with a name and a revision', () => app({ labels: 'service.istio.io/canonical-name: cn\nservice.istio.io/canonical-revision: cr\napp.kubernetes.io/version: av\nversion: v' }), BARE.sidecar],
    ['two of those labels', () => app({ labels: 'service.istio.io/canonical-revision: ""\napp.kubernetes.io/version: av\nversion: v\napp.kubernetes.io/name: an' }), BARE.sidecar],
    ['one of those labels', () => app({ labels: 'version: v\nservice.istio.io/workload-name: own' }), BARE.sidecar],
    ['an empty name of the workload', () => app({ labels: 'service.istio.io/workload-name: ""' }), BARE.sidecar],
    ['annotations that the installation adds', () => app({}, values({ sidecarInjectorWebhook: { injectedAnnotations: { 'example.com/a': 'b' } } })), BARE.sidecar],
    ['a revision of the platform', () => app({}, { ...ISTIO, platform: Platform.istio({ version: '1.30.3', kubernetesVersion: '1.33', revision: 'default' }) }), BARE.sidecar],
    ['a revision of the values that is the default', () => app({}, values({ revision: 'default' })), BARE.sidecar],
    ['a default container of its own', () => app({ annotations: 'kubectl.kubernetes.io/default-container: other' }), BARE.sidecar],
    ['a network that is empty', () => app({ labels: 'topology.istio.io/network: ""' }, values({ global: { network: 'net1' } })), BARE.sidecar],

    // native sidecars
    ...['"true"', '"false"', '""', 'maybe'].map((word): [string, () => string[], string[]] => (
      [`nativeSidecar ${word}`, () => lines(app({ annotations: `sidecar.istio.io/nativeSidecar: ${word}` }), ...NATIVE), []])),
    ['ENABLE_NATIVE_SIDECARS false', () => lines(app({}, values({ pilot: { env: { ENABLE_NATIVE_SIDECARS: 'false' } } })), ...NATIVE), []],
    ['ENABLE_NATIVE_SIDECARS empty', () => lines(app({}, values({ pilot: { env: { ENABLE_NATIVE_SIDECARS: '' } } })), ...NATIVE), []],
    ['the platform says that sidecars are native', () => lines(app({}, { ...ISTIO, platform: Platform.istio({ version: '1.28', kubernetesVersion: '1.30', nativeSidecars: true }) }), ...NATIVE), []],
    ['a cluster of which the version is not known', () => app({}, { ...ISTIO, platform: Platform.istio({ version: '1.30.3' }) }), BARE.classic],
    ['the same with the annotation', () => lines(app({ annotations: 'sidecar.istio.io/nativeSidecar: "true"' }, { ...ISTIO, platform: Platform.istio({ version: '1.30.3' }) }), ...NATIVE), []],
    ['the annotation on ASM', () => lines(app({ annotations: 'sidecar.istio.io/nativeSidecar: "true"' }, ASM), ...NATIVE), []],
    ['the annotation on an ASM where it changes nothing', () => lines(app({ annotations: 'sidecar.istio.io/nativeSidecar: "false"' }, ASM), ...NATIVE), []],
    ['an ASM of which the version is not known', () => lines(app({}, { ...ASM, platform: Platform.asm({}) }), ...NATIVE, '/args'), []],

    // probes
    probe('readinessProbe: {httpGet: {path: /a, port: http}}\nports: [{containerPort: 1, name: http}, {containerPort: 2, name: http}]'),
    probe('readinessProbe: {httpGet: {path: /a, port: missing, host: h}, periodSeconds: 3}'),
    probe('readinessProbe: {httpGet: {path: "/a<b>&c", port: 15020}}'),
    probe('readinessProbe: {httpGet: {path: "", port: 80, scheme: HTTP, httpHeaders: [{name: A, value: b}]}, timeoutSeconds: 0}'),
    probe('readinessProbe: {tcpSocket: {port: 80, host: h}, timeoutSeconds: 2}'),
    probe('readinessProbe: {tcpSocket: {port: missing}}'),
    probe('lifecycle: {preStop: {httpGet: {path: /a, port: 80}, timeoutSeconds: 3}, postStart: {grpc: {port: 1}}}'),
    probe('readinessProbe: {grpc: {port: 80}}\nlivenessProbe: {exec: {command: [a]}}'),
    probe('readinessProbe: {httpGet: {path: "/a\\u2028<", port: 80}}'),
    ...['"1"', '"t"', '"T"', '"TRUE"', '"true"', '"True"', '"0"', '"f"', '"F"', '"FALSE"', '"false"', '"False"', '"yes"', '""'].map((word): [string, () => string[], string[]] => (
      [`rewriteAppHTTPProbers ${word} where the installation says the opposite`, () => lines(
        app({ annotations: `sidecar.istio.io/rewriteAppHTTPProbers: ${word}`, container: 'readinessProbe: {httpGet: {path: /a, port: 80}}' },
          values({ sidecarInjectorWebhook: { rewriteAppHTTPProbe: !/t|1|T/.test(word) } })), '/readinessProbe/httpGet/path "/a', 'app-health'), []])),
    ...['"15099"', '"0"', '" 15099"', 'x15099', '15099x', '"123456"'].map((port): [string, () => string[], string[]] => (
      probe('readinessProbe: {httpGet: {path: /a, port: 80}}', `status.sidecar.istio.io/port: ${port}`))),
    ['probes of several containers', () => toldOf(`${appYaml({ container: 'livenessProbe: {httpGet: {path: /l, port: 80}}\nstartupProbe: {tcpSocket: {port: 80}}', pod: 'initContainers: [{name: init, image: i, restartPolicy: Always, startupProbe: {httpGet: {path: /i, port: 81}}}]' })}      - {name: a, image: a, readinessProbe: {httpGet: {path: /r, port: 82}}}\n      - {name: b, image: b, readinessProbe: {exec: {command: [c]}}}\n`), BARE.sidecar],
    ['the author of the proxy writes its probe', () => toldOf(`${appYaml({})}      - {name: istio-proxy, image: auto, readinessProbe: {httpGet: {path: /own, port: 1}}}\n`), BARE.sidecar],

    // arguments and capture
    ['values for arguments', () => app({}, values({ global: { sts: { servicePort: 7000 }, logAsJson: true, proxy: { outlierLogPath: '/o' } } })), BARE.sidecar],
    ['the same of a gateway', () => gateway({}, values({ global: { sts: { servicePort: 7000 }, logAsJson: true, proxy: { outlierLogPath: '/o' } } }, USUAL)), BARE.gateway],
    ['values that say nothing', () => app({}, values({ global: { sts: { servicePort: '' }, proxy: { outlierLogPath: '' } } })), BARE.sidecar],
    ['a domain of ASM that nobody gave', () => app({}, { ...ASM, clusterDomain: undefined }), BARE.asm],
    ...['includeInboundPorts', 'excludeInboundPorts', 'includeOutboundPorts', 'excludeOutboundPorts', 'includeOutboundIPRanges', 'excludeOutboundIPRanges'].flatMap((name): [string, () => string[], string[]][] => [
      [`${name} empty`, () => app({ annotations: `traffic.sidecar.istio.io/${name}: ""` }), BARE.sidecar],
      [`${name} of ASM`, () => toldOf(appYaml({}) + asmConfig(`${name}: "8080"`), ASM), BARE.asm],
      [`${name} of ASM, no text`, () => toldOf(appYaml({}) + asmConfig(`${name}: 8080`), ASM), BARE.asm],
    ]),
    ['lists of the installation', () => app({}, values({ global: { proxy: { includeIPRanges: '10.0.0.0/8', excludeIPRanges: '10.1.0.0/16', includeInboundPorts: '1', excludeInboundPorts: '2', includeOutboundPorts: '3', excludeOutboundPorts: '4' } } })), BARE.sidecar],
    ...[['"15020"', '"80, 15020"'], ['"15099"', '"80, 81,"'], ['"0"', '"80"'], ['""', '"80"'], ['" 15099 "', '""']].map(([port, list]): [string, () => string[], string[]] => (
      [`status port ${port} beside ${list}`, () => app({ annotations: `status.sidecar.istio.io/port: ${port}\ntraffic.sidecar.istio.io/excludeInboundPorts: ${list}` }), BARE.sidecar])),
    ['a port of the status that is no number, on a proxy that is written in full', () => app({ annotations: 'sidecar.istio.io/interceptionMode: NONE\nproxy.istio.io/config: "statusPort: 15099"' }), BARE.sidecar],
    ['no interception on ASM', () => app({ annotations: 'sidecar.istio.io/interceptionMode: NONE' }, ASM), BARE.asm],
    ['ports of the mesh config', () => app({}, { ...ISTIO, meshConfig: { proxyListenPort: 15101, proxyInboundListenPort: 15106, inboundTrafficPolicy: { mode: 'LOCALHOST' } } }), BARE.sidecar],
    ['switches of the installation', () => app({}, values({ global: { nativeNftables: true, proxy: { seccompProfile: { type: 'RuntimeDefault' }, capNetBindService: 'true' }, proxy_init: { forceApplyIptables: true, image: 'own/init:1' } } })), BARE.sidecar],
    ['tracing of iptables', () => app({ annotations: 'proxy.istio.io/config: "proxyMetadata: {IPTABLES_TRACE_LOGGING: \\"true\\"}"' }), BARE.sidecar],
    ['low ports', () => app({ annotations: 'sidecar.istio.io/capNetBindService: "true"' }), BARE.sidecar],

    // labels, and what the CNI plugin reads from annotations
    ...['security.istio.io/tlsMode: ""', 'security.istio.io/tlsMode: disabled', 'networking.istio.io/tunnel: ""', 'networking.istio.io/tunnel: none'].map((label): [string, () => string[], string[]] => (
      [`the label ${label}`, () => app({ labels: label }), BARE.sidecar])),
    ['HBONE by the metadata', () => app({ annotations: 'proxy.istio.io/config: "proxyMetadata: {ISTIO_META_ENABLE_HBONE: \\"true\\"}"' }), BARE.sidecar],
    ['HBONE by the metadata, and a label', () => app({ labels: 'networking.istio.io/tunnel: none', annotations: 'proxy.istio.io/config: "proxyMetadata: {ISTIO_META_ENABLE_HBONE: \\"true\\"}"' }), BARE.sidecar],
    ...[
      'other: none', ['include', 'exclude'].flatMap((word) => ['InboundPorts', 'OutboundPorts', 'OutboundIPRanges'].map((list) => `traffic.sidecar.istio.io/${word}${list}: "${list === 'OutboundIPRanges' ? '10.0.0.0/8' : '8080'}"`)).join('\n'),
      'traffic.sidecar.istio.io/excludeInboundPorts: ""\ntraffic.sidecar.istio.io/excludeOutboundPorts: ""',
      'traffic.sidecar.istio.io/kubevirtInterfaces: net1\ntraffic.sidecar.istio.io/excludeInterfaces: eth1\nistio.io/reroute-virtual-interfaces: net2',
      'k8s.v1.cni.cncf.io/networks: a, istio-cni', 'k8s.v1.cni.cncf.io/networks: "a,b"', "k8s.v1.cni.cncf.io/networks: '[{\"name\": \"a\"}]'", "k8s.v1.cni.cncf.io/networks: '[{\"name\": \"istio-cni\"}, {\"name\": \"a\"}]'",
      "k8s.v1.cni.cncf.io/networks: '[5]'", "k8s.v1.cni.cncf.io/networks: '{'", 'k8s.v1.cni.cncf.io/networks: ""',
    ].flatMap((annotations): [string, () => string[], string[]][] => [{ enabled: true }, { enabled: true, provider: 'multus' }].map((cni) => (
      [`${annotations.split('\n').join(' ')} where ${JSON.stringify(cni)} is`, () => app({ annotations }, values({ pilot: { cni } })), CNI]))),

    // ASM
    ['a sidecar of ASM without threads', () => app({ annotations: 'proxy.istio.io/config: "concurrency: 0"' }, ASM), BARE.asm],
    ['an ASM of which the mesh config is not known', () => app({}, { ...ASM, meshConfig: undefined }), BARE.asm],
    ['an Istio of which the mesh config is not known', () => app({}, { ...ISTIO, meshConfig: undefined }), BARE.sidecar],
    ...['30s', '1500ms', 'soon', '""'].map((wait): [string, () => string[], string[]] => (
      [`a wait of ASM: ${wait}`, () => toldOf(appYaml({}) + asmConfig(`terminationDrainDuration: ${wait}`), ASM), BARE.asm])),
    ['a wait of ASM that stands in the metadata as well', () => app({ annotations: 'proxy.istio.io/config: "{terminationDrainDuration: 9s, proxyMetadata: {TERMINATION_DRAIN_DURATION_SECONDS: \\"3\\"}}"' }, ASM), BARE.asm],
    ['DNS proxy, hooks and levels of ASM', () => toldOf(appYaml({}) + asmConfig('istioDNSProxyEnabled: true\nlifecycle: {preStop: {exec: {command: [sleep, "5"]}}}\nlogLevel: debug\nconcurrency: 3'), ASM), BARE.asm],
    ['items of ASM that are none', () => toldOf(appYaml({}) + asmConfig('istioDNSProxyEnabled: "true"\nlogLevel: 5'), ASM), BARE.asm],
    ['the workload before the namespace', () => toldOf(appYaml({}) + asmConfig('logLevel: debug\nistioDNSProxyEnabled: true') + asmConfig('logLevel: error', 'workload'), ASM), BARE.asm],
    ['hooks of a native sidecar of ASM', () => toldOf(appYaml({}) + asmConfig('lifecycle: {preStop: {exec: {command: [sleep, "5"]}}}\nholdApplicationUntilProxyStarts: true'), ASM_NATIVE), BARE.asm],
    ['a sidecar of ASM that holds the application back', () => toldOf(appYaml({}) + asmConfig('holdApplicationUntilProxyStarts: true'), ASM), BARE.asm],
    ['hooks of the installation of ASM', () => app({}, values({ global: { proxy: { lifecycle: { preStop: { exec: { command: ['a'] } } } } } }, ASM)), BARE.asm],

    // the environment
    ['ports of all kinds', () => app({ container: 'ports: [{containerPort: 80, name: "", hostPort: 0, protocol: TCP, hostIP: 127.0.0.1}, {containerPort: 81}, 5]' }), BARE.sidecar],
    ['a policy of compliance', () => app({}, values({ pilot: { env: { COMPLIANCE_POLICY: 'fips-140-2' } } })), BARE.sidecar],
    ...['"["', '"5"', '"{\\"B\\":\\"1\\",\\"A\\":\\"\\"}"'].map((text): [string, () => string[], string[]] => (
      [`variables for datadog ${text}`, () => app({ annotations: `apm.datadoghq.com/env: ${text}` }, values({ global: { proxy: { tracer: 'datadog' } } })), BARE.sidecar])),
    ['variables for datadog, and another tracer', () => app({ annotations: 'apm.datadoghq.com/env: "{\\"A\\":\\"1\\"}"' }), BARE.sidecar],
    ['metadata of the proxy out of order', () => app({ annotations: 'proxy.istio.io/config: "proxyMetadata: {B: \\"2\\", A: \\"1\\", C: \\"\\"}"' }), BARE.sidecar],
    ['a bootstrap of an older gateway', () => lines(gateway({ annotations: 'sidecar.istio.io/bootstrapOverride: own' }, { ...USUAL, platform: Platform.istio({ version: '1.26.1', kubernetesVersion: '1.33' }) }), 'bootstrap'), []],
    ['a bootstrap of an older sidecar', () => lines(app({ annotations: 'sidecar.istio.io/bootstrapOverride: own' }, { ...ISTIO, platform: Platform.istio({ version: '1.26.1', kubernetesVersion: '1.33' }) }), 'bootstrap'), []],
    ['a policy to pull that is empty', () => gateway({}, values({ global: { imagePullPolicy: '' } }, USUAL)), BARE.gateway],
    ['values for the context of gateways', () => gateway({ pod: 'securityContext: {fsGroup: 1, sysctls: [{name: a, value: "1"}]}' }, values({ gateways: { securityContext: { fsGroup: 7 } } }, USUAL)), BARE.gateway],
    ['a gateway with volumes of the template', () => gateway({ pod: 'volumes: [{name: istio-data, hostPath: {path: /x}}, {name: istio-envoy, emptyDir: {medium: Memory}}]\nimagePullSecrets: [{name: own}]' }, values({ global: { imagePullSecrets: ['theirs'] } }, USUAL)), BARE.gateway],

    // prometheus
    ...['prometheus.io/scrape: "maybe"\nprometheus.io/port: ""', 'prometheus-io/port: "1"\nprometheus.io/path: ""', 'prometheus.istio.io/merge-metrics: "true"\nprometheus.io/scrape: "true"', 'prometheusx: a', 'prometheus.istio.io/merge-metrics: "x"'].map((annotations): [string, () => string[], string[]] => (
      [`annotations ${annotations.replace('\n', ' and ')}, where the mesh merges nothing, and where it does`, () => [
        ...app({ annotations }, { ...ISTIO, meshConfig: { enablePrometheusMerge: false } }), '--', ...app({ annotations }),
      ], BARE.sidecar])),
  ])('%s', (_, all, bare) => { expect(beyond(bare, all())).toMatchSnapshot(); });
});

test('what gateways of one cluster share is not what one of them says itself', () => {
  const louder = (name: string): string => gatewayYaml({ annotations: 'sidecar.istio.io/logLevel: trace' }).replace('  name: gw', `  name: ${name}`);
  const levels = (yaml: string): string[] => lines(gatewaysOf(yaml), 'proxyLogLevel').map((line) => line.replace(/^.*"(--.*?)".*$/, '$1'));
  expect(levels(`${gatewayYaml()}---\n${louder('gx')}---\n${gatewayYaml().replace('  name: gw', '  name: gy')}`))
    .toEqual(['--proxyLogLevel=warning', '--proxyLogLevel=trace', '--proxyLogLevel=warning']);
  expect(levels(`${louder('gx')}---\n${gatewayYaml()}`)).toEqual(expect.arrayContaining(['--proxyLogLevel=trace', '--proxyLogLevel=warning']));
});

describe('tags of a revision', () => {
  const tag = (rev: string, name: string, cluster?: string): string => `---
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: {name: ${name}, labels: {istio.io/rev: ${rev}${cluster === undefined ? '' : `, x: ${cluster}`}, istio.io/tag: ${name}}}
`;
  const namespaces = { shop: { labels: { 'istio.io/rev': 'prod' } } };
  test.each<[string, string, MeshFactsProps['injectionValues']]>([
    ['no tag', '', {}],
    ['a tag of the values', '', { revisionTags: [5, 'prod'] }],
    ['a tag of this revision among the manifests', tag('default', 'prod'), {}],
    ['a tag of another revision', tag('other', 'prod'), {}],
    ['another tag', tag('default', 'stage'), {}],
    ['a configuration without a tag', tag('default', 'prod').replace(', istio.io/tag: prod', ''), {}],
    ['a tag of the revision of the values', tag('canary', 'prod'), { revision: 'canary' }],
    ['a revision that is empty', tag('default', 'prod'), { revision: '' }],
    ['a tag, and no values', tag('default', 'prod'), undefined],
  ])('%s', (_, yaml, injectionValues) => {
    const context: ModelContext = { ...contextOf(appYaml({}) + yaml), facts: new MeshFacts({ ...ISTIO, namespaces, injectionValues }) };
    const manifest = context.index.all.find(({ key }) => key.kind === 'Deployment')!;
    const { injected } = injectionDecision(podTemplateOf(manifest)!, context);
    expect(injected.known ? injected.value : injected.origin.why).toMatchSnapshot();
  });
});

test('what is told of one pod is told of it alone', () => {
  const context = contextOf(`${gatewayYaml()}---\n${gatewayYaml({ container: 'resources: {limits: {cpu: "3"}}' }).replace('  name: gw', '  name: gx')}`, USUAL);
  const [first, second] = injectedGateways(context).map((draft) => told(complete(draft, context)));
  expect(beyond(second, first).every((line) => line.includes('gw'))).toBe(true);
});
