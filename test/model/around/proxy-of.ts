import { complete } from '../../../src/model/complete';
import type { ProxyDraft } from '../../../src/model/draft';
import type { EffectiveProxy } from '../../../src/model/effective-proxy';
import { type Manifest, ManifestIndex, manifestOf, readManifests } from '../../../src/model/manifest';
import { known } from '../../../src/model/origin';
import { proxyConfigView } from '../../../src/model/proxy-config';
import { TracedObject } from '../../../src/model/traced';
import { MeshFacts, type MeshFactsProps, Platform } from '../../../src/platform';

export const ISTIO = Platform.istio({ version: '1.30.3', kubernetesVersion: '1.33' });

export interface Scene {
  /** The workload; without namespace and labels it is `ingress/gw` with the label `app: gw`. */
  readonly workload?: object;
  /** What stands around it. */
  readonly yaml?: string;
  /** Objects made with the proxy. */
  readonly companions?: readonly object[];
  readonly facts?: MeshFactsProps;
  /** The labels of the pods are not all known. */
  readonly baseUnknown?: boolean;
  readonly others?: readonly Manifest[];
}

export function deployment(spec: object = {}, pod: object = {}, labels: object = { app: 'gw' }): object {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'gw', namespace: 'ingress' },
    spec: { ...spec, template: { metadata: { labels }, spec: { containers: [{ name: 'istio-proxy' }], ...pod } } },
  };
}

/** A proxy as a recognizer would hand it over, completed. */
export function proxyOf({ workload = deployment(), yaml = '', companions = [], facts = {}, baseUnknown, others = [] }: Scene): EffectiveProxy {
  const manifest = manifestOf(workload);
  const written = TracedObject.of(manifest);
  const index = ManifestIndex.of([manifest, ...readManifests(yaml, { file: 'around.yaml' }), ...others]);
  const context = { index, facts: new MeshFacts({ platform: ISTIO, ...facts }) };
  const { namespace } = manifest.key;
  const draft: ProxyDraft = {
    role: 'gateway',
    make: 'injected',
    platform: context.facts.platform,
    ...(namespace !== undefined && { namespace }),
    name: manifest.key.name,
    declaredBy: manifest,
    state: 'runs',
    refusals: [],
    workload: baseUnknown
      ? new TracedObject(manifest.object, { origin: (pointer) => written.origin(pointer), absence: () => ({ kind: 'unknown', why: 'the base is not public' }) })
      : written,
    template: '/spec/template',
    container: '/spec/template/spec/containers/0',
    companions: companions.map((companion) => TracedObject.of(manifestOf(companion))),
    attachments: [],
    native: known(false, { kind: 'default', of: 'Istio', source: 'test' }),
    proxyConfig: proxyConfigView({ context, ...(namespace !== undefined && { namespace }), podLabels: {} }),
  } as ProxyDraft;
  return complete(draft, context);
}
