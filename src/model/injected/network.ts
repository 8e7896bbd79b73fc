import { label, type TemplateInput } from './template-input';
import type { Effective } from '../origin';
import { chartText } from '../rendering/installation';

/** The network of the pods: their own label, else the value of istiod (inject.go extractClusterAndNetwork). Undefined: none. */
export function network({ pods, context }: TemplateInput): Effective<string> | undefined {
  const own = label(pods, 'topology.istio.io/network');
  if (own) { return own.value === '' ? undefined : own; }
  const value = chartText(context, '/global/network');
  return value.value === '' ? undefined : value;
}
