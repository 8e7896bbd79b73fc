import { CONFIG_KINDS, optionConfig, type WrittenConfig, writtenConfigs } from './config-text';
import { ASM_PROXY_CONFIG, CAPTURE_LISTS } from './settings';
import { nearest } from '../../../kube';
import { PROXY_CONFIG_FIELDS as RESOURCE_FIELDS } from '../../../model/asm/proxy-config-fields';
import type { Manifest } from '../../../model/manifest/types';
import { oncePer } from '../../../model/once';
import { known } from '../../../model/origin';
import { joinPointer, valueAt } from '../../../model/pointer';
import { isProxyConfigField, neededFor, PROXY_CONFIG_FIELDS, unknownNested } from '../../../model/proxy-config/proto-json';
import type { ShapeProblem } from '../../../model/shape';
import { type Platform, Support } from '../../../platform';
import { needsOf } from '../../../platform/features';
import { shown } from '../../../platform/problems';
import { RuleClass, Severity } from '../../finding';
import type { Found, ManifestRule } from '../../rule';
import type { Described } from '../described';
import { short } from '../proxy-rule';
import { resourceProblems, unknownFound, wrongFound } from '../resource-fields';

/** Fields that older versions had, and that some still read. */
const OF_OLD: readonly string[] = [
  'parentShutdownDuration', 'zipkinAddress', 'discoveryRefreshDelay', 'connectTimeout', 'availabilityZone', 'sds', 'envoyMetricsServiceAddress',
];

/** Said by CAP018. */
const SAID_ELSEWHERE: readonly string[] = ['outboundTrafficPolicy'];

/** Settings of a sidecar that are no field of ProxyConfig, and the annotation that carries them. */
const ANNOTATIONS: Readonly<Record<string, string>> = {
  logLevel: 'sidecar.istio.io/logLevel',
  ...Object.fromEntries(CAPTURE_LISTS.map(({ item }) => [item, `traffic.sidecar.istio.io/${item}`])),
};

/** protobuf's JSON reader takes `drain_duration` for drainDuration. */
const camel = (name: string): string => name.slice(0, 100).replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

function unknownInText({ fields, at, carrier }: WrittenConfig, platform: Platform): Found[] {
  const what = carrier === 'option' ? 'the option proxyConfig' : 'proxy.istio.io/config';
  return [...inNested(what, fields, at), ...Object.keys(fields).flatMap((field): Found[] => {
    const wrong = notRead(camel(field), platform);
    const origin = at(field);
    return wrong === undefined ? [] : [{
      ...wrong,
      message: `${what} has ${shown(field)}, which ${wrong.message}`,
      at: origin,
      part: field.slice(0, 80),
      values: [{ name: field.slice(0, 80), value: known(fields[field], origin), show: short }],
    }];
  })];
}

/** Why nobody reads a field of this name, as the end of a sentence; undefined for one that is read, or that other rules speak of. */
function notRead(name: string, platform: Platform): Pick<Found, 'severity' | 'message' | 'fix'> | undefined {
  const feature = neededFor(name);
  if (feature !== undefined && platform.supports(feature) === Support.NO) {
    const needs = needsOf(platform, feature);
    return { severity: Severity.WARNING, message: `needs ${needs}; ${platform.toString()} forgets it in silence`, fix: `remove it, or upgrade to ${needs}` };
  }
  if (isProxyConfigField(name) || OF_OLD.includes(name) || SAID_ELSEWHERE.includes(name)) { return undefined; }
  const message = 'is no field of ProxyConfig, and is forgotten in silence';
  if (Object.hasOwn(ANNOTATIONS, name)) { return { message, fix: `write the annotation ${ANNOTATIONS[name]}` }; }
  const meant = nearest(name, PROXY_CONFIG_FIELDS);
  return meant === undefined
    ? { severity: Severity.WARNING, message, fix: 'remove it, or correct its name' }
    : { message: `${message}; did you mean "${meant}"?`, fix: `write ${meant}` };
}

