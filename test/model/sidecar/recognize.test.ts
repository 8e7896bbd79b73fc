import { appYaml, contextOf, ISTIO, ISTIO_CLASSIC, namesIn, sidecarIn, sidecarsIn } from './helpers';
import { effectiveMesh } from '../../../src/model';
import type { EffectiveProxy } from '../../../src/model/effective-proxy';
import * as injected from '../../../src/model/injected/inject';
import { sidecars } from '../../../src/model/sidecar';
import { MeshFacts, type MeshFactsProps, Platform } from '../../../src/platform';

const codes = (proxy: EffectiveProxy): string[] => proxy.refusals.map(({ code }) => code);

describe('which workloads have a sidecar', () => {
  test.each([
    ['v1', 'ReplicationController'], ['apps/v1', 'Deployment'], ['apps/v1', 'StatefulSet'], ['apps/v1', 'DaemonSet'], ['apps/v1', 'ReplicaSet'], ['batch/v1', 'Job'],
  ])('%s %s', (apiVersion, kind) => {
    expect(sidecarIn(appYaml({ apiVersion, kind }))).toMatchObject({ role: 'sidecar', make: 'sidecar', name: 'web', namespace: 'shop', state: 'runs' });
  });

  test('a Pod, which is its own template', () => {
    const proxy = sidecarIn('apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\nspec: {containers: [{name: web, image: web:1}]}\n');
    expect([proxy.template, proxy.container, proxy.state]).toEqual(['', '/spec/initContainers/1', 'runs']);
  });

  test('a CronJob', () => {
    const proxy = sidecarIn(`apiVersion: batch/v1
kind: CronJob
metadata: {name: web, namespace: shop}
spec: {jobTemplate: {spec: {template: {spec: {containers: [{name: web, image: web:1}]}}}}}
`);
    expect([proxy.template, namesIn(proxy, 'initContainers')]).toEqual(['/spec/jobTemplate/spec/template', ['istio-init', 'istio-proxy']]);
  });

  test('a kind that runs no pods has none', () => {
    expect(sidecarsIn('apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec: {selector: {app: web}}\n')).toEqual([]);
  });

  test.each([
    ['a gateway', appYaml({ annotations: 'inject.istio.io/templates: gateway' })],
    ['a pod of another namespace', appYaml({ namespace: 'elsewhere' })],
    ['a pod that opts out', appYaml({ labels: 'sidecar.istio.io/inject: "false"' })],
    ['a pod on the network of its node', appYaml({ pod: 'hostNetwork: true' })],
  ])('%s has none', (_, yaml) => {
    expect(sidecarsIn(yaml, { ...ISTIO, namespaces: { ...ISTIO.namespaces, elsewhere: {} } })).toEqual([]);
  });

  test('a dump of a cluster: the Deployment, not what it made', () => {
    const owner = (kind: string, name: string): string => `ownerReferences: [{apiVersion: apps/v1, kind: ${kind}, name: ${name}, controller: true, uid: x}]`;
    const replicaSet = appYaml({ kind: 'ReplicaSet' }).replace('  name: web\n', `  name: web-5d4f\n  ${owner('Deployment', 'web')}\n`);
    const pod = `apiVersion: v1
kind: Pod
metadata:
  name: web-5d4f-x7
  generateName: web-5d4f-
  namespace: shop
  labels: {app: web, pod-template-hash: 5d4f}
  ${owner('ReplicaSet', 'web-5d4f')}
spec: {containers: [{name: web, image: web:1}]}
`;
    expect(sidecarsIn([appYaml(), replicaSet, pod].join('---\n')).map(({ name }) => name)).toEqual(['web']);
    expect(sidecarsIn([appYaml(), pod].join('---\n')).map(({ name }) => name)).toEqual(['web']);
    expect(sidecarsIn(pod).map(({ name }) => name)).toEqual(['web-5d4f-x7']);
  });
});

