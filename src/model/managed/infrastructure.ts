import type { ModelContext } from '../draft';
import type { Manifest } from '../manifest/types';
import { known, type Known } from '../origin';
import { joinPointer } from '../pointer';
import { mapAt, stringAt, stringsAt } from '../read';
import { chartText, flag } from '../rendering/installation';
import { type Part, sourced } from '../rendering/sourced';

/** Labels or annotations, each with its origin. Later entries of the same key win, as in the templates. */
export type Entries = ReadonlyMap<string, Known<string>>;

const DATAPLANE_MODE = 'istio.io/dataplane-mode';
export const NETWORK = 'topology.istio.io/network';

const CONTROLLER = 'Istio 1.30.3 pilot/pkg/config/kube/gatewaycommon/deploymentcontroller.go';

/** Keys that infrastructure entries may not have: they would clash with the labels that identify what was made. */
const RESERVED_PREFIX = 'gateway.networking.k8s.io/';

/** Annotations that steer istiod and stay on the Gateway (files/kube-gateway.yaml, files/waypoint.yaml). */
const NOT_COPIED: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  'gateway.istio.io/name-override',
  'gateway.istio.io/service-account',
  'gateway.istio.io/controller-version',
]);

/** The labels that everything made for the Gateway carries. */
export function infrastructureLabels(gateway: Manifest, context: ModelContext): Entries {
  const labels = new Map(infrastructure(gateway, 'labels', context));
  const own = stringsAt(gateway.object, '/metadata/labels');
  // The controller looks at the name of the class, not at its kind.
  const className = stringAt(gateway.object, '/spec/gatewayClassName') ?? '';
  const isAmbient = className.includes('waypoint') || className.includes('east-west');
  if (!isAmbient && flag(context, 'PILOT_ENABLE_AMBIENT') === true && own[DATAPLANE_MODE] === undefined && !labels.has(DATAPLANE_MODE)) {
    labels.set(DATAPLANE_MODE, known('none', { kind: 'default', of: 'Istio', source: `${CONTROLLER} setLabelOverrides` }));
  }
  const network = chartText(context, '/global/network');
  if (isAmbient && own[NETWORK] === undefined && network.value !== '') { labels.set(NETWORK, network); }
  return labels;
}

/** The annotations that everything made for the Gateway carries. */
export function infrastructureAnnotations(gateway: Manifest, context: ModelContext): Entries {
  const annotations = new Map(infrastructure(gateway, 'annotations', context));
  for (const key of NOT_COPIED) { annotations.delete(key); }
  return annotations;
}

/** Where those stand that reach what is made: `spec.infrastructure` when it names them, even when it names none; else the Gateway's own. */
export function infrastructurePlace({ object }: Manifest, which: 'labels' | 'annotations'): string {
  const declared = `/spec/infrastructure/${which}`;
  return mapAt(object, declared) === undefined ? `/metadata/${which}` : declared;
}

function infrastructure(gateway: Manifest, which: 'labels' | 'annotations', context: ModelContext): Entries {
  const place = infrastructurePlace(gateway, which);
  const isOwn = place.startsWith('/metadata/');
  if (isOwn && flag(context, 'PILOT_ENABLE_GATEWAY_API_COPY_LABELS_ANNOTATIONS') === false) { return new Map(); }
  return entries(gateway, place, stringsAt(gateway.object, place), (key) => isOwn || !key.startsWith(RESERVED_PREFIX));
}

function entries(gateway: Manifest, at: string, values: Readonly<Record<string, string>>, copied: (key: string) => boolean): Entries {
  const found = new Map<string, Known<string>>();
  for (const [key, value] of Object.entries(values)) {
    // no label or annotation may have this name, and objects mean something else by it
    if (copied(key) && key !== '__proto__') { found.set(key, known(value, { kind: 'set', manifest: gateway, pointer: joinPointer(at, key) })); }
  }
  return found;
}

/** Entries as a template writes them down: of two with one key, the later wins. */
export function written(...sources: readonly (Entries | Readonly<Record<string, string>>)[]): { readonly [key: string]: Part } {
  const merged: Record<string, Part> = {};
  for (const source of sources) {
    if (source instanceof Map) {
      for (const [key, value] of source as Entries) { merged[key] = sourced(value); }
    } else {
      Object.assign(merged, source);
    }
  }
  return merged;
}
