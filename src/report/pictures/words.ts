import { redact } from '../../kube/secrets';
import type { EffectiveProxy } from '../../model/effective-proxy';
import { shownName } from '../../model/manifest';
import { describeOrigin, type Effective, type Origin } from '../../model/origin';

/** `default of Istio`, `set in Deployment`, …: who said so, in words that are the same for many proxies that got it in the same way. What is not known may quote a manifest. */
export function originWord(origin: Origin): string {
  if (origin.kind === 'set') { return `set in ${origin.manifest.key.kind}`; }
  return redact(describeOrigin(origin));
}

export function seconds(value: number): string {
  return `${value} s`;
}

/** A value in words: `30 s`, `unset`, `not known`. */
export function word(value: Effective<unknown>, show: (value: never) => string = String): string {
  if (!value.known) { return 'not known'; }
  return value.value === undefined ? 'unset' : show(value.value as never);
}

/** `prod shop/web`: the cluster, where one is named, and the name. */
export function proxyName({ cluster, namespace, name: own, declaredBy }: Pick<EffectiveProxy, 'cluster' | 'namespace' | 'name' | 'declaredBy'>): string {
  const name = own || shownName(declaredBy);
  return `${cluster === undefined ? '' : `${cluster} `}${namespace === undefined ? name : `${namespace}/${name}`}`;
}

/** Proxies of which a picture shows the same. */
export interface Group<T> {
  readonly model: T;
  readonly proxies: readonly EffectiveProxy[];
}

/** Proxies with equal models together, in the order in which they first come. */
export function grouped<T>(proxies: readonly EffectiveProxy[], modelOf: (proxy: EffectiveProxy) => T | undefined): readonly Group<T>[] {
  const groups = new Map<string, { readonly model: T; readonly proxies: EffectiveProxy[] }>();
  for (const proxy of proxies) {
    const model = modelOf(proxy);
    if (model === undefined) { continue; }
    const key = JSON.stringify(model);
    const group = groups.get(key);
    if (group) { group.proxies.push(proxy); } else { groups.set(key, { model, proxies: [proxy] }); }
  }
  return [...groups.values()];
}
