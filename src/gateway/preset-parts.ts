import type { ResourceFields } from './fields';
import type { GatewayAdditions } from './props';
import { PROXY_CONFIG_ANNOTATION } from '../model/names';
import type { ClusterKind, Platform } from '../platform';
import type { JsonMap } from '../platform/json';
import { pauseHandler } from '../presets/pause';

/** What presets add to the fields of the resource. */
export interface PresetParts {
  readonly podAnnotations: Readonly<Record<string, string>>;
  readonly serviceAnnotations: Readonly<Record<string, string>>;
  readonly podAntiAffinity?: JsonMap;
  readonly preStop?: JsonMap;
  readonly loadBalancerClass?: string;
  readonly rollingMaxSurge?: string;
  readonly rollingMaxUnavailable?: string;
}

/** The label that the gateway's pods carry, by which a spread finds them. */
export interface PodLabel {
  readonly key: string;
  readonly value: string;
}

export function presetParts(additions: GatewayAdditions, label: PodLabel, platform: Platform): PresetParts {
  const { spread, rollout, shutdown, loadBalancer } = additions;
  const kind: ClusterKind | undefined = platform.clusterKind;
  const config = shutdown && Object.keys(shutdown._proxyConfig()).length > 0 ? shutdown._proxyConfig() : undefined;
  const preStopSeconds = shutdown?._seconds.preStop;
  return {
    podAnnotations: {
      ...spread?._podAnnotations(kind),
      ...(config && { [PROXY_CONFIG_ANNOTATION]: proxyConfigText(config) }),
    },
    serviceAnnotations: loadBalancer?._annotations ?? {},
    podAntiAffinity: spread?._antiAffinity(label.key, label.value, kind),
    preStop: preStopSeconds === undefined ? undefined : pauseHandler(preStopSeconds, platform),
    loadBalancerClass: loadBalancer?._class,
    rollingMaxSurge: rollout?._maxSurge.toString(),
    rollingMaxUnavailable: rollout?._maxUnavailable.toString(),
  };
}

/**
 * The fields with the presets in them. What is given for one cluster replaces a field as a whole, so presets are added to it as well: with
 * `onlyGiven` to the fields that are there and to no other.
 */
export function withPresets(fields: ResourceFields, parts: PresetParts, onlyGiven = false): ResourceFields {
  const merged: Record<string, unknown> = { ...fields };
  const put = (name: keyof ResourceFields, value: object | string | undefined, isEmpty: boolean): void => {
    if (!isEmpty && (!onlyGiven || fields[name] !== undefined)) { merged[name] = value; }
  };
  put('podAnnotations', { ...fields.podAnnotations, ...parts.podAnnotations }, isEmptyMap(parts.podAnnotations));
  put('serviceAnnotations', { ...fields.serviceAnnotations, ...parts.serviceAnnotations }, isEmptyMap(parts.serviceAnnotations));
  put('affinity', { ...fields.affinity, podAntiAffinity: parts.podAntiAffinity }, parts.podAntiAffinity === undefined);
  put('lifecycle', { ...fields.lifecycle, preStop: parts.preStop }, parts.preStop === undefined);
  for (const name of ['loadBalancerClass', 'rollingMaxSurge', 'rollingMaxUnavailable'] as const) {
    put(name, parts[name], parts[name] === undefined);
  }
  return merged as ResourceFields;
}

const isEmptyMap = (map: object): boolean => Object.keys(map).length === 0;

/** YAML as people write it; the values are durations and texts of our own, so nothing has to be escaped. */
function proxyConfigText(config: { readonly [field: string]: any }): string {
  const lines = Object.entries(config).flatMap(([key, value]: [string, string | Record<string, string>]) => (
    typeof value === 'string' ? [`${key}: ${value}`] : [`${key}:`, ...Object.entries(value).map(([name, text]) => `  ${name}: "${text}"`)]
  ));
  return `${lines.join('\n')}\n`;
}
