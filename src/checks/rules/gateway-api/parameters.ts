import { shapeProblems } from './crd-shape';
import { CONTROLLER, parameterAt, PARAMETERS, refusalRule, refusedBy } from './refused';
import { meant, nearest, NearNames } from '../../../kube';
import type { EffectiveProxy } from '../../../model/effective-proxy';
import { groupBy } from '../../../model/group-by';
import type { Manifest } from '../../../model/manifest/types';
import { onceEach, oncePerIndex } from '../../../model/once';
import { known } from '../../../model/origin';
import { valueAt } from '../../../model/pointer';
import { stringAt } from '../../../model/read';
import { shown } from '../../../platform/problems';
import { RuleClass, Severity } from '../../finding';
import type { NamedValue, Scene } from '../../rule';

const ASM_PAGE = 'ASM, Customize configuration for Gateway API-based deployment';

function parameter({ declaredBy }: EffectiveProxy, field: string): NamedValue {
  const pointer = parameterAt(field);
  const value = valueAt(declaredBy.object, pointer);
  return {
    name: `parametersRef.${field}`,
    value: known(value, { kind: 'set', manifest: declaredBy, pointer: value === undefined ? PARAMETERS : pointer }),
    show: shown,
  };
}

const got = (value: unknown): string => (value === undefined ? 'unset' : shown(value));

function badName({ declaredBy }: EffectiveProxy): boolean {
  const name = stringAt(declaredBy.object, parameterAt('name'));
  return name === undefined || name === '' || name.length > 253;
}

/** GWA001: what cannot be the name of a ConfigMap cannot be found either; then it is the reference that is wrong. */
export const parametersForm = refusalRule({
  codes: ['wrong-parameters-kind', 'missing-parameters'],
  id: 'GWA001',
  title: 'parametersRef that names no ConfigMap',
  what: '`spec.infrastructure.parametersRef` of a managed gateway or waypoint has another group than "", another kind than ConfigMap, or no name of '
    + 'at most 253 characters.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'The controller takes options from a ConfigMap of the core group only. With any other reference it deploys nothing of the Gateway, and a '
    + 'reference without group, kind or name is rejected by the API server.',
  source: `${CONTROLLER} fetchParameters; ${ASM_PAGE}; Gateway API apis/v1 LocalParametersReference`,
}, ({ code }, proxy) => {
  const { object } = proxy.declaredBy;
  const nameIsBad = badName(proxy);
  if (code === 'missing-parameters' && !nameIsBad) { return undefined; }
  const [group, kind] = ['group', 'kind'].map((field) => valueAt(object, parameterAt(field)));
  const missing = ['group', 'kind', 'name'].filter((field) => valueAt(object, parameterAt(field)) === undefined);
  const isCertain = kind === 'ConfigMap' && !nameIsBad && (group === undefined || group === 'core' || group === 'v1');
  return {
    message: `parametersRef has group ${got(group)}, kind ${got(kind)} and name ${got(valueAt(object, parameterAt('name')))}, expected group "", `
      + 'kind ConfigMap and a name: nothing of the Gateway is deployed',
    fix: 'write group: "" (it must be there, and empty), kind: ConfigMap and the name of a ConfigMap in the Gateway\'s namespace',
    ...(missing.length > 0 || isRefusedByCrd(object.spec)) && { ruleClass: RuleClass.API },
    ...isCertain && { patch: [{ op: group === undefined ? 'add' : 'replace', path: parameterAt('group'), value: '' }] },
    values: ['group', 'kind', 'name'].map((field) => parameter(proxy, field)),
  };
});

/** A reference of another form than the CRD has is refused by the server; one of the right form by the controller. */
const isRefusedByCrd = (spec: unknown): boolean => shapeProblems(spec).some(({ pointer }) => pointer.startsWith(`${PARAMETERS}/`));

/** The names of the ConfigMaps of a cluster and a namespace; a cluster or namespace that is not known is any. */
const configMaps = oncePerIndex((index) => onceEach((cluster: string | undefined) => {
  const all = index.list('', 'ConfigMap', { ...cluster !== undefined && { cluster } });
  const byNamespace = groupBy(all, ({ key }) => index.namespaceOf(key));
  return onceEach((namespace: string | undefined) => (
    new NearNames((namespace === undefined ? all : byNamespace.get(namespace) ?? []).map(({ key }) => key.name))
  ));
}));

/** ConfigMaps that may have been meant: of the name in another namespace, or of a name alike in the same. */
function candidates(
  { declaredBy: { key }, namespace }: EffectiveProxy, name: string, { index }: Scene,
): { readonly elsewhere?: Manifest; readonly alike?: string } {
  const resolved = index.resolve({ group: '', kind: 'ConfigMap', cluster: key.cluster, namespace, name });
  // one that names no namespace may well be applied to the right one
  const elsewhere = resolved.state === 'missing' && namespace !== undefined
    ? resolved.elsewhere.find((one) => one.key.cluster === key.cluster && index.namespaceOf(one.key) !== undefined)
    : undefined;
  return { elsewhere, alike: configMaps(index)(key.cluster)(namespace).nearest(name) };
}

