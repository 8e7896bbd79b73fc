import type { EffectiveProxy } from '../../../model/effective-proxy';
import { isSet } from '../../../model/origin';
import { joinPointer } from '../../../model/pointer';
import { isAsmGateway } from '../proxy-rule';

/**
 * Whether the wait for a fixed time is off the table: exit-on-zero waits for connections instead, and a native sidecar ends with the
 * application's containers. Undefined: not known. On ASM's gateways and waypoints the documented order counts all the same.
 */
export function timersMoot(proxy: EffectiveProxy): boolean | undefined {
  if (isAsmGateway(proxy)) { return false; }
  const { exitOnZero, native } = proxy.shutdown;
  if (exitOnZero.value === true || native.value === true) { return true; }
  return exitOnZero.known && native.known ? false : undefined;
}

/** Did the author of a manifest give the proxy a preStop hook? Istio's own hooks are nobody's decision. */
export function hasOwnPreStop(proxy: EffectiveProxy): boolean {
  return ownHooks(proxy).includes('preStop');
}

/** The hooks of the proxy's container that somebody set: in a manifest, for the installation, by a resource of ASM. */
export function givenHooks({ workload, container }: EffectiveProxy): ('postStart' | 'preStop')[] {
  if (container === undefined) { return []; }
  return (['postStart', 'preStop'] as const).filter((name) => isSet(workload.at(joinPointer(container, 'lifecycle', name))));
}

/** The hooks of the proxy's container that stand in a manifest. */
export function ownHooks({ workload, container }: EffectiveProxy): ('postStart' | 'preStop')[] {
  if (container === undefined) { return []; }
  return (['postStart', 'preStop'] as const).filter((name) => workload.origin(joinPointer(container, 'lifecycle', name)).kind === 'set');
}