describe('pods that mean to have one', () => {
  test.each([
    ['the network of the node', { pod: 'hostNetwork: true', labels: 'sidecar.istio.io/inject: "true"' }, 'host-network'],
    ['settings for a sidecar, in a namespace of the system', { namespace: 'kube-system', annotations: 'sidecar.istio.io/proxyCPU: 100m' }, 'system-namespace'],
    ['another revision', { namespace: 'elsewhere', labels: 'istio.io/rev: old' }, 'revision-mismatch'],
  ])('not injected: %s', (_, app, code) => {
    const proxy = sidecarIn(appYaml(app), { ...ISTIO, namespaces: { ...ISTIO.namespaces, elsewhere: {} } });
    expect([proxy.state, codes(proxy), proxy.container]).toEqual(['not-injected', [code], undefined]);
  });

  test('not injected, and the image auto stays', () => {
    const proxy = sidecarIn(appYaml({ pod: 'hostNetwork: true' }) + '      - name: istio-proxy\n        image: auto\n');
    expect(proxy.refusals[0].message).toContain('image "auto" stays and cannot be pulled');
  });

  test('refused: a value that the injector does not take', () => {
    const proxy = sidecarIn(appYaml({ annotations: 'traffic.sidecar.istio.io/excludeInboundPorts: "80,abc"' }));
    expect([proxy.state, codes(proxy), namesIn(proxy, 'containers')]).toEqual(['refused', ['annotation-rejected'], ['web']]);
  });

  test.each(['{"a": ', '"text"', '5', 'true'])('refused: volumes that no template can walk: %s', (text) => {
    const proxy = sidecarIn(appYaml({ annotations: `sidecar.istio.io/userVolume: '${text}'` }));
    expect([proxy.state, codes(proxy)]).toEqual(['refused', ['annotation-rejected']]);
  });

  test('refused: two handlers in one hook, one of them from the template', () => {
    const container = '      - name: istio-proxy\n        image: auto\n        lifecycle: {preStop: {sleep: {seconds: 5}}}\n';
    const proxy = sidecarIn(appYaml() + container);
    expect([proxy.state, codes(proxy)]).toEqual(['refused', ['clash-with-template']]);
  });
});

describe('what is not known', () => {
  const { namespaces: _, ...nothingOfNamespaces } = ISTIO;

  test('an application of which nothing says that it is in the mesh is left alone', () => {
    expect(sidecarsIn(appYaml(), nothingOfNamespaces)).toEqual([]);
  });

  test('one with settings for a sidecar is shown as it is meant', () => {
    const proxy = sidecarIn(appYaml({ annotations: 'sidecar.istio.io/proxyCPU: 300m' }), nothingOfNamespaces);
    expect([proxy.state, codes(proxy), namesIn(proxy, 'initContainers')]).toEqual(['unknown', ['namespace-unknown'], ['istio-init', 'istio-proxy']]);
    expect(proxy.resources.requests.cpu.value?.toString()).toBe('300m');
  });

  test('native or not: among the containers, and its hooks are unknown', () => {
    const proxy = sidecarIn(appYaml(), { ...ISTIO, platform: Platform.istio({ version: '1.30.3' }) });
    expect(proxy.shutdown.native.known).toBe(false);
    expect(namesIn(proxy, 'containers')).toEqual(['web', 'istio-proxy']);
    expect(proxy.workload.at(`${proxy.container}/lifecycle`).known).toBe(false);
    expect(proxy.workload.at(`${proxy.container}/restartPolicy`).known).toBe(false);
    expect(proxy.workload.at<string[]>(`${proxy.container}/args`).value?.[1]).toBe('sidecar');
  });

  test('a version of Istio that was never read', () => {
    const proxy = sidecarIn(appYaml(), { ...ISTIO, platform: Platform.istio({ version: '1.12.0', kubernetesVersion: '1.28' }) });
    expect(proxy.state).toBe('runs');
    expect(proxy.workload.at('/spec/template/spec/initContainers').known).toBe(false);
  });
});

