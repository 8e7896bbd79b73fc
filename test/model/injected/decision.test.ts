import { contextOf, gatewayYaml, ISTIO, USUAL } from './helpers';
import { injectionDecision, podTemplateOf } from '../../../src/model/injected';
import { type MeshFactsProps, Platform } from '../../../src/platform';

function decide(yaml: string, facts: MeshFactsProps = USUAL) {
  const context = contextOf(yaml, facts);
  const workload = context.index.all.find((manifest) => podTemplateOf(manifest))!;
  return injectionDecision(podTemplateOf(workload)!, context);
}

/** `yes`, `no` or `unknown`, and the code of the first refusal. */
function answer(yaml: string, facts?: MeshFactsProps): string {
  const { injected, refusals } = decide(yaml, facts);
  return [injected.known ? (injected.value ? 'yes' : 'no') : 'unknown', ...refusals.map(({ code }) => code)].join(' ');
}

const inNamespace = (labels: Record<string, string>, more: Partial<MeshFactsProps> = {}): MeshFactsProps => (
  { ...USUAL, ...more, namespaces: { ingress: { labels } } });

const nothing = gatewayYaml();
const podTrue = gatewayYaml({ labels: 'sidecar.istio.io/inject: "true"' });
const podFalse = gatewayYaml({ labels: 'sidecar.istio.io/inject: "false"' });
const podRevision = gatewayYaml({ labels: 'istio.io/rev: canary' });

describe('labels of namespace and pod, on a control plane without a revision', () => {
  test.each<[string, Record<string, string>, string, string]>([
    ['namespace enabled', { 'istio-injection': 'enabled' }, nothing, 'yes'],
    ['namespace enabled, pod true', { 'istio-injection': 'enabled' }, podTrue, 'yes'],
    ['namespace enabled, pod false', { 'istio-injection': 'enabled' }, podFalse, 'no pod-label-false'],
    ['namespace enabled, the revision of the pod is ignored', { 'istio-injection': 'enabled' }, podRevision, 'yes'],
    ['namespace disabled', { 'istio-injection': 'disabled' }, nothing, 'no namespace-disabled'],
    ['namespace disabled, pod true', { 'istio-injection': 'disabled' }, podTrue, 'no namespace-disabled'],
    ['no labels', {}, nothing, 'no not-enabled'],
    ['only the pod says true', {}, podTrue, 'yes'],
    ['namespace of the default revision', { 'istio.io/rev': 'default' }, nothing, 'yes'],
    ['namespace of another revision', { 'istio.io/rev': 'canary' }, nothing, 'no revision-mismatch'],
    ['namespace of another revision, pod true', { 'istio.io/rev': 'canary' }, podTrue, 'no revision-mismatch'],
    ['namespace of another revision, and enabled', { 'istio.io/rev': 'canary', 'istio-injection': 'enabled' }, nothing, 'yes'],
    ['pod of another revision', {}, podRevision, 'no revision-mismatch'],
    ['pod of the default revision', {}, gatewayYaml({ labels: 'istio.io/rev: default' }), 'yes'],
  ])('%s', (_, labels, yaml, expected) => {
    expect(answer(yaml, inNamespace(labels))).toBe(expected);
  });

  test('namespaces without a label, injected by default', () => {
    const values = { sidecarInjectorWebhook: { enableNamespacesByDefault: true } };
    expect(answer(nothing, inNamespace({}, { injectionValues: values }))).toBe('yes');
    expect(answer(nothing, inNamespace({ 'istio-injection': 'disabled' }, { injectionValues: values }))).toBe('no namespace-disabled');
  });
});

