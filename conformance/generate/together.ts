import {
  EXTERNAL_NAME, HEADLESS_SERVICE, RICH_AUTOSCALER, RICH_CRON_JOB, RICH_DAEMON_SET, RICH_DEPLOYMENT, RICH_JOB, RICH_SERVICE, RICH_STATEFUL_SET,
} from './rich';
import type { KubeObject } from '../../src/model/manifest';

/** Fields that stand together in an object: each is right by itself. */
interface Pair { readonly of: KubeObject; readonly set: Readonly<Record<string, unknown>> }

const POD = '/spec/template/spec';
const WEB = `${POD}/containers/0`;

const deployment = (set: Pair['set']): Pair => ({ of: RICH_DEPLOYMENT, set });
const service = (set: Pair['set']): Pair => ({ of: RICH_SERVICE, set });
const job = (set: Pair['set']): Pair => ({ of: RICH_JOB, set });
const exitCodes = (codes: object): Pair => job({ '/spec/podFailurePolicy/rules/0/onExitCodes': codes });
const headless = (set: Pair['set']): Pair => ({ of: HEADLESS_SERVICE, set });
const security = (context: object): Pair => deployment({ [`${WEB}/securityContext`]: context });
const mount = (fields: object): Pair => deployment({ [`${WEB}/volumeMounts/1`]: { name: 'tmp', mountPath: '/tmp', ...fields } });
const env = (fields: object): Pair => deployment({ [`${WEB}/env/1`]: { name: 'B', ...fields } });

