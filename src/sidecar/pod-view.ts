import type { PodView } from './items';
import { PROXY_CONFIG_ANNOTATION } from '../model/names';
import { isMap, member, stringsOf } from '../model/read';
import { isPlainMap, type JsonMap } from '../platform/json';

/** Configurations repeat themselves from workload to workload. */
const READ = new Map<string, JsonMap | undefined>();
const REMEMBERED = 1_000;

/** The pod's own `proxy.istio.io/config`; undefined where it cannot be read, or is no map. */
function readConfig(text: string): JsonMap | undefined {
  if (READ.has(text)) { return READ.get(text); }
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the parser is loaded by the first configuration
  const { readYamlValue, ManifestError } = require('../model/manifest') as typeof import('../model/manifest');
  let config: JsonMap | undefined;
  try {
    const value: unknown = readYamlValue(text, { lastWins: true });
    config = isPlainMap(value) ? value as JsonMap : undefined;
  } catch (error) {
    if (!(error instanceof ManifestError)) { throw error; }
  }
  if (READ.size >= REMEMBERED) { READ.clear(); }
  READ.set(text, config);
  return config;
}

/** The pods as their author wrote them. In typed workloads, amounts and ports stand in objects of one `value`. */
export function podViewOf(template: unknown): PodView {
  const metadata = produced(member(template, 'metadata'));
  const spec = produced(member(template, 'spec'));
  const annotations = stringsOf(produced(member(metadata, 'annotations')));
  const text = annotations[PROXY_CONFIG_ANNOTATION];
  return {
    labels: stringsOf(produced(member(metadata, 'labels'))),
    annotations,
    ...(text !== undefined && { config: readConfig(text) }),
    containers: containersOf(spec, 'containers'),
    initContainers: containersOf(spec, 'initContainers'),
  };
}

function containersOf(spec: unknown, list: string): readonly unknown[] {
  const containers = produced(member(spec, list));
  return Array.isArray(containers) ? containers.map((container) => plain(produced(container))) : [];
}

/** A value that cdk8s has not resolved yet: a Lazy, or another thing that makes its value when it is asked. */
export function produced(value: unknown): unknown {
  const lazy = value as { readonly produce?: () => unknown; readonly resolve?: () => unknown } | null | undefined;
  if (typeof lazy !== 'object' || lazy === null) { return value; }
  if (typeof lazy.produce === 'function') { return produced(lazy.produce()); }
  return typeof lazy.resolve === 'function' ? produced(lazy.resolve()) : value;
}

/** Only what items read of a container: its name, its resources and its hooks. */
function plain(container: unknown): unknown {
  if (!isMap(container)) { return container; }
  const { name, resources, lifecycle } = container;
  return {
    name,
    // few items read them
    get resources() { return resources === undefined ? undefined : lists(produced(resources)); },
    ...(lifecycle !== undefined && { lifecycle: produced(lifecycle) }),
  };
}

function lists(resources: unknown): unknown {
  if (!isMap(resources)) { return resources; }
  return Object.fromEntries(['requests', 'limits'].flatMap((side) => {
    const list = produced(resources[side]);
    return isMap(list) ? [[side, Object.fromEntries(Object.entries(list).map(([name, amount]) => [name, unwrapped(amount)]))]] : [];
  }));
}

function unwrapped(amount: unknown): unknown {
  const value = member(amount, 'value');
  return typeof value === 'string' || typeof value === 'number' ? value : amount;
}