/**
 * GWA002: an app holds all that it writes; of files, often one chart of several, only a ConfigMap that stands in the wrong place or is misspelt is
 * proof.
 */
export const parametersMissing = refusalRule({
  codes: ['missing-parameters'],
  id: 'GWA002',
  title: 'options ConfigMap missing or elsewhere',
  what: 'The ConfigMap that parametersRef names is not among the manifests: an error where it stands in another namespace, has a name that is '
    + 'misspelt, or where an app renders the Gateway without it; a warning where it may come from elsewhere.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'The controller looks for the ConfigMap in the Gateway\'s own namespace. As long as it is not there, nothing of the Gateway is deployed, and '
    + 'only istiod\'s log says so before Istio 1.31.',
  source: `${CONTROLLER} render, fetchParameters; ${ASM_PAGE}`,
  wholeApp: true,
}, (_, proxy, scene) => {
  if (badName(proxy)) { return undefined; }
  const name = stringAt(proxy.declaredBy.object, parameterAt('name'))!;
  const { elsewhere, alike } = candidates(proxy, name, scene);
  const own = proxy.namespace ?? '(the namespace it is applied to)';
  const isProof = elsewhere !== undefined || alike !== undefined || proxy.declaredBy.construct !== undefined;
  return {
    severity: isProof ? Severity.ERROR : Severity.WARNING,
    message: `parametersRef names ConfigMap ${own}/${name}, ${elsewhere
      ? `which stands in namespace ${elsewhere.key.namespace}, expected that of the Gateway`
      : `which is not among the manifests${meant(name, alike === undefined ? [] : [alike])}`}; without it nothing of the Gateway is deployed`,
    fix: elsewhere
      ? `move the ConfigMap to namespace ${own}`
      : alike === undefined ? `add ConfigMap ${own}/${name}, or remove parametersRef` : `name ConfigMap ${alike}`,
    values: [parameter(proxy, 'name'), ...elsewhere === undefined ? [] : [{
      name: 'ConfigMap', value: known(`${elsewhere.key.namespace}/${name}`, { kind: 'set', manifest: elsewhere, pointer: '/metadata/namespace' } as const),
    }]],
  };
});

/** The keys that a mesh reads, for who misspelt one. */
const KEYS = ['deployment', 'service', 'serviceAccount', 'horizontalPodAutoscaler', 'podDisruptionBudget', 'proxyConfig'];
const ALIASES: Readonly<Record<string, string>> = { hpa: 'horizontalPodAutoscaler', pdb: 'podDisruptionBudget', sa: 'serviceAccount', deploy: 'deployment' };

/** GWA003: on Istio one unknown key stops the whole Gateway, ASM's proxyConfig included. */
export const unknownOption = refusalRule({
  codes: ['unknown-overlay-key', 'overlay-key-not-documented'],
  id: 'GWA003',
  title: 'unknown key in gateway options',
  what: 'The options ConfigMap of a managed gateway or waypoint, or the defaults of its class, has a key that the mesh does not read. On Istio that '
    + 'is an error; on ASM, which documents deployment, horizontalPodAutoscaler and proxyConfig, a warning. So is proxyConfig '
    + 'where no platform is declared.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'Istio\'s controller refuses a ConfigMap with a key that it does not know, proxyConfig of ASM too: nothing of the Gateway is deployed or '
    + 'updated.',
  source: `${CONTROLLER} supportedOverlays; ${ASM_PAGE}`,
}, ({ origin, message }, proxy) => {
  const key = origin.kind === 'set' ? origin.pointer.slice('/data/'.length) : '';
  const alike = ALIASES[key.toLowerCase()] ?? nearest(key, KEYS.filter((one) => one !== key));
  const isProxyConfig = key === 'proxyConfig';
  const isAssumed = isProxyConfig && proxy.platform.assumed;
  return {
    severity: isAssumed ? Severity.WARNING : refusedBy(proxy),
    message: alike === undefined ? message : `${message}; did you mean "${alike}"?`,
    fix: isAssumed ? 'on ASM it is right: declare the platform (asm@<version>); on Istio remove it, and '
      + 'write drain times in spec.infrastructure.annotations, key proxy.istio.io/config' : fixOf(isProxyConfig, alike),
    values: [{ name: 'key', value: known(key, origin), show: shown }],
  };
});

function fixOf(isProxyConfig: boolean, alike: string | undefined): string {
  if (isProxyConfig) { return 'remove it; on Istio drain times go into spec.infrastructure.annotations, key proxy.istio.io/config'; }
  return alike === undefined ? 'remove the key' : `write ${alike}`;
}
