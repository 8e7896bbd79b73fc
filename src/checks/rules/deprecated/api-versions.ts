import type { Manifest } from '../../../model/manifest/types';
import { known } from '../../../model/origin';
import { listAt, mapAt } from '../../../model/read';
import type { MeshFacts } from '../../../platform';
import { API_REMOVALS, removalOf } from '../../../platform/removals';
import { type PatchOperation, RuleClass, Severity } from '../../finding';
import type { Found, ManifestRule } from '../../rule';
import type { Described } from '../described';

const GUIDE = 'https://kubernetes.io/docs/reference/using-api/deprecation-guide/';

const named = (kinds: readonly string[]): readonly string[] => [...new Set(API_REMOVALS
  .filter((row) => row.kinds.some((kind) => kinds.includes(kind)))
  .flatMap((row) => row.kinds.filter((kind) => kinds.includes(kind)).map((kind) => `${row.apiVersion.split('/')[0]}/${kind}`)))];

const OTHERS = [...new Set(API_REMOVALS.flatMap(({ kinds }) => kinds))].filter((kind) => kind !== 'HorizontalPodAutoscaler' && kind !== 'PodDisruptionBudget');

/** Where nothing but the version changes. */
type Rewrite = (manifest: Manifest, replacement: string) => readonly PatchOperation[] | undefined;

const setVersion = (replacement: string): PatchOperation[] => [{ op: 'replace', path: '/apiVersion', value: replacement }];

function removed(manifest: Manifest, facts: MeshFacts, rewrite: Rewrite, hint: string): Found[] {
  const { apiVersion } = manifest.object;
  const answer = removalOf(facts.platform, apiVersion, manifest.key.kind);
  if (!answer) { return []; }
  const { removal: { removedIn, replacement }, gone } = answer;
  const patch = rewrite(manifest, replacement);
  const { kubernetesVersion } = facts.platform;
  return [{
    ...!gone && { severity: Severity.WARNING, ruleClass: RuleClass.PRACTICE },
    message: `${apiVersion} ${manifest.key.kind} ${gone ? 'is' : 'was'} removed in Kubernetes ${removedIn}`
      + `${gone ? `, and the cluster has ${kubernetesVersion}` : kubernetesVersion === undefined ? '' : `; the cluster still has ${kubernetesVersion}`}`,
    fix: `use apiVersion ${replacement}${patch ? '' : hint}`,
    ...patch && { patch },
    pointer: '/apiVersion',
    values: [{ name: 'apiVersion', value: known(apiVersion, { kind: 'set', manifest, pointer: '/apiVersion' }) }],
  }];
}

const WHY = 'The API server answers "no matches for kind" for a version that it no longer serves, and the whole apply fails. Before, it is only a deprecation warning.';

/** DEP001 */
export const oldAutoscaler: Described<ManifestRule> = {
  id: 'DEP001',
  title: 'autoscaler of a removed API version',
  what: 'A HorizontalPodAutoscaler has apiVersion autoscaling/v2beta1 or v2beta2. An error from the Kubernetes version on that is without it, a warning before, and '
    + 'where the version is not known.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: WHY,
  source: `${GUIDE} (v1.25, v1.26)`,
  on: 'manifest',
  kinds: named(['HorizontalPodAutoscaler']),
  // v2 has the shape of v2beta2; in v2beta1 the targets of metrics are written in another way
  check: (manifest, { facts }) => removed(manifest, facts, ({ object }, replacement) => (object.apiVersion === 'autoscaling/v2beta2' ? setVersion(replacement) : undefined),
    ', and write the target of each metric as target: {type, averageUtilization | averageValue | value}'),
};

/** DEP002 */
export const oldBudget: Described<ManifestRule> = {
  id: 'DEP002',
  title: 'disruption budget of a removed API version',
  what: 'A PodDisruptionBudget has apiVersion policy/v1beta1. An error from Kubernetes 1.25 on, a warning before, and where the version is not known.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: WHY,
  source: `${GUIDE} (v1.25): an empty selector selects no pods in policy/v1beta1, and every pod of the namespace in policy/v1`,
  on: 'manifest',
  kinds: named(['PodDisruptionBudget']),
  check: (manifest, { facts }) => removed(manifest, facts, ({ object }, replacement) => {
    const labels = Object.keys(mapAt(object, '/spec/selector/matchLabels') ?? {});
    const expressions = listAt(object, '/spec/selector/matchExpressions') ?? [];
    return labels.length + expressions.length > 0 ? setVersion(replacement) : undefined;
  }, ', and mind that an empty selector selects every pod of the namespace there, where it selected none'),
};

/** DEP009 */
export const oldApiVersion: Described<ManifestRule> = {
  id: 'DEP009',
  title: 'object of a removed API version',
  what: 'An object that stands beside a mesh (CronJob, Ingress, EndpointSlice, RBAC, PriorityClass, CustomResourceDefinition, Deployment …) has an API version that '
    + 'Kubernetes removed. A warning before that version, and where the version is not known.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: WHY,
  source: GUIDE,
  on: 'manifest',
  kinds: named(OTHERS),
  check: (manifest, { facts }) => removed(manifest, facts, () => undefined, '; some fields have other names there, see the deprecation guide'),
};

/** From which version of the Gateway API's CRDs on a kind has v1 (kubernetes-sigs/gateway-api config/crd, tag by tag). */
const SINCE_V1: Readonly<Record<string, string>> = { Gateway: '1.0', GatewayClass: '1.0', HTTPRoute: '1.0', GRPCRoute: '1.1' };

/** DEP007 */
export const oldGatewayApi: Described<ManifestRule> = {
  id: 'DEP007',
  title: 'Gateway API object of a version before v1',
  what: 'A Gateway, GatewayClass, HTTPRoute or GRPCRoute has an API version v1alpha2 or v1beta1. Kinds that are not v1 everywhere are not judged.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.PRACTICE,
  why: 'These kinds are v1 since Gateway API 1.0 (GRPCRoute since 1.1). The older versions are no longer in the newer CRDs, or will not be.',
  source: 'kubernetes-sigs/gateway-api config/crd/standard, served versions per tag; https://gateway-api.sigs.k8s.io/concepts/versioning/',
  on: 'manifest',
  kinds: Object.keys(SINCE_V1).map((kind) => `gateway.networking.k8s.io/${kind}`),
  check: (manifest) => {
    const { version, kind } = manifest.key;
    if (version === 'v1') { return []; }
    const { apiVersion } = manifest.object;
    return [{
      message: `${apiVersion} ${kind} is an old version, v1 is there since Gateway API ${SINCE_V1[kind]}`,
      fix: 'use apiVersion gateway.networking.k8s.io/v1',
      ...(version === 'v1beta1' ? { patch: setVersion('gateway.networking.k8s.io/v1') } : {}),
      pointer: '/apiVersion',
      values: [{ name: 'apiVersion', value: known(apiVersion, { kind: 'set', manifest, pointer: '/apiVersion' }) }],
    }];
  },
};
