import { objectName, type ThingBuilder } from './builder';
import { clashesOf, withClashes } from './clash';
import type { LeafChange } from './comparison';
import { type Difference, differencesOf } from './differences';
import { withReleases } from './held';
import { reachesPods } from './impact';
import { shownOfSecret } from './redact';
import { replicasWarnings } from './replicas';
import { rolloutPlan } from './rollout-plan';
import type { Side } from './side';
import { type Verdict, workloadImpact } from './workload-fields';
import { readYamlValue } from '../../model/manifest';
import type { KubeObject, Manifest } from '../../model/manifest/types';
import { PROXY_CONFIG_ANNOTATION } from '../../model/names';
import { describeOrigin } from '../../model/origin';
import { joinPointer, valueAt } from '../../model/pointer';
import { sameJson } from '../../model/same-json';
import { shown } from '../../platform/problems';

const REPLICAS = '/spec/replicas';

/** Counts are an int32 (apps/v1 types.go), and never negative (apps validation.go). */
const MAX_INT32 = 2_147_483_647;
const isCount = (value: unknown): boolean => (
  value === undefined || value === null || (Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_INT32));

/** What an author changed in a workload that stands in the manifests. */
export function compareWorkload(builder: ThingBuilder, before: Manifest, after: Manifest, old: Side, now: Side): void {
  const judge = (difference: Difference): Verdict => withMeaning(workloadImpact(after.key.kind, difference, after.object), difference);
  const changes = withReleases(leafChanges(before, after, judge));
  builder.add(...withClashes(changes, clashesIn(before, after)));
  const impossible = changes.filter(({ impact, pointer }) => impact === 'scale' && !isCount(valueAt(after.object, pointer)));
  if (impossible.length > 0) {
    builder.refuse();
    builder.warn(impossible.map(({ pointer, after: got }) => `the API server rejects the object: ${pointer} must be a whole number from 0 to ${MAX_INT32}, got ${shown(got)}`));
  }
  const [was, is] = [valueAt(before.object, REPLICAS), valueAt(after.object, REPLICAS)];
  if (was !== is) {
    const scaling = [old.scalingOf(before), now.scalingOf(after)] as const;
    builder.warn(replicasWarnings(...scaling, 'client'));
    // one pod and no number are the same to the API server, and not to pods that an autoscaler has added
    if (scaling[0].autoscalers.length > 0 && !changes.some(({ impact }) => impact === 'scale')) {
      builder.add(leafOf({ pointer: REPLICAS, beforePointer: REPLICAS, place: `${after.key.kind}${REPLICAS}`, before: was, after: is }, before, after, 'scale'));
    }
  }
  builder.plan = (impact) => rolloutPlan(impact, now.restarting(after));
}

export function clashesIn(before: Manifest, after: Manifest): LeafChange[] {
  return clashesOf(objectName(after.key), before.object, after.object, (pointer) => describeOrigin({ kind: 'set', manifest: after, pointer }));
}

/** The differences of two manifests of one object. The order of a list counts where pods are made of it. */
export function leafChanges(before: Manifest, after: Manifest, judge: (difference: Difference) => Verdict): LeafChange[] {
  return differencesOf(after.key, plainSecret(before.object), plainSecret(after.object)).flatMap((difference) => {
    const { impact, note } = judge(difference);
    if (difference.order && !reachesPods(impact)) { return []; }
    return [leafOf(difference, before, after, impact, note)];
  });
}

function leafOf({ pointer, beforePointer, before: was, after: is, order }: Difference, before: Manifest, after: Manifest, impact: LeafChange['impact'], note?: string): LeafChange {
  const said = [note, order ? ORDER : undefined].filter((text) => text !== undefined).join('; ');
  return {
    impact,
    object: objectName(after.key),
    pointer,
    ...was !== undefined && { before: shownOfSecret(before, beforePointer, was) },
    ...is !== undefined && { after: shownOfSecret(after, pointer, is) },
    origin: is === undefined
      ? `no longer ${describeOrigin({ kind: 'set', manifest: before, pointer: beforePointer })}`
      : describeOrigin({ kind: 'set', manifest: after, pointer }),
    ...said !== '' && { note: said },
  };
}

/** kubernetes deployment_util.go EqualIgnoreHash: Semantic.DeepEqual compares lists item by item, keyed ones as well. */
const ORDER = 'the same items in another order: Kubernetes compares the lists of a pod template in their order';

/** Secrets may be written as text; the API server keeps them encoded (core/v1 types.go, Secret.stringData). */
function plainSecret(object: KubeObject): KubeObject {
  const { stringData } = object;
  if (object.kind !== 'Secret' || object.apiVersion !== 'v1' || typeof stringData !== 'object' || stringData === null) { return object; }
  const encoded = Object.entries(stringData).map(([key, value]) => [key, typeof value === 'string' ? Buffer.from(value).toString('base64') : value] as const);
  const { stringData: _, ...rest } = object;
  return { ...rest, data: Object.fromEntries([...Object.entries(rest.data ?? {}), ...encoded]) } as KubeObject;
}

/** A text of ProxyConfig that says the same in other words still is another annotation of the pods. */
function withMeaning(verdict: Verdict, { place, before, after }: Difference): Verdict {
  if (place !== CONFIG || !sameMeaning(before, after)) { return verdict; }
  return { ...verdict, note: 'both texts mean the same; pods roll because the text is part of their template' };
}

/** In the tables of places. */
const CONFIG = joinPointer('pod/metadata/annotations', PROXY_CONFIG_ANNOTATION);

function sameMeaning(before: unknown, after: unknown): boolean {
  if (typeof before !== 'string' || typeof after !== 'string') { return false; }
  try {
    return sameJson(readYamlValue(before), readYamlValue(after));
  } catch {
    return false;
  }
}
