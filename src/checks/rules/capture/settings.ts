import { podTemplateOf } from '../../../model/injected';
import { type AnnotationCheck, cidrs, ports } from '../../../model/injected/annotation-checks';
import { podTemplatePointer } from '../../../model/manifest';
import type { Manifest } from '../../../model/manifest/types';
import { WORKLOAD_KINDS } from '../../../model/manifest/workloads';
import { known, type Origin } from '../../../model/origin';
import { joinPointer } from '../../../model/pointer';
import { mapAt, stringAt, stringsAt } from '../../../model/read';
import type { NamedValue } from '../../rule';
import { short } from '../proxy-rule';

export const WORKLOADS: readonly string[] = WORKLOAD_KINDS.map(({ group, kind }) => `${group}/${kind}`);
export const ASM_PROXY_CONFIG = 'istio.alibabacloud.com/ASMProxyConfig';

export const VALIDATION = 'Istio 1.30.3 pkg/kube/inject/validate.go';
export const IPTABLES = 'Istio 1.30.3 tools/istio-iptables/pkg/capture/run.go';

const TRAFFIC = 'traffic.sidecar.istio.io/';

/** Does any annotation of the pods say what is captured? */
export function hasTrafficAnnotation(manifest: Manifest): boolean {
  return Object.keys(podAnnotations(manifest)).some((key) => key.startsWith(TRAFFIC));
}

/** One of the lists that say what a sidecar captures: under the same name an annotation and an item of ASMProxyConfig. */
export interface CaptureList {
  readonly item: string;
  readonly of: 'ranges' | 'ports';
  /** `*` stands for everything. */
  readonly wildcard: boolean;
  /** What the injector has against it; undefined: it never looks (includeOutboundPorts is not in its table). */
  readonly refused?: AnnotationCheck;
}

export const CAPTURE_LISTS: readonly CaptureList[] = [
  { item: 'includeOutboundIPRanges', of: 'ranges', wildcard: true, refused: cidrs('ranges', true) },
  { item: 'excludeOutboundIPRanges', of: 'ranges', wildcard: false, refused: cidrs('ranges', false) },
  { item: 'includeInboundPorts', of: 'ports', wildcard: true, refused: ports('ports', true) },
  { item: 'excludeInboundPorts', of: 'ports', wildcard: false, refused: ports('ports', false) },
  { item: 'includeOutboundPorts', of: 'ports', wildcard: false },
  { item: 'excludeOutboundPorts', of: 'ports', wildcard: false, refused: ports('ports', false) },
];

/** A text that an author wrote for sidecars, and where. */
export interface Setting {
  /** The annotation or the field, as it is written. */
  readonly name: string;
  readonly text: string;
  readonly manifest: Manifest;
  readonly pointer: string;
}

const NONE: Readonly<Record<string, string>> = {};

/** A dozen lists are asked for. */
const annotationsOf = new WeakMap<Manifest, Readonly<Record<string, string>>>();

/** The annotations of a workload's pods, unless the pods keep the injector away: then nobody reads them. */
export function podAnnotations(manifest: Manifest): Readonly<Record<string, string>> {
  let annotations = annotationsOf.get(manifest);
  if (!annotations) { annotationsOf.set(manifest, annotations = readAnnotations(manifest)); }
  return annotations;
}

function readAnnotations(manifest: Manifest): Readonly<Record<string, string>> {
  const pods = podTemplateOf(manifest);
  if (!pods) { return NONE; }
  const word = pods.labels['sidecar.istio.io/inject'] ?? pods.annotations['sidecar.istio.io/inject'];
  return word === 'false' ? NONE : pods.annotations;
}

/** An annotation of the pods, or a field of an ASMProxyConfig. */
export function settingOf(manifest: Manifest, annotation: string, field: string): Setting | undefined {
  if (manifest.key.kind === 'ASMProxyConfig') {
    const text = stringAt(manifest.object, joinPointer('/spec', field));
    return text === undefined ? undefined : { name: field, text, manifest, pointer: joinPointer('/spec', field) };
  }
  const text = podAnnotations(manifest)[annotation];
  return text === undefined ? undefined : { name: annotation, text, manifest, pointer: annotationPointer(manifest, annotation) };
}

/** Where an annotation of the pods stands. */
export function annotationPointer({ key }: Manifest, annotation: string): string {
  return joinPointer(podTemplatePointer(key) ?? '', 'metadata', 'annotations', annotation);
}

/** A list as it is written, with what it is. */
export function writtenList(manifest: Manifest, list: CaptureList): Setting | undefined {
  return settingOf(manifest, TRAFFIC + list.item, list.item);
}

export function originOf({ manifest, pointer }: Setting): Origin {
  return { kind: 'set', manifest, pointer };
}

export function valueOf(setting: Setting): NamedValue {
  return { name: setting.name, value: known(setting.text, originOf(setting)), show: short };
}

/** The maps in which people write Istio's annotations on an object itself. */
export function ownAnnotations({ object }: Manifest): Readonly<Record<string, string>> {
  return mapAt(object, '/metadata/annotations') ? stringsAt(object, '/metadata/annotations') : NONE;
}
