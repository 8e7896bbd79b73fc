import { existsSync, readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import type { ModelContext } from '../../../src/model/draft';
import { injectedGateways, injectionDecision, podTemplateOf } from '../../../src/model/injected';
import { type Manifest, ManifestIndex, readManifests, readYamlValue } from '../../../src/model/manifest';
import { listAt, mapAt, member } from '../../../src/model/read';
import { MeshFacts, type MeshFactsProps, Platform } from '../../../src/platform';

/** Real pods after Istio's injector: `X.yaml` is what a user applies, `X.injected.yaml` what it became. Nothing of it is kept here. */
const ROOT = process.env.CDK8S_ISTIO_CONFORMANCE ?? join(__dirname, '../../../../shared/conformance');
const FOLDER = join(ROOT, 'istio-injection-1.30.3');
const FACTS = join(__dirname, '../../fixtures/injection');

const names = existsSync(FOLDER) ? readdirSync(FOLDER).filter((file) => file.endsWith('.yaml')) : [];
const read = (file: string): string => readFileSync(join(FOLDER, file), 'utf8');
const known = names.length > 0 ? describe : describe.skip;

/** How the suite installs istiod, unless `<case>.facts.yaml` says otherwise. */
function factsOf(name: string, namespaces: readonly string[]): MeshFacts {
  const file = join(FACTS, `${name}.facts.yaml`);
  const own = existsSync(file) ? readYamlValue(readFileSync(file, 'utf8')) as Partial<MeshFactsProps> : {};
  return new MeshFacts({
    platform: Platform.istio({ version: '1.30.3', kubernetesVersion: '1.33' }),
    meshConfig: {},
    injectionValues: { global: { hub: 'registry.istio.io/testing', tag: 'latest' } },
    ...own,
    // the suite calls the injector itself, whatever namespaces say
    namespaces: Object.fromEntries(namespaces.map((namespace) => [namespace, { labels: { 'istio-injection': 'enabled' } }])),
  });
}

interface Case { readonly pods: readonly Manifest[]; readonly context: ModelContext }

function caseOf(name: string, text: string): Case {
  const manifests = readManifests(text, { defaultNamespace: 'default' });
  const namespaces = manifests.flatMap(({ key }) => key.namespace ?? []);
  return {
    pods: manifests.filter((manifest) => podTemplateOf(manifest)),
    context: { index: ManifestIndex.of(manifests), facts: factsOf(name, namespaces) },
  };
}

function containerOf(pod: unknown): unknown {
  return [...listAt(pod, '/spec/containers') ?? [], ...listAt(pod, '/spec/initContainers') ?? []]
    .find((container) => member(container, 'name') === 'istio-proxy');
}

/** Go writes no empty maps, lists, zeros and texts where a field is optional. */
function withoutEmpties(value: unknown): unknown {
  if (Array.isArray(value)) { return value.map(withoutEmpties); }
  if (typeof value !== 'object' || value === null) { return value; }
  const entries = Object.entries(value).map(([key, child]) => [key, withoutEmpties(child)] as const)
    .filter(([, child]) => child !== null && child !== '' && child !== 0 && !(typeof child === 'object' && Object.keys(child as object).length === 0));
  return Object.fromEntries(entries);
}

/** What the folder's README says to compare. */
function compared(pod: unknown): unknown {
  const container = containerOf(pod);
  const annotations = { ...mapAt(pod, '/metadata/annotations') };
  // written by Istio for Istio: a copy of what its author wrote, and a list of what it added
  delete annotations['proxy.istio.io/overrides'];
  delete annotations['sidecar.istio.io/status'];
  const env = Object.fromEntries((listAt(container, '/env') ?? []).map((entry) => [String(member(entry, 'name')), withoutEmpties(entry)]));
  return withoutEmpties({
    places: {
      containers: (listAt(pod, '/spec/containers') ?? []).map((entry) => member(entry, 'name')),
      initContainers: (listAt(pod, '/spec/initContainers') ?? []).map((entry) => member(entry, 'name')),
    },
    args: member(container, 'args'),
    command: member(container, 'command'),
    env,
    ports: member(container, 'ports'),
    probes: ['readinessProbe', 'livenessProbe', 'startupProbe'].map((probe) => member(container, probe) ?? null),
    resources: member(container, 'resources'),
    lifecycle: member(container, 'lifecycle'),
    securityContext: member(container, 'securityContext'),
    labels: mapAt(pod, '/metadata/labels'),
    annotations,
    podSecurityContext: mapAt(pod, '/spec/securityContext'),
  });
}

/** `hello.classic` is `hello` under another setting. */
const inputOf = (name: string): string | undefined => [`${name}.yaml`, `${name.replace(/\.[^.]*$/, '')}.yaml`].find((file) => names.includes(file));
const results = names.filter((file) => file.endsWith('.injected.yaml')).map((file) => file.slice(0, -'.injected.yaml'.length));
const pairs = results.filter((name) => inputOf(name));
const asksForGateway = (name: string): boolean => /inject\.istio\.io\/templates: *["']?[^"'\n]*\bgateway\b/.test(read(inputOf(name)!));

known('what the injector decides', () => {
  test.each(pairs)('%s', (name) => {
    const { pods, context } = caseOf(name, read(inputOf(name)!));
    const after = caseOf(name, read(`${name}.injected.yaml`)).pods;
    pods.forEach((manifest, at) => {
      const decision = injectionDecision(podTemplateOf(manifest)!, context);
      const injected = JSON.stringify(after[at].object).includes('"sidecar.istio.io/status"');
      expect({ name, known: decision.injected.known, injected: decision.injected.value }).toEqual({ name, known: true, injected });
      expect(decision.refusals.length > 0).toBe(!injected);
    });
  });

  test.each(names.filter((file) => file.includes('-bad-')))('%s is rejected', (file) => {
    const { pods, context } = caseOf(file, read(file));
    const decisions = pods.map((manifest) => injectionDecision(podTemplateOf(manifest)!, context));
    expect(decisions.map(({ rejected }) => rejected)).toContain(true);
    expect(decisions.flatMap(({ refusals }) => refusals.map(({ code }) => code))).toContain('annotation-rejected');
  });

  results.filter((name) => !inputOf(name)).forEach((name) => test.skip(`${name}: no input of that name`, () => undefined));
});

known('gateways after the injector', () => {
  test.each(pairs.filter(asksForGateway))('%s', (name) => {
    const { context } = caseOf(name, read(inputOf(name)!));
    const gateways = injectedGateways(context);
    const after = caseOf(name, read(`${name}.injected.yaml`)).pods;
    expect(gateways).toHaveLength(after.length);
    gateways.forEach((gateway, at) => {
      expect(gateway.state).toBe('runs');
      const { pointer } = podTemplateOf(after[at])!;
      expect(compared(mapAt(gateway.workload.object, gateway.template))).toEqual(compared(mapAt(after[at].object, pointer)));
    });
  });
});
