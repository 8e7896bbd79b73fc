import { nameProblem } from '../../../kube';
import { REVOCATIONS_MOUNT, ROOT_MOUNT } from '../../../model/injected';
import type { Manifest } from '../../../model/manifest/types';
import { PROXY_CONTAINER } from '../../../model/names';
import { oncePer } from '../../../model/once';
import { known } from '../../../model/origin';
import { joinPointer, valueAt } from '../../../model/pointer';
import { listAt, member, stringAt } from '../../../model/read';
import { RuleClass, Severity } from '../../finding';
import type { Found, ManifestRule } from '../../rule';
import type { Described } from '../described';
import { type Pod, type PodContainer, podRule } from '../pod-rule';
import { proxyRule, short } from '../proxy-rule';
import type { Problem } from '../standing-rule';

const VALIDATION = 'Kubernetes pkg/apis/core/validation/validation.go';

interface Mount {
  readonly path: string;
  readonly volume: unknown;
  readonly pointer: string;
}

function mountsIn({ pointer, spec }: Pick<PodContainer, 'pointer' | 'spec'>): Mount[] {
  const list = joinPointer(pointer, 'volumeMounts');
  return (listAt(spec, '/volumeMounts') ?? []).flatMap((mount, at) => {
    const path = member(mount, 'mountPath');
    return typeof path === 'string' ? [{ path, volume: member(mount, 'name'), pointer: joinPointer(list, at) }] : [];
  });
}

/** What an overlay or template may have put there is not judged. Few mounts are asked: only those that look wrong. */
function isKnown({ object }: Pick<Pod, 'object'>, { pointer }: Mount): boolean {
  return object.knows(pointer);
}

/** One spelling of a path: the runtime reads `//a/b/` as `/a/b`. Most are written so. */
function normal(path: string): string {
  if (path.startsWith('/') && path.length <= 4096 && !path.includes('//') && !path.includes('/.') && !path.endsWith('/')) { return path; }
  const parts = path.slice(0, 4096).split('/').filter((part) => part !== '' && part !== '.');
  return `/${parts.join('/')}`;
}

/** SEC012: two volumes cannot stand at one place. */
export const mountClash: Described<ManifestRule> = withGatewayVolumes(podRule({
  id: 'SEC012',
  title: 'two volumes mounted at the same path',
  what: 'A container mounts two volumes at the same path, the paths that istiod, the injector and overlays add included. Warnings: in the proxy\'s '
    + 'container the same path in another spelling, or a volume in the place of the proxy\'s own; in an IstioGateway a path that gateways of Istio use.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The API server rejects a container with two mounts of one path. In another spelling (a slash at the end) it takes both, and one hides the other.',
  source: `${VALIDATION} ValidateVolumeMounts; Istio 1.30.3 istio-discovery chart, files/waypoint.yaml and files/kube-gateway.yaml (own paths)`,
}, (pod) => pod.containers.flatMap((container) => {
  const list = listAt(container.spec, '/volumeMounts');
  if (list === undefined || !isSuspect(list)) { return []; }
  const mounts = mountsIn(container);
  return [...clashesIn(pod, container, mounts), ...container.name === PROXY_CONTAINER ? replacedIn(pod, container, mounts) : []];
})));

/** Whether two mounts share a path, or one takes that of the proxy's own. The pods of many gateways share the very list of their template. */
const isSuspect = oncePer((list: readonly unknown[]): boolean => {
  const seen = new Set<string>();
  return list.some((mount) => {
    const path = member(mount, 'mountPath');
    if (typeof path !== 'string') { return false; }
    if (seen.has(normal(path)) || replacedBy(path, member(mount, 'name')) !== undefined) { return true; }
    seen.add(normal(path));
    return false;
  });
});

function clashesIn(pod: Pod, container: PodContainer, mounts: readonly Mount[]): Problem[] {
  const seen = new Map<string, Mount>();
  return mounts.flatMap((mount): Problem[] => {
    const path = normal(mount.path);
    const twin = seen.get(path);
    if (!twin) { seen.set(path, mount); return []; }
    if (!isKnown(pod, mount)) { return []; }
    if (!isKnown(pod, twin)) { seen.set(path, mount); return []; }
    const isSame = twin.path === mount.path;
    if (!isSame && container.name !== PROXY_CONTAINER) { return []; }
    const [a, b] = [twin, mount].map(({ pointer }) => pod.object.origin(joinPointer(pointer, 'mountPath')));
    const names = [twin, mount].map(({ pointer }) => short(stringAt(pod.object.object, joinPointer(pointer, 'name')) ?? 'unnamed'));
    return [{
      message: `container ${container.name} mounts volumes ${names[0]} and ${names[1]} at ${short(mount.path)}${isSame ? '' : `, once written ${short(twin.path)}`}`,
      fix: 'mount one of the two elsewhere',
      part: `${container.name} ${short(mount.path)}`,
      ...isSame ? {} : { severity: Severity.WARNING, ruleClass: RuleClass.MESH },
      at: b.kind === 'set' ? b : a,
      values: [
        { name: `mountPath of ${names[0]}`, value: known(twin.path, a), show: short },
        { name: `mountPath of ${names[1]}`, value: known(mount.path, b), show: short },
      ],
    }];
  });
}