describe('a control plane with a revision', () => {
  const canary = Platform.istio({ version: '1.30', revision: 'canary' });
  const values = { revision: 'canary', revisionTags: ['prod'] };

  test.each<[string, Record<string, string>, string, Partial<MeshFactsProps>, string]>([
    ['its revision', { 'istio.io/rev': 'canary' }, nothing, {}, 'yes'],
    ['a tag of it', { 'istio.io/rev': 'prod' }, nothing, { injectionValues: values }, 'yes'],
    ['another word, all tags known', { 'istio.io/rev': 'stable' }, nothing, { injectionValues: values }, 'no revision-mismatch'],
    ['another word, tags not known', { 'istio.io/rev': 'stable' }, nothing, { injectionValues: undefined }, 'unknown revision-mismatch'],
    ['enabled without a default revision', { 'istio-injection': 'enabled' }, nothing, { injectionValues: values }, 'no no-default-revision'],
    ['enabled, tags not known', { 'istio-injection': 'enabled' }, nothing, { injectionValues: undefined }, 'unknown revision-mismatch'],
    ['enabled and tagged default', { 'istio-injection': 'enabled' }, nothing, { injectionValues: { revisionTags: ['default'] } }, 'yes'],
    ['the pod names the revision', {}, podRevision, {}, 'yes'],
  ])('%s', (_, labels, yaml, more, expected) => {
    expect(answer(yaml, inNamespace(labels, { platform: canary, ...more }))).toBe(expected);
  });

  test('a tag among the manifests', () => {
    const tag = `---
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata:
  name: istio-revision-tag-stable
  labels: {istio.io/rev: canary, istio.io/tag: stable}
`;
    expect(answer(nothing + tag, inNamespace({ 'istio.io/rev': 'stable' }, { platform: canary }))).toBe('yes');
  });
});

describe('what rules injection out, whatever the namespace says', () => {
  const noFacts: MeshFactsProps = { platform: ISTIO };

  test.each<[string, string, string]>([
    ['hostNetwork', gatewayYaml({ pod: 'hostNetwork: true' }), 'no host-network'],
    ['a system namespace', gatewayYaml({ namespace: 'kube-system' }), 'no system-namespace'],
    ['the pod label', podFalse, 'no pod-label-false'],
    ['the pod annotation', gatewayYaml({ annotations: 'sidecar.istio.io/inject: "false"' }), 'no pod-annotation-false'],
  ])('%s', (_, yaml, expected) => {
    expect(answer(yaml, noFacts)).toBe(expected);
  });

  test('the label counts before the annotation', () => {
    const both = gatewayYaml({ labels: 'sidecar.istio.io/inject: "true"', annotations: 'sidecar.istio.io/inject: "false"' });
    expect(answer(both)).toBe('yes');
  });

  test.each(['True', 'yes', 'no', ''])('%j is neither true nor false, so the policy decides', (word) => {
    const yaml = gatewayYaml({ labels: `sidecar.istio.io/inject: "${word}"` });
    expect(answer(yaml)).toBe('yes');
    expect(answer(yaml, { ...USUAL, injectionValues: { global: { proxy: { autoInject: 'disabled' } } } })).toBe('no policy-disabled');
  });

  test('the selectors of the injector', () => {
    const webhook = (selectors: object, policy = 'enabled'): MeshFactsProps => (
      { ...USUAL, injectionValues: { global: { proxy: { autoInject: policy } }, sidecarInjectorWebhook: selectors } });
    const gw = [{ matchLabels: { istio: 'gw' } }];
    expect(answer(nothing, webhook({ neverInjectSelector: gw }))).toBe('no never-inject-selector');
    expect(answer(podTrue, webhook({ neverInjectSelector: gw }))).toBe('yes');
    expect(answer(nothing, webhook({ neverInjectSelector: [{}] }))).toBe('yes');
    expect(answer(nothing, webhook({ alwaysInjectSelector: gw }, 'disabled'))).toBe('yes');
  });
});

describe('a namespace of which nothing is known', () => {
  test('stays unknown, and says what to give', () => {
    const { injected, refusals } = decide(podTrue, { platform: ISTIO });
    expect(injected.known).toBe(false);
    expect(refusals[0]).toMatchObject({
      code: 'namespace-unknown',
      message: 'the labels of namespace ingress are not known; name it in the facts or add its manifest',
      origin: { kind: 'unknown' },
    });
  });

  test('its manifest tells', () => {
    const namespace = '---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: ingress\n  labels: {istio-injection: enabled}\n';
    expect(answer(nothing + namespace, { platform: ISTIO })).toBe('yes');
  });

  test('a namespace that is not there, and pods without one', () => {
    expect(decide(podTrue, { ...USUAL, namespaces: {}, namespacesComplete: true }).refusals[0].message).toMatch(/^namespace ingress does not exist/);
    expect(answer(podTrue.replace('  namespace: ingress\n', ''))).toBe('unknown namespace-unknown');
  });

  test('no label anywhere and no values: whether that means injection is a value of istiod', () => {
    expect(answer(nothing, inNamespace({}, { injectionValues: undefined }))).toBe('unknown default-unknown');
  });
});

