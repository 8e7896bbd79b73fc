import { Platform } from './platform';
import { shown } from './problems';

/** What people write on a command line or in a configuration file: `istio@1.30`, `asm@1.26`, `istio`. */
export function platformOf(text: string, kubernetesVersion?: string): Platform {
  const match = typeof text === 'string' && text.length <= 100 ? /^(istio|asm)(?:@([^@]+))?$/.exec(text) : null;
  if (!match) { throw new Error(`'platform' must be istio@VERSION or asm@VERSION, got ${shown(text)}; write for example istio@1.30`); }
  const [, flavor, version] = match;
  return flavor === 'asm' ? Platform.asm({ version, kubernetesVersion }) : Platform.istio({ version, kubernetesVersion });
}
