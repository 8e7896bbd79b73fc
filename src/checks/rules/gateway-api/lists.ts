import type { EffectiveProxy } from '../../../model/effective-proxy';
import { renderManaged } from '../../../model/managed';
import { OVERLAY_KINDS, type OverlayKey } from '../../../model/managed/options';
import { readYamlValue } from '../../../model/manifest';
import type { Manifest } from '../../../model/manifest/types';
import { type MergeField, mergeStrategyFor, type MergeType } from '../../../model/merge/types';
import { oncePer } from '../../../model/once';
import { known, type Origin } from '../../../model/origin';
import { joinPointer, valueAt } from '../../../model/pointer';
import { isMap, listAt, mapAt, member, stringAt } from '../../../model/read';
import type { TracedObject } from '../../../model/traced';
import { shown } from '../../../platform/problems';
import { RuleClass, Severity } from '../../finding';
import type { Found, ProxyRule, Scene } from '../../rule';
import type { Described } from '../described';
import { factsOf } from '../proxy-rule';
import { optionsOf } from './objects';

const MERGE = 'Kubernetes apimachinery pkg/util/strategicpatch; struct tags of kubernetes/api (patchStrategy, patchMergeKey)';

/** What would be made of the Gateway without its own options. */
function without(proxy: EffectiveProxy, scene: Scene): readonly TracedObject[] {
  const { declaredBy } = proxy;
  const { object } = declaredBy;
  const spec = mapAt(object, '/spec') ?? {};
  const { parametersRef: _, ...infrastructure } = mapAt(spec, '/infrastructure') ?? {};
  const plain: Manifest = {
    ...declaredBy,
    object: { ...object, spec: { ...spec, infrastructure } },
    position: (pointer) => declaredBy.position(pointer),
  };
  const context = { index: scene.index, facts: factsOf(proxy, scene), ...proxy.cluster !== undefined && { cluster: proxy.cluster } };
  const rendering = renderManaged(plain, context);
  if (!rendering) { return []; }
  const { deployment, service, serviceAccount, horizontalPodAutoscaler, podDisruptionBudget } = rendering;
  return [deployment, service, serviceAccount, horizontalPodAutoscaler, podDisruptionBudget].filter((made) => made !== undefined);
}

/** A list that is replaced whole, and what of it is gone. */
interface Loss {
  readonly pointer: string;
  readonly lost: readonly unknown[];
}

/** GWA009: lists without a merge key are replaced. */
export const listReplaced: Described<ProxyRule> = {
  id: 'GWA009',
  title: 'option replaces a whole list',
  what: 'An option sets a list that is not merged item by item (args, sysctls, tolerations, terms of an affinity, capabilities, metrics), and items '
    + 'that the mesh or the defaults of the class put there are gone.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: 'Only lists with a merge key (containers, env, ports, volumes) are merged; any other list of an option takes the place of the one below. '
    + 'What the mesh relied on there is gone.',
  source: `${MERGE}; Istio 1.30.3 istio-discovery chart, files/kube-gateway.yaml, files/waypoint.yaml`,
  on: 'proxy',
  makes: ['managed'],
  check: (proxy, scene) => {
    const options = optionsOf(proxy, scene);
    if (!options || !patchesOf(options).some(({ key, patch }) => setsWholeList(mergeStrategyFor(...OVERLAY_KINDS[key])!, patch))) { return []; }
    const made = [proxy.workload, ...proxy.companions];
    return without(proxy, scene).flatMap((base) => {
      const merged = made.find(({ object }) => object.kind === base.object.kind);
      const type = mergeStrategyFor(base.object.apiVersion, base.object.kind);
      return merged && type ? losses(type, base.object, merged.object, '').flatMap((loss): Found[] => replaced(merged, loss, options)) : [];
    });
  },
};

function replaced(merged: TracedObject, { pointer, lost }: Loss, options: Manifest): Found[] {
  const origin = merged.origin(pointer);
  if (origin.kind !== 'set' || origin.manifest !== options) { return []; }
  const more = lost.length > 5 ? ` and ${lost.length - 5} more` : '';
  const items = lost.slice(0, 5).map((item) => brief(item)).join(', ');
  return [{
    message: `the option replaces ${merged.object.kind} ${pointer}, and ${items}${more} ${lost.length === 1 ? 'is' : 'are'} gone`,
    fix: `repeat ${items} in the option, if ${lost.length === 1 ? 'it is' : 'they are'} not meant to go`,
    part: `${merged.object.kind}${pointer}`.slice(0, 300),
    at: origin,
    values: [{ name: pointer.slice(pointer.lastIndexOf('/') + 1), value: known(valueAt(merged.object, pointer), origin), show: (value) => brief(value) }],
  }];
}

function brief(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value) ?? String(value);
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}

/** The result is walked along its type, which never contains itself, so the depth of the data does not matter. */
function losses(type: MergeType, base: unknown, merged: unknown, pointer: string): Loss[] {
  return fieldsIn(type, merged).flatMap(([name, field, above]): Loss[] => {
    const below = member(base, name);
    const place = joinPointer(pointer, name);
    if (field.kind === 'object') { return isMap(below) && isMap(above) && !field.replaced ? losses(field.type, below, above, place) : []; }
    if (!Array.isArray(below) || !Array.isArray(above)) { return []; }
    if (!field.merged) {
      const kept = new Set(above.map((item) => JSON.stringify(item)));
      const lost = below.filter((item) => !kept.has(JSON.stringify(item)));
      return lost.length === 0 ? [] : [{ pointer: place, lost }];
    }
    const { mergeKey } = field;
    if (mergeKey === undefined) { return []; }
    return below.flatMap((item) => {
      const at = above.findIndex((other) => member(other, mergeKey) === member(item, mergeKey));
      return at < 0 ? [] : losses(field.type, item, above[at], joinPointer(place, at));
    });
  });
}

