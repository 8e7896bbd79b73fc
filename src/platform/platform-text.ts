import type { ClusterKind } from './flavor';
import { Platform } from './platform';
import { shown } from './problems';

/** What a platform is besides mesh and version. Kinds and native sidecars are each of one mesh only: what the other cannot have is refused. */
export interface PlatformDetails {
  readonly kubernetesVersion?: string;
  readonly gatewayApiVersion?: string;
  readonly clusterKind?: string;
  readonly nativeSidecars?: boolean;
  readonly revision?: string;
}

/** What people write on a command line or in a configuration file: `istio@1.30`, `asm@1.26`, `istio`. Without it current Istio is assumed. */
export function platformOf(text: string | undefined, details: PlatformDetails = {}): Platform {
  if (text === undefined) {
    const { clusterKind: foreignKind, ...known } = details;
    if (foreignKind !== undefined) { throw new Error("'clusterKind' needs 'platform', which is of ASM; write for example asm@1.26"); }
    return Platform._assumed(known);
  }
  const match = typeof text === 'string' && text.length <= 100 ? /^(istio|asm)(?:@([^@]+))?$/.exec(text) : null;
  if (!match) { throw new Error(`'platform' must be istio@VERSION or asm@VERSION, got ${shown(text)}; write for example istio@1.30`); }
  const [, flavor, version] = match;
  const { kubernetesVersion, gatewayApiVersion, clusterKind, nativeSidecars, revision } = details;
  const foreign = flavor === 'asm' ? { nativeSidecars, revision } : { clusterKind };
  const given = Object.entries(foreign).filter(([, value]) => value !== undefined).map(([name]) => `'${name}'`);
  if (given.length > 0) { throw new Error(`${given.join(', ')} must be left out on ${flavor === 'asm' ? 'ASM' : 'Istio'}, which has none`); }
  return flavor === 'asm'
    ? Platform.asm({ version, kubernetesVersion, gatewayApiVersion, clusterKind: clusterKind as ClusterKind | undefined })
    : Platform.istio({ version, kubernetesVersion, gatewayApiVersion, nativeSidecars, revision });
}
