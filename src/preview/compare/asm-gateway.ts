import { addressRisks } from './address';
import { objectName, type ThingBuilder } from './builder';
import type { LeafChange } from './comparison';
import { differencesOf, fieldDifferences } from './differences';
import { gatewayAnnotationImpact, gatewayFieldImpact } from './gateway-fields';
import { reachesPods } from './impact';
import { tracedName } from './traced';
import { ClusterSpec } from '../../model/asm/cluster-spec';
import type { EffectiveProxy } from '../../model/effective-proxy';
import type { Manifest } from '../../model/manifest/types';
import { describeOrigin } from '../../model/origin';
import { joinPointer, parsePointer } from '../../model/pointer';
import { mapAt } from '../../model/read';
import { sameJson } from '../../model/same-json';
import { valueFor } from '../../platform/values';

/** What ASM deploys for an IstioGateway in one cluster, by the table of what restarts its pods: the objects themselves are not public. */
export function compareAsm(builder: ThingBuilder, before: EffectiveProxy, after: EffectiveProxy): void {
  builder.add(...specChanges(before, after), ...metadataChanges(before.declaredBy, after.declaredBy, after));
  if (!builder.changes.some(({ impact }) => reachesPods(impact))) { builder.add(...policyChanges(before, after)); }
  for (const service of before.companions.filter(({ object }) => object.kind === 'Service')) {
    const left = after.companions.find(({ object }) => object.kind === 'Service');
    builder.risk(addressRisks(tracedName(service), service.object, left?.object));
  }
}

/** What mesh config and policies say of how the pods stop; a new version of ASM may make other pods, and does not publish which. */
function policyChanges(before: EffectiveProxy, after: EffectiveProxy): LeafChange[] {
  const object = objectName(after.declaredBy.key);
  const [was, is] = [before.platform.toString(), after.platform.toString()];
  const upgrade: LeafChange[] = was === is ? [] : [{
    impact: 'unknown', object, pointer: '', before: was, after: is, origin: 'the platform', note: 'what an upgrade changes in the pods of a gateway is not published',
  }];
  const times = (['drain', 'terminationDrain', 'exitOnZero', 'minimumDrain'] as const).flatMap((name): LeafChange[] => {
    const [old, now] = [before.shutdown[name], after.shutdown[name]];
    if (old.known === now.known && old.value === now.value) { return []; }
    return [{
      impact: old.known && now.known ? 'pending-restart' : 'unknown',
      object,
      pointer: '',
      ...old.known && { before: old.value },
      ...now.known && { after: now.value },
      origin: describeOrigin(now.origin),
      note: `${name} of the proxy, which pods read when they are made`,
    }];
  });
  return [...upgrade, ...times];
}

/** Fields that decide where it is deployed and for which cluster another value holds; both are applied before fields are compared. */
const NOT_FIELDS: ReadonlySet<string> = new Set(['clusterIds', 'overrides']);

/** Field by field as they hold in the cluster, by the table of what restarts the pods. */
function specChanges(before: EffectiveProxy, after: EffectiveProxy): LeafChange[] {
  const [old, now] = [before, after].map(({ declaredBy, cluster, platform }) => new ClusterSpec(declaredBy, cluster, platform));
  const fields = new Set([before, after].flatMap(({ declaredBy, cluster }) => fieldsOf(declaredBy, cluster)));
  return [...fields].filter((field) => !NOT_FIELDS.has(field)).flatMap((field) => {
    const [was, is] = [old.field(field), now.field(field)];
    const doubt = [...was?.doubts ?? [], ...is?.doubts ?? []][0];
    const written = (side: EffectiveProxy): unknown => writtenFor(side.declaredBy, side.cluster, field);
    if (doubt && !sameJson(written(before), written(after))) {
      return [{
        impact: 'unknown' as const,
        object: objectName(after.declaredBy.key),
        pointer: joinPointer('/spec', field),
        ...was?.value !== undefined && { before: was.value },
        ...is?.value !== undefined && { after: is.value },
        origin: describeOrigin(is?.origin ?? was!.origin),
        note: doubt.why,
      }];
    }
    const [left, right] = field === 'resources' ? [was?.value ?? defaultResources(before), is?.value ?? defaultResources(after)] : [was?.value, is?.value];
    return fieldDifferences(after.declaredBy.key, field, left, right).flatMap((difference) => {
      const { impact, note } = gatewayFieldImpact(difference.place.split('/').slice(2), after.platform);
      if (difference.order && !reachesPods(impact)) { return []; }
      const inside = difference.pointer.slice(joinPointer('/spec', field).length);
      const source = is ?? was!;
      const pointer = source.origin.kind === 'set' ? source.origin.pointer + inside : difference.pointer;
      return [{
        impact,
        object: objectName(after.declaredBy.key),
        pointer,
        ...difference.before !== undefined && { before: difference.before },
        ...difference.after !== undefined && { after: difference.after },
        origin: source.origin.kind === 'set' ? describeOrigin({ ...source.origin, pointer }) : describeOrigin(source.origin),
        ...note !== undefined && { note },
      }];
    });
  });
}

/** What ASM gives the proxy where the resource says nothing. */
function defaultResources({ platform }: EffectiveProxy): unknown {
  const own = valueFor(platform, 'gatewayResources');
  return own.known ? own.value : undefined;
}

function fieldsOf({ object }: Manifest, cluster: string | undefined): string[] {
  const own = cluster === undefined ? undefined : mapAt(object, joinPointer('/spec/overrides', cluster));
  return [...Object.keys(mapAt(object, '/spec') ?? {}), ...Object.keys(own ?? {})];
}

/** The field and its override together. */
function writtenFor({ object }: Manifest, cluster: string | undefined, field: string): unknown {
  const at = (pointer: string): unknown => mapAt(object, pointer)?.[field];
  return [at('/spec') ?? null, cluster === undefined ? null : at(joinPointer('/spec/overrides', cluster)) ?? null];
}

function metadataChanges(before: Manifest, after: Manifest, proxy: EffectiveProxy): LeafChange[] {
  const only = ({ key, object }: Manifest): unknown => ({ apiVersion: object.apiVersion, kind: key.kind, metadata: object.metadata });
  return differencesOf(after.key, only(before), only(after)).filter(({ order }) => !order).map(({ pointer, before: was, after: is }) => {
    const [, part, annotation] = parsePointer(pointer);
    const verdict = part === 'annotations' && annotation !== undefined
      ? gatewayAnnotationImpact(annotation, proxy.platform) : { impact: 'metadata-only' as const };
    return {
      object: objectName(after.key),
      pointer,
      ...was !== undefined && { before: was },
      ...is !== undefined && { after: is },
      origin: is === undefined ? `no longer in ${objectName(before.key)}` : describeOrigin({ kind: 'set', manifest: after, pointer }),
      ...verdict,
    };
  });
}