/** Of nested fields only what resembles one: their messages grow with each version. */
function inNested(what: string, fields: WrittenConfig['fields'], at: WrittenConfig['at']): Found[] {
  return unknownNested(fields).flatMap(({ path, fields: all }): Found[] => {
    const name = path[path.length - 1];
    const meant = nearest(camel(name), all);
    if (meant === undefined) { return []; }
    const origin = at(...path);
    return [{
      severity: Severity.WARNING,
      message: `${what} has ${shown(path.join('.'))}, which is no field of ProxyConfig, and is forgotten in silence; did you mean "${meant}"?`,
      fix: `write ${meant}`,
      at: origin,
      part: path.join('.').slice(0, 80),
      values: [{ name: name.slice(0, 80), value: known(valueAt(fields, joinPointer('', ...path)), origin), show: short }],
    }];
  });
}

/** Two rules ask. */
const problemsOf = oncePer((manifest: Manifest): readonly ShapeProblem[] => (
  resourceProblems(manifest, RESOURCE_FIELDS).filter((problem) => !isSaidOfResource(problem))));

/** CAP018 says it of the policy, CAP021 of values of proxyMetadata and runtimeValues, DRN009 of durations that are numbers. */
function isSaidOfResource({ path, code, value }: ShapeProblem): boolean {
  const field = String(path[1]);
  if (code === 'unknown') { return SAID_ELSEWHERE.includes(field); }
  // Kubernetes reads 0.5 as a quantity, and whether ASM's schema does is not known
  if (field.endsWith('Resource') && path.length === 4 && typeof value === 'number') { return true; }
  return (field === 'proxyMetadata' || field === 'runtimeValues') && path.length === 3;
}

/** CAP031: the readers of all of them forget what they do not know. */
export const unknownConfigField: Described<ManifestRule> = {
  id: 'CAP031',
  title: 'sidecar setting that does not exist',
  what: 'An ASMProxyConfig, the annotation `proxy.istio.io/config`, or the option proxyConfig of a waypoint on ASM has a field that the resource or Istio\'s '
    + 'ProxyConfig does not have. A warning, where the name resembles no field, or stands inside another one: a newer version may know it; and for a field '
    + 'that came after the version of the mesh.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'A field that nobody knows is forgotten in silence: the API server drops it from the resource, and Istio\'s reader discards it. A misspelt drain time '
    + 'leaves the proxy with the default, and requests are cut off.',
  source: 'istio/api mesh/v1alpha1/proxy.proto at 1.31.1; Istio 1.30.3 pkg/config/mesh/mesh.go MergeProxyConfig, pkg/util/protomarshal ApplyJSON; '
    + 'aliyun/alibabacloud-servicemesh-api, asmproxyconfig_types.go',
  on: 'manifest',
  kinds: CONFIG_KINDS,
  check: (manifest, scene) => {
    if (manifest.key.kind === 'ASMProxyConfig') {
      return problemsOf(manifest).filter(({ code }) => code === 'unknown').map((problem) => unknownFound(manifest, problem));
    }
    const configs = [...writtenConfigs(manifest, scene), optionConfig(manifest, scene)];
    return configs.flatMap((config) => (config === undefined ? [] : unknownInText(config, scene.facts.platform)));
  },
};

/** CAP032 */
export const wrongConfigValue: Described<ManifestRule> = {
  id: 'CAP032',
  title: 'ASMProxyConfig value of another type than its field',
  what: 'A field of an ASMProxyConfig holds a number where the type has a text (a port list such as 8080), a text where it has a number, a map where it has a '
    + 'list, and so on.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'A value of another type cannot be read: the API server rejects the resource, or the sidecars run without any of its settings.',
  source: 'aliyun/alibabacloud-servicemesh-api, alibabacloudservicemesh/v1/asmproxyconfig_types.go',
  on: 'manifest',
  kinds: [ASM_PROXY_CONFIG],
  check: (manifest) => problemsOf(manifest).filter(({ code }) => code !== 'unknown').map((problem) => wrongFound(manifest, problem)),
};