/** What the proxy cannot do without, by the name of its volume (Istio 1.30.3 istio-discovery chart, files/*.yaml). */
const NEEDED: ReadonlyMap<string, string> = new Map([
  ['/etc/istio/proxy', 'istio-envoy'], ['/etc/istio/pod', 'istio-podinfo'], ['/var/lib/istio/data', 'istio-data'], ['/var/run/secrets/tokens', 'istio-token'],
]);

/** The proxy's own volume whose place another one takes. */
function replacedBy(path: string, given: unknown): string | undefined {
  const needed = NEEDED.get(path);
  return needed === given ? undefined : needed;
}

/** Mounts are merged by their path: an author's entry at the path of the template's takes its place, and no clash is left to be seen. */
function replacedIn(pod: Pod, container: PodContainer, mounts: readonly Mount[]): Problem[] {
  return mounts.flatMap(({ path, pointer, volume: given }): Problem[] => {
    const needed = replacedBy(path, given);
    if (needed === undefined) { return []; }
    const volume = pod.object.at<unknown>(joinPointer(pointer, 'name'));
    if (volume.origin.kind !== 'set') { return []; }
    // a proxy that is written in full has what its author gave it
    if (!mounts.some((mount) => pod.object.origin(joinPointer(mount.pointer, 'name')).kind === 'default')) { return []; }
    return [{
      message: `volume ${short(volume.value)} takes the place of the proxy's own volume ${needed} at ${path}`,
      fix: 'mount it elsewhere, such as /etc/istio/<name>',
      part: `${container.name} ${path}`,
      severity: Severity.WARNING,
      ruleClass: RuleClass.MESH,
      at: volume.origin,
      values: [{ name: `volume at ${path}`, value: volume, show: short }],
    }];
  });
}

/** What istiod's templates mount into every gateway; ASM's own Deployment is not public. */
const OWN_PATHS: readonly string[] = [
  '/etc/istio/proxy', '/etc/istio/pod', '/var/lib/istio/data', '/var/run/secrets/istio', '/var/run/secrets/tokens', '/var/run/secrets/workload-spiffe-uds',
  '/var/run/secrets/workload-spiffe-credentials', '/var/run/secrets/credential-uds',
];

/** An IstioGateway has its volumes in lists of its own, whose place in ASM's Deployment is not known. */
function withGatewayVolumes(rule: Described<ManifestRule>): Described<ManifestRule> {
  return {
    ...rule,
    check: (manifest, scene) => {
      const verdict = rule.check(manifest, scene);
      if (manifest.key.kind !== 'IstioGateway') { return verdict; }
      const found = gatewayVolumes(manifest);
      return 'undecided' in verdict ? (found.length > 0 ? found : verdict) : [...verdict, ...found];
    },
  };
}

function gatewayVolumes(manifest: Manifest): Found[] {
  const seen = new Map<string, string>();
  return ['configVolumes', 'secretVolumes'].flatMap((list) => (listAt(manifest.object, `/spec/${list}`) ?? []).flatMap((volume, at): Found[] => {
    const path = stringAt(volume, '/mountPath');
    if (path === undefined || path === '') { return []; }
    const place = joinPointer('/spec', list, at, 'mountPath');
    const origin = { kind: 'set', manifest, pointer: place } as const;
    const twin = seen.get(path);
    seen.set(path, twin ?? place);
    const own = OWN_PATHS.includes(normal(path));
    if (twin === undefined && !own) { return []; }
    return [{
      message: twin === undefined
        ? `${list}[${at}] is mounted at ${short(path)}, where Istio's gateways have a volume of their own`
        : `${list}[${at}] is mounted at ${short(path)}, and so is ${short(twin.slice('/spec/'.length, -'/mountPath'.length))}`,
      fix: 'mount it elsewhere, such as /etc/istio/<name>',
      part: `${list}.${at}`,
      ...twin === undefined ? { severity: Severity.WARNING, ruleClass: RuleClass.MESH } : {},
      at: origin,
      values: [{ name: 'mountPath', value: known(path, origin), show: short }],
    }];
  }));
}