/** Combinations that a server may refuse although no single value is wrong. */
export const PAIRS: readonly Pair[] = [
  ...[true, false].map((hostPID) => deployment({ [`${POD}/shareProcessNamespace`]: true, [`${POD}/hostPID`]: hostPID })),
  ...[18_080, 18_081].flatMap((hostPort) => ['127.0.0.1', '127.0.0.2'].map((hostIP) => deployment({ [`${WEB}/ports/1`]: { name: 'more', containerPort: 81, hostPort, hostIP } }))),
  ...['web', 'init', 'other'].flatMap((name) => ['containers/1', 'initContainers/2'].map((at) => deployment({ [`${POD}/${at}`]: { name, image: 'other:1' } }))),
  ...['conf', 'other'].map((name) => deployment({ [`${POD}/volumes/8`]: { name, emptyDir: {} } })),
  ...[{}, { emptyDir: {}, secret: { secretName: 'tls' } }, { emptyDir: {} }].map((source) => deployment({ [`${POD}/volumes/8`]: { name: 'more', ...source } })),
  ...['DoNotSchedule', 'ScheduleAnyway'].map((whenUnsatisfiable) => deployment({ [`${POD}/topologySpreadConstraints/1`]: { maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable } })),
  ...[1, 2].map((minDomains) => deployment({ [`${POD}/topologySpreadConstraints/1/minDomains`]: minDomains })),
  ...[{ privileged: true }, { privileged: true, allowPrivilegeEscalation: false }, { privileged: true, allowPrivilegeEscalation: true }, { allowPrivilegeEscalation: false, capabilities: { add: ['SYS_ADMIN'] } },
    { allowPrivilegeEscalation: false, capabilities: { add: ['CAP_SYS_ADMIN'] } }, { allowPrivilegeEscalation: true, capabilities: { add: ['CAP_SYS_ADMIN'] } }, { runAsUser: 0, runAsNonRoot: true },
    { seccompProfile: { type: 'Localhost' } }, { seccompProfile: { type: 'RuntimeDefault', localhostProfile: 'a' } }, { appArmorProfile: { type: 'Localhost' } },
    { appArmorProfile: { type: 'Localhost', localhostProfile: '' } }, { appArmorProfile: { type: 'Unconfined', localhostProfile: 'a' } }, { procMount: 'Unmasked' }].map(security),
  ...[{ subPath: 'a', subPathExpr: 'b' }, { subPath: '', subPathExpr: 'b' }, { recursiveReadOnly: 'Enabled' }, { recursiveReadOnly: 'Enabled', readOnly: true }, { recursiveReadOnly: 'IfPossible' },
    { recursiveReadOnly: 'Disabled' }, { recursiveReadOnly: 'Enabled', readOnly: true, mountPropagation: 'HostToContainer' }, { mountPropagation: 'Bidirectional' }, { mountPath: '/a:b' }, { mountPath: 'C:\\a' },
    { mountPath: 'a' }].map(mount),
  deployment({ [`${WEB}/securityContext`]: { privileged: true }, [`${WEB}/volumeMounts/1`]: { name: 'tmp', mountPath: '/tmp', mountPropagation: 'Bidirectional' } }),
  ...[{ value: 'a', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }, { value: '', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }, { valueFrom: {} }, { valueFrom: { fieldRef: { fieldPath: 'metadata.labels' } } },
    { valueFrom: { fieldRef: { fieldPath: "metadata.labels['a']" } } }, { valueFrom: { fieldRef: { fieldPath: "metadata.labels['a b']" } } }, { valueFrom: { fieldRef: { fieldPath: 'status.hostIPs' } } },
    { valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }, { valueFrom: { fieldRef: { fieldPath: 'metadata.annotations[\'\']' } } }, { valueFrom: { resourceFieldRef: { resource: 'limits.hugepages-2Mi' } } },
    { valueFrom: { resourceFieldRef: { resource: 'limits.memory', divisor: '1Mi' } } }, { valueFrom: { resourceFieldRef: { resource: 'limits.memory', divisor: '1m' } } },
    { valueFrom: { resourceFieldRef: { resource: 'limits.hugepages-2Mi', divisor: '1m' } } }, { valueFrom: { resourceFieldRef: { resource: 'requests.ephemeral-storage', divisor: '1k' } } },
    { valueFrom: { resourceFieldRef: { resource: 'requests.example.com/gpu' } } }].map(env),
  ...['Always', 'OnFailure', 'Never'].map((restartPolicy) => deployment({ [`${POD}/restartPolicy`]: restartPolicy })),
  deployment({ [`${POD}/activeDeadlineSeconds`]: 60 }), deployment({ '/spec/selector': {} }), deployment({ '/spec/selector': { matchExpressions: [{ key: 'app', operator: 'Exists' }] } }),
  deployment({ '/spec/selector/matchExpressions': [{ key: 'app', operator: 'NotIn', values: ['web'] }] }), deployment({ '/spec/selector/matchExpressions': [{ key: 'none', operator: 'DoesNotExist' }] }),
  ...['httpGet', 'grpc', 'exec'].map((handler) => deployment({ [`${WEB}/readinessProbe/${handler}`]: { httpGet: { port: 80 }, grpc: { port: 80 }, exec: { command: ['a'] } }[handler] })),
  ...[0, 1, 2].map((successThreshold) => deployment({ [`${WEB}/livenessProbe/successThreshold`]: successThreshold })), deployment({ [`${WEB}/readinessProbe/terminationGracePeriodSeconds`]: 5 }),
  ...['readinessProbe', 'livenessProbe', 'lifecycle'].flatMap((field) => [0, 1].map((at) => deployment({
    [`${POD}/initContainers/${at}/${field}`]: field === 'lifecycle' ? { preStop: { exec: { command: ['a'] } } } : { exec: { command: ['a'] } },
  }))),
  ...['OnDelete', 'RollingUpdate'].flatMap((type) => [undefined, { maxUnavailable: 1 }].map((rollingUpdate) => ({ of: RICH_DAEMON_SET, set: { '/spec/updateStrategy': { type, ...rollingUpdate && { rollingUpdate } } } }))),
  ...['OnDelete', 'RollingUpdate', ''].flatMap((type) => [undefined, {}, { partition: 0 }].map((rollingUpdate) => ({
    of: RICH_STATEFUL_SET, set: { '/spec/updateStrategy': { type, ...rollingUpdate && { rollingUpdate } } },
  }))),
  ...['Always', 'OnFailure', 'Never', '', undefined].flatMap((restartPolicy) => [undefined, { rules: [] }].map((podFailurePolicy) => job({
    [`${POD}/restartPolicy`]: restartPolicy, '/spec/podFailurePolicy': podFailurePolicy,
  }))),
  ...['Always', 'OnFailure', 'Never', '', undefined].flatMap((restartPolicy) => [
    { of: RICH_CRON_JOB, set: { [`/spec/jobTemplate${POD}/restartPolicy`]: restartPolicy } }, { of: RICH_STATEFUL_SET, set: { [`${POD}/restartPolicy`]: restartPolicy } },
  ]),
  ...['Indexed', 'NonIndexed', undefined].flatMap((completionMode) => [
    {}, { '/spec/completions': undefined }, { '/spec/backoffLimitPerIndex': undefined }, { '/spec/backoffLimitPerIndex': undefined, '/spec/maxFailedIndexes': undefined },
    { '/spec/backoffLimitPerIndex': undefined, '/spec/maxFailedIndexes': undefined, '/spec/successPolicy': undefined }, { '/spec/successPolicy': undefined },
  ].map((set) => job({ '/spec/completionMode': completionMode, ...set }))),
  ...[4, 5].map((maxFailedIndexes) => job({ '/spec/maxFailedIndexes': maxFailedIndexes })),
  ...['FailIndex', 'Count', 'FailJob'].flatMap((action) => [0, undefined].map((backoffLimitPerIndex) => job({
    '/spec/podFailurePolicy/rules/0/action': action, '/spec/backoffLimitPerIndex': backoffLimitPerIndex, '/spec/maxFailedIndexes': undefined,
  }))),
  ...['Failed', 'TerminatingOrFailed'].flatMap((podReplacementPolicy) => [true, false].map((withPolicy) => job({
    '/spec/podReplacementPolicy': podReplacementPolicy, ...!withPolicy && { '/spec/podFailurePolicy': undefined },
  }))),
  ...['In', 'NotIn'].flatMap((operator) => [[0], [0, 1], [1, 1], [2, 1], [1, 256], [-1], [1]].map((values) => exitCodes({ operator, values }))),
  exitCodes({ operator: 'In', values: [1], containerName: 'other' }), exitCodes({ operator: 'In', values: [1], containerName: '' }),
  job({ '/spec/podFailurePolicy/rules/0/onPodConditions': [{ type: 'Ready' }] }), job({ '/spec/podFailurePolicy/rules/0/onPodConditions': [] }), job({ '/spec/podFailurePolicy/rules/0': { action: 'Ignore' } }),
  job({ '/spec/podFailurePolicy/rules/1/onPodConditions/0/status': undefined }), job({ '/spec/podFailurePolicy/rules/1/onPodConditions': [] }), job({ '/spec/manualSelector': true }),
  job({ '/spec/selector': { matchLabels: { app: 'web' } } }), job({ '/spec/selector': { matchLabels: { app: 'web' } }, '/spec/manualSelector': true }),
  ...[{}, { succeededCount: 5 }, { succeededIndexes: '3-1' }, { succeededIndexes: '0,9' }, { succeededIndexes: '' }, { succeededCount: 3, succeededIndexes: '0-1' }].map((rule) => job({ '/spec/successPolicy/rules/0': rule })),
  ...['@daily', '@every 5m', '* * * * * *', '* * *', '60 * * * *', 'TZ=UTC * * * * *', '*/5 * * * MON-FRI', '0 0 31 2 *', 'x'].map((schedule) => ({ of: RICH_CRON_JOB, set: { '/spec/schedule': schedule } })),
  ...['Mars/Base', 'Local', 'UTC', 'Europe/Berlin', ''].map((timeZone) => ({ of: RICH_CRON_JOB, set: { '/spec/timeZone': timeZone } })),
  ...['ClusterIP', 'NodePort', 'LoadBalancer'].map((type) => headless({ '/spec/type': type })), ...[[], undefined].map((ports) => headless({ '/spec/ports': ports })),
  ...[['None', '10.0.0.1'], ['None'], ['10.0.0.1', 'None']].map((clusterIPs) => headless({ '/spec/clusterIPs': clusterIPs })),
  ...['10.1.2.4', 'fd00:10::5', '010.1.2.3', '10.1.2', '::ffff:10.1.2.3'].flatMap((clusterIP) => [['IPv4'], ['IPv6'], ['IPv4', 'IPv6'], undefined].map((ipFamilies) => headless({
    '/spec/clusterIP': clusterIP, '/spec/ipFamilies': ipFamilies, '/spec/ipFamilyPolicy': ipFamilies?.length === 2 ? 'PreferDualStack' : undefined,
  }))),
  ...[['10.1.2.4', 'fd00:10::5'], ['10.1.2.4', '10.1.2.5'], ['fd00:10::5', '10.1.2.4']].flatMap((clusterIPs) => ['SingleStack', 'PreferDualStack', 'RequireDualStack'].map((ipFamilyPolicy) => headless({
    '/spec/clusterIP': clusterIPs[0], '/spec/clusterIPs': clusterIPs, '/spec/ipFamilyPolicy': ipFamilyPolicy,
  }))),
  ...['SingleStack', 'PreferDualStack'].flatMap((ipFamilyPolicy) => [['IPv4'], ['IPv4', 'IPv6'], ['IPv4', 'IPv4']].map((ipFamilies) => service({ '/spec/ipFamilyPolicy': ipFamilyPolicy, '/spec/ipFamilies': ipFamilies }))),
  ...['ClientIP', 'None'].flatMap((sessionAffinity) => [0, 1, 86_400, 86_401].map((timeoutSeconds) => service({ '/spec/sessionAffinity': sessionAffinity, '/spec/sessionAffinityConfig': { clientIP: { timeoutSeconds } } }))),
  ...['Local', 'Cluster'].flatMap((externalTrafficPolicy) => [31_000, 0].map((healthCheckNodePort) => service({ '/spec/externalTrafficPolicy': externalTrafficPolicy, '/spec/healthCheckNodePort': healthCheckNodePort }))),
  headless({ '/spec/allocateLoadBalancerNodePorts': false }), headless({ '/spec/healthCheckNodePort': 31_000 }), headless({ '/spec/selector': { 'a b': 'x' } }), headless({ '/spec/selector': { a: 'x y' } }),
  ...['db.example.com.', 'DB.example.com', '10.0.0.1', 'a_b', ''].map((externalName) => ({ of: EXTERNAL_NAME, set: { '/spec/externalName': externalName } })),
  ...['None', '10.1.2.3', ''].map((clusterIP) => ({ of: EXTERNAL_NAME, set: { '/spec/clusterIP': clusterIP } })),
  ...[{ name: 'cpu', target: { type: 'Utilization', averageUtilization: 50, averageValue: '1' } }, { name: 'cpu', target: { type: 'AverageValue', averageUtilization: 50 } }]
    .map((resource) => ({ of: RICH_AUTOSCALER, set: { '/spec/metrics/0': { type: 'Resource', resource } } })),
];
