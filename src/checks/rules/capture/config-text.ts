import { annotationPointer, podAnnotations, WORKLOADS } from './settings';
import { infrastructurePlace } from '../../../model/managed';
import { readYamlValue } from '../../../model/manifest';
import type { Manifest } from '../../../model/manifest/types';
import { PROXY_CONFIG_ANNOTATION as KEY } from '../../../model/names';
import { oncePer } from '../../../model/once';
import type { Origin } from '../../../model/origin';
import { joinPointer } from '../../../model/pointer';
import { asWritten, inJsonNames } from '../../../model/proxy-config/proto-json';
import { isMap, type JsonMap, mapAt, stringAt } from '../../../model/read';
import { Flavor } from '../../../platform';
import { oncePerScene } from '../../once-per-scene';
import type { Scene } from '../../rule';
import { running } from '../proxy-rule';
import { proxiesOf } from '../standing-rule';

/** Fields of Istio's ProxyConfig as somebody wrote them, and where each stands. */
export interface WrittenConfig {
  readonly fields: JsonMap;
  readonly at: (...path: (string | number)[]) => Extract<Origin, { kind: 'set' }>;
  /** What carries them: `annotation` for the text of `proxy.istio.io/config`. */
  readonly carrier: 'annotation' | 'ASMProxyConfig' | 'option';
}

const GATEWAY_API = 'gateway.networking.k8s.io/Gateway';
const ISTIO_GATEWAY = 'istio.alibabacloud.com/IstioGateway';

/** Kinds on which people write fields of ProxyConfig. */
export const CONFIG_KINDS: readonly string[] = [...WORKLOADS, 'istio.alibabacloud.com/ASMProxyConfig', GATEWAY_API, ISTIO_GATEWAY];

/** Five rules read the same texts. */
const read = new WeakMap<Manifest, WrittenConfig | undefined>();

/** Undefined: none is written, or it cannot be read, which other rules say. */
export function writtenConfig(manifest: Manifest): WrittenConfig | undefined {
  if (!read.has(manifest)) { read.set(manifest, find(manifest)); }
  return read.get(manifest);
}

function find(manifest: Manifest): WrittenConfig | undefined {
  const { kind, group } = manifest.key;
  if (kind === 'ASMProxyConfig') {
    const fields = mapAt(manifest.object, '/spec');
    return fields && { fields, at: (...path) => ({ kind: 'set', manifest, pointer: joinPointer('/spec', ...path) }), carrier: 'ASMProxyConfig' };
  }
  const pointer = `${group}/${kind}` === GATEWAY_API ? joinPointer(infrastructurePlace(manifest, 'annotations'), KEY)
    : `${group}/${kind}` === ISTIO_GATEWAY ? joinPointer('/spec/podAnnotations', KEY)
      : annotationPointer(manifest, KEY);
  const text = `${group}/${kind}` === GATEWAY_API || `${group}/${kind}` === ISTIO_GATEWAY ? stringAt(manifest.object, pointer) : podAnnotations(manifest)[KEY];
  const fields = text === undefined ? undefined : parsed(text);
  return fields && {
    fields: inJsonNames(fields),
    at: (...path) => ({ kind: 'set', manifest, pointer, within: joinPointer('', ...asWritten(fields, path)) }),
    carrier: 'annotation',
  };
}

/** The option `proxyConfig` of a Gateway on ASM; on Istio no such key is read, and GWA003 says so. */
export function optionConfig(manifest: Manifest, { index, facts: { platform } }: Scene): WrittenConfig | undefined {
  const { kind, group, cluster } = manifest.key;
  const name = `${group}/${kind}` === GATEWAY_API && platform.flavor === Flavor.ASM ? stringAt(manifest.object, '/spec/infrastructure/parametersRef/name') : undefined;
  const options = name === undefined ? undefined : index.meant({ cluster, group: '', kind: 'ConfigMap', namespace: index.namespaceOf(manifest.key), name });
  const text = options && stringAt(options.object, '/data/proxyConfig');
  const fields = text === undefined ? undefined : parsed(text);
  return fields && {
    fields: inJsonNames(fields),
    at: (...path) => ({ kind: 'set', manifest: options!, pointer: joinPointer('/data/proxyConfig', ...asWritten(fields, path)) }),
    carrier: 'option',
  };
}

/**
 * The texts that options put on the pods of a managed Gateway. No injector sees these pods, and their agent reads the annotation
 * (Istio 1.30.3 pilot/cmd/pilot-agent/config/config.go ConstructProxyConfig).
 */
function podConfigs(manifest: Manifest, scene: Scene): readonly WrittenConfig[] {
  const { kind, group } = manifest.key;
  if (`${group}/${kind}` !== GATEWAY_API) { return []; }
  return proxiesOf(manifest, scene).filter(running).flatMap(({ workload, template }) => {
    const pointer = joinPointer(template, 'metadata', 'annotations', KEY);
    const [text, origin] = [stringAt(workload.object, pointer), workload.origin(pointer)];
    // what the Gateway itself says is read there
    if (text === undefined || origin.kind !== 'set' || origin.manifest === manifest) { return []; }
    const fields = parsed(text);
    const at: WrittenConfig['at'] = (...path) => ({ ...origin, within: joinPointer(origin.within ?? '', ...asWritten(fields!, path)) });
    return fields ? [{ fields: inJsonNames(fields), at, carrier: 'annotation' as const }] : [];
  });
}

const configsOf = oncePerScene((scene) => oncePer((manifest: Manifest) => (
  [writtenConfig(manifest), ...podConfigs(manifest, scene)].filter((config) => config !== undefined))));

/** Everything that is written of a proxy on this manifest and in its options; read once for all rules that ask. */
export function writtenConfigs(manifest: Manifest, scene: Scene): readonly WrittenConfig[] {
  return configsOf(scene)(manifest);
}

function parsed(text: string): JsonMap | undefined {
  if (text.length > 262_144) { return undefined; }
  try {
    const value = readYamlValue(text, { lastWins: true });
    return isMap(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
