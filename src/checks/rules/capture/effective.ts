import { hasTrafficAnnotation } from './settings';
import { contextOf } from '../../../model/context-of';
import type { ModelContext } from '../../../model/draft';
import type { EffectiveProxy } from '../../../model/effective-proxy';
import { type Capture, captureOf, podTemplateOf, type PodTemplate } from '../../../model/injected';
import type { Effective } from '../../../model/origin';
import { Flavor } from '../../../platform';
import type { PatchOperation } from '../../finding';
import type { NamedValue, Scene } from '../../rule';
import { short } from '../proxy-rule';

/** A sidecar, the pods it is added to, and what of their traffic goes through it. */
export interface Captured {
  readonly pods: PodTemplate;
  readonly capture: Capture;
  readonly context: ModelContext;
}

const captures = new WeakMap<EffectiveProxy, Captured | undefined>();

/** Undefined where nobody wrote a list for the pods: most have none. Five rules ask. */
export function capturedBy(proxy: EffectiveProxy, scene: Scene): Captured | undefined {
  if (captures.has(proxy)) { return captures.get(proxy); }
  const isAsm = proxy.platform.flavor === Flavor.ASM && scene.index.list('istio.alibabacloud.com', 'ASMProxyConfig').length > 0;
  const pods = isAsm || hasTrafficAnnotation(proxy.declaredBy) ? podTemplateOf(proxy.declaredBy) : undefined;
  const context = contextOf(scene, proxy.cluster);
  const captured = pods && { pods, context, capture: captureOf({ context, pods, proxyConfig: proxy.proxyConfig }) };
  captures.set(proxy, captured);
  return captured;
}

/** Does an object among the manifests say so? Values of the installation are set for the whole mesh, and are nobody's mistake here. */
export function isWritten({ known, origin }: Effective<unknown>): boolean {
  return known && (origin.kind === 'set' || (origin.kind === 'policy' && origin.manifest !== undefined));
}

export function listValue(name: string, value: Effective<string | undefined>): NamedValue {
  return { name, value, show: (text) => (text === '' ? 'empty' : short(text)) };
}

/** Takes a setting out of the object that is judged; undefined where it stands elsewhere. */
export function removal(value: Effective<unknown>, { declaredBy }: EffectiveProxy): { readonly patch?: readonly PatchOperation[] } {
  const { origin } = value;
  return origin.kind === 'set' && origin.manifest === declaredBy ? { patch: [{ op: 'remove', path: origin.pointer }] } : {};
}

/** Where to look: also in the object of a policy. */
export function placeOf({ origin }: Effective<unknown>): { readonly at?: Effective<unknown>['origin'] } {
  if (origin.kind === 'set') { return { at: origin }; }
  return origin.kind === 'policy' && origin.manifest && origin.pointer !== undefined
    ? { at: { kind: 'set', manifest: origin.manifest, pointer: origin.pointer } }
    : {};
}