/** The fields that hold objects or lists, and what an object has in them. */
function fieldsIn({ fields }: MergeType, object: unknown): (readonly [name: string, field: MergeField, value: unknown])[] {
  return isMap(object) ? Object.keys(object).flatMap((name) => {
    const field = fields.get(name);
    return field ? [[name, field, object[name]] as const] : [];
  }) : [];
}

/** Does a patch set a list that takes the place of another one? Most do not, and nothing has to be rendered to see what they would replace. */
function setsWholeList(type: MergeType, patch: unknown): boolean {
  return fieldsIn(type, patch).some(([, field, value]) => {
    if (field.kind === 'object') { return !field.replaced && setsWholeList(field.type, value); }
    if (!Array.isArray(value)) { return false; }
    return !field.merged || value.some((item) => setsWholeList(field.type, item));
  });
}

/** GWA010: what has one merge key is one item, whatever else tells it apart. */
export const mergeKeyClash: Described<ProxyRule> = {
  id: 'GWA010',
  title: 'items of an option that become one',
  what: 'An option gives two items of a merged list the same merge key (ports with one number, topology spread constraints with one topologyKey, '
    + 'containers or variables with one name), or a port of the Service another protocol than the mesh gave it.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'Such lists are merged by one field alone: port, containerPort, topologyKey or name. Two items that share it become one, so a port for TCP '
    + 'and UDP, or a second constraint for a zone, is lost.',
  source: MERGE,
  on: 'proxy',
  makes: ['managed'],
  check: (proxy, scene) => {
    const options = optionsOf(proxy, scene);
    if (!options) { return []; }
    return patchesOf(options).flatMap(({ key, patch }) => {
      const [apiVersion, kind] = OVERLAY_KINDS[key];
      const origin = (within: string): Origin => ({ kind: 'set', manifest: options, pointer: joinPointer('/data', key), within });
      return [
        ...clashes(mergeStrategyFor(apiVersion, kind)!, patch, '').map(({ pointer, mergeKey, value }): Found => ({
          message: `option ${key}: ${pointer} repeats ${mergeKey} ${shown(value)}, and the items become one`,
          fix: mergeKey === 'port' || mergeKey === 'containerPort' ? 'use another port number for one of them' : 'keep one of them',
          part: `${key}${pointer}`.slice(0, 300),
          at: origin(pointer),
          values: [{ name: mergeKey, value: known(value, origin(pointer)), show: shown }],
        })),
        ...key === 'service' ? otherProtocol(proxy, scene, patch, origin) : [],
      ];
    });
  },
};

/** The options that can be read; of the others GWA004 speaks. */
const patchesOf = oncePer((options: Manifest) => Object.entries(mapAt(options.object, '/data') ?? {}).flatMap(([key, text]): Patch[] => {
  if (!Object.hasOwn(OVERLAY_KINDS, key) || typeof text !== 'string') { return []; }
  try {
    return [{ key: key as OverlayKey, patch: readYamlValue(text, { lastWins: true }) }];
  } catch {
    return [];
  }
}));

interface Patch {
  readonly key: OverlayKey;
  readonly patch: unknown;
}

interface Clash {
  readonly pointer: string;
  readonly mergeKey: string;
  readonly value: unknown;
}

function clashes(type: MergeType, patch: unknown, pointer: string): Clash[] {
  return fieldsIn(type, patch).flatMap(([name, field, value]): Clash[] => {
    const place = joinPointer(pointer, name);
    if (field.kind === 'object') { return isMap(value) ? clashes(field.type, value, place) : []; }
    if (!Array.isArray(value)) { return []; }
    const { mergeKey, merged } = field;
    const seen = new Set<unknown>();
    return value.flatMap((item: unknown, at): Clash[] => {
      // a directive is about the item below, and adds none
      const key = mergeKey === undefined || member(item, '$patch') !== undefined ? undefined : member(item, mergeKey);
      const isAgain = merged && key !== undefined && seen.has(key);
      seen.add(key);
      const own = joinPointer(place, at);
      return [...isAgain ? [{ pointer: own, mergeKey: mergeKey!, value: key }] : [], ...clashes(field.type, item, own)];
    });
  });
}

/** Ports merge by number: a port for UDP takes the place of the one for TCP. */
function otherProtocol(proxy: EffectiveProxy, scene: Scene, patch: unknown, origin: (within: string) => Origin): Found[] {
  const ports = listAt(patch, '/spec/ports') ?? [];
  if (!ports.some((port) => typeof member(port, 'protocol') === 'string' && member(port, 'protocol') !== 'TCP')) { return []; }
  const service = without(proxy, scene).find(({ object }) => object.kind === 'Service');
  const present = new Map((listAt(service?.object, '/spec/ports') ?? []).map((port) => [member(port, 'port'), stringAt(port, '/protocol') ?? 'TCP']));
  return ports.flatMap((port, at): Found[] => {
    const protocol = stringAt(port, '/protocol');
    const number = member(port, 'port');
    const before = present.get(number);
    if (protocol === undefined || before === undefined || before === protocol) { return []; }
    const pointer = joinPointer('/spec/ports', at);
    return [{
      message: `option service: ${pointer} makes port ${shown(number)} one of ${protocol}, and the ${before} port of the Gateway is gone`,
      fix: 'use another port number, or a Service of your own for it',
      part: `service${pointer}`,
      at: origin(pointer),
      values: [{ name: 'protocol', value: known(protocol, origin(`${pointer}/protocol`)) }],
    }];
  });
}
