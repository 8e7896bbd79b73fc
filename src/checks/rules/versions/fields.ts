import { MESH_CLASSES } from '../../../model/managed/classes';
import { known, type Origin } from '../../../model/origin';
import { joinPointer } from '../../../model/pointer';
import { mapAt, member } from '../../../model/read';
import { Feature, Flavor, type Platform, Support } from '../../../platform';
import { needsOf } from '../../../platform/features';
import { RuleClass, Severity } from '../../finding';
import type { Found, ManifestRule, Verdict } from '../../rule';
import type { Described } from '../described';
import { short } from '../proxy-rule';

/** Fields of an override that came later than overrides themselves. */
const LATER_FIELDS: readonly (readonly [field: string, feature: Feature])[] = [
  ['minReplicas', Feature.OVERRIDE_AUTOSCALING],
  ['maxReplicas', Feature.OVERRIDE_AUTOSCALING],
  ['cpu', Feature.OVERRIDE_AUTOSCALING],
  ['memory', Feature.OVERRIDE_AUTOSCALING],
  ['serviceType', Feature.OVERRIDE_SERVICE_TYPE],
];

/** What a platform lacks: `needs ASM 1.16 or later`. */
function lacks(platform: Platform, feature: Feature): string {
  const needs = needsOf(platform, feature);
  return needs === '' ? 'no version has it' : `needs ${needs}`;
}

/** VER003 */
export const overrideFields: Described<ManifestRule> = {
  id: 'VER003',
  title: 'override that this ASM does not know',
  what: '`overrides` of an IstioGateway sets autoscaling fields or serviceType for a cluster, and the ASM version is before 1.16.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'Before ASM 1.16 these fields of an override are dropped, and the cluster runs with those of all clusters.',
  source: 'ASM documentation, "CRD fields for an ASM gateway" (help.aliyun.com document_detail 165004)',
  on: 'manifest',
  kinds: ['istio.alibabacloud.com/IstioGateway'],
  check: (manifest, { facts: { platform } }): Verdict => {
    const overrides = mapAt(manifest.object, '/spec/overrides');
    if (!overrides || platform.flavor !== Flavor.ASM) { return []; }
    const found: Found[] = [];
    let unknown: Feature | undefined;
    for (const [cluster, override] of Object.entries(overrides)) {
      for (const [field, feature] of LATER_FIELDS) {
        const value = member(override, field);
        if (value === undefined) { continue; }
        const support = platform.supports(feature);
        if (support === Support.UNKNOWN) { unknown = feature; }
        if (support !== Support.NO) { continue; }
        const pointer = joinPointer('/spec/overrides', cluster, field);
        found.push({
          message: `override of ${field} for cluster ${short(cluster)} ${lacks(platform, feature)}, and the mesh is ${platform.toString()}`,
          fix: `remove ${field} from the override, or upgrade ASM to 1.16 or later`,
          pointer,
          part: `${short(cluster)} ${field}`,
          values: [{ name: `overrides.${short(cluster)}.${field}`, value: known(value, { kind: 'set', manifest, pointer }), show: short }],
        });
      }
    }
    return found.length === 0 && unknown !== undefined ? { undecided: platform.explain(unknown) } : found;
  },
};

const PARAMETERS = '/spec/infrastructure/parametersRef';

/** VER004 */
export const optionsNotRead: Described<ManifestRule> = {
  id: 'VER004',
  title: 'options that this mesh does not read',
  what: 'A Gateway of the mesh has `infrastructure.parametersRef`, and Istio is before 1.26; on ASM, the Gateway API component is before 1.2.1.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'A version that does not read parametersRef deploys the Gateway as if it had none: replicas, resources, shutdown and spread are the defaults, and nothing says so.',
  source: 'istio PR 55283 (27 March 2025), first in 1.26; ASM documentation, "customize configuration for Gateway API based deployment": component 1.2.1 or later',
  on: 'manifest',
  kinds: ['gateway.networking.k8s.io/Gateway'],
  check: (manifest, { facts: { platform } }) => {
    const reference = mapAt(manifest.object, PARAMETERS);
    if (!reference || !MESH_CLASSES.includes(String(member(mapAt(manifest.object, '/spec'), 'gatewayClassName')))) { return []; }
    const support = platform.supports(Feature.PARAMETERS_REF);
    if (support === Support.YES) { return []; }
    if (support === Support.UNKNOWN) { return { undecided: platform.explain(Feature.PARAMETERS_REF) }; }
    const origin: Origin = { kind: 'set', manifest, pointer: PARAMETERS };
    return [{
      message: `parametersRef ${lacks(platform, Feature.PARAMETERS_REF)}, and the mesh is ${platform.toString()}: the options have no effect`,
      fix: platform.flavor === Flavor.ASM ? 'upgrade the Gateway API component to 1.2.1 or later' : 'upgrade Istio to 1.26 or later, or use a gateway by injection',
      pointer: PARAMETERS,
      values: [{ name: 'parametersRef', value: known(member(reference, 'name'), origin), show: short }],
    }];
  },
};

/** Resources that only ASM has. */
const ASM_KINDS: Readonly<Record<string, Feature>> = {
  IstioGateway: Feature.ISTIO_GATEWAY_RESOURCE,
  ASMProxyConfig: Feature.ASM_PROXY_CONFIG_RESOURCE,
  ASMMeshConfig: Feature.ASM_MESH_CONFIG_RESOURCE,
};

/** VER008 */
export const resourceOfOtherFlavor: Described<ManifestRule> = {
  id: 'VER008',
  title: 'resource that this mesh does not have',
  what: 'An IstioGateway, ASMProxyConfig or ASMMeshConfig is applied to upstream Istio, or an ASMMeshConfig to an ASM without it. Where no platform is declared it is a '
    + 'warning, since upstream Istio is only assumed.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'Only ASM has these resources: elsewhere the API server knows no such kind, and where a CRD was left behind no controller reads them.',
  source: 'github.com/aliyun/alibabacloud-servicemesh-api, v1 types; ASM documentation, "ASMMeshConfig CRD description"',
  on: 'manifest',
  kinds: Object.keys(ASM_KINDS).map((kind) => `istio.alibabacloud.com/${kind}`),
  check: (manifest, { facts: { platform } }) => {
    const feature = ASM_KINDS[manifest.key.kind];
    const support = platform.supports(feature);
    if (support === Support.YES) { return []; }
    if (support === Support.UNKNOWN) { return { undecided: platform.explain(feature) }; }
    const isAsm = platform.flavor === Flavor.ASM;
    return [{
      ...platform.assumed && { severity: Severity.WARNING },
      message: `${manifest.key.kind} ${short(manifest.key.name)} is a resource of ASM, and the mesh is ${platform.toString()}`,
      fix: isAsm ? 'upgrade ASM, or use its console' : platform.assumed
        ? 'declare the platform (asm@<version>), or use what Istio has instead: a gateway by injection or a Gateway, annotations, a ProxyConfig'
        : 'use what Istio has instead: a gateway by injection or a Gateway, annotations, a ProxyConfig',
      pointer: '/apiVersion',
      values: [{ name: 'apiVersion', value: known(manifest.object.apiVersion, { kind: 'set', manifest, pointer: '/apiVersion' }) }],
    }];
  },
};