describe('what the injector rejects', () => {
  test.each<[string, string, string]>([
    ['a quantity from 1.29 on', '1.28.9', 'yes'],
    ['a quantity at 1.29', '1.29.0', 'no annotation-rejected'],
    ['a quantity at 1.30', '1.30.3', 'no annotation-rejected'],
  ])('%s: %s', (_, version, expected) => {
    const yaml = gatewayYaml({ annotations: 'sidecar.istio.io/proxyCPU: many' });
    expect(answer(yaml, { ...USUAL, platform: Platform.istio({ version }) })).toBe(expected);
  });

  test('an unknown version may check it', () => {
    const yaml = gatewayYaml({ annotations: 'sidecar.istio.io/proxyCPU: many' });
    expect(answer(yaml, { ...USUAL, platform: Platform.istio() })).toBe('unknown annotation-rejected');
  });

  test('a template nobody installed', () => {
    const yaml = gatewayYaml().replace('templates: gateway', 'templates: gateway,spire');
    expect(answer(yaml)).toBe('no unknown-template');
    expect(answer(yaml, { ...USUAL, injectionValues: undefined })).toBe('unknown unknown-template');
    expect(answer(yaml, { ...USUAL, injectionValues: { sidecarInjectorWebhook: { templates: { spire: 'spec: {}' } } } })).toBe('yes');
  });

  test('the refusal points at the annotation', () => {
    const yaml = gatewayYaml({ annotations: 'status.sidecar.istio.io/port: "70000"' });
    const { rejected, refusals: [refusal] } = decide(yaml);
    expect(rejected).toBe(true);
    expect(refusal.message).toBe('the injector rejects the pod: annotation status.sidecar.istio.io/port: status port invalid: must be a port from 0 to 65535');
    expect(refusal.origin).toMatchObject({ kind: 'set', pointer: '/spec/template/metadata/annotations/status.sidecar.istio.io~1port' });
  });

  test('nobody is rejected by an injector that is not asked', () => {
    const yaml = gatewayYaml({ annotations: 'status.sidecar.istio.io/port: "70000"', pod: 'hostNetwork: true' });
    expect(answer(yaml)).toBe('no host-network');
  });
});

describe('the templates of a pod', () => {
  test.each<[string, MeshFactsProps['injectionValues'], string[]]>([
    ['a , gateway', {}, ['a', 'gateway']],
    ['gateway', {}, ['gateway']],
  ])('%s', (text, injectionValues, expected) => {
    expect(decide(gatewayYaml().replace('templates: gateway', `templates: "${text}"`), { ...USUAL, injectionValues }).templates).toEqual(expected);
  });

  test('without the annotation: those of the installation, else sidecar', () => {
    const plain = gatewayYaml().replace('        inject.istio.io/templates: gateway\n', '        a: b\n');
    expect(decide(plain).templates).toEqual(['sidecar']);
    expect(decide(plain, { ...USUAL, injectionValues: { sidecarInjectorWebhook: { defaultTemplates: ['sidecar', 'x'] } } }).templates).toEqual(['sidecar', 'x']);
  });
});

test.each([
  ['apps/v1', 'Deployment', '/spec/template'],
  ['apps/v1', 'DaemonSet', '/spec/template'],
  ['apps/v1', 'StatefulSet', '/spec/template'],
  ['apps/v1', 'ReplicaSet', '/spec/template'],
  ['batch/v1', 'Job', '/spec/template'],
  ['batch/v1', 'CronJob', '/spec/jobTemplate/spec/template'],
  ['v1', 'Pod', ''],
])('%s %s keeps its pods at %j', (apiVersion, kind, pointer) => {
  const pods = { metadata: { labels: { a: 'b' } }, spec: { containers: [] } };
  const below = pointer.split('/').slice(1).reduceRight<unknown>((inner, key) => ({ [key]: inner }), pods) as object;
  const context = contextOf(JSON.stringify({ apiVersion, kind, ...below, metadata: { name: 'x', labels: { a: 'b' } } }));
  expect(podTemplateOf(context.index.all[0])).toMatchObject({ pointer, labels: { a: 'b' } });
});
