import { CONTROLLER, refusalRule, refusedBy } from './refused';
import { nearest } from '../../../kube';
import { GATEWAY_GROUP, MESH_CLASSES } from '../../../model/managed/classes';
import type { Manifest } from '../../../model/manifest/types';
import { PROXY_CONFIG_ANNOTATION } from '../../../model/names';
import { oncePerIndex } from '../../../model/once';
import { known } from '../../../model/origin';
import { joinPointer } from '../../../model/pointer';
import { mapAt, stringAt, stringsAt } from '../../../model/read';
import { Feature, Support } from '../../../platform';
import { shown } from '../../../platform/problems';
import { RuleClass, Severity } from '../../finding';
import type { Found, ManifestRule, ProxyRule, Scene } from '../../rule';
import type { Described } from '../described';

/** GWA022: a class of somebody else is no mistake; one that is nearly Istio's may be. */
export const classMisspelt: Described<ManifestRule> = {
  id: 'GWA022',
  title: 'gateway class that looks misspelt',
  what: 'gatewayClassName of a Gateway is nearly one of Istio\'s classes (istio, istio-waypoint, istio-east-west, istio-remote, '
    + 'istio-agentgateway), no GatewayClass of that name is among the manifests, and istiod was not told to use the name.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: 'A Gateway of a class that no controller has is left alone by all: nothing is deployed, and no status says why.',
  source: 'Istio 1.30.3 pilot/pkg/config/kube/gatewaycommon/classinfo.go; pkg/config/constants/constants.go',
  on: 'manifest',
  kinds: [`${GATEWAY_GROUP}/Gateway`],
  check: (manifest, { index, proxies }) => {
    const name = stringAt(manifest.object, '/spec/gatewayClassName');
    if (name === undefined || MESH_CLASSES.includes(name)) { return []; }
    const meant = nearest(name, MESH_CLASSES);
    const { cluster } = manifest.key;
    if (meant === undefined || isSecondOf(meant, name) || index.get({ cluster, group: GATEWAY_GROUP, kind: 'GatewayClass', name })) { return []; }
    if (proxies.some(({ declaredBy }) => declaredBy === manifest)) { return []; }
    return [{
      message: `gatewayClassName is ${shown(name)}, which is no class of Istio; did you mean "${meant}"?`,
      fix: `write ${meant}, or add the GatewayClass`,
      pointer: '/spec/gatewayClassName',
      values: [{ name: 'gatewayClassName', value: known(name, { kind: 'set', manifest, pointer: '/spec/gatewayClassName' }) }],
    }];
  },
};

/** `istio2` and `istio-a` are deliberate: a second class beside the first. */
function isSecondOf(first: string, name: string): boolean {
  return name.startsWith(first) && /^(?:-?[0-9]{1,3}|-[a-z])$/.test(name.slice(first.length));
}

const DEFAULTS_FOR_CLASS = 'gateway.istio.io/defaults-for-class';

/** ConfigMaps with class defaults by the class, looked through once an index. */
export const claimsOf = oncePerIndex((index) => {
  const lists = new Map<string, Manifest[]>();
  for (const configMap of index.list('', 'ConfigMap')) {
    const label = stringsAt(configMap.object, '/metadata/labels')[DEFAULTS_FOR_CLASS];
    if (label === undefined) { continue; }
    const key = claimKey(configMap, index, label);
    const list = lists.get(key);
    if (list) { list.push(configMap); } else { lists.set(key, [configMap]); }
  }
  return lists;
});

function claimKey({ key }: Manifest, index: Scene['index'], label: string): string {
  return JSON.stringify([key.cluster ?? null, index.namespaceOf(key) ?? null, label]);
}

/** GWA023: said of each but the first; which is the oldest, manifests do not say. */
export const severalClassDefaults: Described<ManifestRule> = {
  id: 'GWA023',
  title: 'several defaults for one gateway class',
  what: `Two or more ConfigMaps of the root namespace carry the label ${DEFAULTS_FOR_CLASS} with the same class.`,
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: 'Of several, istiod takes the oldest alone and ignores the others. Which is the oldest changes when one is deleted and made again, and with it '
    + 'every Gateway of the class.',
  source: `${CONTROLLER} render (OldestObject)`,
  on: 'manifest',
  kinds: ['/ConfigMap'],
  check: (manifest, { index, facts }) => {
    const name = stringsAt(manifest.object, '/metadata/labels')[DEFAULTS_FOR_CLASS];
    if (name === undefined || index.namespaceOf(manifest.key) !== facts.rootNamespace) { return []; }
    if (facts.platform.supports(Feature.CLASS_DEFAULTS) === Support.NO) { return []; }
    const [first, ...others] = claimsOf(index).get(claimKey(manifest, index, name)) ?? [];
    if (!others.includes(manifest) || first.key.name === manifest.key.name) { return []; }
    const pointer = joinPointer('/metadata/labels', DEFAULTS_FOR_CLASS);
    return [{
      message: `ConfigMap ${manifest.key.name} holds defaults for class ${shown(name)}, and so does ${first.key.name}: only the oldest counts`,
      fix: 'merge them into one ConfigMap',
      pointer,
      values: [manifest, first].map((one) => ({
        name: `defaults in ${one.key.name}`.slice(0, 80), value: known(name, { kind: 'set', manifest: one, pointer } as const),
      })),
    }];
  },
};

