import type { Add, Judged } from './judge';
import { problemOf } from '../../kube/errors';
import { nameProblem } from '../../kube/names';
import { Quantity } from '../../kube/quantity';
import { annotationsProblem, labelsProblem } from '../../kube/sizes';
import type { Json, JsonMap } from '../../platform/json';
import { isPlainMap } from '../../platform/json';
import { shown } from '../../platform/problems';

export function checkPod(judged: Judged, add: Add): void {
  const { fields, additions, rendering, strict } = judged;
  const problems = {
    podAnnotations: annotationsProblem(fields.podAnnotations ?? {}),
    podLabels: labelsProblem(fields.podLabels ?? {}),
    nodeSelector: labelsProblem(fields.nodeSelector ?? {}),
  };
  for (const [name, problem] of Object.entries(problems)) {
    if (problem !== undefined) { add(`'${name}': ${problem}`); }
  }
  checkEnv(judged, add);
  checkResources(judged, add);
  checkVolumes(judged, add);
  for (const name of ['failureThreshold', 'periodSeconds', 'successThreshold'] as const) {
    const value = fields.readinessProbe?.[name];
    // 0 is what the Go type has for "not said"
    if (value !== undefined && (value < 0 || (value === 0 && strict))) { add(`'readinessProbe.${name}' must be 1 or more, got ${value}`); }
  }
  if (strict && fields.dnsPolicy === 'None' && !Array.isArray(additions.dnsConfig?.nameservers)) {
    add(`'dnsPolicy' None needs dnsConfig with nameservers, got none${rendering === 'ASM' ? ', and an IstioGateway has no field for it; use another policy' : ''}`);
  }
  checkHooks(judged, add);
}

/** kubernetes pkg/apis/core/validation ValidateEnv. */
function checkEnv({ fields }: Judged, add: Add): void {
  const seen = new Set<string>();
  fields.env?.forEach(({ name, value, valueFrom }, at) => {
    const problem = nameProblem('envName', name);
    if (problem !== undefined) { add(`'env[${at}].name' ${problem}, got ${shown(name)}`); }
    if (seen.has(name)) { add(`'env' names ${shown(name)} twice; only the last one counts, keep one`); }
    seen.add(name);
    if (value !== undefined && value !== '' && valueFrom !== undefined) { add(`'env[${at}]' must have one of value and valueFrom, got both; keep one`); }
    const sources = valueFrom === undefined ? 1 : Object.keys(valueFrom).length;
    if (sources !== 1) { add(`'env[${at}].valueFrom' must have one source, got ${sources}`); }
  });
}

/** kubernetes pkg/apis/core/validation ValidateResourceRequirements. */
function checkResources({ fields }: Judged, add: Add): void {
  const { requests = {}, limits = {} } = fields.resources ?? {};
  const read = (value: Json, at: string): Quantity | undefined => {
    let quantity: Quantity | undefined;
    const problem = problemOf(() => { quantity = Quantity.parse(value, `'${at}'`); });
    if (problem !== undefined) { add(problem); } else if (quantity?.isNegative()) { add(`'${at}' must not be negative, got ${shown(value)}`); }
    return quantity;
  };
  const most = new Map(Object.entries(limits).map(([name, value]) => [name, read(value, `resources.limits.${name}`)]));
  for (const [name, value] of Object.entries(requests)) {
    const request = read(value, `resources.requests.${name}`);
    const limit = most.get(name);
    if (request !== undefined && limit !== undefined && request.compare(limit) > 0) {
      add(`'resources.requests.${name}' must not be above the limit, got ${shown(value)} and ${shown(limits[name])}; raise the limit`);
    }
  }
}

function checkVolumes({ fields, additions }: Judged, add: Add): void {
  const names = new Map<string, string>();
  const paths = new Map<string, string>();
  const take = (map: Map<string, string>, value: string, at: string, what: string): void => {
    const other = map.get(value);
    if (other !== undefined) { add(`'${at}' has the ${what} of ${other}, got ${shown(value)}; each needs its own`); }
    map.set(value, at);
  };
  for (const [field, kind, object] of [['configVolumes', 'configMapName', 'ConfigMap'], ['secretVolumes', 'secretName', 'Secret']] as const) {
    fields[field]?.forEach((volume, at) => {
      const place = `${field}[${at}]`;
      const own = nameProblem('dns1123Label', volume.name);
      const source = nameProblem('dns1123Subdomain', (volume as unknown as Record<string, string>)[kind]);
      if (own !== undefined) { add(`'${place}.name' ${own}, got ${shown(volume.name)}`); }
      if (source !== undefined) { add(`'${place}.${kind}' ${source.replace('a DNS name', `the DNS name of a ${object}`)}, got ${shown((volume as unknown as Record<string, string>)[kind])}`); }
      // the API server refuses a colon and an empty path; a relative one depends on the image
      if (!/^\/[^:]*$/.test(volume.mountPath)) { add(`'${place}.mountPath' must be an absolute path without ":", got ${shown(volume.mountPath)}`); }
      take(names, volume.name, place, 'name');
      take(paths, volume.mountPath.replace(/(?<!\/)\/+$/, ''), place, 'path');
    });
  }
  additions.volumes?.forEach((volume, at) => { if (typeof volume.name === 'string') { take(names, volume.name, `volumes[${at}]`, 'name'); } });
  additions.volumeMounts?.forEach((mount, at) => {
    const place = `volumeMounts[${at}]`;
    if (typeof mount.mountPath === 'string') { take(paths, mount.mountPath.replace(/(?<!\/)\/+$/, ''), place, 'path'); }
    if (typeof mount.name === 'string' && !names.has(mount.name)) { add(`'${place}.name' must be the name of a volume of this gateway, got ${shown(mount.name)}`); }
  });
}

/** kubernetes pkg/apis/core/validation validateHandler: exactly one way. */
function checkHooks({ written, additions, strict }: Judged, add: Add): void {
  const lifecycle: JsonMap = written.lifecycle ?? {};
  if (additions.shutdown?._seconds.preStop !== undefined && lifecycle.preStop !== undefined) {
    add("'lifecycle.preStop' and the pause of 'shutdown' cannot both be had; keep one of the two");
  }
  for (const hook of strict ? ['preStop', 'postStart'] : []) {
    const handler = lifecycle[hook];
    const ways = isPlainMap(handler) ? Object.keys(handler).length : 1;
    if (ways !== 1) { add(`'lifecycle.${hook}' must have one handler, got ${ways}; keep one of exec, httpGet, sleep`); }
  }
}