describe('native or classic', () => {
  const by = (annotation: string | undefined, facts: MeshFactsProps) => sidecarIn(
    appYaml(annotation === undefined ? {} : { annotations: `sidecar.istio.io/nativeSidecar: "${annotation}"` }), facts).shutdown.native;
  const fixed = (nativeSidecars: boolean): MeshFactsProps => ({ ...ISTIO, platform: Platform.istio({ version: '1.30.3', kubernetesVersion: '1.33', nativeSidecars }) });

  test.each([
    ['nodes of 1.32', undefined, ISTIO_CLASSIC, false, 'default'],
    ['nodes of 1.33', undefined, ISTIO, true, 'default'],
    ['the pod says yes', 'true', ISTIO_CLASSIC, true, 'set'],
    ['the pod says no', 'false', ISTIO, false, 'set'],
    ['the pod says something else: yes', 'no', ISTIO_CLASSIC, true, 'set'],
    ['the pod says nothing in quotes', '', ISTIO_CLASSIC, false, 'default'],
    ['the platform says no', undefined, fixed(false), false, 'policy'],
    ['istiod says yes', undefined, { ...ISTIO_CLASSIC, injectionValues: { pilot: { env: { ENABLE_NATIVE_SIDECARS: 'true' } } } }, true, 'policy'],
    ['Istio 1.23 does not know the annotation', 'true', { ...ISTIO, platform: Platform.istio({ version: '1.23.0', kubernetesVersion: '1.33' }) }, false, 'default'],
  ])('%s', (_, annotation, facts, value, kind) => {
    expect(by(annotation, facts)).toMatchObject({ known: true, value, origin: { kind } });
  });
});

describe('a sidecar that is written in full', () => {
  const full = (args: string): string => appYaml({ labels: 'sidecar.istio.io/inject: "false"' })
    + `      - name: istio-proxy\n        image: proxyv2:1\n        args: ${args}\n        lifecycle: {preStop: {exec: {command: [sleep, "7"]}}}\n`;

  test('runs as it stands', () => {
    const proxy = sidecarIn(full('[proxy, sidecar]'));
    expect([proxy.state, proxy.container, proxy.shutdown.native.value, proxy.shutdown.preStop.value])
      .toEqual(['runs', '/spec/template/spec/containers/1', false, 7]);
  });

  test('another program under that name is none', () => {
    expect(sidecarsIn(full('[--verbose]'))).toEqual([]);
  });

  test('one that kube-inject wrote is rendered anew: what it added then is not its author\'s', () => {
    const status = '{"initContainers":["istio-init","istio-proxy"],"containers":null}';
    const proxy = sidecarIn(`${appYaml({
      annotations: `sidecar.istio.io/status: '${status}'\nprometheus.io/port: "15020"`,
      pod: 'initContainers:\n- {name: istio-init, image: proxyv2:1, args: [old]}\n- {name: istio-proxy, image: proxyv2:1, restartPolicy: Always, args: [proxy, sidecar, old]}',
      container: 'readinessProbe: {httpGet: {path: /app-health/web/readyz, port: 15020}}',
    })}`);
    expect(proxy.workload.at<string[]>('/spec/template/spec/initContainers/0/args').value?.[0]).toBe('istio-iptables');
    expect(proxy.workload.at<string[]>(`${proxy.container}/args`).value).not.toContain('old');
    expect(JSON.stringify(proxy.workload.object)).not.toContain('ISTIO_KUBE_APP_PROBERS');
  });
});

describe('lazy', () => {
  test('nothing is rendered until it is read', () => {
    const spy = jest.spyOn(injected, 'inject');
    const [draft] = sidecars(contextOf(appYaml()));
    expect([draft.name, draft.native.value]).toEqual(['web', true]);
    expect(spy).not.toHaveBeenCalled();
    expect(draft.state).toBe('runs');
    expect(draft.workload).toBe(draft.workload);
    expect(spy).toHaveBeenCalledTimes(1);
    spy.mockRestore();
  });

  test('the mesh knows them', () => {
    const { proxies } = effectiveMesh(contextOf(appYaml()).index, new MeshFacts(ISTIO));
    expect(proxies.map(({ role, name }) => [role, name])).toEqual([['sidecar', 'web']]);
  });
});
