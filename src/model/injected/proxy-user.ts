import { interceptionMode } from './capture';
import { INIT_CONTAINER, VALIDATION_CONTAINER } from './names';
import type { FoundContainer } from './pod-template';
import { type Change, type Stage, withChanges } from './stage';
import type { TemplateInput } from './template-input';
import { PROXY_CONTAINER } from '../names';
import { joinPointer } from '../pointer';
import { listAt, mapAt, member } from '../read';

function placeOf(pod: unknown, lists: readonly string[], name: string): string | undefined {
  for (const list of lists) {
    const at = (listAt(pod, `/spec/${list}`) ?? []).findIndex((container) => member(container, 'name') === name);
    if (at !== -1) { return `/spec/${list}/${at}`; }
  }
  return undefined;
}

/**
 * A proxy under another user than Istio's: iptables must let that one through, and what checks iptables runs as the same. Under TPROXY
 * the proxy stays root (webhook.go adjustInitContainerUser).
 */
export function withProxyUser(below: Stage, input: TemplateInput, own: FoundContainer | undefined): Stage {
  const context = own && mapAt(own.container, '/securityContext');
  const user = member(context, 'runAsUser');
  const group = member(context, 'runAsGroup');
  if (!own || (typeof user !== 'number' && typeof group !== 'number')) { return below; }
  const validation = placeOf(below.pod, ['initContainers'], VALIDATION_CONTAINER);
  const init = placeOf(below.pod, ['initContainers'], INIT_CONTAINER) ?? validation;
  if (init === undefined) { return below; }
  const tproxy = interceptionMode(input).value === 'TPROXY';
  const origin = below.origin(`${placeOf(below.pod, ['containers', 'initContainers'], PROXY_CONTAINER) ?? ''}/securityContext/runAsUser`);
  const changes: Change[] = [];
  if (tproxy && typeof user === 'number') {
    const proxy = placeOf(below.pod, ['containers', 'initContainers'], PROXY_CONTAINER);
    if (proxy === undefined) { return below; }
    changes.push({ pointer: `${proxy}/securityContext/runAsUser`, value: 0, origin: interceptionMode(input).origin });
  }
  if (!tproxy && init === validation) {
    for (const [field, value] of [['runAsUser', user], ['runAsGroup', group]] as const) {
      if (typeof value === 'number') { changes.push({ pointer: `${init}/securityContext/${field}`, value, origin }); }
    }
  }
  const flag = (listAt(below.pod, `${init}/args`) ?? []).indexOf('-u');
  if (typeof user === 'number' && user !== 0 && flag !== -1) {
    changes.push({ pointer: joinPointer(`${init}/args`, flag + 1), value: String(user), origin });
  }
  return withChanges(below, changes);
}