/** SEC013: what stands below, or above, what the proxy needs. */
export const nestedMount = proxyRule({
  id: 'SEC013',
  title: 'volume mounted inside another one of the proxy',
  what: 'A volume that an author gives the proxy\'s container is mounted below a path that the templates mount, or above it.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: 'Volumes from Secrets, ConfigMaps and tokens are read-only: the runtime cannot make the inner directory in them and the container does not start. In '
    + 'others the inner mount hides files that the proxy or the author put there.',
  source: 'Istio 1.30.3 istio-discovery chart, files/*.yaml (volumeMounts); https://kubernetes.io/docs/concepts/storage/volumes/ (read-only volumes)',
}, ({ workload, container }) => {
  if (container === undefined) { return []; }
  const mounts = mountsIn({ pointer: container, spec: valueAt(workload.object, container) });
  const said = new Set<Mount>();
  return nestedIn(mounts).flatMap(([inner, outer]): Found[] => {
    const origins = new Map([inner, outer].map((mount) => [mount, workload.origin(joinPointer(mount.pointer, 'mountPath'))]));
    const [own, other] = origins.get(inner)!.kind === 'set' ? [inner, outer] : [outer, inner];
    const [at, theirs] = [origins.get(own)!, origins.get(other)!];
    if (at.kind !== 'set' || theirs.kind !== 'default' || said.has(own)) { return []; }
    said.add(own);
    return [{
      message: `${short(own.path)} is mounted ${own === inner ? 'inside' : 'above'} the proxy's own ${short(other.path)}`,
      fix: 'mount it beside, such as /etc/istio/<name>, and lead the configuration there',
      part: short(own.path),
      at,
      values: [{ name: 'mountPath', value: known(own.path, at), show: short }, { name: 'mountPath of the proxy', value: known(other.path, theirs) }],
    }];
  });
});

function isOf({ path, volume }: Mount, own: { readonly name: string; readonly mountPath: string }): boolean {
  return path === own.mountPath && volume === own.name;
}

/** Mounts with the mounts that they stand in, but for those of which the template itself wants it so. Few do: only those are asked where they come from. */
function nestedIn(mounts: readonly Mount[]): (readonly [inner: Mount, outer: Mount])[] {
  const byPath = new Map(mounts.map((mount) => [normal(mount.path), mount]));
  return [...byPath].flatMap(([path, inner]) => {
    const outers: (readonly [Mount, Mount])[] = [];
    for (let place = path; place.length > 1;) {
      place = place.slice(0, Math.max(1, place.lastIndexOf('/')));
      const outer = byPath.get(place);
      if (outer && !(isOf(inner, REVOCATIONS_MOUNT) && isOf(outer, ROOT_MOUNT))) { outers.push([inner, outer]); }
    }
    return outers;
  });
}

/** Kinds whose template is validated when they are written; pods of the others may still get volumes from webhooks. */
const VALIDATED: ReadonlySet<string> = new Set(['Deployment', 'DaemonSet', 'ReplicaSet', 'ReplicationController', 'Job', 'CronJob']);

/** SEC014: names that volumes and mounts share. */
export const volumeNames = podRule({
  id: 'SEC014',
  title: 'volume name doubled, malformed or unknown',
  what: 'Two volumes of a pod have the same name, a name is no DNS label of at most 63 characters, or a container mounts a volume that the pod does not '
    + 'have (kinds whose pod template is validated as a whole). Judged for every pod template, as written and as merged.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The API server rejects a pod in which a volume\'s name is malformed or taken, or a mount names no volume.',
  source: `${VALIDATION} ValidateVolumes, ValidateVolumeMounts; pkg/apis/apps/validation ValidatePodTemplateSpecForStatefulSet (the pod spec is not validated there)`,
}, (pod) => {
  const list = joinPointer(pod.template, 'spec', 'volumes');
  const { object } = pod.object;
  const names = new Set<unknown>();
  const found: Problem[] = [];
  const add = (pointer: string, part: string, name: string, message: string, fix: string): void => {
    const place = valueAt(object, joinPointer(pointer, 'name')) === undefined ? pointer : joinPointer(pointer, 'name');
    const origin = pod.object.origin(place);
    if (origin.kind === 'unknown') { return; }
    found.push({ message, fix, part, at: origin, values: [{ name: 'name', value: known(name, origin), show: short }] });
  };
  (listAt(object, list) ?? []).forEach((volume, at) => {
    const name = member(volume, 'name') ?? '';
    if (typeof name !== 'string') { return; }
    const problem = nameProblem('dns1123Label', name);
    if (problem !== undefined) {
      add(joinPointer(list, at), `volume ${short(name)}`, name, `the name of volume ${at} ${problem}, got ${JSON.stringify(short(name))}`, 'use small letters, digits and dashes');
    } else if (names.has(name)) {
      add(joinPointer(list, at), `volume ${short(name)}`, name, `two volumes are named ${short(name)}`, 'give one of the two another name, in its mounts too');
    }
    names.add(name);
  });
  const isComplete = VALIDATED.has(String(object.kind)) && pod.object.knows(joinPointer(list, 'absent'));
  if (!isComplete) { return found; }
  for (const container of pod.containers) {
    const mounts = joinPointer(container.pointer, 'volumeMounts');
    (listAt(container.spec, '/volumeMounts') ?? []).forEach((mount, at) => {
      const name = member(mount, 'name');
      if (typeof name !== 'string' || name === '' || names.has(name)) { return; }
      // the injector's mounts stand before the author's: a place in the list is not the same before and after
      add(joinPointer(mounts, at), `${container.name} mount ${short(member(mount, 'mountPath') ?? name)}`, name,
        `container ${container.name} mounts volume ${short(name)}, which the pod does not have`, `add a volume named ${short(name)}, or remove the mount`);
    });
  }
  return found;
});