/** GWA025: nothing is wrong with the Gateway, and still nobody deploys it. */
export const leftAlone: Described<ProxyRule> = refusalRule({
  codes: ['class-switched-off', 'newer-controller', 'object-taken', 'companion-taken', 'other-revision'],
  id: 'GWA025',
  title: 'Gateway that istiod leaves alone',
  what: 'istiod was told not to deploy the class, an annotation gives the Gateway to another controller, or an object of the name that it would '
    + 'make is declared without the label gateway.istio.io/managed (a warning where that is not the Deployment). A note where the Gateway names '
    + 'another revision.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'Nothing is deployed for such a Gateway, or istiod leaves the object of somebody else in place of its own, and only its log says so.',
  source: `${CONTROLLER} canManage, ManagedGatewayControllerVersion; classinfo.go; pkg/revisions/tag_watcher.go`,
}, ({ code }, proxy) => ({
  severity: code === 'companion-taken' ? Severity.WARNING : code === 'other-revision' ? Severity.NOTE : refusedBy(proxy),
  fix: FIXES[code],
}));

const FIXES: Readonly<Record<string, string>> = {
  'class-switched-off': 'switch the class on in istiod\'s environment, or use another class',
  'newer-controller': 'remove the annotation gateway.istio.io/controller-version',
  'object-taken': 'rename the Gateway or the object, or remove the object: istiod makes it',
  'companion-taken': 'rename the object, or remove it: istiod makes it',
  'other-revision': 'check that the revision or tag exists, and declare it as the revision of the platform',
};

/** GWA026: listener names become names of ports, and overlays may add more. */
export const serviceRefused: Described<ProxyRule> = refusalRule({
  codes: ['duplicate-port', 'duplicate-port-name', 'invalid-port-name'],
  id: 'GWA026',
  title: 'Gateway whose Service is refused',
  what: 'The Service that is made of a Gateway would have two ports of one name, two of one number and protocol (15021 is the status port), or a '
    + 'name that no port can have. Names of listeners become names of ports: dots become dashes, and 63 characters stay.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The Gateway is accepted, and the API server rejects the Service that istiod makes of it: no port of the Gateway can be reached.',
  source: 'Kubernetes pkg/apis/core/validation/validation.go ValidateService; Istio 1.30.3 istio-discovery chart, files/kube-gateway.yaml',
}, ({ code }) => ({ fix: code === 'duplicate-port' ? 'change the port of a listener, or the port in the service option' : 'rename one of the listeners' }));

/** Annotations that only work where they reach the Service or the pods. */
const FOR_WHAT_IS_MADE: readonly string[] = ['service.beta.kubernetes.io/', 'service.kubernetes.io/', 'cloud.google.com/', 'networking.gke.io/'];

/** GWA027: what the model found to have no effect, and what infrastructure keeps from being copied. */
export const withoutEffect: Described<ProxyRule> = {
  id: 'GWA027',
  title: 'setting on a Gateway that reaches nothing',
  what: 'A label or annotation of a managed Gateway that its proxy or Service does not get: resources for the injector, what the template writes itself, '
    + `entries of the Gateway API in infrastructure; or ${PROXY_CONFIG_ANNOTATION} and annotations for load balancers in metadata, while `
    + 'spec.infrastructure.annotations is set.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: 'While spec.infrastructure.annotations is not set, istiod copies the Gateway\'s own annotations to what it makes; else it does not, and it reads '
    + 'few of them itself. What is not copied has no effect, without a word.',
  source: `${CONTROLLER} (infrastructure labels and annotations); Istio 1.30.3 istio-discovery chart, files/kube-gateway.yaml, files/waypoint.yaml`,
  on: 'proxy',
  makes: ['managed'],
  check: (proxy) => {
    const lost = (proxy.lost ?? []).map(({ pointer, value, why, origin }): Found => ({
      message: `${keyOf(pointer)} has no effect: ${why}`,
      fix: 'set it where it has an effect, or remove it',
      part: pointer.slice(0, 300),
      at: origin,
      values: [{ name: keyOf(pointer).slice(0, 80), value: known(value, origin), show: shown }],
    }));
    return [...lost, ...notCopied(proxy.declaredBy)];
  },
};

const keyOf = (pointer: string): string => pointer.slice(pointer.lastIndexOf('/') + 1).replaceAll('~1', '/').replaceAll('~0', '~');

function notCopied(manifest: Manifest): Found[] {
  const infrastructure = mapAt(manifest.object, '/spec/infrastructure/annotations');
  if (!infrastructure) { return []; }
  return Object.entries(stringsAt(manifest.object, '/metadata/annotations')).flatMap(([key, value]): Found[] => {
    const matters = key === PROXY_CONFIG_ANNOTATION || FOR_WHAT_IS_MADE.some((prefix) => key.startsWith(prefix));
    if (!matters || Object.hasOwn(infrastructure, key)) { return []; }
    const pointer = joinPointer('/metadata/annotations', key);
    return [{
      message: `annotation ${key} stands on the Gateway, whose own annotations are not copied while spec.infrastructure.annotations is set`,
      fix: 'move it to spec.infrastructure.annotations',
      part: pointer.slice(0, 300),
      pointer,
      values: [{ name: key.slice(0, 80), value: known(value, { kind: 'set', manifest, pointer }), show: shown }],
    }];
  });
}
